#include "ansatz/initializers.h"
#include "ansatz/layer.h"
#include "base/fail.h"

namespace ansatz {

/// Of `mixture_of_experts`.
struct MixtureOfExpertsOptions {
  std::int64_t experts = 4;
  std::int64_t top_k = 0;        ///< how many experts a row is given to; 0: all
  double load_balancing = 0.01;  ///< the weight of the term that keeps the experts equally busy; 0: none
  bool noise = false;  ///< whether the gate is disturbed in training, by as much as it learns
};

/// Σ gate[e]·expert[e](x), where gate = softmax(x·gate.weightᵀ) over the experts, or over the top_k of them while the
/// others get 0 (Shazeer et al. 2017, arXiv:1701.06538, equations 1, 3 and 5). With noise, in training, a normal number times
/// softplus(x·noise.weightᵀ) is added to each logit before the choice (equation 4). Every expert is computed for every row. Adds load_balancing · (deviation / mean)² of the experts' summed gates to the loss (equations 6 and 7).
/// [batch, in] → [batch, out]; `expert` is recorded in the scopes "0", "1", …. Parameters: gate.weight [experts, in],
/// small at first, with noise noise.weight of the same shape, and the experts'. Throws `Error` for no experts, and unless 0 ≤ top_k ≤ experts.
Array mixture_of_experts(Scope s, const Array& x, const Architecture& expert,
                         const MixtureOfExpertsOptions& options /*= {}*/) {
  const std::int64_t experts = options.experts, chosen = options.top_k;
  if (experts < 1) fail("mixture_of_experts \"{}\": {} experts are asked for; at least 1 is needed", s.path(), experts);
  if (chosen < 0 || chosen > experts)
    fail("mixture_of_experts \"{}\": a row can't be given to {} of {} experts", s.path(), chosen, experts);
  // Nearly the zeros of the paper (appendix A), but rows choose different experts from the start.
  const Array weight = s["gate"].parameter("weight", {experts, x.dim(-1)}, normal(0, 0.01));
  Array logits = matmul(x, transpose(weight));
  if (options.noise) {
    // Zeros at first, as in the paper: noise of deviation log 2 everywhere.
    const Array noise = s["noise"].parameter("weight", {experts, x.dim(-1)}, constant(0));
    if (s.training())
      logits = logits + cast(random_normal(s.random(), logits.shape()), logits.dtype()) * softplus(matmul(x, transpose(noise)));
  }
  if (chosen > 0 && chosen < experts) {
    const Array taken = sum(one_hot(top_k(logits, chosen).second, experts), {-2});
    logits = where(taken > 0.0, logits, full({}, -1e30, logits.dtype()));
  }
  const Array gates = softmax(logits);
  if (options.load_balancing > 0) {
    const Array importance = sum(gates, {0});
    s.loss("load_balancing", variance(importance) / square(mean(importance)) * options.load_balancing);
  }
  Array total;
  for (std::int64_t e = 0; e < experts; ++e) {
    const Array part = expert(s[std::to_string(e)], x) * slice(gates, -1, e, e + 1);
    total = e == 0 ? part : total + part;
  }
  return total;
}

}  // namespace ansatz
