#include "plan/plan.h"

#include <algorithm>
#include <optional>

#include "base/fail.h"
#include "ops/axes.h"
#include "ops/known.h"
#include "plan/arena.h"
#include "plan/fuse.h"
#include "plan/linearize.h"
#include "plan/rematerialize.h"

namespace ansatz::plan {
namespace {

bool is_row_major(const Place& place, const Shape& shape) {
  std::int64_t step = 1;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    if (shape[i] != 1 && place.strides[i] != step) return false;
    step *= shape[i];
  }
  return true;
}

// Strides of an operand seen under a larger shape: 0 where it is repeated.
Shape stretched_strides(const Shape& strides, const Shape& shape, const Shape& result) {
  Shape stretched = result;
  const int offset = result.rank() - shape.rank();
  for (int i = 0; i < result.rank(); ++i)
    stretched[i] = i < offset || shape[i - offset] == 1 ? 0 : strides[i - offset];
  return stretched;
}

// An iteration space with the strides of each operand in it.
struct Space {
  std::vector<std::int64_t> extents;
  std::vector<std::vector<std::int64_t>> strides;  // [operand][dimension]
};

// Merges neighbouring dimensions that every operand walks through as one.
Space collapse(const Shape& shape, const std::vector<Shape>& operands) {
  Space space;
  space.strides.resize(operands.size());
  for (int i = shape.rank() - 1; i >= 0; --i) {
    if (shape[i] == 1) continue;
    bool merges = !space.extents.empty();
    for (std::size_t o = 0; o < operands.size() && merges; ++o)
      merges = operands[o][i] == space.strides[o].back() * space.extents.back();
    if (merges) {
      space.extents.back() *= shape[i];
    } else {
      space.extents.push_back(shape[i]);
      for (std::size_t o = 0; o < operands.size(); ++o) space.strides[o].push_back(operands[o][i]);
    }
  }
  return space;  // innermost first
}

class Planner {
 public:
  Planner(const Graph& graph, const std::vector<int>& updates) : graph_(graph) {
    plan_.arguments = graph.arguments;
    for (int output : graph.outputs) plan_.results.push_back(graph.vertices[output].type);
    plan_.taken_over = updates;
    plan_.taken_over.resize(graph.outputs.size(), -1);
    for (std::size_t a = 0; a < graph.arguments.size(); ++a)
      argument_buffers_.push_back(add_buffer({.kind = PlanBuffer::Kind::argument,
                                              .bytes = bytes_of(graph.arguments[a]),
                                              .index = static_cast<int>(a)}));
  }

  Plan run() {
    units_ = fuse(graph_);
    rematerialize(graph_, units_);
    places_.resize(graph_.vertices.size());
    find_users();
    reserve_concatenations();
    for (std::size_t u = 0; u < units_.size(); ++u) lower(static_cast<int>(u));
    finish_results();
    place_in_arena(plan_);
    return std::move(plan_);
  }

 private:
  static std::int64_t bytes_of(const Type& type) {
    return type.shape.size() * static_cast<std::int64_t>(size_of(type.dtype));
  }
  const Vertex& vertex(int v) const { return graph_.vertices[v]; }

  int add_buffer(PlanBuffer buffer) {
    plan_.buffers.push_back(std::move(buffer));
    return static_cast<int>(plan_.buffers.size()) - 1;
  }
  int arena_buffer(const Type& type) {
    return add_buffer({.kind = PlanBuffer::Kind::arena, .bytes = bytes_of(type)});
  }
  Place whole(int buffer, const Shape& shape) const { return {buffer, 0, row_major_strides(shape)}; }

  // Who needs what: vertices read from outside of their unit, and the last unit that reads each argument.
  void find_users() {
    const std::size_t count = graph_.vertices.size();
    needed_outside_.assign(count, false);
    last_reader_.assign(graph_.arguments.size(), -1);
    std::vector<int> unit_of(count, -1);
    for (std::size_t u = 0; u < units_.size(); ++u) {
      for (int member : units_[u].members) unit_of[member] = static_cast<int>(u);
      if (units_[u].matmul >= 0) unit_of[units_[u].matmul] = static_cast<int>(u);
      if (units_[u].single >= 0) unit_of[units_[u].single] = static_cast<int>(u);
    }
    for (int output : graph_.outputs) needed_outside_[output] = true;
    for (std::size_t v = 0; v < count; ++v)
      for (int input : graph_.vertices[v].inputs)
        if (unit_of[v] != unit_of[input] || unit_of[v] < 0) needed_outside_[input] = true;
    // Views pass reads on to what lies under them.
    auto read = [&](int v, int unit, auto&& self) -> void {
      if (vertex(v).argument >= 0) last_reader_[vertex(v).argument] = std::max(last_reader_[vertex(v).argument], unit);
      if (is_view(vertex(v))) self(vertex(v).inputs[0], unit, self);
    };
    for (std::size_t v = 0; v < count; ++v)
      if (unit_of[v] >= 0)
        for (int input : graph_.vertices[v].inputs) read(input, unit_of[v], read);
    for (int output : graph_.outputs)
      if (is_view(vertex(output))) read(output, static_cast<int>(units_.size()), read);
  }

