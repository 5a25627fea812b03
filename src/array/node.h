// The graph's node.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "array/buffer.h"
#include "array/operation.h"

namespace ansatz {

/// Either a leaf (operation == nullptr: numbers, or a placeholder of a function that is being recorded) or an
/// operation on inputs. After an evaluation a node also carries its numbers.
struct Node : std::enable_shared_from_this<Node> {
  Node() = default;
  ~Node();  // destroys deep graphs without recursion
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  const Operation* operation = nullptr;
  std::vector<Array> inputs;
  Attributes attributes;
  Type type;
  BufferPointer data;
  /// Rises with creation, so inputs come before their users.
  std::uint64_t id = 0;
  /// A number written in the source: it takes the type of what it meets.
  bool weak = false;
  /// Depends on an argument of a function that is being recorded: keeps its inputs when it is evaluated.
  bool traced = false;
  /// Of a parameter: its path. Of another node, when a message wants it: the scope in which it was recorded.
  std::shared_ptr<const std::string> path;

  bool placeholder() const { return !operation && !data; }
};

std::shared_ptr<Node> make_node();

/// Nodes that are made from now on have this number or a higher one.
std::uint64_t next_node_id();

/// An argument of a function that is being recorded: a type without numbers.
Array placeholder(const Type& type);

/// An array over numbers that exist. The buffer is shared, not copied.
Array leaf(BufferPointer data, const Type& type);

/// The same number as `scalar` (a leaf of rank 0) in another element type.
Array convert_scalar(const Array& scalar, DType type);

/// The value of a leaf of rank 0 as a double.
double scalar_value(const Node& node);

}  // namespace ansatz
