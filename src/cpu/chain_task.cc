#include <algorithm>

#include "cpu/tasks.h"

namespace ansatz::cpu {
namespace {

struct ChainCall {
  const Chain* chain;
  std::int64_t row_step, column_step;  // of a part
  int column_parts;
};

void run_chain(const void* self, int part, int) {
  const auto& call = *static_cast<const ChainCall*>(self);
  const std::int64_t row = part / call.column_parts * call.row_step;
  const std::int64_t column = part % call.column_parts * call.column_step;
  call.chain->run(*call.chain, row, std::min(row + call.row_step, call.chain->rows), column,
                  std::min(column + call.column_step, call.chain->columns));
}

}  // namespace

Chain* keep_chain(const plan::ChainTask& task, Builder& builder, bool handed_over,
                  std::int64_t block_columns) {
  Chain* chain = builder.keep(Chain{});
  chain->handed_over = handed_over;
  chain->block_columns = block_columns;
  chain->rows = task.rows;
  chain->columns = task.columns;
  for (const plan::ChainOperand& o : task.operands)
    chain->operands.push_back({nullptr, o.row_stride, o.splat, o.boolean, o.slot});
  build_chain(*chain, task.steps, builder.isa);
  return chain;
}

std::int64_t first_byte(const plan::ChainOperand& operand, const Shape& batch, std::int64_t element) {
  std::int64_t offset = operand.offset;
  for (int i = batch.rank() - 1; i >= 0; element /= batch[i], --i)
    offset += element % batch[i] * operand.batch_strides[i];
  return offset * static_cast<std::int64_t>(operand.boolean ? sizeof(bool) : sizeof(float));
}

void add_chain(const plan::ChainTask& task, Builder& builder) {
  if (task.rows == 0 || task.columns == 0) return;
  Chain* chain = keep_chain(task, builder);
  for (std::size_t i = 0; i < task.operands.size(); ++i)
    if (task.operands[i].slot < 0)
      builder.bind(chain->operands[i].pointer, task.operands[i].buffer, first_byte(task.operands[i], task.batch, 0));
  auto* call = builder.keep(ChainCall{chain, 0, 0, 0});
  // Long rows are cut into columns, short ones are taken together; multiples of 1024 and 8 keep tiles whole.
  call->column_step = std::min<std::int64_t>(task.columns, elements_a_part);
  call->column_parts = static_cast<int>((task.columns + call->column_step - 1) / call->column_step);
  call->row_step = call->column_parts > 1 ? 1 : std::max<std::int64_t>(8, elements_a_part / task.columns / 8 * 8);
  const std::int64_t row_parts = (task.rows + call->row_step - 1) / call->row_step;
  builder.add({run_chain, call, static_cast<int>(row_parts * call->column_parts)});
}

}  // namespace ansatz::cpu
