#include "ansatz/nn.h"
#include "base/fail.h"
#include "base/nearest.h"

namespace ansatz {

Activation activation(const std::string& name) {
  static const std::map<std::string, Activation> known = {
      {"relu", [](const Array& x) { return relu(x); }},
      {"leaky_relu", [](const Array& x) { return maximum(x, x * 0.01); }},
      {"elu", [](const Array& x) { return elu(x); }},
      {"selu", [](const Array& x) { return selu(x); }},
      {"gelu", [](const Array& x) { return gelu(x); }},
      {"sigmoid", [](const Array& x) { return sigmoid(x); }},
      {"tanh", [](const Array& x) { return tanh(x); }},
      {"softplus", [](const Array& x) { return softplus(x); }},
      {"silu", [](const Array& x) { return silu(x); }},
      {"mish", [](const Array& x) { return mish(x); }},
      {"identity", [](const Array& x) { return x; }},
  };
  if (auto found = known.find(name); found != known.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known_name, function] : known) names.push_back(known_name);
  fail("unknown activation \"{}\"{}", name, suggestion(name, names));
}

}  // namespace ansatz
