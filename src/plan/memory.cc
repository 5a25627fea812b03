#include "plan/memory.h"

#include "base/fail.h"
#include "ops/axes.h"
#include "ops/known.h"
#include "plan/strides.h"

namespace ansatz::plan {
namespace {

std::int64_t bytes_of(const Type& type) { return type.shape.size() * static_cast<std::int64_t>(size_of(type.dtype)); }

Place whole(int buffer, const Shape& shape) { return {buffer, 0, row_major_strides(shape)}; }

}  // namespace

Memory::Memory(const Graph& graph, const std::vector<Join>& joins, Plan& plan)
    : graph_(graph),
      plan_(plan),
      places_(graph.vertices.size()),
      pieces_(graph.vertices.size()),
      joined_(graph.vertices.size(), false),
      results_(graph.outputs.size(), -1) {
  for (std::size_t a = 0; a < graph.arguments.size(); ++a)
    arguments_.push_back(
        add({.kind = PlanBuffer::Kind::argument, .bytes = bytes_of(graph.arguments[a]), .index = static_cast<int>(a)}));
  for (const Join& join : joins) {
    joined_[join.whole] = true;
    places_[join.whole] = fresh(graph.vertices[join.whole].type);
    std::int64_t offset = 0;
    for (int piece : join.pieces) {
      const Shape& shape = graph.vertices[piece].type.shape;
      pieces_[piece] = Place{places_[join.whole]->buffer, offset, row_major_strides(shape)};
      offset += shape.size();
    }
  }
}

int Memory::add(PlanBuffer buffer) {
  plan_.buffers.push_back(std::move(buffer));
  return static_cast<int>(plan_.buffers.size()) - 1;
}

Place Memory::fresh(const Type& type) {
  return whole(add({.kind = PlanBuffer::Kind::arena, .bytes = bytes_of(type)}), type.shape);
}

Place Memory::of(int v) {
  if (places_[v]) return *places_[v];
  const Vertex& vertex = graph_.vertices[v];
  if (vertex.argument >= 0) {
    places_[v] = whole(arguments_[vertex.argument], vertex.type.shape);
  } else if (vertex.constant) {
    const int buffer =
        add({.kind = PlanBuffer::Kind::constant, .bytes = bytes_of(vertex.type), .constant = vertex.constant});
    places_[v] = whole(buffer, vertex.type.shape);
  } else if (is_view(vertex)) {
    places_[v] = view(vertex);
  } else {
    fail("internal: the vertex {} ({}) is read before it is computed", v, vertex.operation->name);
  }
  return *places_[v];
}

Place Memory::view(const Vertex& vertex) {
  const int input = vertex.inputs[0];
  const auto& numbers = vertex.attributes.integers;
  if (vertex.operation == &reshape_operation) {
    const Place from = contiguous(input);
    return {from.buffer, from.offset, row_major_strides(vertex.type.shape)};
  }
  Place place = of(input);
  const Shape& shape = graph_.vertices[input].type.shape;
  if (vertex.operation == &permute_operation) {
    const Shape strides = place.strides;
    for (int i = 0; i < shape.rank(); ++i) place.strides[i] = strides[static_cast<int>(numbers[i])];
  } else if (vertex.operation == &broadcast_to_operation) {
    place.strides = stretched_strides(place.strides, shape, vertex.type.shape);
  } else if (vertex.operation == &slice_operation) {
    for (int i = 0; i < shape.rank(); ++i) {
      place.offset += numbers[3 * i] * place.strides[i];
      place.strides[i] *= numbers[3 * i + 2];
    }
  }
  return place;
}

Place Memory::contiguous(int v) {
  const Place place = of(v);
  const Shape& shape = graph_.vertices[v].type.shape;
  if (is_row_major(place, shape)) return {place.buffer, place.offset, row_major_strides(shape)};
  return copy_of(v);
}

Place Memory::copy_of(int v) {
  places_[v] = copied(of(v), graph_.vertices[v].type);
  return *places_[v];
}

Place Memory::copied(const Place& place, const Type& type) {
  const Place copy = fresh(type);
  add_copy({place, type}, {copy, type});
  return copy;
}

void Memory::add_copy(const PlacedOperand& from, const PlacedOperand& to) {
  Task task{.kind = Task::Kind::copy};
  task.inputs = {from};
  task.output = to;
  plan_.tasks.push_back(std::move(task));
}

Place Memory::destination(int v) {
  if (pieces_[v]) {
    places_[v] = *pieces_[v];
    return *places_[v];
  }
  const Type& type = graph_.vertices[v].type;
  for (std::size_t r = 0; r < graph_.outputs.size(); ++r)
    if (graph_.outputs[r] == v && plan_.taken_over[r] < 0 && results_[r] < 0) {
      places_[v] = whole(add_result_buffer(r), type.shape);
      return *places_[v];
    }
  places_[v] = fresh(type);
  return *places_[v];
}

int Memory::add_result_buffer(std::size_t result) {
  results_[result] = add({.kind = PlanBuffer::Kind::result,
                          .bytes = bytes_of(graph_.vertices[graph_.outputs[result]].type),
                          .index = static_cast<int>(result)});
  return results_[result];
}

void Memory::put(int v, int buffer) { places_[v] = whole(buffer, graph_.vertices[v].type.shape); }

}  // namespace ansatz::plan
