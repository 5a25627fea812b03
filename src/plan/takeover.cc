#include "plan/takeover.h"

#include <algorithm>

#include "base/fail.h"
#include "ops/axes.h"
#include "plan/strides.h"

namespace ansatz::plan {
namespace {

// Whether the operand's elements lie one behind the other, as those that a chain stores do.
bool is_dense(const ChainOperand& operand, const ChainTask& chain) {
  const std::int64_t elements = chain.rows * chain.columns;
  if (operand.offset != 0 || (operand.splat && elements != 1)) return false;
  if (chain.rows > 1 && operand.row_stride != chain.columns) return false;
  std::int64_t step = elements;
  for (int i = chain.batch.rank() - 1; i >= 0; --i) {
    if (chain.batch[i] != 1 && operand.batch_strides[i] != step) return false;
    step *= chain.batch[i];
  }
  return true;
}

// Whether `written` may lie in the memory of `read`: element on element, all reads before the first write.
bool may_share(const ChainTask& chain, int read, int written) {
  std::size_t last_read = 0, first_write = chain.steps.size();
  for (std::size_t i = 0; i < chain.steps.size(); ++i) {
    const ChainStep& step = chain.steps[i];
    for (int o : {step.operand, step.second_operand}) {
      if (o < 0 || chain.operands[o].slot >= 0) continue;
      const ChainOperand& operand = chain.operands[o];
      if (operand.buffer == read) {
        if (operand.boolean || !is_dense(operand, chain)) return false;
        last_read = i;
      }
      if (operand.buffer == written && step.action == ChainStep::Action::store) first_write = std::min(first_write, i);
    }
  }
  return last_read <= first_write;
}

bool same_type(const Type& a, const Type& b) { return a.dtype == b.dtype && a.shape == b.shape; }

// The result that the vertex is and that is to replace an argument nobody reads after the unit; -1 where there is none.
int replacing_result(const Lowering& l, int unit, int v, int after) {
  for (std::size_t r = after; r < l.graph.outputs.size(); ++r) {
    const int argument = l.plan.taken_over[r];
    if (l.graph.outputs[r] == v && argument >= 0 && l.memory.result_buffer(r) < 0 &&
        l.users.last_reader[argument] <= unit && same_type(l.graph.arguments[argument], l.graph.vertices[v].type))
      return static_cast<int>(r);
  }
  return -1;
}

}  // namespace

bool take_over_operation(const Lowering& l, int unit, int v, const Task& task) {
  for (int r = replacing_result(l, unit, v, 0); r >= 0; r = replacing_result(l, unit, v, r + 1)) {
    const int buffer = l.memory.argument_buffer(l.plan.taken_over[r]);
    bool fits = true;  // each element is read before it is written
    for (const PlacedOperand& input : task.inputs)
      fits &= input.place.buffer != buffer || (input.place.offset == 0 && input.type.shape == task.output.type.shape);
    if (!fits) continue;
    l.memory.put(v, buffer);
    l.memory.set_result_buffer(r, buffer);
    return true;
  }
  return false;
}

void take_over_chain(const Lowering& l, int unit, int v, Task& task) {
  for (int r = replacing_result(l, unit, v, 0); r >= 0; r = replacing_result(l, unit, v, r + 1)) {
    const int old_numbers = l.memory.argument_buffer(l.plan.taken_over[r]), written = l.memory.of(v).buffer;
    for (const PlacedOperand& input : task.inputs)
      if (input.place.buffer == old_numbers) return;
    if (!may_share(task.chain, old_numbers, written)) continue;
    for (ChainOperand& operand : task.chain.operands)
      if (operand.buffer == written) operand.buffer = old_numbers;
    l.memory.put(v, old_numbers);
    l.memory.set_result_buffer(r, old_numbers);
    return;
  }
}

void write_product_in_place(const Lowering& l, const Unit& unit, Task& task) {
  const int product = task.output.place.buffer;
  for (int member : unit.members) {
    if (!l.users.outside[member] || l.graph.vertices[member].type.dtype != DType::f32 || l.memory.is_piece(member))
      continue;
    const int result = l.memory.of(member).buffer;
    bool read_by_product = false;
    for (const PlacedOperand& input : task.inputs) read_by_product |= input.place.buffer == result;
    if (read_by_product || l.plan.buffers[result].kind == PlanBuffer::Kind::argument) continue;
    if (!may_share(task.chain, product, result)) continue;
    for (ChainOperand& operand : task.chain.operands)
      if (operand.buffer == product) operand.buffer = result;
    task.output.place.buffer = result;
    return;
  }
}

void finish_results(const Lowering& l) {
  std::vector<std::pair<PlacedOperand, PlacedOperand>> copies;
  // Results first, then the arguments that are replaced: a result may be a view of an argument's old numbers.
  for (bool replaced : {false, true})
    for (std::size_t r = 0; r < l.graph.outputs.size(); ++r) {
      const int argument = l.plan.taken_over[r], v = l.graph.outputs[r];
      if (l.memory.result_buffer(r) >= 0 || (argument >= 0) != replaced) continue;
      const Type& type = l.graph.vertices[v].type;
      Place from = l.memory.of(v);
      int to;
      if (argument >= 0) {
        to = l.memory.argument_buffer(argument);
        const Type& old = l.graph.arguments[argument];
        if (!same_type(old, type))
          fail("the result {} of type {}{} cannot replace the argument {} of type {}{}", r, name_of(type.dtype),
               to_string(type.shape), argument, name_of(old.dtype), to_string(old.shape));
        if (from.buffer == to && is_row_major(from, type.shape)) continue;
        // Another replaced argument may be the source: keep its numbers until all are written.
        if (l.plan.buffers[from.buffer].kind == PlanBuffer::Kind::argument) from = l.memory.copied(from, type);
        l.memory.set_result_buffer(r, to);
      } else {
        to = l.memory.add_result_buffer(r);
      }
      copies.push_back({{from, type}, {{to, 0, row_major_strides(type.shape)}, type}});
    }
  for (const auto& [from, to] : copies) l.memory.add_copy(from, to);
}

}  // namespace ansatz::plan
