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

// How an operand is walked through: its strides along rows, columns and batches.
struct Walk {
  std::int64_t row = 0, column = 0;
  Shape batch = {};
};

struct Layout {
  std::int64_t rows = 1, columns = 1;
  Shape batch = {};
  std::vector<Walk> walks;
};

// Copies operands until everyone walks at most rows and columns, columns in steps of 0 or 1.
Layout lay_out(const Lowering& l, const Shape& shape, const std::vector<int>& inputs, std::vector<Place>& places) {
  while (true) {
    std::vector<Shape> strides;
    for (const Place& place : places) strides.push_back(place.strides);
    strides.push_back(row_major_strides(shape));
    const Space space = collapse(shape, strides);
    auto along = [](const std::vector<std::int64_t>& dimensions, std::size_t i, std::int64_t otherwise) {
      return i < dimensions.size() ? dimensions[i] : otherwise;
    };
    Layout layout{along(space.extents, 1, 1), along(space.extents, 0, 1), {}, {}};
    std::size_t bad = places.size();
    for (std::size_t i = 0; i < places.size(); ++i) {
      layout.walks.push_back({along(space.strides[i], 1, 0), along(space.strides[i], 0, 0), {}});
      if (bad == places.size() && (layout.walks[i].column != 0 && layout.walks[i].column != 1)) bad = i;
    }
    for (std::size_t i = 0; i < places.size() && bad == places.size() && space.extents.size() > 2; ++i)
      if (places[i].strides != row_major_strides(shape) && !is_one_element(places[i].strides, shape)) bad = i;
    if (bad == places.size()) return layout;
    places[bad] = l.memory.copied(places[bad], {shape, l.graph.vertices[inputs[bad]].type.dtype});
  }
}

// Rows, columns and batches are the product's; a product of one column is a row to its chain. False where rows are not
// evenly spaced, or columns not in steps of 0 or 1.
bool walk_as_product(const Shape& shape, const Shape& strides, int batches, Walk& walk) {
  walk = {};
  for (int i = 0; i < batches; ++i) walk.batch.push_back(strides[i]);
  std::int64_t rows = 1;
  const int last = shape.rank() - 1;
  for (int i = last - 1; i >= batches; --i) {
    if (shape[i] == 1) continue;
    if (rows == 1)
      walk.row = strides[i];
    else if (strides[i] != walk.row * rows)
      return false;
    rows *= shape[i];
  }
  if (shape[last] == 1)
    std::swap(walk.row, walk.column);
  else
    walk.column = strides[last];
  return walk.column == 0 || walk.column == 1;
}

Layout lay_out_as_product(const Lowering& l, const Shape& shape, const Shape& product, const std::vector<int>& inputs,
                          std::vector<Place>& places) {
  Layout layout{product.back(1), product.back(0), {}, std::vector<Walk>(places.size())};
  if (layout.columns == 1) std::swap(layout.rows, layout.columns);
  const int batches = product.rank() - 2;
  for (int i = 0; i < batches; ++i) layout.batch.push_back(product[i]);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (walk_as_product(shape, places[i].strides, batches, layout.walks[i])) continue;
    places[i] = l.memory.copied(places[i], {shape, l.graph.vertices[inputs[i]].type.dtype});
    walk_as_product(shape, places[i].strides, batches, layout.walks[i]);
  }
  return layout;
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
  const Layout layout = unit.matmul >= 0 ? lay_out_as_product(l, shape, task.output.type.shape, inputs, places)
                                         : lay_out(l, shape, inputs, places);
  ChainTask& chain = task.chain;
  chain.rows = shape.size() == 0 ? 0 : layout.rows;
  chain.columns = layout.columns;
  chain.batch = layout.batch;
  Shape dense_batch = row_major_strides(layout.batch);
  for (int i = 0; i < dense_batch.rank(); ++i) dense_batch[i] *= layout.rows * layout.columns;

  auto input_operand = [&](int v) {
    const std::size_t i = std::find(inputs.begin(), inputs.end(), v) - inputs.begin();
    const Walk& walk = layout.walks[i];
    return ChainOperand{.buffer = places[i].buffer,
                        .offset = places[i].offset,
                        .row_stride = walk.row,
                        .batch_strides = walk.batch,
                        .splat = walk.column == 0,
                        .boolean = is_boolean(v)};
  };
  auto dense_operand = [&](const Place& place, bool boolean) {
    return ChainOperand{.buffer = place.buffer,
                        .offset = place.offset,
                        .row_stride = chain.columns,
                        .batch_strides = dense_batch,
                        .boolean = boolean};
  };
  linearize(l.graph, unit,
            {.input = input_operand,
             .is_output = [&](int v) { return static_cast<bool>(l.users.outside[v]); },
             .output = [&](int v) { return dense_operand(l.memory.destination(v), is_boolean(v)); },
             .overflow =
                 [&] {
                   return dense_operand(l.memory.fresh({shape, DType::f32}), false);
                 }},
            chain);
  for (int member : unit.members)
    if (l.users.outside[member]) take_over_chain(l, number, member, task);
  if (unit.matmul >= 0 && !l.users.outside[unit.matmul]) write_product_in_place(l, unit, task);
}

}  // namespace ansatz::plan
