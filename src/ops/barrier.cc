#include "ansatz/operations.h"
#include "ops/identity.h"
#include "ops/known.h"

namespace ansatz {
namespace {

// Inputs: x, then what comes before it.
std::vector<Array> gradient(const Array&, std::span<const Array> inputs, const Attributes&, const Array& dy) {
  std::vector<Array> gradients(inputs.size(), no_gradient());
  gradients[0] = dy;
  return gradients;
}

}  // namespace

const Operation barrier_operation{"barrier", Kind::view, infer_same, gradient, copy_input, "Identity"};

/// x itself, but nothing that is computed from the result is computed before `after` is known, and nothing is shared
/// with what is computed from x. A guarded step (`Compiled::update`) puts what its new state is made of behind the
/// verdict: `barrier(gradient, all_finite({loss, gradient}))`. The gradient passes to x alone.
Array barrier(const Array& x, const Array& after) { return record(barrier_operation, {x, after}); }

}  // namespace ansatz
