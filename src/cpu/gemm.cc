#include "cpu/gemm.h"

#include <algorithm>

#include "base/fail.h"
#include "base/threads.h"
#include "cpu/gemm_kernels.h"

namespace ansatz::cpu {
namespace {

void check_strides(const char* operand, std::int64_t rows, std::int64_t columns, std::int64_t row,
                   std::int64_t column) {
  if (row != 1 && column != 1 && rows > 1 && columns > 1)
    fail("gemm: operand {} of shape [{}, {}] has the strides {} and {}; one of the two must be 1", operand, rows,
         columns, row, column);
}

}  // namespace

GemmPlan gemm_plan(const GemmProblem& problem, Isa isa) {
  const GemmProblem& p = problem;
  if (p.m < 0 || p.n < 0 || p.k < 0) fail("gemm: the sizes m = {}, n = {}, k = {} must not be negative", p.m, p.n, p.k);
  check_strides("A", p.m, p.k, p.a_row, p.a_column);
  check_strides("B", p.k, p.n, p.b_row, p.b_column);
  if (p.m > 1 && p.c_row < p.n) fail("gemm: rows of C are {} apart but {} long", p.c_row, p.n);
  return ANSATZ_PICK(gemm_kernels, isa).plan(problem);
}

GemmPlan gemm_plan(const GemmProblem& problem) { return gemm_plan(problem, chosen_isa()); }

int gemm_parts(const GemmPlan& plan, int phase) {
  return plan.pack_b == GemmPlan::Pack::shared && phase % 2 == 0 ? plan.pack_parts : plan.compute_parts;
}

std::int64_t gemm_workspace_bytes(const GemmPlan& plan, int threads) {
  return plan.shared_bytes + std::max(threads, 1) * plan.worker_bytes;
}

void gemm(const GemmCall& call, int threads) {
  for (int phase = 0; phase < call.plan->phases; ++phase) {
    const int parts = gemm_parts(*call.plan, phase);
    if (threads <= 1 || parts <= 1) {
      for (int part = 0; part < parts; ++part) gemm_part(call, phase, part, 0);
    } else {
      parallel(parts, threads, [&](int part, int worker) { gemm_part(call, phase, part, worker); });
    }
  }
}

}  // namespace ansatz::cpu
