#include "ops/identity.h"

#include "ansatz/operations.h"
#include "ops/known.h"

namespace ansatz {
namespace {

std::vector<Array> gradient(const Array&, std::span<const Array>, const Attributes&, const Array& dy) { return {dy}; }
std::vector<Array> no_gradients(const Array&, std::span<const Array>, const Attributes&, const Array&) {
  return {no_gradient()};
}

}  // namespace

const Operation identity_operation{"identity", Kind::same, infer_same, gradient, copy_input, "Identity"};
const Operation stop_gradient_operation{"stop_gradient", Kind::same, infer_same, no_gradients, copy_input, "Identity"};

/// x itself, as a node of its own.
/// Activation: none; the layer stays linear.
Array identity(const Array& x) { return record(identity_operation, {x}); }

/// x itself, which gradients take for a constant.
Array stop_gradient(const Array& x) { return record(stop_gradient_operation, {x}); }

}  // namespace ansatz
