#include "cpu/program.h"

#include <algorithm>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include "base/fail.h"
#include "base/threads.h"
#include "cpu/chain.h"
#include "cpu/gemm.h"
#include "cpu/kernel.h"
#include "ops/strided_copy.h"

namespace ansatz::cpu {
namespace {

struct ChainCall {
  Chain chain;
  std::int64_t row_step, column_step;  // of a part
  int column_parts;
};

void run_chain(const void* self, int part, int) {
  const auto& call = *static_cast<const ChainCall*>(self);
  const std::int64_t row = part / call.column_parts * call.row_step;
  const std::int64_t column = part % call.column_parts * call.column_step;
  call.chain.run(call.chain, row, std::min(row + call.row_step, call.chain.rows), column,
                 std::min(column + call.column_step, call.chain.columns));
}

ChainCall* make_chain(const plan::ChainTask& task, Builder& builder) {
  auto* call = builder.keep(ChainCall{});
  call->chain.rows = task.rows;
  call->chain.columns = task.columns;
  for (const plan::ChainOperand& o : task.operands)
    call->chain.operands.push_back({nullptr, o.row_stride, o.splat, o.boolean, o.slot});
  for (std::size_t i = 0; i < task.operands.size(); ++i) {
    const plan::ChainOperand& o = task.operands[i];
    if (o.slot < 0) builder.bind(call->chain.operands[i].pointer, o.buffer, o.offset * (o.boolean ? 1 : 4));
  }
  build_chain(call->chain, task.steps, builder.isa);
  return call;
}

void add_chain(const plan::ChainTask& task, Builder& builder) {
  if (task.rows == 0 || task.columns == 0) return;
  ChainCall* call = make_chain(task, builder);
  // Long rows are cut into columns, short ones are taken together; multiples of 1024 and 8 keep tiles whole.
  call->column_step = std::min<std::int64_t>(task.columns, elements_a_part);
  call->column_parts = static_cast<int>((task.columns + call->column_step - 1) / call->column_step);
  call->row_step = call->column_parts > 1 ? 1 : std::max<std::int64_t>(8, elements_a_part / task.columns / 8 * 8);
  const std::int64_t row_parts = (task.rows + call->row_step - 1) / call->row_step;
  builder.add({run_chain, call, static_cast<int>(row_parts * call->column_parts)});
}

struct MatmulCall {
  GemmPlan plan;
  GemmCall call;
};
struct MatmulPhase {
  const MatmulCall* matmul;
  int phase;
};

void run_matmul(const void* self, int part, int worker) {
  const auto& phase = *static_cast<const MatmulPhase*>(self);
  gemm_part(phase.matmul->call, phase.phase, part, worker);
}

void finish_block(const void* context, std::int64_t row_begin, std::int64_t row_end, std::int64_t column_begin,
                  std::int64_t column_end) {
  const Chain& chain = static_cast<const ChainCall*>(context)->chain;
  chain.run(chain, row_begin, row_end, column_begin, column_end);
}

// The product is a column, which its chain sees as one row.
void finish_column(const void* context, std::int64_t row_begin, std::int64_t row_end, std::int64_t, std::int64_t) {
  const Chain& chain = static_cast<const ChainCall*>(context)->chain;
  chain.run(chain, 0, 1, row_begin, row_end);
}

void add_matmul(const plan::Task& task, Builder& builder) {
  const plan::Place &a = task.inputs[0].place, &b = task.inputs[1].place;
  GemmProblem problem;
  problem.m = task.output.type.shape[0];
  problem.n = task.output.type.shape[1];
  problem.k = task.inputs[0].type.shape[1];
  problem.a_row = a.strides[0];
  problem.a_column = a.strides[1];
  problem.b_row = b.strides[0];
  problem.b_column = b.strides[1];
  problem.c_row = problem.n;
  auto* matmul = builder.keep(MatmulCall{});
  matmul->plan = gemm_plan(problem, builder.isa);
  matmul->call.plan = &matmul->plan;
  builder.bind(matmul->call.a, task.inputs[0]);
  builder.bind(matmul->call.b, task.inputs[1]);
  builder.bind(matmul->call.c, task.output);
  builder.need_workspace(matmul->plan.shared_bytes, matmul->plan.worker_bytes);
  builder.bind_workspace(matmul->call.workspace);
  if (!task.chain.steps.empty()) {
    matmul->call.epilogue = problem.n == 1 ? finish_column : finish_block;
    matmul->call.epilogue_context = make_chain(task.chain, builder);
  }
  for (int phase = 0; phase < matmul->plan.phases; ++phase)
    if (const int parts = gemm_parts(matmul->plan, phase))
      builder.add({run_matmul, builder.keep(MatmulPhase{matmul, phase}), parts});
}

struct OperationCall {
  const Operation* operation;
  Attributes attributes;
  Type type;
  std::vector<Type> input_types;
  std::vector<Operand> operands;
  void* output = nullptr;
};

void run_operation(const void* self, int, int) {
  const auto& call = *static_cast<const OperationCall*>(self);
  call.operation->evaluate({call.operands, call.output, call.type, call.attributes});
}

void add_operation(const plan::Task& task, Builder& builder) {
  if (KernelBuilder build = kernel_for(*task.operation); build && build(task, builder)) return;
  auto* call = builder.keep(OperationCall{task.operation, task.attributes, task.output.type, {}, {}, nullptr});
  for (const plan::PlacedOperand& input : task.inputs) call->input_types.push_back(input.type);
  for (const Type& type : call->input_types) call->operands.push_back({nullptr, &type.shape, type.dtype});
  for (std::size_t i = 0; i < task.inputs.size(); ++i) builder.bind(call->operands[i].data, task.inputs[i]);
  builder.bind(call->output, task.output);
  builder.add({run_operation, call, 1});
}

struct CopyCall {
  const void* from = nullptr;
  void* to = nullptr;
  Shape strides, shape;
  std::size_t element;
};

void run_copy(const void* self, int, int) {
  const auto& call = *static_cast<const CopyCall*>(self);
  strided_copy(call.from, 0, call.strides, call.to, call.shape, call.element);
}

void add_copy(const plan::Task& task, Builder& builder) {
  if (task.output.type.shape.size() == 0) return;
  auto* call = builder.keep(CopyCall{nullptr, nullptr, task.inputs[0].place.strides, task.output.type.shape,
                                     size_of(task.output.type.dtype)});
  builder.bind(call->from, task.inputs[0]);
  builder.bind(call->to, task.output);
  builder.add({run_copy, call, 1});
}

}  // namespace

void Builder::need_workspace(std::int64_t shared, std::int64_t per_worker) {
  workspace_shared = std::max(workspace_shared, (shared + 63) / 64 * 64);
  workspace_per_worker = std::max(workspace_per_worker, (per_worker + 63) / 64 * 64);
}

struct Program::Parts {
  explicit Parts(plan::Plan p, Isa isa) : plan(std::move(p)), builder{isa, plan, {}, {}, {}, {}, 0, 0} {}

