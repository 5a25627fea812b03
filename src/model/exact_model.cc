#include "ansatz/exact.h"
#include "ansatz/operations.h"
#include "model/build.h"

namespace ansatz {
namespace {

Array matrix(const std::vector<std::vector<double>>& rows) {
  std::vector<float> numbers;
  for (const std::vector<double>& row : rows) numbers.insert(numbers.end(), row.begin(), row.end());
  return Array(numbers, {static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows[0].size())});
}

Array vector(const std::vector<double>& values) {
  return Array(std::vector<float>(values.begin(), values.end()), {static_cast<std::int64_t>(values.size())});
}

}  // namespace

Model exact_model(const ReluNetwork& network) {
  ModelParts parts;
  for (const std::string& input : network.inputs)
    parts.encoder.columns.push_back(NumericEncoding{.column = input, .clip = false});
  parts.target = "y";
  parts.parameters = {{"hidden.weight", matrix(network.w1)},
                      {"hidden.bias", vector(network.b1)},
                      {"out.weight", matrix({network.w2})},
                      {"out.bias", vector({network.b2})}};
  const bool skips = !network.skip.empty();
  if (skips) parts.parameters.emplace("skip.weight", matrix({network.skip}));
  parts.inference = [skips](const NamedArrays& p, const Array& x) {
    const Array hidden = relu(matmul(x, transpose(p.at("hidden.weight"))) + p.at("hidden.bias"));
    const Array y = matmul(hidden, transpose(p.at("out.weight"))) + p.at("out.bias");
    return skips ? y + matmul(x, transpose(p.at("skip.weight"))) : y;
  };
  parts.metadata = {
      {"architecture", network.name}, {"loss", "none: its weights are written down"}, {"optimizer", "none"}};
  return build_model(parts);
}

}  // namespace ansatz
