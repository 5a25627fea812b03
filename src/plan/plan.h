// What a plan is: tasks in order over numbered buffers, with every place in memory decided.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plan/graph.h"

namespace ansatz::plan {

/// One step of an element-wise chain: what it does to the live value.
struct ChainStep {
  enum class Action : std::uint8_t { load, store, unary, binary, ternary };
  Action action;
  int formula = -1;         ///< unary, binary, ternary: the formula's number in the build's list
  int operand = -1;         ///< into ChainTask::operands; ternary: the first of the other two, which are slots
  int second_operand = -1;  ///< ternary
  int live_position = 0;    ///< which argument of the formula the live value is
};

/// Memory that a chain meets, in elements: (row, column) at offset + row · row_stride + column, or, when splat, at
/// offset + row · row_stride for every column; Σ i·batch_strides further for the element i… of a batch. With slot >= 0
/// it is scratch memory of the running thread.
struct ChainOperand {
  int buffer = -1;
  std::int64_t offset = 0;
  std::int64_t row_stride = 0;
  Shape batch_strides = {};
  bool splat = false;
  bool boolean = false;
  int slot = -1;

  friend bool operator==(const ChainOperand&, const ChainOperand&) = default;
};

inline constexpr int max_chain_slots = 16;

struct ChainTask {
  std::int64_t rows = 0, columns = 0;
  Shape batch = {};  ///< behind a product of batches: how often the rows and columns come
  std::vector<ChainOperand> operands;
  std::vector<ChainStep> steps;
};

/// Where a value lies: element i… at offset + Σ i·strides of its buffer, in elements.
struct Place {
  int buffer = -1;
  std::int64_t offset = 0;
  Shape strides;
};

struct PlacedOperand {
  Place place;
  Type type;
};

struct Task {
  enum class Kind {
    chain,      ///< `chain`
    matmul,     ///< inputs 0 and 1, [batch..., rows, columns], strided, f32; then `chain`, if it has steps
    operation,  ///< `operation` on inputs without gaps
    copy,       ///< input 0, strided, to the output
  };
  Kind kind;
  const Operation* operation = nullptr;
  Attributes attributes = {};
  std::vector<PlacedOperand> inputs = {};
  PlacedOperand output = {};
  ChainTask chain = {};
  /// matmul: the chain begins by loading the product, and nobody else reads it.
  bool hands_over = false;
};

struct PlanBuffer {
  enum class Kind { arena, argument, result, constant };
  Kind kind;
  std::int64_t bytes = 0;
  int index = -1;                 ///< of the argument or result
  std::int64_t arena_offset = 0;  ///< bytes, arena only
  BufferPointer constant = nullptr;
};

struct Plan {
  std::vector<Task> tasks;
  std::vector<PlanBuffer> buffers;
  std::int64_t arena_bytes = 0;
  std::vector<Type> arguments, results;
  /// For each result the argument whose memory it takes over, or -1.
  std::vector<int> taken_over;
  /// The result (one bool) that allows the arguments to be replaced, or -1; and how many tasks run before it is read.
  int guard = -1;
  std::size_t guarded_from = 0;
};

/// Fuses, orders and places. `updates[r]` is the argument that result r replaces (its memory is written in place where
/// no later task reads it, else at the end), or -1. `guard` is a result that must be true for that, or -1: what
/// replaces an argument must depend on it (through a barrier).
Plan make_plan(const Graph& graph, const std::vector<int>& updates = {}, int guard = -1);

/// One line a task, for people.
std::string to_string(const Plan& plan);

}  // namespace ansatz::plan