  // Where a vertex lies; views are resolved here, and copied where strides cannot say them.
  Place place_of(int v) {
    if (places_[v]) return *places_[v];
    const Vertex& node = vertex(v);
    Place place;
    if (node.argument >= 0) {
      place = whole(argument_buffers_[node.argument], node.type.shape);
    } else if (node.constant) {
      place = whole(add_buffer({.kind = PlanBuffer::Kind::constant, .bytes = bytes_of(node.type), .constant = node.constant}),
                    node.type.shape);
    } else if (is_view(node)) {
      place = view(node);
    } else {
      fail("internal: the vertex {} ({}) is read before it is computed", v, node.operation->name);
    }
    places_[v] = place;
    return place;
  }

  Place view(const Vertex& node) {
    const int input = node.inputs[0];
    const auto& numbers = node.attributes.integers;
    if (node.operation == &reshape_operation) {
      const Place from = contiguous(input);
      return {from.buffer, from.offset, row_major_strides(node.type.shape)};
    }
    Place place = place_of(input);
    const Shape& shape = vertex(input).type.shape;
    if (node.operation == &permute_operation) {
      const Shape strides = place.strides;
      for (int i = 0; i < shape.rank(); ++i) place.strides[i] = strides[static_cast<int>(numbers[i])];
    } else if (node.operation == &broadcast_to_operation) {
      place.strides = stretched_strides(place.strides, shape, node.type.shape);
    } else if (node.operation == &slice_operation) {
      for (int i = 0; i < shape.rank(); ++i) {
        place.offset += numbers[3 * i] * place.strides[i];
        place.strides[i] *= numbers[3 * i + 2];
      }
    }
    return place;
  }

  Place contiguous(int v) {
    const Place place = place_of(v);
    const Type& type = vertex(v).type;
    if (is_row_major(place, type.shape)) return {place.buffer, place.offset, row_major_strides(type.shape)};
    const Place copy = copied(place, type);
    places_[v] = copy;
    return copy;
  }

  Place copied(const Place& place, const Type& type) {
    const Place copy = whole(arena_buffer(type), type.shape);
    add_copy({place, type}, {copy, type});
    return copy;
  }

  void add_copy(const PlacedOperand& from, const PlacedOperand& to) {
    Task task{.kind = Task::Kind::copy};
    task.inputs = {from};
    task.output = to;
    plan_.tasks.push_back(std::move(task));
  }

  // Pieces that end up one behind the other in a concatenation are computed right there, and the concatenation itself
  // has nothing to do: gradients of many parameters become one array for the optimizer.
  void reserve_concatenations() {
    reserved_.resize(graph_.vertices.size());
    joined_.assign(graph_.vertices.size(), false);
    std::vector<bool> is_result(graph_.vertices.size(), false);
    for (int output : graph_.outputs) is_result[output] = true;
    for (std::size_t c = 0; c < graph_.vertices.size(); ++c) {
      const Vertex& node = vertex(static_cast<int>(c));
      if (node.operation != &concatenate_operation) continue;
      std::int64_t before = 1;
      for (int i = 0; i < node.attributes.integers[0]; ++i) before *= node.type.shape[i];
      std::vector<int> sources;
      for (int input : node.inputs) {
        while (vertex(input).operation == &reshape_operation) input = vertex(input).inputs[0];
        const bool computed = vertex(input).operation && !is_view(vertex(input));
        if (computed && !reserved_[input] && !is_result[input] && needed_outside_[input] &&
            std::find(sources.begin(), sources.end(), input) == sources.end())
          sources.push_back(input);
      }
      if (before != 1 || is_result[c] || sources.size() != node.inputs.size()) continue;
      joined_[c] = true;
      const int buffer = arena_buffer(node.type);
      places_[c] = whole(buffer, node.type.shape);
      std::int64_t offset = 0;
      for (int source : sources) {
        reserved_[source] = Place{buffer, offset, row_major_strides(vertex(source).type.shape)};
        offset += vertex(source).type.shape.size();
      }
    }
  }

