#include <deque>

#include "base/fail.h"
#include "optim/minimize/line_search.h"
#include "optim/minimize/vectors.h"

namespace ansatz {
namespace {

// The inverse curvature as the last steps and changes of the gradient tell it.
class Curvature {
 public:
  explicit Curvature(int memory) : memory_(memory) {}

  void learn(std::vector<double> step, std::vector<double> change) {
    const double sy = dot(step, change);
    // Only positive curvature keeps the approximation positive definite; the Wolfe conditions give it but for rounding.
    if (!(sy > 1e-16 * dot(change, change))) return;
    scale_ = sy / dot(change, change);  // equation 7.20
    pairs_.push_back({std::move(step), std::move(change), 1 / sy});
    if (static_cast<int>(pairs_.size()) > memory_) pairs_.pop_front();
  }

  // Algorithm 7.4: the inverse curvature times a vector, in two loops over the pairs.
  std::vector<double> times(std::vector<double> q) const {
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

  bool empty() const { return pairs_.empty(); }
  void forget() {
    pairs_.clear();
    scale_ = 1;
  }

 private:
  struct Pair {
    std::vector<double> step, change;
    double inverse;
  };
  int memory_;
  double scale_ = 1;
  std::deque<Pair> pairs_;
};

}  // namespace

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

MinimizeReport minimize_objective(const Objective& f, std::vector<double>& x, const MinimizeOptions& options) {
  if (std::string error; !options.is_valid(&error)) fail("{}", error);
  MinimizeReport report;
  LinePoint here;
  here.x = x;
  here.gradient.resize(x.size());
  here.value = f(here.x, here.gradient);
  ++report.evaluations;
  if (!std::isfinite(here.value) || !all_finite(here.gradient))
    fail("minimize: the function or its gradient is not finite at the start");
  report.values.push_back(here.value);

  Curvature curvature(options.memory);
  const auto ends = [&](bool converged, const char* message) {
    report.converged = converged;
    report.message = message;
    return true;
  };
  while (true) {
    if (largest_magnitude(here.gradient) <= options.gradient_tolerance && ends(true, "the gradient vanishes")) break;
    if (report.iterations >= options.max_iterations && ends(false, "the iterations are used up")) break;
    std::vector<double> direction = curvature.times(here.gradient);
    for (double& value : direction) value = -value;
    here.slope = dot(here.gradient, direction);
    if (!(here.slope < 0)) {  // rounding has spoilt the approximation
      curvature.forget();
      direction = moved(std::vector<double>(x.size()), -1, here.gradient);
      here.slope = dot(here.gradient, direction);
    }
    const auto at = [&](double step) {
      LinePoint point;
      point.step = step;
      point.x = moved(here.x, step, direction);
      point.gradient.resize(x.size());
      point.value = f(point.x, point.gradient);
      ++report.evaluations;
      point.slope = all_finite(point.gradient) ? dot(point.gradient, direction) : NAN;
      return point;
    };
    here.step = 0;
    // Without a curvature yet, a step of length 1 or less.
    const double first = curvature.empty() ? std::min(1.0, 1 / std::sqrt(-here.slope)) : 1.0;
    LinePoint next = line_search(at, here, first, options);
    if (next.step == 0) {
      if (curvature.empty() && ends(false, "no step lowers the function: its digits are used up")) break;
      curvature.forget();  // once more, straight down
      continue;
    }
    ++report.iterations;
    curvature.learn(moved(next.x, -1, here.x), moved(next.gradient, -1, here.gradient));
    const double decrease = here.value - next.value;
    here = std::move(next);
    report.values.push_back(here.value);
    if (options.function_tolerance > 0 &&
        decrease <= options.function_tolerance * std::max(std::abs(here.value), 1.0) &&
        ends(true, "the function falls no further"))
      break;
  }
  x = here.x;
  report.value = here.value;
  report.gradient_norm = largest_magnitude(here.gradient);
  return report;
}

}  // namespace ansatz
