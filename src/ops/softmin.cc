#include "ansatz/operations.h"

namespace ansatz {

/// softmax(-x) along an axis: the smallest element gets the largest share.
/// Activation: softmax of -x.
Array softmin(const Array& x, int axis /*= -1*/) { return softmax(-x, axis); }

}  // namespace ansatz
