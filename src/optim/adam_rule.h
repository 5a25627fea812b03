// What Adam and AdamW share.
#pragma once

#include "optim/elementwise.h"
#include "optim/need.h"

namespace ansatz {

/// Checks the betas and the other numbers of Adam's family; throws `Error` that names what cannot be.
inline void need_moments(const std::string& name, double learning_rate, double beta1, double beta2, double epsilon,
                         double weight_decay) {
  need_positive(name, "learning_rate", learning_rate);
  need_share(name, "beta1", beta1);
  need_share(name, "beta2", beta2);
  need_not_negative(name, "epsilon", epsilon);
  need_not_negative(name, "weight_decay", weight_decay);
}

/// The next 1 - βᵗ from the last: without the cancellation that loses the digits of small t in f32.
inline Array next_correction(const Array& c, double beta) { return c * beta + (1 - beta); }
/// With a β that moves 1 - β₁·β₂·…·βₜ, which is the sum of the weights that the moment has given to gradients.
inline Array next_correction(const Array& c, const Array& beta) { return c * beta + (1.0 - beta); }

/// β·m + (1 - β)·g, in one operation less.
inline Array next_moment(const Array& m, const Array& g, double beta) { return m + (g - m) * (1 - beta); }
inline Array next_moment(const Array& m, const Array& g, const Array& beta) { return m + (g - m) * (1.0 - beta); }

/// Adam's step from the moments, moved forward, and the corrections 1 - β₁ᵗ and 1 - β₂ᵗ: rate·m̂ / (√v̂ + ε). What is
/// the same for all elements is computed once.
inline Array adam_change(const Array& rate, const Array& m, const Array& v, const Array& c1, const Array& c2,
                         double epsilon) {
  return m * (rate / c1) / (sqrt(v) * rsqrt(c2) + epsilon);
}

/// Decoupled: weight decay shrinks the parameters, instead of being added to the gradient.
inline ElementwiseRule adam_rule(const std::string& name, double learning_rate, double beta1, double beta2,
                                 double epsilon, double weight_decay, bool decoupled) {
  need_moments(name, learning_rate, beta1, beta2, epsilon, weight_decay);
  ElementwiseRule rule{.name = name, .learning_rate = learning_rate, .weight_decay = weight_decay};
  rule.numbers = {0.0, 0.0};  // 1 - β₁ᵗ, 1 - β₂ᵗ
  rule.kept = {0.0, 0.0};     // the moments
  rule.moves_momentum = true;
  rule.advance = [beta1, beta2](std::vector<Array>& c, const std::optional<Array>& momentum) {
    c[0] = momentum ? next_correction(c[0], *momentum) : next_correction(c[0], beta1);
    c[1] = next_correction(c[1], beta2);
  };
  rule.update = [beta1, beta2, epsilon, decoupled](ElementwiseStep& s) {
    const Array g = decoupled ? s.g : s.penalised();
    Array &m = s.kept[0], &v = s.kept[1];
    m = s.momentum ? next_moment(m, g, *s.momentum) : next_moment(m, g, beta1);
    v = next_moment(v, square(g), beta2);
    s.p = (decoupled ? s.shrunk() : s.p) - adam_change(s.rate, m, v, s.numbers[0], s.numbers[1], epsilon);
  };
  return rule;
}

}  // namespace ansatz