  Place place_for(int v) {
    if (reserved_[v]) return *reserved_[v];
    return whole(buffer_for(v), vertex(v).type.shape);
  }

  // The memory that a computed vertex is written to: a result's own where it is one, and no argument takes it over.
  int buffer_for(int v) {
    for (std::size_t r = 0; r < graph_.outputs.size(); ++r)
      if (graph_.outputs[r] == v && plan_.taken_over[r] < 0 && !result_done(r)) {
        result_buffers_[r] = add_buffer({.kind = PlanBuffer::Kind::result,
                                         .bytes = bytes_of(vertex(v).type),
                                         .index = static_cast<int>(r)});
        return result_buffers_[r];
      }
    return arena_buffer(vertex(v).type);
  }
  bool result_done(std::size_t r) {
    result_buffers_.resize(graph_.outputs.size(), -1);
    return result_buffers_[r] >= 0;
  }

  void lower(int u) {
    const Unit& unit = units_[u];
    unit_of_task_ = u;
    if (unit.single >= 0) return lower_operation(unit.single);
    if (unit.matmul < 0 && unit.members.empty()) return;  // computed where it is read
    Task task{.kind = unit.matmul >= 0 ? Task::Kind::matmul : Task::Kind::chain};
    if (unit.matmul >= 0) prepare_matmul(unit.matmul, task);
    if (!unit.members.empty()) prepare_chain(u, task);
    plan_.tasks.push_back(std::move(task));
  }

  void lower_operation(int v) {
    const Vertex& node = vertex(v);
    if (joined_[v]) return;
    Task task{.kind = Task::Kind::operation};
    task.operation = node.operation;
    task.attributes = node.attributes;
    for (int input : node.inputs) task.inputs.push_back({contiguous(input), vertex(input).type});
    places_[v] = is_elementwise(node) ? element_wise_place(v, task) : place_for(v);
    task.output = {*places_[v], node.type};
    plan_.tasks.push_back(std::move(task));
  }

  // An element-wise operation may write over an argument that it replaces: each element is read before it is written.
  Place element_wise_place(int v, const Task& task) {
    for (std::size_t r = 0; r < graph_.outputs.size(); ++r) {
      const int argument = plan_.taken_over[r];
      if (graph_.outputs[r] != v || argument < 0 || result_done(r)) continue;
      const Type& type = graph_.arguments[argument];
      const int buffer = argument_buffers_[argument];
      bool fits = type.dtype == vertex(v).type.dtype && type.shape == vertex(v).type.shape;
      fits &= last_reader_[argument] <= unit_of_task_;
      for (const PlacedOperand& input : task.inputs)
        fits &= input.place.buffer != buffer || (input.place.offset == 0 && input.type.shape == type.shape);
      if (!fits) continue;
      result_buffers_[r] = buffer;
      return whole(buffer, type.shape);
    }
    return place_for(v);
  }

  // Inputs as two-dimensional strided matrices, the output's rows together.
  void prepare_matmul(int v, Task& task) {
    const Vertex& node = vertex(v);
    for (int i : {0, 1}) {
      const int input = node.inputs[i];
      const Shape& shape = vertex(input).type.shape;
      Place place = place_of(input);
      // Rows of all leading dimensions must be evenly spaced, and one of the two strides must be 1.
      const int rank = shape.rank();
      bool even = true;
      for (int d = rank - 3; d >= 0; --d)
        even &= shape[d] == 1 || place.strides[d] == place.strides[d + 1] * shape[d + 1];
      const bool unit_stride = place.strides[rank - 1] == 1 || (rank == 2 && place.strides[rank - 2] == 1) ||
                               shape.back() == 1;
      // A stride of 0 (a broadcast) is no matrix that the kernels know.
      const bool repeats = (shape.back() > 1 && place.strides[rank - 1] == 0) ||
                           (shape.back(1) > 1 && place.strides[rank - 2] == 0);
      if (!even || !unit_stride || repeats) {
        place = whole_copy(input, place);
      }
      const std::int64_t columns = shape.back(), rows = columns ? shape.size() / columns : 0;
      task.inputs.push_back({{place.buffer, place.offset, {place.strides[rank - 2], place.strides[rank - 1]}},
                             {{rows, columns}, DType::f32}});
    }
    const std::int64_t columns = node.type.shape.back(), rows = node.type.shape.size() / columns;
    places_[v] = needed_outside_[v] ? place_for(v) : whole(arena_buffer(node.type), node.type.shape);
    task.output = {{places_[v]->buffer, places_[v]->offset, {columns, 1}}, {{rows, columns}, DType::f32}};
  }
  Place whole_copy(int v, const Place& place) {
    const Place copy = copied(place, vertex(v).type);
    places_[v] = copy;
    return copy;
  }

