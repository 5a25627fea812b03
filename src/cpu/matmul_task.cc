#include <algorithm>

#include "cpu/gemm.h"
#include "cpu/tasks.h"

namespace ansatz::cpu {
namespace {

void finish_block(const void* context, std::int64_t row_begin, std::int64_t row_end, std::int64_t column_begin,
                  std::int64_t column_end) {
  const Chain& chain = *static_cast<const Chain*>(context);
  chain.run(chain, row_begin, row_end, column_begin, column_end);
}

// The product is a column, which its chain sees as one row.
void finish_column(const void* context, std::int64_t row_begin, std::int64_t row_end, std::int64_t, std::int64_t) {
  const Chain& chain = *static_cast<const Chain*>(context);
  chain.run(chain, 0, 1, row_begin, row_end);
}

GemmProblem problem_of(const plan::Task& task) {
  const plan::Place &a = task.inputs[0].place, &b = task.inputs[1].place;
  GemmProblem problem;
  problem.m = task.output.type.shape.back(1);
  problem.n = task.output.type.shape.back(0);
  problem.k = task.inputs[0].type.shape.back(0);
  problem.a_row = a.strides.back(1);
  problem.a_column = a.strides.back(0);
  problem.b_row = b.strides.back(1);
  problem.b_column = b.strides.back(0);
  problem.c_row = problem.n;
  problem.hands_over = task.hands_over;
  return problem;
}

// Where a matrix of the batch begins, in elements from the first.
std::int64_t batch_offset(const plan::PlacedOperand& operand, std::int64_t element) {
  std::int64_t offset = 0;
  for (int i = operand.type.shape.rank() - 3; i >= 0; element /= operand.type.shape[i], --i)
    offset += element % operand.type.shape[i] * operand.place.strides[i];
  return offset;
}

// One product: its own phases and parts.
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

void add_one(const plan::Task& task, const GemmPlan& plan, std::int64_t element, Builder& builder) {
  auto* matmul = builder.keep(MatmulCall{plan, {}});
  matmul->call.plan = &matmul->plan;
  auto bind = [&](auto& pointer, plan::PlacedOperand operand) {
    operand.place.offset += batch_offset(operand, element);
    builder.bind(pointer, operand);
  };
  bind(matmul->call.a, task.inputs[0]);
  bind(matmul->call.b, task.inputs[1]);
  bind(matmul->call.c, task.output);
  builder.need_workspace(plan.shared_bytes, plan.worker_bytes);
  builder.bind_workspace(matmul->call.workspace);
  if (!task.chain.steps.empty()) {
    Chain* chain = keep_chain(task.chain, builder, plan.hands_over, plan.epilogue_columns);
    matmul->call.chain = chain;
    for (std::size_t i = 0; i < task.chain.operands.size(); ++i) {
      const plan::ChainOperand& o = task.chain.operands[i];
      if (o.slot < 0) builder.bind(chain->operands[i].pointer, o.buffer, first_byte(o, task.chain.batch, element));
    }
    matmul->call.epilogue = task.output.type.shape.back() == 1 ? finish_column : finish_block;
    matmul->call.epilogue_context = chain;
  }
  for (int phase = 0; phase < plan.phases; ++phase)
    if (const int parts = gemm_parts(plan, phase))
      builder.add({run_matmul, builder.keep(MatmulPhase{matmul, phase}), parts});
}

// A batch: each part runs some products, one after the other, in its worker's workspace. A part has a chain of its own,
// whose pointers follow the batch.
struct BatchCall {
  GemmPlan plan;
  const float* a = nullptr;
  const float* b = nullptr;
  float* c = nullptr;
  std::byte* workspace = nullptr;
  std::int64_t worker_bytes = 0, products = 0, each = 0;  // each: products of a part
  std::vector<std::int64_t> a_offsets, b_offsets;         // of each product, in floats
  std::vector<Chain*> chains;                             // of each part
  std::vector<std::byte*> chain_memory;                   // of each operand, at the first product; null for slots
  std::vector<std::int64_t> chain_offsets;                // [product][operand], in bytes
  void (*epilogue)(const void*, std::int64_t, std::int64_t, std::int64_t, std::int64_t) = nullptr;
};

void run_batch(const void* self, int part, int worker) {
  const auto& batch = *static_cast<const BatchCall*>(self);
  const std::int64_t begin = part * batch.each, end = std::min(begin + batch.each, batch.products);
  const std::size_t operands = batch.chain_memory.size();
  Chain* chain = batch.chains.empty() ? nullptr : batch.chains[part];
  GemmCall call;
  call.plan = &batch.plan;
  call.workspace = batch.workspace + worker * batch.worker_bytes;
  call.epilogue = batch.epilogue;
  call.epilogue_context = chain;
  call.chain = chain;
  for (std::int64_t i = begin; i < end; ++i) {
    for (std::size_t o = 0; o < operands; ++o)
      if (batch.chain_memory[o])
        chain->operands[o].pointer = batch.chain_memory[o] + batch.chain_offsets[i * operands + o];
    call.a = batch.a + batch.a_offsets[i];
    call.b = batch.b + batch.b_offsets[i];
    call.c = batch.c + i * batch.plan.problem.m * batch.plan.problem.n;  // whichever of the two is called m
    gemm(call);
  }
}

void add_batch(const plan::Task& task, const GemmPlan& plan, std::int64_t products, std::int64_t each,
               Builder& builder) {
  auto* batch = builder.keep(BatchCall{.plan = plan});
  builder.bind(batch->a, task.inputs[0]);
  builder.bind(batch->b, task.inputs[1]);
  builder.bind(batch->c, task.output);
  batch->products = products;
  batch->each = each;
  batch->worker_bytes = (gemm_workspace_bytes(plan, 1) + 63) / 64 * 64;
  builder.need_workspace(0, batch->worker_bytes);
  builder.bind_workspace(batch->workspace);
  for (std::int64_t i = 0; i < products; ++i) {
    batch->a_offsets.push_back(batch_offset(task.inputs[0], i));
    batch->b_offsets.push_back(batch_offset(task.inputs[1], i));
  }
  const int parts = static_cast<int>((products + each - 1) / each);
  if (!task.chain.steps.empty()) {
    batch->epilogue = task.output.type.shape.back() == 1 ? finish_column : finish_block;
    for (int part = 0; part < parts; ++part)
      batch->chains.push_back(keep_chain(task.chain, builder, plan.hands_over, plan.epilogue_columns));
    batch->chain_memory.resize(task.chain.operands.size(), nullptr);
    for (std::size_t o = 0; o < task.chain.operands.size(); ++o)
      if (task.chain.operands[o].slot < 0) builder.bind(batch->chain_memory[o], task.chain.operands[o].buffer, 0);
    for (std::int64_t i = 0; i < products; ++i)
      for (const plan::ChainOperand& o : task.chain.operands)
        batch->chain_offsets.push_back(o.slot < 0 ? first_byte(o, task.chain.batch, i) : 0);
  }
  builder.add({run_batch, batch, parts});
}

}  // namespace

void add_matmul(const plan::Task& task, Builder& builder) {
  const Shape& shape = task.output.type.shape;
  const GemmProblem problem = problem_of(task);
  const GemmPlan plan = gemm_plan(problem, builder.isa);
  const std::int64_t products = shape.size() / (problem.m * problem.n);
  // Few large products share the threads one after the other; others are shared out. By the sizes alone, so that the
  // parts are the same for any number of threads.
  constexpr std::int64_t few = 8, most_parts = 64, work_a_part = 1 << 17;
  int parts_of_one = 0;
  for (int phase = 0; phase < plan.phases; ++phase) parts_of_one = std::max(parts_of_one, gemm_parts(plan, phase));
  if (products == 1 || (products < few && parts_of_one > 1)) {
    for (std::int64_t i = 0; i < products; ++i) add_one(task, plan, i, builder);
    return;
  }
  const std::int64_t work = std::max<std::int64_t>(1, problem.m * problem.n * std::max<std::int64_t>(problem.k, 1));
  add_batch(task, plan, products,
            std::max((products + most_parts - 1) / most_parts, std::max<std::int64_t>(1, work_a_part / work)), builder);
}

}  // namespace ansatz::cpu
