#include "model/rows_apart.h"

#include <cmath>
#include <unordered_set>

#include "ansatz/run.h"
#include "array/graph.h"
#include "base/fail.h"
#include "base/random.h"

namespace ansatz {
namespace {

constexpr std::int64_t rows = 4, kept = 1;  // `kept` is the row that stays while the others change

Array features_of(std::int64_t width, std::uint64_t others) {
  std::vector<float> numbers;
  for (std::int64_t i = 0; i < rows * width; ++i)
    numbers.push_back(4 * to_unit_float(random_words(i / width == kept ? 0 : others, 1, i)[0]) - 2);
  return Array(numbers, {rows, width});
}

// The first operation on features that loses the rows, as a sum over them does.
std::string culprit(const ModelParts& parts, std::int64_t width) {
  const Array x = placeholder({{rows, width}, DType::f32}), other = placeholder({{rows + 1, width}, DType::f32});
  const Array out = parts.inference(parts.parameters, x), other_out = parts.inference(parts.parameters, other);
  const std::vector<Node*> nodes = needed_nodes(std::vector<Array>{out}),
                           others = needed_nodes(std::vector<Array>{other_out});
  std::unordered_set<const Node*> following = {x.node().get()};
  for (std::size_t i = 0; i < nodes.size() && nodes.size() == others.size(); ++i) {
    const bool reads = std::any_of(nodes[i]->inputs.begin(), nodes[i]->inputs.end(),
                                   [&](const Array& input) { return following.count(input.node().get()) > 0; });
    if (!reads) continue;
    following.insert(nodes[i]);
    if (nodes[i]->type.shape == others[i]->type.shape)
      return fmt::format(" ({}{} takes them together)", nodes[i]->operation->name,
                         nodes[i]->path && !nodes[i]->path->empty() ? fmt::format(" in \"{}\"", *nodes[i]->path) : "");
  }
  return "";
}

}  // namespace

void check_rows_apart(const ModelParts& parts) {
  const std::int64_t width = parts.encoder.features();
  const auto answer = [&](std::uint64_t others) {
    const Array out = parts.inference(parts.parameters, features_of(width, others));
    std::vector<float> numbers = to_vector<float>(out);
    const auto each = static_cast<std::ptrdiff_t>(numbers.size()) / rows;
    return std::vector<float>(numbers.begin() + kept * each, numbers.begin() + (kept + 1) * each);
  };
  const std::vector<float> first = answer(1), second = answer(2);
  for (std::size_t i = 0; i < first.size(); ++i) {
    const bool same = std::abs(first[i] - second[i]) <= 1e-5f * std::max(1.0f, std::abs(first[i])) ||
                      (std::isnan(first[i]) && std::isnan(second[i])) || first[i] == second[i];
    if (!same)
      fail(
          "the model can't be written: what the network says about a row depends on the other rows{}; in inference "
          "each "
          "row must stand alone",
          culprit(parts, width));
  }
}

}  // namespace ansatz