  void prepare_chain(int u, Task& task) {
    const Unit& unit = units_[u];
    const Shape& shape = vertex(unit.members[0]).type.shape;
    // The inputs from outside, each with its strides under the chain's shape.
    std::vector<int> inputs;
    for (int member : unit.members)
      for (int input : vertex(member).inputs)
        if (!std::binary_search(unit.members.begin(), unit.members.end(), input)) inputs.push_back(input);
    std::sort(inputs.begin(), inputs.end());
    inputs.erase(std::unique(inputs.begin(), inputs.end()), inputs.end());
    std::vector<Place> places;
    for (int input : inputs) {
      Place place = place_of(input);
      place.strides = stretched_strides(place.strides, vertex(input).type.shape, shape);
      places.push_back(place);
    }
    const Space space = fit_to_two_dimensions(unit, shape, inputs, places);
    ChainTask& chain = task.chain;
    chain.columns = space.extents.empty() ? 1 : space.extents[0];
    chain.rows = space.extents.size() > 1 ? space.extents[1] : 1;
    if (shape.size() == 0) chain.rows = 0;

    auto contiguous_operand = [&](int buffer, bool boolean, std::int64_t offset = 0) {
      ChainOperand operand;
      operand.buffer = buffer;
      operand.offset = offset;
      operand.row_stride = chain.columns;
      operand.boolean = boolean;
      return operand;
    };
    linearize(graph_, unit,
              {.input =
                   [&](int v) {
                     const std::size_t i = std::find(inputs.begin(), inputs.end(), v) - inputs.begin();
                     const std::vector<std::int64_t>& strides = space.strides[i];
                     ChainOperand operand;
                     operand.buffer = places[i].buffer;
                     operand.offset = places[i].offset;
                     operand.splat = strides.empty() || strides[0] == 0;
                     operand.row_stride = strides.size() > 1 ? strides[1] : 0;
                     operand.boolean = vertex(v).type.dtype == DType::boolean;
                     return operand;
                   },
               .is_output = [&](int v) { return static_cast<bool>(needed_outside_[v]); },
               .output =
                   [&](int v) {
                     places_[v] = place_for(v);
                     return contiguous_operand(places_[v]->buffer, vertex(v).type.dtype == DType::boolean, places_[v]->offset);
                   },
               .overflow = [&] { return contiguous_operand(arena_buffer({shape, DType::f32}), false); }},
              chain);
    for (int member : unit.members)
      if (needed_outside_[member]) take_over(u, member, task);
    if (unit.matmul >= 0 && !needed_outside_[unit.matmul]) write_product_in_place(unit, task);
  }

