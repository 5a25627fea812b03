#include "base/settings.h"
#include "optim/adam_rule.h"

namespace ansatz {

/// Of `muon`.
struct MuonOptions {
  double learning_rate = 1e-3;
  double momentum = 0.95;     ///< in [0, 1): how much of the old average gradient is kept
  bool nesterov = true;       ///< looks ahead along the momentum
  double weight_decay = 0.1;  ///< at least 0; each step shrinks the weights by rate · weight_decay
  /// Whether a matrix's steps are scaled by 0.2·√max(rows, columns), so that one learning rate serves the matrices and
  /// what AdamW updates (Liu et al. 2025, eq. 4); if not, by √max(1, rows/columns), and 0.02 is a usual rate.
  bool match_adamw = true;
};

namespace {

// About U·Vᵀ where x = U·S·Vᵀ: five steps of a quintic Newton-Schulz iteration, whose coefficients make the smallest
// singular values grow fastest.
Array orthogonalised(const Array& update) {
  const bool tall = update.dim(0) > update.dim(1);
  Array x = tall ? transpose(update) : update;
  x = x * (1.0 / maximum(sqrt(sum(square(x))), 1e-7));  // no singular value above 1
  for (int i = 0; i < 5; ++i) {
    const Array gram = matmul(x, transpose(x));
    x = 3.4445 * x + matmul(-4.7750 * gram + 2.0315 * matmul(gram, gram), x);
  }
  return tall ? transpose(x) : x;
}

double scale_of(const Shape& shape, bool match_adamw) {
  const auto rows = static_cast<double>(shape[0]), columns = static_cast<double>(shape[1]);
  return match_adamw ? 0.2 * std::sqrt(std::max(rows, columns)) : std::sqrt(std::max(1.0, rows / columns));
}

}  // namespace

/// Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"): the average gradient of a
/// weight matrix, made orthogonal, is the step, so that every direction is learned at one speed. What has not two axes
/// is updated by AdamW. By name: "muon:momentum=0.9".
Optimizer muon(const MuonOptions& options /*= {}*/) {
  need_positive("muon", "learning_rate", options.learning_rate);
  need_share("muon", "momentum", options.momentum);
  need_not_negative("muon", "weight_decay", options.weight_decay);
  Optimizer optimizer;
  optimizer.name = "muon";
  optimizer.learning_rate = options.learning_rate;
  optimizer.weight_decay = options.weight_decay;
  optimizer.treat = [](const std::string& name, const Shape& shape) {
    Treatment treatment = usual_treatment(name, shape);
    treatment.whole = shape.rank() == 2;
    return treatment;
  };
  const Optimizer others =
      elementwise_optimizer(adam_rule("muon", options.learning_rate, 0.9, 0.999, 1e-8, options.weight_decay, true));
  // The state is that of the others, then an average gradient for each matrix.
  optimizer.state = [others](const std::vector<Array>& parameters, const std::vector<Treatment>&) {
    std::vector<Array> rest, averages;
    for (const Array& p : parameters) (p.rank() == 2 ? averages : rest).push_back(p.rank() == 2 ? zeros_like(p) : p);
    std::vector<Array> state = others.initialize(rest);
    state.insert(state.end(), averages.begin(), averages.end());
    return state;
  };
  optimizer.step = [others, options](OptimizerStep& step) {
    OptimizerStep rest{.learning_rate = step.learning_rate, .weight_decay = step.weight_decay, .context = step.context};
    std::size_t matrices = 0;
    for (std::size_t i = 0; i < step.parameters.size(); ++i) {
      if (step.parameters[i].rank() == 2) {
        ++matrices;
        continue;
      }
      rest.parameters.push_back(step.parameters[i]);
      rest.gradients.push_back(step.gradients[i]);
      rest.treatments.push_back(step.treatments[i]);
    }
    const auto averages = step.state.end() - static_cast<std::ptrdiff_t>(matrices);
    rest.state.assign(step.state.begin(), averages);
    others.step(rest);
    std::copy(rest.state.begin(), rest.state.end(), step.state.begin());
    auto average = averages;
    auto next = rest.parameters.begin();
    for (std::size_t i = 0; i < step.parameters.size(); ++i) {
      Array& p = step.parameters[i];
      if (p.rank() != 2) {
        p = *next++;
        continue;
      }
      const Array& g = step.gradients[i];
      const Treatment& treatment = step.treatments[i];
      const Array rate = step.learning_rate * treatment.rate;
      *average = next_moment(*average, g, options.momentum);
      const Array update = options.nesterov ? g + (*average - g) * options.momentum : *average;
      const Array kept = treatment.decays && step.weight_decay != 0 ? p * (1.0 - rate * step.weight_decay) : p;
      p = kept - orthogonalised(update) * (rate * scale_of(p.shape(), options.match_adamw));
      ++average;
    }
  };
  return optimizer;
}

Optimizer muon_from(Settings& settings) {
  using Options = MuonOptions;
  return muon(settings.read(Options{}, {{"learning_rate", &Options::learning_rate},
                                        {"momentum", &Options::momentum},
                                        {"nesterov", &Options::nesterov},
                                        {"weight_decay", &Options::weight_decay},
                                        {"match_adamw", &Options::match_adamw}}));
}

}  // namespace ansatz
