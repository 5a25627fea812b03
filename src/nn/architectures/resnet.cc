#include "ansatz/architecture.h"
#include "ansatz/layers.h"
#include "base/settings.h"
#include "nn/architectures/block.h"

namespace ansatz {

/// Of `resnet`. Names as in layers.h and initializers.h.
struct ResnetOptions {
  std::int64_t width = 64, blocks = 2, out = 1;
  std::string activation = "relu";
  double dropout = 0;               ///< behind each activation
  std::string norm = "batch_norm";  ///< none, batch_norm, layer_norm, or rms_norm
};

/// A residual network for rows of features: a linear layer, then blocks x + linear(dropout(activation(linear(norm(x))))),
/// then norm, activation, and a linear layer (Gorishniy et al. 2021, arXiv:2106.11959, section 3.2). Parameters
/// "in.weight", "block0.norm.weight", "block0.first.weight", "block0.second.weight", …, "out.norm.weight", "out.weight".
/// By name: "resnet:64,2,dropout=0.1". Throws `Error` with the nearest name.
Architecture resnet(const ResnetOptions& options /*= {}*/) {
  check_widths("resnet", {options.width});
  if (options.blocks < 0 || options.blocks > 1000)
    fail("resnet: {} blocks are asked for; 0 to 1000 are possible", options.blocks);
  const Block block({.activation = options.activation, .norm = options.norm, .dropout = options.dropout});
  return [options, block](Scope s, Array x) {
    x = output_layer(s["in"], x, options.width);
    for (std::int64_t b = 0; b < options.blocks; ++b)
      x = residual(s["block" + std::to_string(b)], x, [&](Scope here, Array y) {
        y = block.linear(here["first"], block.norm(here["norm"], y), options.width);
        y = block.drop(here, block.activation(here["activation"], y));
        return output_layer(here["second"], y, options.width);
      });
    const Scope out = s["out"];
    return output_layer(out, block.activation(out["activation"], block.norm(out["norm"], x)), options.out);
  };
}

Architecture resnet_from(Settings& settings, std::int64_t out) {
  ResnetOptions options = settings.read(ResnetOptions{}, {{"width", &ResnetOptions::width},
                                                          {"blocks", &ResnetOptions::blocks},
                                                          {"activation", &ResnetOptions::activation},
                                                          {"dropout", &ResnetOptions::dropout},
                                                          {"norm", &ResnetOptions::norm}});
  options.out = out;
  return resnet(options);
}

}  // namespace ansatz
