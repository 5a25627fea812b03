// Where vertices lie.
#pragma once

#include <optional>
#include <vector>

#include "plan/graph.h"
#include "plan/joins.h"
#include "plan/plan.h"

namespace ansatz::plan {

/// Gives vertices their places in the plan's buffers while the plan is being written. Adds buffers, and copies where
/// strides cannot say what is asked for.
class Memory {
 public:
  Memory(const Graph& graph, const std::vector<Join>& joins, Plan& plan);

  /// Where a vertex lies: an argument, a constant, a computed one, or a view of these.
  Place of(int vertex);
  /// The same without gaps; copied where it has some, for later readers too.
  Place contiguous(int vertex);
  /// A contiguous copy for later readers.
  Place copy_of(int vertex);
  /// A contiguous copy of what lies at a place.
  Place copied(const Place& place, const Type& type);
  /// Memory that nobody has yet.
  Place fresh(const Type& type);

  /// Decides where a vertex that is computed next is written: in its concatenation, as a result, or anywhere.
  Place destination(int vertex);
  /// It is written into that buffer.
  void put(int vertex, int buffer);
  /// Whether the vertex is a piece of a concatenation, or one that consists of pieces: these do not move.
  bool is_piece(int vertex) const { return pieces_[vertex].has_value(); }
  bool is_joined(int vertex) const { return joined_[vertex]; }

  int argument_buffer(int argument) const { return arguments_[argument]; }
  /// The buffer that a result is in, or -1 as long as it has none.
  int result_buffer(std::size_t result) const { return results_[result]; }
  void set_result_buffer(std::size_t result, int buffer) { results_[result] = buffer; }
  int add_result_buffer(std::size_t result);

  void add_copy(const PlacedOperand& from, const PlacedOperand& to);

 private:
  Place view(const Vertex& vertex);
  int add(PlanBuffer buffer);

  const Graph& graph_;
  Plan& plan_;
  std::vector<std::optional<Place>> places_, pieces_;
  std::vector<bool> joined_;
  std::vector<int> arguments_, results_;
};

}  // namespace ansatz::plan
