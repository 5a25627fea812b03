#include "base/settings.h"
#include "nn/initializers/draw.h"

namespace ansatz {

/// Of `kaiming_uniform` and `kaiming_normal`.
struct KaimingOptions {
  double gain = 1.4142135623730951;  ///< √2 is relu's; see `activation_gain`
  bool fan_out = false;              ///< keep the variance of the gradients instead of that of the values
};

/// Uniform with deviation gain / √fan, where fan is fan_in, the product of all extents but the first, or fan_out
/// (He et al. 2015, arXiv:1502.01852, equations 10 and 14). Gain 1/√3 gives the ±1/√fan_in of PyTorch's linear layers.
Initializer kaiming_uniform(const KaimingOptions& options /*= {}*/) {
  return uniform_of([options](const Shape& shape) {
    return options.gain / std::sqrt(options.fan_out ? fan_out(shape) : fan_in(shape));
  });
}

/// Normal with deviation gain / √fan (He et al. 2015, arXiv:1502.01852, equations 10 and 14).
Initializer kaiming_normal(const KaimingOptions& options /*= {}*/) {
  return normal_of([options](const Shape& shape) {
    return options.gain / std::sqrt(options.fan_out ? fan_out(shape) : fan_in(shape));
  });
}

namespace {

KaimingOptions options_from(Settings& settings) {
  return settings.read(KaimingOptions{}, {{"gain", &KaimingOptions::gain}, {"fan_out", &KaimingOptions::fan_out}});
}

}  // namespace

Initializer kaiming_uniform_from(Settings& settings) { return kaiming_uniform(options_from(settings)); }
Initializer kaiming_normal_from(Settings& settings) { return kaiming_normal(options_from(settings)); }

}  // namespace ansatz