  plan::Plan plan;
  Builder builder;
  std::unique_ptr<Buffer> arena, workspace;
  int workspace_threads = 0;
  std::size_t guarded_from = static_cast<std::size_t>(-1);  // the first instruction behind the guard
  struct Outside {  // a pointer into memory that may change from run to run
    void** pointer;
    std::int64_t byte_offset;
  };
  std::vector<std::vector<Outside>> arguments, results;
  std::vector<std::byte*> bound_arguments, bound_results;
};

Program::Program(plan::Plan plan, Isa isa) : parts_(std::make_unique<Parts>(std::move(plan), isa)) {
  Parts& p = *parts_;
  for (std::size_t t = 0; t < p.plan.tasks.size(); ++t) {
    const plan::Task& task = p.plan.tasks[t];
    if (p.plan.guard >= 0 && t == p.plan.guarded_from) p.guarded_from = p.builder.instructions.size();
    switch (task.kind) {
      case plan::Task::Kind::chain: add_chain(task.chain, p.builder); break;
      case plan::Task::Kind::matmul: add_matmul(task, p.builder); break;
      case plan::Task::Kind::operation: add_operation(task, p.builder); break;
      case plan::Task::Kind::copy: add_copy(task, p.builder); break;
    }
  }
  p.arena = std::make_unique<Buffer>(p.plan.arena_bytes);
  p.arguments.resize(p.plan.arguments.size());
  p.results.resize(p.plan.results.size());
  p.bound_arguments.resize(p.arguments.size(), nullptr);
  p.bound_results.resize(p.results.size(), nullptr);
  for (const Builder::Binding& binding : p.builder.bindings) {
    plan::PlanBuffer& buffer = p.plan.buffers[binding.buffer];
    switch (buffer.kind) {
      case plan::PlanBuffer::Kind::arena:
        *binding.pointer = p.arena->data() + buffer.arena_offset + binding.byte_offset;
        break;
      case plan::PlanBuffer::Kind::constant: *binding.pointer = buffer.constant->data() + binding.byte_offset; break;
      case plan::PlanBuffer::Kind::argument:
        p.arguments[buffer.index].push_back({binding.pointer, binding.byte_offset});
        break;
      case plan::PlanBuffer::Kind::result:
        p.results[buffer.index].push_back({binding.pointer, binding.byte_offset});
        break;
    }
  }
}

Program::~Program() = default;

const plan::Plan& Program::plan() const { return parts_->plan; }

#if defined(__SSE2__)
// Denormals are taken for 0 while a plan runs: they cost a hundred times as much as other numbers, and moments and
// gradients decay into them. The portable path keeps them, as plain C++ does.
class FlushDenormals {
 public:
  explicit FlushDenormals(bool flush) : saved_(_mm_getcsr()) {
    if (flush) _mm_setcsr(saved_ | 0x8040);
  }
  ~FlushDenormals() { _mm_setcsr(saved_); }