  // Copies operands until everyone walks at most rows and columns, columns in steps of 0 or 1. Behind a product the
  // rows and columns are the product's.
  Space fit_to_two_dimensions(const Unit& unit, const Shape& shape, const std::vector<int>& inputs,
                              std::vector<Place>& places) {
    const bool fixed = unit.matmul >= 0;
    while (true) {
      std::vector<Shape> strides;
      for (const Place& place : places) strides.push_back(place.strides);
      strides.push_back(row_major_strides(shape));
      Space space;
      if (!fixed) {
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
        if (places[i].strides != row_major_strides(shape) && !all_zero(places[i].strides, shape)) bad = i;
      if (bad == places.size()) return space;
      const Type type{shape, vertex(inputs[bad]).type.dtype};
      places[bad] = copied(places[bad], type);
    }
  }
  static bool all_zero(const Shape& strides, const Shape& shape) {
    for (int i = 0; i < shape.rank(); ++i)
      if (shape[i] != 1 && strides[i] != 0) return false;
    return true;
  }
  // Rows: all dimensions but the last. A third extent marks operands whose rows are not evenly spaced.
  static Space split_at_last(const Shape& shape, const std::vector<Shape>& operands) {
    Space space;
    const int last = shape.rank() - 1;
    space.extents = {shape[last], shape.size() / std::max<std::int64_t>(shape[last], 1)};
    for (const Shape& strides : operands) {
      std::int64_t row_stride = 0, rows = 1;
      bool even = true;
      for (int i = last - 1; i >= 0; --i) {
        if (shape[i] == 1) continue;
        if (rows == 1)
          row_stride = strides[i];
        else
          even &= strides[i] == row_stride * rows;
        rows *= shape[i];
      }
      space.strides.push_back({strides[last], row_stride});
      if (!even) space.extents.resize(3);
    }
    return space;
  }

  // When v replaces an argument, it is written into the argument's memory if nobody needs the old numbers any more.
  void take_over(int u, int v, Task& task) {
    for (std::size_t r = 0; r < graph_.outputs.size(); ++r) {
      const int argument = plan_.taken_over[r];
      if (graph_.outputs[r] != v || argument < 0 || result_done(r)) continue;
      if (last_reader_[argument] > u || !(graph_.arguments[argument].shape == vertex(v).type.shape) ||
          graph_.arguments[argument].dtype != vertex(v).type.dtype)
        continue;
      const int old_numbers = argument_buffers_[argument], fresh = places_[v]->buffer;
      for (const PlacedOperand& input : task.inputs)
        if (input.place.buffer == old_numbers) return;
      if (!may_share(task.chain, old_numbers, fresh)) continue;
      for (ChainOperand& operand : task.chain.operands)
        if (operand.buffer == fresh) operand.buffer = old_numbers;
      places_[v]->buffer = old_numbers;
      result_buffers_[r] = old_numbers;
      return;
    }
  }

  // The product is written where the chain's result goes, so that a block stays in the cache.
  void write_product_in_place(const Unit& unit, Task& task) {
    const int product = task.output.place.buffer;
    for (int member : unit.members) {
      if (!needed_outside_[member] || vertex(member).type.dtype != DType::f32 || reserved_[member]) continue;
      const int result = places_[member]->buffer;
      bool read_by_product = false;
      for (const PlacedOperand& input : task.inputs) read_by_product |= input.place.buffer == result;
      if (read_by_product || plan_.buffers[result].kind == PlanBuffer::Kind::argument) continue;
      if (!may_share(task.chain, product, result)) continue;
      for (ChainOperand& operand : task.chain.operands)
        if (operand.buffer == product) operand.buffer = result;
      task.output.place.buffer = result;
      return;
    }
  }

  // Whether `written` may lie in the memory of `read`: element on element, all reads before the first write.
  static bool may_share(const ChainTask& chain, int read, int written) {
    std::size_t last_read = 0, first_write = chain.steps.size();
    for (std::size_t i = 0; i < chain.steps.size(); ++i) {
      const ChainStep& step = chain.steps[i];
      for (int o : {step.operand, step.second_operand}) {
        if (o < 0 || chain.operands[o].slot >= 0) continue;
        const ChainOperand& operand = chain.operands[o];
        if (operand.buffer == read) {
          const bool one = chain.rows * chain.columns == 1;
          if ((operand.splat && !one) || operand.boolean || operand.offset != 0 ||
              (chain.rows > 1 && operand.row_stride != chain.columns))
            return false;
          last_read = i;
        }
        if (operand.buffer == written && step.action == ChainStep::Action::store) first_write = std::min(first_write, i);
      }
    }
    return last_read <= first_write;
  }

  void finish_results() {
    result_buffers_.resize(graph_.outputs.size(), -1);
    // Results first, then the arguments that are replaced: a result may be a view of an argument's old numbers.
    for (bool replaced : {false, true})
      for (std::size_t r = 0; r < graph_.outputs.size(); ++r) {
        const int argument = plan_.taken_over[r], v = graph_.outputs[r];
        if (result_done(r) || (argument >= 0) != replaced) continue;
        const Type& type = vertex(v).type;
        Place from = place_of(v);
        int to;
        if (argument >= 0) {
          to = argument_buffers_[argument];
          if (!(graph_.arguments[argument].shape == type.shape) || graph_.arguments[argument].dtype != type.dtype)
            fail("the result {} of type {}{} cannot replace the argument {} of type {}{}", r, name_of(type.dtype),
                 to_string(type.shape), argument, name_of(graph_.arguments[argument].dtype),
                 to_string(graph_.arguments[argument].shape));
          if (from.buffer == to && is_row_major(from, type.shape)) continue;
          // Another replaced argument may be the source: keep its numbers until all are written.
          if (plan_.buffers[from.buffer].kind == PlanBuffer::Kind::argument) from = copied(from, type);
        } else {
          to = add_buffer({.kind = PlanBuffer::Kind::result, .bytes = bytes_of(type), .index = static_cast<int>(r)});
        }
        result_buffers_[r] = to;
        late_copies_.push_back({{from, type}, {whole(to, type.shape), type}});
      }
    for (const auto& [from, to] : late_copies_) add_copy(from, to);
  }

  Graph graph_;
  Plan plan_;
  std::vector<Unit> units_;
  std::vector<std::optional<Place>> places_;
  std::vector<int> argument_buffers_, result_buffers_, last_reader_;
  int unit_of_task_ = 0;
  std::vector<bool> needed_outside_, joined_;
  std::vector<std::optional<Place>> reserved_;  // where a piece of a concatenation goes
  std::vector<std::pair<PlacedOperand, PlacedOperand>> late_copies_;
};

}  // namespace

Plan make_plan(const Graph& graph, const std::vector<int>& updates, int guard) {
  Plan plan = Planner(graph, updates).run();
  if (guard < 0) return plan;
  plan.guard = guard;
  auto writes = [&](const Task& task, auto&& wanted) {
    bool found = task.output.place.buffer >= 0 && wanted(plan.buffers[task.output.place.buffer]);
    for (const ChainStep& step : task.chain.steps)
      if (step.action == ChainStep::Action::store && task.chain.operands[step.operand].slot < 0)
        found |= wanted(plan.buffers[task.chain.operands[step.operand].buffer]);
    return found;
  };
  for (std::size_t t = 0; t < plan.tasks.size(); ++t)
    if (writes(plan.tasks[t], [&](const PlanBuffer& b) { return b.kind == PlanBuffer::Kind::result && b.index == guard; }))
      plan.guarded_from = t + 1;
  for (std::size_t t = 0; t < plan.guarded_from; ++t)
    if (writes(plan.tasks[t], [](const PlanBuffer& b) { return b.kind == PlanBuffer::Kind::argument; }))
      fail("a guarded result replaces its argument before the guard is known: put it behind a barrier");
  return plan;
}

std::string to_string(const Plan& plan) {
  std::string text;
  auto name = [&](int buffer) {
    const PlanBuffer& b = plan.buffers[buffer];
    switch (b.kind) {
      case PlanBuffer::Kind::arena: return fmt::format("@{}", b.arena_offset);
      case PlanBuffer::Kind::argument: return fmt::format("argument{}", b.index);
      case PlanBuffer::Kind::result: return fmt::format("result{}", b.index);
      case PlanBuffer::Kind::constant: return fmt::format("constant");
    }
    return std::string();
  };
  for (const Task& task : plan.tasks) {
    switch (task.kind) {
      case Task::Kind::chain: text += fmt::format("chain {}x{}", task.chain.rows, task.chain.columns); break;
      case Task::Kind::matmul: text += "matmul"; break;
      case Task::Kind::operation: text += task.operation->name; break;
      case Task::Kind::copy: text += "copy"; break;
    }
    for (const PlacedOperand& input : task.inputs) text += " " + name(input.place.buffer) + to_string(input.type.shape);
    if (task.output.place.buffer >= 0) text += " -> " + name(task.output.place.buffer) + to_string(task.output.type.shape);
    if (!task.chain.steps.empty()) {
      text += "  |";
      for (const ChainStep& step : task.chain.steps) {
        static const char* const actions[] = {"load", "store", "f", "f", "f"};
        text += fmt::format(" {}", actions[static_cast<int>(step.action)]);
        if (step.formula >= 0) text += fmt::format("{}", step.formula);
        if (step.operand >= 0) {
          const ChainOperand& o = task.chain.operands[step.operand];
          text += o.slot >= 0 ? fmt::format("(slot{})", o.slot) : fmt::format("({})", name(o.buffer));
        }
      }
    }
    text += '\n';
  }
  return text + fmt::format("arena {} bytes\n", plan.arena_bytes);
}

}  // namespace ansatz::plan
