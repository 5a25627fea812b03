#include "ansatz/architecture.h"
#include "ansatz/layers.h"
#include "base/settings.h"
#include "nn/architectures/block.h"

namespace ansatz {

/// Of `moe`. Names as in layers.h and initializers.h.
struct MoeOptions {
  std::vector<std::int64_t> hidden = {32};  ///< of each expert
  std::int64_t out = 1;
  std::int64_t experts = 4, top_k = 0;  ///< top_k: how many experts a row is given to; 0: all
  double load_balancing = 0.01;         ///< the weight of the term that keeps the experts equally busy
  std::string activation = "relu";
  double dropout = 0;  ///< behind each activation
  bool noise = false;  ///< whether the gate is disturbed in training
};

/// A mixture of multilayer perceptrons, chosen among by a gate (Shazeer et al. 2017, arXiv:1701.06538; see
/// `mixture_of_experts`). Parameters "gate.weight", "0.0.weight", "0.0.bias", …: the first number is the expert's. By name:
/// "moe:32,experts=4,top_k=2". Throws `Error` with the nearest name.
Architecture moe(const MoeOptions& options /*= {}*/) {
  check_widths("moe", options.hidden);
  if (options.experts < 1 || options.experts > 1000)
    fail("moe: {} experts are asked for; 1 to 1000 are possible", options.experts);
  if (options.top_k < 0 || options.top_k > options.experts)
    fail("moe: a row can't be given to {} of {} experts", options.top_k, options.experts);
  const Block block({.activation = options.activation, .dropout = options.dropout});
  const Architecture expert = [options, block](Scope s, Array x) {
    return perceptron(s, x, block, options.hidden, options.out);
  };
  return [options, expert](Scope s, Array x) {
    return mixture_of_experts(
        s, x, expert, {.experts = options.experts, .top_k = options.top_k, .load_balancing = options.load_balancing,
                        .noise = options.noise});
  };
}

Architecture moe_from(Settings& settings, std::int64_t out) {
  MoeOptions options = settings.read(MoeOptions{}, {{"hidden", &MoeOptions::hidden},
                                                    {"experts", &MoeOptions::experts},
                                                    {"top_k", &MoeOptions::top_k},
                                                    {"load_balancing", &MoeOptions::load_balancing},
                                                    {"activation", &MoeOptions::activation},
                                                    {"dropout", &MoeOptions::dropout},
                                                    {"noise", &MoeOptions::noise}});
  options.out = out;
  return moe(options);
}

}  // namespace ansatz
