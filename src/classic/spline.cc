#include "ansatz/spline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/fail.h"

namespace ansatz {
namespace {

// The inner second derivatives γ solve (R + λQᵀW⁻¹Q)γ = Qᵀy, and f = y - λW⁻¹Qγ (Green and Silverman 1994, "Nonparametric
// regression and generalized linear models", section 2.3). Q has three diagonals, R three, so the matrix has five.
class Smoother {
 public:
  Smoother(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& weights)
      : y_(y), weights_(weights), inner_(x.size() - 2) {
    const std::size_t m = x.size();
    std::vector<double> h(m - 1);
    for (std::size_t i = 0; i + 1 < m; ++i) h[i] = x[i + 1] - x[i];
    for (std::size_t j = 0; j < inner_; ++j) {
      q_.push_back({1 / h[j], -1 / h[j] - 1 / h[j + 1], 1 / h[j + 1]});
      r_.push_back({(h[j] + h[j + 1]) / 3, h[j + 1] / 6});
    }
  }

  struct Solution {
    std::vector<double> values, curvatures;  // curvatures at all knots, 0 at the ends
    double residual = 0;                     // Σw(y - f)²
    double trace = 0;                        // of the matrix that makes values of y
  };

  Solution solve(double smoothing, bool with_trace) const {
    const std::size_t n = inner_, m = y_.size();
    // LDLᵀ of the matrix with five diagonals.
    std::vector<double> d(n), first(n), second(n);  // D, and the two diagonals of L below its own
    for (std::size_t j = 0; j < n; ++j) {
      double diagonal = r_[j][0] + smoothing * product(j, j);
      double next = j + 1 < n ? r_[j][1] + smoothing * product(j, j + 1) : 0;
      const double after = j + 2 < n ? smoothing * product(j, j + 2) : 0;
      if (j >= 1) {
        diagonal -= d[j - 1] * first[j - 1] * first[j - 1];
        next -= d[j - 1] * first[j - 1] * second[j - 1];
      }
      if (j >= 2) diagonal -= d[j - 2] * second[j - 2] * second[j - 2];
      d[j] = diagonal;
      first[j] = next / diagonal;
      second[j] = after / diagonal;
    }
    std::vector<double> g(n);
    for (std::size_t j = 0; j < n; ++j) {
      g[j] = q_[j][0] * y_[j] + q_[j][1] * y_[j + 1] + q_[j][2] * y_[j + 2];
      if (j >= 1) g[j] -= first[j - 1] * g[j - 1];
      if (j >= 2) g[j] -= second[j - 2] * g[j - 2];
    }
    for (std::size_t j = 0; j < n; ++j) g[j] /= d[j];
    for (std::size_t j = n; j-- > 0;) {
      if (j + 1 < n) g[j] -= first[j] * g[j + 1];
      if (j + 2 < n) g[j] -= second[j] * g[j + 2];
    }

    Solution s{y_, std::vector<double>(m), 0, static_cast<double>(m)};
    for (std::size_t j = 0; j < n; ++j) {
      s.curvatures[j + 1] = g[j];
      for (std::size_t k = 0; k < 3; ++k) s.values[j + k] -= smoothing / weights_[j + k] * q_[j][k] * g[j];
    }
    for (std::size_t i = 0; i < m; ++i) s.residual += weights_[i] * (y_[i] - s.values[i]) * (y_[i] - s.values[i]);
    if (!with_trace) return s;
    // The inverse's five diagonals from below (Hutchinson and de Hoog 1985, "Smoothing noisy data with spline functions").
    std::vector<double> b0(n + 2), b1(n + 2), b2(n + 2);
    for (std::size_t j = n; j-- > 0;) {
      const double l1 = j + 1 < n ? first[j] : 0, l2 = j + 2 < n ? second[j] : 0;
      b2[j] = -l1 * b1[j + 1] - l2 * b0[j + 2];
      b1[j] = -l1 * b0[j + 1] - l2 * b1[j + 1];
      b0[j] = 1 / d[j] - l1 * b1[j] - l2 * b2[j];
    }
    for (std::size_t j = 0; j < n; ++j) {
      s.trace -= smoothing * b0[j] * product(j, j);
      if (j + 1 < n) s.trace -= 2 * smoothing * b1[j] * product(j, j + 1);
      if (j + 2 < n) s.trace -= 2 * smoothing * b2[j] * product(j, j + 2);
    }
    return s;
  }

 private:
  // (QᵀW⁻¹Q) at j, k with k - j from 0 to 2.
  double product(std::size_t j, std::size_t k) const {
    double sum = 0;
    for (std::size_t i = k; i < j + 3; ++i) sum += q_[j][i - j] * q_[k][i - k] / weights_[i];
    return sum;
  }

