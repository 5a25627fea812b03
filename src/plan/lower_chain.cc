#include <algorithm>

#include "ops/axes.h"
#include "plan/linearize.h"
#include "plan/lower.h"
#include "plan/strides.h"
#include "plan/takeover.h"

namespace ansatz::plan {
namespace {

// What the members read from outside, ascending.
std::vector<int> inputs_of(const Graph& graph, const Unit& unit) {
  std::vector<int> inputs;
  for (int member : unit.members)
    for (int input : graph.vertices[member].inputs)
      if (!std::binary_search(unit.members.begin(), unit.members.end(), input)) inputs.push_back(input);
  std::sort(inputs.begin(), inputs.end());
  inputs.erase(std::unique(inputs.begin(), inputs.end()), inputs.end());
  return inputs;
}

// Copies operands until everyone walks at most rows and columns, columns in steps of 0 or 1. Behind a product the rows
// and columns are the product's.
Space fit_to_two_dimensions(const Lowering& l, const Unit& unit, const Shape& shape, const std::vector<int>& inputs,
                            std::vector<Place>& places) {
  while (true) {
    std::vector<Shape> strides;
    for (const Place& place : places) strides.push_back(place.strides);
    strides.push_back(row_major_strides(shape));
    Space space;
    if (unit.matmul < 0) {
      space = collapse(shape, strides);
    } else if (shape.back() == 1) {
      space = collapse(shape, strides);  // a column: its chain runs along it
      if (space.extents.size() > 1) space.extents.resize(3);
    } else {
      space = split_at_last(shape, strides);
    }
    std::size_t bad = places.size();
    for (std::size_t i = 0; i < places.size() && bad == places.size(); ++i)
      if (!space.strides[i].empty() && space.strides[i][0] != 0 && space.strides[i][0] != 1) bad = i;
    for (std::size_t i = 0; i < places.size() && bad == places.size() && space.extents.size() > 2; ++i)
      if (places[i].strides != row_major_strides(shape) && !is_one_element(places[i].strides, shape)) bad = i;
    if (bad == places.size()) return space;
    places[bad] = l.memory.copied(places[bad], {shape, l.graph.vertices[inputs[bad]].type.dtype});
  }
}

}  // namespace

void lower_chain(const Lowering& l, const Unit& unit, int number, Task& task) {
  const Shape& shape = l.graph.vertices[unit.members[0]].type.shape;
  auto is_boolean = [&](int v) { return l.graph.vertices[v].type.dtype == DType::boolean; };
  const std::vector<int> inputs = inputs_of(l.graph, unit);
  std::vector<Place> places;
  for (int input : inputs) {
    Place place = l.memory.of(input);
    place.strides = stretched_strides(place.strides, l.graph.vertices[input].type.shape, shape);
    places.push_back(place);
  }
  const Space space = fit_to_two_dimensions(l, unit, shape, inputs, places);
  ChainTask& chain = task.chain;
  chain.columns = space.extents.empty() ? 1 : space.extents[0];
  chain.rows = space.extents.size() > 1 ? space.extents[1] : 1;
  if (shape.size() == 0) chain.rows = 0;

  auto input_operand = [&](int v) {
    const std::size_t i = std::find(inputs.begin(), inputs.end(), v) - inputs.begin();
    const std::vector<std::int64_t>& strides = space.strides[i];
    ChainOperand operand;
    operand.buffer = places[i].buffer;
    operand.offset = places[i].offset;
    operand.splat = strides.empty() || strides[0] == 0;
    operand.row_stride = strides.size() > 1 ? strides[1] : 0;
    operand.boolean = is_boolean(v);
    return operand;
  };
  auto contiguous_operand = [&](const Place& place, bool boolean) {
    ChainOperand operand;
    operand.buffer = place.buffer;
    operand.offset = place.offset;
    operand.row_stride = chain.columns;
    operand.boolean = boolean;
    return operand;
  };
  linearize(l.graph, unit,
            {.input = input_operand,
             .is_output = [&](int v) { return static_cast<bool>(l.users.outside[v]); },
             .output = [&](int v) { return contiguous_operand(l.memory.destination(v), is_boolean(v)); },
             .overflow =
                 [&] {
                   return contiguous_operand(l.memory.fresh({shape, DType::f32}), false);
                 }},
            chain);
  for (int member : unit.members)
    if (l.users.outside[member]) take_over_chain(l, number, member, task);
  if (unit.matmul >= 0 && !l.users.outside[unit.matmul]) write_product_in_place(l, unit, task);
}

}  // namespace ansatz::plan
