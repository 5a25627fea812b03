#include "cpu/program.h"

#include <algorithm>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

#include "base/fail.h"
#include "base/threads.h"
#include "cpu/kernel.h"
#include "cpu/tasks.h"

namespace ansatz::cpu {
namespace {

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
  bool parallel = false;  // some instruction has several parts
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
  for (const Instruction& instruction : p.builder.instructions) p.parallel |= instruction.parts > 1;
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
  if (threads <= 0) threads = p.parallel ? default_threads() : 1;
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
