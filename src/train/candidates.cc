// What a search tries.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "ansatz/search.h"
#include "base/elementary.h"
#include "base/random.h"
#include "train/network.h"

namespace ansatz {
namespace {

// The numbers that one candidate is made from.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint64_t number) : seed_(seed), number_(number) {}

  double unit() { return to_unit_float(random_words(seed_, number_, next_++)[0]); }
  template <class T, std::size_t N> T one_of(const T (&choices)[N]) {
    return choices[static_cast<std::size_t>(unit() * N)];
  }
  // Uniform in the logarithm, with two digits, so that it can be said again.
  double between(double low, double high) {
    const double value =
        elementary::exp(elementary::log(low) + unit() * (elementary::log(high) - elementary::log(low)));
    return std::strtod(fmt::format("{:.1e}", value).c_str(), nullptr);
  }

 private:
  std::uint64_t seed_, number_, next_ = 0;
};

std::string with_options(std::string name, Draws& draws, bool dropout, const char* usual_norm) {
  name += std::string(",activation=") + draws.one_of({"relu", "relu", "silu", "gelu", "mish", "selu", "tanh"});
  if (const char* norm = draws.one_of({"none", "batch_norm", "layer_norm"}); std::string(norm) != usual_norm)
    name += std::string(",norm=") + norm;
  if (const char* share = draws.one_of({"0", "0.1", "0.2", "0.4"}); dropout && std::string(share) != "0")
    name += std::string(",dropout=") + share;
  return name;
}

std::string drawn_architecture(Draws& draws) {
  const double kind = draws.unit();
  if (kind < 0.2) return tabular_name;
  if (kind < 0.65) {
    std::string name = "mlp:";
    const int depth = 1 + static_cast<int>(draws.unit() * 4);
    const int width = draws.one_of({32, 64, 128, 256});
    for (int layer = 0; layer < depth; ++layer) name += (layer ? "," : "") + std::to_string(width);
    return with_options(name, draws, true, "none");
  }
  if (kind < 0.85) {
    const int width = draws.one_of({32, 64, 128}), blocks = draws.one_of({1, 2, 3});
    return with_options(fmt::format("resnet:{},{}", width, blocks), draws, true, "batch_norm");
  }
  const int width = draws.one_of({16, 32, 64}), layers = draws.one_of({2, 3, 4});
  return with_options(fmt::format("densenet:{},{}", width, layers), draws, true, "none");
}

Candidate drawn(std::uint64_t seed, std::uint64_t number) {
  Draws draws(seed, number);
  Candidate candidate;
  candidate.architecture = drawn_architecture(draws);
  candidate.optimizer = draws.one_of({"adam", "adam", "nadam", "radam"});
  candidate.learning_rate =
      candidate.architecture == tabular_name ? draws.between(1e-3, 1e-2) : draws.between(3e-4, 2e-2);
  if (const bool decays = draws.unit() < 0.5; decays) candidate.weight_decay = draws.between(1e-4, 0.3);
  candidate.batch = draws.one_of({32, 64, 128, 256});
  return candidate;
}

Candidate with(Candidate candidate, const Candidate& fixed) {
  if (!fixed.architecture.empty()) candidate.architecture = fixed.architecture;
  if (!fixed.optimizer.empty()) candidate.optimizer = fixed.optimizer;
  if (fixed.learning_rate > 0) candidate.learning_rate = fixed.learning_rate;
  if (fixed.weight_decay > 0) candidate.weight_decay = fixed.weight_decay;
  if (fixed.batch > 0) candidate.batch = fixed.batch;
  return candidate;
}

}  // namespace

std::vector<Candidate> candidates(int count, std::uint64_t seed, const Candidate& fixed) {
  Candidate usual;
  usual.architecture = tabular_name;
  std::vector<Candidate> all = {with(usual, fixed)};
  // Where little is left to vary, the same may come again; it is drawn anew a number of times.
  for (std::uint64_t number = 0;
       static_cast<int>(all.size()) < count && number < 100 * static_cast<std::uint64_t>(count); ++number) {
    const Candidate next = with(drawn(seed, number), fixed);
    if (std::find(all.begin(), all.end(), next) == all.end()) all.push_back(next);
  }
  return all;
}

FitOptions options_of(const Candidate& candidate, const FitOptions& options) {
  FitOptions result = options;
  if (!candidate.optimizer.empty()) result.optimizer = optimizer(candidate.optimizer);
  if (candidate.learning_rate > 0) result.learning_rate = candidate.learning_rate;
  if (candidate.batch > 0) result.batch = candidate.batch;
  if (candidate.weight_decay > 0)
    result.around_optimizer = [decay = candidate.weight_decay, around = options.around_optimizer](Optimizer inner) {
      Optimizer decayed = decay_weights(std::move(inner), decay);
      return around ? around(std::move(decayed)) : decayed;
    };
  return result;
}

}  // namespace ansatz
