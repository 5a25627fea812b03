#include "ansatz/layer.h"

namespace ansatz {

/// [x, block(x)] beside each other in the last dimension: what follows sees the features of every block before it
/// (Huang et al. 2017, arXiv:1608.06993, equation 2). [..., in] → [..., in + the block's features].
Array dense_connection(Scope s, const Array& x, const Architecture& block) { return concatenate({x, block(s, x)}, -1); }

}  // namespace ansatz
