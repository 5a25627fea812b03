// Scope: where a layer's parameters live. A layer is a function of a Scope and its input.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ansatz/array.h"
#include "ansatz/initializer.h"

namespace ansatz {

/// Named arrays; a parameter's name is the path of scopes that led to it, joined by dots: "hidden.weight".
using NamedArrays = std::map<std::string, Array>;

struct Recording;

/// A place in a network's tree of names. Declaring a parameter gives its array; which array that is depends on what
/// the network is recorded for: initialisation, training, or inference.
///
///   Array price(Scope s, Array x) {
///     x = relu(linear(s["hidden"], x, 64));   // parameters hidden.weight [64, in] and hidden.bias [64]
///     return linear(s["out"], x, 1);
///   }
class Scope {
 public:
  explicit Scope(std::shared_ptr<Recording> recording, std::string path = "", bool shared = false);

  /// The child scope of that name.
  Scope operator[](const std::string& name) const;
  /// A child scope whose parameters may be declared again: tied weights, a recurrent cell.
  Scope share(const std::string& name) const;

  /// The parameter `name` of this scope, drawn by `initializer` at initialisation. Throws `Error` when the path was
  /// declared before in this recording (unless shared), or has another shape than before.
  Array parameter(const std::string& name, const Shape& shape, const Initializer& initializer) const;

  /// A state: numbers that training updates without gradients (running statistics). After an update in the same
  /// recording, its result: a shared layer that is used twice moves its statistics twice.
  Array state(const std::string& name, const Shape& shape, double initial) const;
  /// The value of the state after this step; applied once a step, in training only.
  void update(const std::string& name, const Array& value) const;

  /// A key for random numbers: each call has a stream of its own, given by seed, path, call and step.
  Array random() const;
  /// Whether the network is recorded for training (dropout drops, statistics follow the batch).
  bool training() const;
  /// Adds a term to the loss.
  void loss(const std::string& name, const Array& value) const;
  /// "hidden.norm"; empty at the root.
  const std::string& path() const { return path_; }

 private:
  std::string full(const std::string& name) const;
  const Scope& here() const;
  std::shared_ptr<Recording> recording_;
  std::string path_;
  bool shared_;
};

/// What a network is recorded with, and what the recording leaves behind.
struct Recording {
  enum class Purpose { initialize, training, inference };
  Purpose purpose = Purpose::inference;
  std::uint64_t seed = 0;
  Array step = Array(0);                             ///< i64 scalar; moves the random streams
  NamedArrays parameters;                            ///< given, or filled in by initialisation
  NamedArrays states;                                ///< given, or filled in by initialisation
  std::vector<std::string> order = {};               ///< of the parameters' declarations
  NamedArrays updates = {};                          ///< new values of states
  std::vector<std::pair<std::string, Array>> losses = {};
  std::map<std::string, int> declared = {};
  double declared_numbers = 0;                       ///< at initialisation: of all parameters so far
  std::map<std::string, int> random_calls = {};
  /// Which scope was in use from which node on (Node::id); for messages (nn/places.h).
  std::vector<std::pair<std::uint64_t, std::string>> places = {};
};

}  // namespace ansatz
