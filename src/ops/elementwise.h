// Recording a formula: promotion of types, broadcasting, and the record that is made of each ops/<name>.h.
#pragma once

#include <array>

#include "array/node.h"

namespace ansatz {

/// The operation of a formula by its number in the build's list (Operation::formula).
const Operation& formula_operation(int formula);
int formula_count();

/// What the planner and the tests need to know of a formula without instantiating it.
struct FormulaTraits {
  int arity;
  int conditions;
  bool boolean_result;
  bool commutative;
  bool logical;
  bool real_only;
  bool differentiable;
  double low, high;  // where tests evaluate it
};
const FormulaTraits& formula_traits(int formula);

/// Brings operands to one element type: numbers written in the source take the type of what they meet, otherwise
/// bool < u8 < i32 < i64 < f32 < f64. `conditions` of the first operands are left out and become bool.
void promote(std::vector<Array>& operands, int conditions, bool real_only, bool logical);

/// Sums `gradient` over the axes along which `shape` was broadcast to it.
Array sum_to(const Array& gradient, const Shape& shape);

}  // namespace ansatz
