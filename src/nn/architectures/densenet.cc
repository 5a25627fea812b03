#include "ansatz/architecture.h"
#include "ansatz/layers.h"
#include "base/settings.h"
#include "nn/architectures/block.h"

namespace ansatz {

/// Of `densenet`. Names as in layers.h and initializers.h.
struct DensenetOptions {
  std::int64_t growth = 32, blocks = 3, out = 1;
  std::string activation = "relu";
  double dropout = 0;         ///< behind each activation
  std::string norm = "none";  ///< none, batch_norm, layer_norm, or rms_norm
};

/// A network in which each hidden layer of `growth` units sees the features and all hidden layers before it (Huang et al.
/// 2017, arXiv:1608.06993). Parameters "0.weight", "0.bias", …, and those of norms and activations, as in "0.norm.weight".
/// By name: "densenet:32,3". Throws `Error` with the nearest name.
Architecture densenet(const DensenetOptions& options /*= {}*/) {
  check_widths("densenet", {options.growth});
  if (options.blocks < 0 || options.blocks > 1000)
    fail("densenet: {} blocks are asked for; 0 to 1000 are possible", options.blocks);
  const Block block({.activation = options.activation, .norm = options.norm, .dropout = options.dropout});
  return [options, block](Scope s, Array x) {
    std::int64_t b = 0;
    for (; b < options.blocks; ++b)
      x = dense_connection(s[std::to_string(b)], x, [&](Scope here, Array y) {
        return block.finish(here, block.linear(here, y, options.growth));
      });
    return output_layer(s[std::to_string(b)], x, options.out);
  };
}

Architecture densenet_from(Settings& settings, std::int64_t out) {
  DensenetOptions options = settings.read(DensenetOptions{}, {{"growth", &DensenetOptions::growth},
                                                              {"blocks", &DensenetOptions::blocks},
                                                              {"activation", &DensenetOptions::activation},
                                                              {"dropout", &DensenetOptions::dropout},
                                                              {"norm", &DensenetOptions::norm}});
  options.out = out;
  return densenet(options);
}

}  // namespace ansatz
