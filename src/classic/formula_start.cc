#include "classic/formula_start.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "base/fail.h"
#include "classic/normal_equations.h"

namespace ansatz {
namespace {

constexpr int draws = 400, tried = 10, few_iterations = 60;

struct Candidate {
  std::vector<double> values;
  double half_square = 0;
};

double half_square_at(const FormulaProblem& problem, const std::vector<double>& values) {
  std::vector<double> r;
  problem.residuals()(values, r, nullptr);
  double sum = 0;
  for (const double each : r) sum += 0.5 * each * each;
  return sum;
}

// What the columns look like: parameters are near their sizes, or their inverses, or places among their values.
class Scales {
 public:
  explicit Scales(const FormulaProblem& problem) {
    for (const auto& [name, values] : problem.columns()) add(values);
    if (columns_.empty()) add(problem.left());
  }

  double draw(std::mt19937_64& random) const {
    // The library's distributions differ between its versions; these do not.
    const auto uniform = [&](double low, double high) {
      return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
    };
    const Sorted& column = columns_[static_cast<std::size_t>(random() % columns_.size())];
    const double sign = random() % 4 == 0 ? -1 : 1;
    switch (random() % 4) {
      case 0: return sign * std::pow(10, uniform(-2, 2));
      case 1: return sign * std::pow(10, uniform(-1, 2)) / column.size;
      case 2: return column.values[static_cast<std::size_t>(random() % column.values.size())];
      default: return sign * std::pow(10, uniform(-2, 0.5)) * column.range;
    }
  }

 private:
  struct Sorted {
    std::vector<double> values;
    double size, range;
  };
  void add(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const double size = std::max(std::abs(values.front()), std::abs(values.back()));
    const double range = values.back() - values.front();
    columns_.push_back({std::move(values), size > 0 ? size : 1, range > 0 ? range : 1});
  }
  std::vector<Sorted> columns_;
};

}  // namespace

std::vector<double> with_linear_solved(const FormulaProblem& problem, std::vector<double> values,
                                       const std::vector<bool>& free) {
  const std::size_t n = values.size();
  std::vector<std::size_t> solved;
  for (std::size_t j = 0; j < n; ++j)
    if (free[j]) {
      solved.push_back(j);
      values[j] = 0;
    }
  std::vector<double> r, jacobian;
  if (solved.empty()) return std::isfinite(half_square_at(problem, values)) ? values : std::vector<double>();
  problem.residuals()(values, r, &jacobian);
  const std::size_t m = r.size();
  std::vector<std::vector<double>> columns(solved.size(), std::vector<double>(m));
  std::vector<ColumnView> views;
  for (std::size_t k = 0; k < solved.size(); ++k) {
    for (std::size_t i = 0; i < m; ++i) columns[k][i] = jacobian[i * n + solved[k]];
    views.push_back({columns[k].data(), nullptr});
    if (!std::all_of(columns[k].begin(), columns[k].end(),
                     [](double x) { return std::isfinite(x) && std::abs(x) < 1e150; }))
      return {};
  }
  for (double& each : r) {
    if (!std::isfinite(each)) return {};
    each = -each;
  }
  const LeastSquaresSolution solution =
      solve_least_squares(views, {r.data(), nullptr}, static_cast<std::int64_t>(m), {}, 1);
  if (solution.cholesky.dependent() >= 0) return {};
  for (std::size_t k = 0; k < solved.size(); ++k) values[solved[k]] = solution.coefficients[k].high;
  return values;
}

std::vector<double> guessed_start(const FormulaProblem& problem, std::vector<double> values,
                                  const std::vector<bool>& given, std::uint64_t seed) {
  const std::vector<bool> linear = problem.linear();
  std::vector<bool> solved(values.size()), drawn(values.size());
  for (std::size_t j = 0; j < values.size(); ++j) {
    solved[j] = linear[j] && !given[j];
    drawn[j] = !linear[j] && !given[j];
  }
  const bool anything_drawn = std::find(drawn.begin(), drawn.end(), true) != drawn.end();
  std::mt19937_64 random(seed);
  const Scales scales(problem);
  std::vector<Candidate> candidates;
  for (int draw = 0; draw < (anything_drawn ? draws : 1); ++draw) {
    for (std::size_t j = 0; j < values.size(); ++j)
      if (drawn[j]) values[j] = draw == 0 ? 1 : scales.draw(random);
    std::vector<double> here = with_linear_solved(problem, values, solved);
    if (here.empty()) {  // some can't be told apart here; what that means is told where the fit ends
      here = values;
      for (std::size_t j = 0; j < here.size(); ++j)
        if (solved[j]) here[j] = 1;
    }
    const double half_square = half_square_at(problem, here);
    if (std::isfinite(half_square)) candidates.push_back({here, half_square});
  }
  if (candidates.empty()) {
    const std::string reason = problem.not_finite(values);
    fail("no values to start from were found{}; give some with --start \"{}=1\"",
         reason.empty() ? "" : " (" + reason + ")", problem.parameters()[0]);
  }
  const auto better = [](const Candidate& a, const Candidate& b) { return a.half_square < b.half_square; };
  std::stable_sort(candidates.begin(), candidates.end(), better);
  if (candidates.size() > tried) candidates.resize(tried);
  if (candidates.size() > 1)
    for (Candidate& candidate : candidates) {
      try {
        candidate.half_square =
            least_squares_residuals(problem.residuals(), candidate.values, {.max_iterations = few_iterations}).value;
      } catch (const Error&) {
        candidate.half_square = INFINITY;  // its derivatives are not finite
      }
    }
  return std::min_element(candidates.begin(), candidates.end(), better)->values;
}

}  // namespace ansatz
