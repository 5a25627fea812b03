#include "ansatz/architecture.h"
#include "base/settings.h"
#include "nn/architectures/block.h"

namespace ansatz {

/// Of `mlp`. Names as in layers.h and initializers.h.
struct MlpOptions {
  std::vector<std::int64_t> hidden = {64, 64};
  std::int64_t out = 1;
  std::string activation = "relu";
  double dropout = 0;            ///< behind each activation; behind selu it is alpha_dropout
  std::string norm = "none";     ///< before each activation: none, batch_norm, layer_norm, or rms_norm
  double drop_connect = 0;       ///< the share of weights that is dropped in hidden layers
  std::string initializer = "";  ///< of hidden weights; by default suitable_initializer(activation)
};

/// A multilayer perceptron: hidden layers, each linear, norm, activation, dropout, and a linear one. Parameters
/// "0.weight", "0.bias", "1.weight", …, and those of norms and activations, as in "0.norm.weight". By name:
/// "mlp:64,64,dropout=0.1,norm=batch_norm". Throws `Error` with the nearest name.
Architecture mlp(const MlpOptions& options /*= {}*/) {
  check_widths("mlp", options.hidden);
  const Block block({.activation = options.activation,
                     .norm = options.norm,
                     .dropout = options.dropout,
                     .drop_connect = options.drop_connect,
                     .initializer = options.initializer});
  return [options, block](Scope s, Array x) { return perceptron(s, x, block, options.hidden, options.out); };
}

Architecture mlp_from(Settings& settings, std::int64_t out) {
  MlpOptions options = settings.read(MlpOptions{}, {{"hidden", &MlpOptions::hidden},
                                                    {"activation", &MlpOptions::activation},
                                                    {"dropout", &MlpOptions::dropout},
                                                    {"norm", &MlpOptions::norm},
                                                    {"drop_connect", &MlpOptions::drop_connect},
                                                    {"initializer", &MlpOptions::initializer}});
  options.out = out;
  return mlp(options);
}

}  // namespace ansatz
