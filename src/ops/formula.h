// What an element-wise operation's file (ops/<name>.h) says. The struct's template `value` is the formula, written
// once for every number type; `gradient` is written once in operations on arrays; the build collects the files.
#pragma once

#include <array>

#include "ops/numbers.h"

namespace ansatz::formula {

/// Which element types a formula accepts.
enum class Domain {
  real,     ///< f32, f64; integers are converted to f32 first
  numeric,  ///< integers too
  logical,  ///< bool; others are first compared with 0
};

/// The element type of the result.
enum class Result { same, boolean };

struct Formula {
  static constexpr Domain domain = Domain::real;
  static constexpr Result result = Result::same;
  static constexpr bool commutative = false;
  /// How many of the first operands are conditions (bool), apart from the promotion of the others.
  static constexpr int conditions = 0;
  static constexpr const char* onnx = nullptr;
};

struct Unary : Formula {
  static constexpr int arity = 1;
};
struct Binary : Formula {
  static constexpr int arity = 2;
};
struct Ternary : Formula {
  static constexpr int arity = 3;
};

/// Where a test evaluates the operation, when not everywhere in [-4, 4]: `static constexpr Interval tested{0.1, 8}`.
struct Interval {
  double low, high;
};

}  // namespace ansatz::formula
