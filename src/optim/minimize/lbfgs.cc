#include "optim/minimize/lbfgs.h"

#include <utility>

#include "base/fail.h"
#include "optim/minimize/vectors.h"

namespace ansatz {

void Curvature::learn(std::vector<double> step, std::vector<double> change) {
  const double sy = dot(step, change);
  // Only positive curvature keeps the approximation positive definite; the Wolfe conditions give it but for rounding.
  if (!(sy > 1e-16 * dot(change, change))) return;
  scale_ = sy / dot(change, change);  // equation 7.20
  pairs_.push_back({std::move(step), std::move(change), 1 / sy});
  if (static_cast<int>(pairs_.size()) > memory_) pairs_.pop_front();
}

// Algorithm 7.4, in two loops over the pairs.
std::vector<double> Curvature::times(std::vector<double> q) const {
  std::vector<double> alphas(pairs_.size());
  for (std::size_t i = pairs_.size(); i-- > 0;) {
    alphas[i] = pairs_[i].inverse * dot(pairs_[i].step, q);
    q = moved(std::move(q), -alphas[i], pairs_[i].change);
  }
  for (double& value : q) value *= scale_;
  for (std::size_t i = 0; i < pairs_.size(); ++i)
    q = moved(std::move(q), alphas[i] - pairs_[i].inverse * dot(pairs_[i].change, q), pairs_[i].step);
  return q;
}

void Curvature::forget() {
  pairs_.clear();
  scale_ = 1;
}

bool MinimizeOptions::is_valid(std::string* error) const {
  const auto wrong = [&](const std::string& what) {
    if (error) *error = "minimize: " + what;
    return false;
  };
  if (max_iterations < 0) return wrong(fmt::format("max_iterations is {}; it must be at least 0", max_iterations));
  if (!(gradient_tolerance >= 0))
    return wrong(fmt::format("gradient_tolerance is {}; it must be at least 0", gradient_tolerance));
  if (!(function_tolerance >= 0))
    return wrong(fmt::format("function_tolerance is {}; it must be at least 0", function_tolerance));
  if (memory < 1 || memory > 100) return wrong(fmt::format("memory is {}; it must be between 1 and 100", memory));
  if (!(0 < sufficient_decrease && sufficient_decrease < curvature && curvature < 1))
    return wrong(
        fmt::format("sufficient_decrease is {} and curvature {}; 0 < sufficient_decrease < curvature < 1 is needed",
                    sufficient_decrease, curvature));
  return true;
}

Lbfgs::Lbfgs(Objective f, std::vector<double> x, const MinimizeOptions& options)
    : f_(std::move(f)), options_(options), curvature_(options.memory) {
  if (std::string error; !options.is_valid(&error)) fail("{}", error);
  begin(std::move(x));
}

void Lbfgs::go_on(std::vector<double> x, Curvature curvature) {
  curvature_ = std::move(curvature);
  begin(std::move(x));
}

void Lbfgs::begin(std::vector<double> x) {
  here_ = evaluated(std::move(x));
  if (!std::isfinite(here_.value) || !all_finite(here_.gradient))
    fail("minimize: the function or its gradient is not finite at the start");
  report_.values = {here_.value};
  report_.value = here_.value;
  report_.gradient_norm = largest_magnitude(here_.gradient);
}

LinePoint Lbfgs::evaluated(std::vector<double> x) {
  LinePoint point;
  point.x = std::move(x);
  point.gradient.resize(point.x.size());
  point.value = f_(point.x, point.gradient);
  ++report_.evaluations;
  return point;
}

bool Lbfgs::ended(bool converged, const char* message) {
  report_.converged = converged;
  report_.message = message;
  return false;
}

bool Lbfgs::advance() {
  if (report_.gradient_norm <= options_.gradient_tolerance) return ended(true, "the gradient vanishes");
  if (report_.iterations >= options_.max_iterations) return ended(false, "the iterations are used up");
  while (true) {
    std::vector<double> direction = curvature_.times(here_.gradient);
    for (double& value : direction) value = -value;
    here_.slope = dot(here_.gradient, direction);
    if (!(here_.slope < 0)) {  // rounding has spoilt the approximation
      curvature_.forget();
      direction = moved(std::vector<double>(here_.x.size()), -1, here_.gradient);
      here_.slope = dot(here_.gradient, direction);
    }
    const auto at = [&](double step) {
      LinePoint point = evaluated(moved(here_.x, step, direction));
      point.step = step;
      point.slope = all_finite(point.gradient) ? dot(point.gradient, direction) : NAN;
      return point;
    };
    here_.step = 0;
    // Without a curvature yet, a step of length 1 or less.
    const double first = curvature_.empty() ? std::min(1.0, 1 / std::sqrt(-here_.slope)) : 1.0;
    LinePoint next = line_search(at, here_, first, options_);
    if (next.step == 0) {
      if (curvature_.empty()) return ended(false, "no step lowers the function: its digits are used up");
      curvature_.forget();  // once more, straight down
      continue;
    }
    ++report_.iterations;
    curvature_.learn(moved(next.x, -1, here_.x), moved(next.gradient, -1, here_.gradient));
    const double decrease = here_.value - next.value;
    here_ = std::move(next);
    report_.values.push_back(here_.value);
    report_.value = here_.value;
    report_.gradient_norm = largest_magnitude(here_.gradient);
    if (options_.function_tolerance > 0 &&
        decrease <= options_.function_tolerance * std::max(std::abs(here_.value), 1.0))
      return ended(true, "the function falls no further");
    return true;
  }
}

MinimizeReport minimize_objective(const Objective& f, std::vector<double>& x, const MinimizeOptions& options) {
  Lbfgs minimisation(f, x, options);
  while (minimisation.advance()) {
  }
  x = minimisation.x();
  return minimisation.report();
}

}  // namespace ansatz