  const std::vector<double>&y_, &weights_;
  std::size_t inner_;
  std::vector<std::array<double, 3>> q_;  // the column of each inner knot
  std::vector<std::array<double, 2>> r_;  // its diagonal, and the one beside
};

// Between which powers of ten of the points' own scale λ is sought.
double best_smoothing(const Smoother& smoother, double scale, std::size_t points) {
  const auto score = [&](double exponent) {
    const Smoother::Solution s = smoother.solve(scale * std::pow(10, exponent), true);
    const double free = static_cast<double>(points) - s.trace;
    return static_cast<double>(points) * s.residual / (free * free);
  };
  double best = 0, lowest = INFINITY;
  for (double exponent = -10; exponent <= 10; exponent += 0.25)
    if (const double value = score(exponent); value < lowest) lowest = value, best = exponent;
  // Golden section around the lowest.
  double low = best - 0.25, high = best + 0.25;
  const double part = 0.5 * (std::sqrt(5.0) - 1);
  for (int i = 0; i < 40; ++i) {
    const double a = high - part * (high - low), b = low + part * (high - low);
    (score(a) < score(b) ? high : low) = score(a) < score(b) ? b : a;
  }
  return scale * std::pow(10, 0.5 * (low + high));
}

}  // namespace

double CubicSpline::operator()(double x) const {
  const std::size_t last = knots_.size() - 1;
  if (!(x >= knots_[0])) return values_[0] + slope(knots_[0]) * (x - knots_[0]);
  if (x > knots_[last]) return values_[last] + slope(knots_[last]) * (x - knots_[last]);
  const auto i = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(std::upper_bound(knots_.begin(), knots_.end(), x) - knots_.begin() - 1, 0,
                                 static_cast<std::ptrdiff_t>(last) - 1));
  const double h = knots_[i + 1] - knots_[i], right = (x - knots_[i]) / h, left = 1 - right;
  return left * values_[i] + right * values_[i + 1] +
         h * h / 6 * (left * (left * left - 1) * curvatures_[i] + right * (right * right - 1) * curvatures_[i + 1]);
}

double CubicSpline::slope(double x) const {
  const std::size_t last = knots_.size() - 1;
  x = std::clamp(x, knots_[0], knots_[last]);
  const auto i = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(std::upper_bound(knots_.begin(), knots_.end(), x) - knots_.begin() - 1, 0,
                                 static_cast<std::ptrdiff_t>(last) - 1));
  const double h = knots_[i + 1] - knots_[i], right = (x - knots_[i]) / h, left = 1 - right;
  return (values_[i + 1] - values_[i]) / h +
         h / 6 * ((1 - 3 * left * left) * curvatures_[i] + (3 * right * right - 1) * curvatures_[i + 1]);
}

double CubicSpline::curvature(double x) const {
  const std::size_t last = knots_.size() - 1;
  if (!(x >= knots_[0] && x <= knots_[last])) return 0;
  const auto i = static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(std::upper_bound(knots_.begin(), knots_.end(), x) - knots_.begin() - 1, 0,
                                 static_cast<std::ptrdiff_t>(last) - 1));
  const double right = (x - knots_[i]) / (knots_[i + 1] - knots_[i]);
  return (1 - right) * curvatures_[i] + right * curvatures_[i + 1];
}

CubicSpline smoothing_spline(std::span<const double> x, std::span<const double> y, std::optional<double> smoothing,
                             std::span<const double> weights) {
  const std::size_t m = x.size();
  if (y.size() != m || (!weights.empty() && weights.size() != m))
    fail("spline: there are {} x, {} y and {} weights", m, y.size(), weights.empty() ? m : weights.size());
  if (m < 2) fail("spline: at least two points are needed; there {} {}", m == 1 ? "is" : "are", m);
  if (!smoothing && m < 5) fail("spline: with {} points the smoothing must be given; 5 are enough to find it", m);
  if (smoothing && !(*smoothing >= 0 && std::isfinite(*smoothing)))
    fail("spline: the smoothing is {}; it must be at least 0", *smoothing);
  std::vector<std::size_t> order(m);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < m; ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i]))
      fail("spline: point {} is ({}, {}); both must be finite", i + 1, x[i], y[i]);
    if (!weights.empty() && !(weights[i] > 0 && std::isfinite(weights[i])))
      fail("spline: weight {} is {}; it must be above 0", i + 1, weights[i]);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  CubicSpline spline;
  std::vector<double> values, w;
  for (const std::size_t i : order) {
    if (!spline.knots_.empty() && spline.knots_.back() == x[i])
      fail("spline: two points have the same x, {}; take the mean of their y", x[i]);
    spline.knots_.push_back(x[i]);
    values.push_back(y[i]);
    w.push_back(weights.empty() ? 1 : weights[i]);
  }
  if (m == 2) {
    spline.values_ = values;
    spline.curvatures_ = {0, 0};
    return spline;
  }
  const Smoother smoother(spline.knots_, values, w);
  if (!smoothing) {
    // λ has the unit of w·x³; a step between points is the length that matters.
    const double step = (spline.knots_.back() - spline.knots_.front()) / static_cast<double>(m - 1);
    const double weight = std::accumulate(w.begin(), w.end(), 0.0) / static_cast<double>(m);
    smoothing = best_smoothing(smoother, weight * step * step * step, m);
  }
  Smoother::Solution solution = smoother.solve(*smoothing, false);
  spline.smoothing_ = *smoothing;
  spline.values_ = std::move(solution.values);
  spline.curvatures_ = std::move(solution.curvatures);
  return spline;
}

CubicSpline natural_spline(std::span<const double> x, std::span<const double> y) { return smoothing_spline(x, y, 0); }

}  // namespace ansatz