 private:
  unsigned saved_;
};
#else
struct FlushDenormals {
  explicit FlushDenormals(bool) {}
};
#endif

bool Program::run(std::span<std::byte* const> arguments, std::span<std::byte* const> results, int threads) {
  Parts& p = *parts_;
  if (threads <= 0) threads = default_threads();
  if (threads > p.workspace_threads && p.builder.workspace_shared + p.builder.workspace_per_worker > 0) {
    p.workspace = std::make_unique<Buffer>(p.builder.workspace_shared + threads * p.builder.workspace_per_worker);
    for (std::byte** workspace : p.builder.workspaces) *workspace = p.workspace->data();
    p.workspace_threads = threads;
  }
  for (std::size_t a = 0; a < p.arguments.size(); ++a)
    if (p.bound_arguments[a] != arguments[a]) {
      for (const auto& outside : p.arguments[a]) *outside.pointer = arguments[a] + outside.byte_offset;
      p.bound_arguments[a] = arguments[a];
    }
  for (std::size_t r = 0; r < p.results.size(); ++r)
    if (p.bound_results[r] != results[r]) {
      for (const auto& outside : p.results[r]) *outside.pointer = results[r] + outside.byte_offset;
      p.bound_results[r] = results[r];
    }
  const bool flush = p.builder.isa != Isa::portable;
  const FlushDenormals here(flush);
  for (std::size_t i = 0; i < p.builder.instructions.size(); ++i) {
    if (i == p.guarded_from && !*reinterpret_cast<const bool*>(results[p.plan.guard])) return false;
    const Instruction& instruction = p.builder.instructions[i];
    if (instruction.parts == 1)
      instruction.run(instruction.self, 0, 0);
    else
      parallel(instruction.parts, threads,
               [&instruction, flush](int part, int worker) {
                 const FlushDenormals there(flush);
                 instruction.run(instruction.self, part, worker);
               });
  }
  return true;
}

}  // namespace ansatz::cpu
