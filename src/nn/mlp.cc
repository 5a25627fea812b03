#include "ansatz/nn.h"

namespace ansatz {

Architecture mlp(const MlpOptions& options) {
  return [options, active = activation(options.activation)](Scope s, Array x) {
    std::size_t layer = 0;
    for (; layer < options.hidden.size(); ++layer) {
      const Scope here = s[std::to_string(layer)];
      x = dropout(here, active(here["activation"], linear(here, x, options.hidden[layer])), options.dropout);
    }
    return linear(s[std::to_string(layer)], x, options.out);
  };
}

}  // namespace ansatz
