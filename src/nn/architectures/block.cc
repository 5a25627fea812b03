#include "nn/architectures/block.h"

#include "ansatz/initializers.h"
#include "ansatz/layers.h"
#include "base/named.h"

namespace ansatz {
namespace {

const std::map<std::string, Architecture>& norms() {
  static const std::map<std::string, Architecture> known = {
      {"none", [](Scope, Array x) { return x; }},
      {"batch_norm", [](Scope s, Array x) { return batch_norm(s, x); }},
      {"layer_norm", [](Scope s, Array x) { return layer_norm(s, x); }},
      {"rms_norm", [](Scope s, Array x) { return rms_norm(s, x); }},
  };
  return known;
}

void check_rate(const char* name, double p) {
  if (!(p >= 0 && p < 1)) fail("{} is {}; it must be at least 0 and below 1", name, p);
}

}  // namespace

Block::Block(const BlockOptions& options)
    : activation(ansatz::activation(options.activation)),
      norm(find_named("norm", norms(), options.norm)),
      initializer(options.initializer.empty() ? suitable_initializer(options.activation)
                                              : ansatz::initializer(options.initializer)),
      drop_connect(options.drop_connect) {
  check_rate("dropout", options.dropout);
  check_rate("drop_connect", options.drop_connect);
  drop = [p = options.dropout, of_selu = options.activation == "selu"](Scope s, Array x) {
    return of_selu ? alpha_dropout(s, x, p) : dropout(s, x, p);
  };
}

Array Block::linear(Scope s, const Array& x, std::int64_t out) const {
  if (drop_connect > 0)
    return ansatz::drop_connect(s, x, out, drop_connect, {.weight = initializer});
  // Biases are drawn, too: with zeros all units of few inputs would bend near 0, where training hardly gets them apart.
  return ansatz::linear(s, x, out, {.weight = initializer});
}

Array Block::finish(Scope s, const Array& x) const { return drop(s, activation(s["activation"], norm(s["norm"], x))); }

Array output_layer(Scope s, const Array& x, std::int64_t out) {
  return linear(s, x, out, {.weight = lecun_normal(), .bias_initializer = constant(0)});
}

Array perceptron(Scope s, Array x, const Block& block, const std::vector<std::int64_t>& hidden, std::int64_t out) {
  for (std::size_t layer = 0; layer < hidden.size(); ++layer) {
    const Scope here = s[std::to_string(layer)];
    x = block.finish(here, block.linear(here, x, hidden[layer]));
  }
  return output_layer(s[std::to_string(hidden.size())], x, out);
}

void check_widths(const char* architecture, const std::vector<std::int64_t>& widths) {
  for (const std::int64_t width : widths)
    if (width < 1 || width > 65536)
      fail("{}: a width of {} is asked for; 1 to 65536 are possible", architecture, width);
}

}  // namespace ansatz
