// What an operation is: a plain record of functions. One file in ops/ fills one in.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ansatz/array.h"

namespace ansatz {

/// What distinguishes two uses of the same operation: axes, extents, numbers. Each operation says what it stores.
struct Attributes {
  std::vector<std::int64_t> integers = {};
  std::vector<double> numbers = {};
  std::shared_ptr<const void> object = {};  // compared by address

  friend bool operator==(const Attributes&, const Attributes&) = default;
};

struct Type {
  Shape shape;
  DType dtype = DType::f32;
};

/// One operand of a reference kernel: row-major numbers without gaps.
struct Operand {
  const void* data;
  const Shape* shape;
  DType dtype;
  template <class T>
  const T* as() const { return static_cast<const T*>(data); }
};

/// A call of a reference kernel.
struct Evaluation {
  std::span<const Operand> inputs;
  void* output;
  const Type& type;
  const Attributes& attributes;
};

/// How the planner treats an operation.
enum class Kind {
  elementwise,  ///< a formula per element with broadcasting; fused into chains
  same,         ///< the first input itself, and only gradients see a difference: the planner drops it
  view,         ///< rearranges indices only (reshape, transpose, slice, broadcast): no work where strides can say it
  general,      ///< a kernel of its own
};

struct Operation {
  const char* name;
  Kind kind;
  /// The type of the result. Throws `Error` that names the operation and the shapes when the inputs do not fit.
  Type (*infer)(std::span<const Array> inputs, const Attributes& attributes);
  /// The gradient of a scalar with respect to each input, given that with respect to the output (same shape as
  /// the output). An `Array` per input, or an empty optional-like default where there is none: see `no_gradient()`.
  std::vector<Array> (*gradient)(const Array& output, std::span<const Array> inputs, const Attributes& attributes,
                                 const Array& output_gradient);
  /// The slow, plain kernel in the element type of the output (any type that `infer` admits). What the fast kernels
  /// are tested against, what runs types other than f32, and the checking mode.
  void (*evaluate)(const Evaluation& call);
  /// The ONNX operator of the same meaning, or null.
  const char* onnx = nullptr;
  /// Element-wise operations: the number of the formula in the list that the build makes; -1 otherwise.
  int formula = -1;
  /// Instead of `gradient`, for results that belong together (the outputs of one checkpoint): those recorded one after
  /// the other with the same `attributes.object`. Called once with those that the value depends on and their gradients
  /// (`no_gradient()` where there is none); returns the gradients of the first one's inputs.
  std::vector<Array> (*gradient_together)(std::span<const Array> outputs,
                                          std::span<const Array> output_gradients) = nullptr;
};

/// Records `operation` on `inputs`.
Array record(const Operation& operation, std::vector<Array> inputs, Attributes attributes = {});

/// What a `gradient` returns for an input that has none (an index, a condition).
Array no_gradient();
bool is_no_gradient(const Array& gradient);

}  // namespace ansatz
