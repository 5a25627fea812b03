#include "ansatz/minimize.h"
#include "base/fail.h"
#include "optim/minimize/householder.h"
#include "optim/minimize/vectors.h"

namespace ansatz {
namespace {

// A point with its residuals, the Jacobian, and what follows from them.
struct Linearised {
  std::vector<double> x, r, jacobian;
  double value = 0;              // ½Σr²
  std::vector<double> gradient;  // Jᵀr
  std::vector<double> norms;     // of the columns

  std::size_t rows() const { return r.size(); }
  std::size_t columns() const { return x.size(); }

  // The largest cosine between r and a column: 0 at a minimum, whatever the units.
  double cosine() const {
    double largest = 0;
    const double length = std::sqrt(2 * value);
    for (std::size_t j = 0; j < columns(); ++j)
      if (norms[j] > 0 && length > 0) largest = std::max(largest, std::abs(gradient[j]) / (norms[j] * length));
    return largest;
  }
};

double half_square(const std::vector<double>& r) { return 0.5 * dot(r, r); }

Linearised linearised(const Residuals& residuals, std::vector<double> x) {
  Linearised point;
  point.x = std::move(x);
  residuals(point.x, point.r, &point.jacobian);
  point.value = half_square(point.r);
  point.gradient.assign(point.columns(), 0.0);
  point.norms.assign(point.columns(), 0.0);
  for (std::size_t i = 0; i < point.rows(); ++i)
    for (std::size_t j = 0; j < point.columns(); ++j) {
      const double slope = point.jacobian[i * point.columns() + j];
      point.gradient[j] += slope * point.r[i];
      point.norms[j] = std::hypot(point.norms[j], slope);
    }
  return point;
}

// Finds the h that minimises |J·h + r|² + damping·|D·h|², in the unknowns D·h, whose columns have like norms.
class DampedSystem {
 public:
  DampedSystem(const Linearised& point, const std::vector<double>& scale, double damping)
      : scale_(scale),
        decomposition_(matrix_of(point, scale, damping), point.rows() + point.columns(), point.columns()) {}

  std::vector<double> step(const std::vector<double>& r) const {
    std::vector<double> right(r.size() + scale_.size(), 0.0);
    for (std::size_t i = 0; i < r.size(); ++i) right[i] = -r[i];
    std::vector<double> h = decomposition_.solve(std::move(right));
    for (std::size_t j = 0; j < h.size(); ++j) h[j] /= scale_[j];
    return h;
  }

 private:
  static std::vector<double> matrix_of(const Linearised& point, const std::vector<double>& scale, double damping) {
    const std::size_t m = point.rows(), n = point.columns();
    std::vector<double> matrix((m + n) * n, 0.0);
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < n; ++j) matrix[i * n + j] = point.jacobian[i * n + j] / scale[j];
    for (std::size_t j = 0; j < n; ++j) matrix[(m + j) * n + j] = std::sqrt(damping);
    return matrix;
  }

  const std::vector<double>& scale_;
  Householder decomposition_;
};

// The residuals' second derivative along h, from their value a tenth of the way (Transtrum and Sethna 2012, equation 13).
std::vector<double> curvature_along(const Residuals& residuals, const Linearised& point, const std::vector<double>& h) {
  constexpr double part = 0.1;
  std::vector<double> r;
  residuals(moved(point.x, part, h), r, nullptr);
  for (std::size_t i = 0; i < r.size(); ++i) {
    double along = 0;
    for (std::size_t j = 0; j < h.size(); ++j) along += point.jacobian[i * h.size() + j] * h[j];
    r[i] = 2 / part * ((r[i] - point.r[i]) / part - along);
  }
  return r;
}

double scaled_length(const std::vector<double>& h, const std::vector<double>& scale) {
  double length = 0;
  for (std::size_t j = 0; j < h.size(); ++j) length = std::hypot(length, scale[j] * h[j]);
  return length;
}

std::vector<double> standard_errors(const Linearised& point) {
  const std::size_t m = point.rows(), n = point.columns();
  if (m <= n) return {};
  std::vector<double> scaled(m * n);
  for (std::size_t j = 0; j < n; ++j) {
    if (point.norms[j] == 0) return {};
    for (std::size_t i = 0; i < m; ++i) scaled[i * n + j] = point.jacobian[i * n + j] / point.norms[j];
  }
  std::vector<double> errors = Householder(std::move(scaled), m, n).inverse_diagonal();
  const double variance = 2 * point.value / static_cast<double>(m - n);
  for (std::size_t j = 0; j < errors.size(); ++j) errors[j] = std::sqrt(variance * errors[j]) / point.norms[j];
  return errors;
}

}  // namespace

bool LeastSquaresOptions::is_valid(std::string* error) const {
  const auto wrong = [&](const char* option, double value, const char* needed) {
    if (error) *error = fmt::format("least_squares: {} is {}; it must be {}", option, value, needed);
    return false;
  };
  if (max_iterations < 0) return wrong("max_iterations", max_iterations, "at least 0");
  if (!(gradient_tolerance >= 0)) return wrong("gradient_tolerance", gradient_tolerance, "at least 0");
  if (!(parameter_tolerance >= 0)) return wrong("parameter_tolerance", parameter_tolerance, "at least 0");
  if (!(function_tolerance >= 0)) return wrong("function_tolerance", function_tolerance, "at least 0");
  if (!(initial_damping > 0)) return wrong("initial_damping", initial_damping, "above 0");
  return true;
}

MinimizeReport least_squares_residuals(const Residuals& residuals, std::vector<double>& x,
                                       const LeastSquaresOptions& options) {
  if (std::string error; !options.is_valid(&error)) fail("{}", error);
  MinimizeReport report;
  Linearised here = linearised(residuals, x);
  ++report.evaluations;
  if (!std::isfinite(here.value) || !all_finite(here.jacobian))
    fail("least_squares: the residuals or their derivatives are not finite at the start");
  report.values.push_back(here.value);
  const auto ends = [&](bool converged, const char* message) {
    report.converged = converged;
    report.message = message;
    return true;
  };
  std::vector<double> scale(x.size(), 0.0);
  double damping = options.initial_damping, growth = 2, shortest = INFINITY;
  int longer = 0;  // undamped steps since the shortest
  while (true) {
    for (std::size_t j = 0; j < scale.size(); ++j) scale[j] = std::max(scale[j], here.norms[j]);
    std::vector<double> divisors = scale;
    for (double& value : divisors)
      if (value == 0) value = 1;  // the parameter has had no influence so far
    if (here.cosine() <= options.gradient_tolerance && ends(true, "the gradient vanishes")) break;
    if (report.iterations >= options.max_iterations && ends(false, "the iterations are used up")) break;
    ++report.iterations;

    const DampedSystem system(here, divisors, damping);
    const std::vector<double> h = system.step(here.r);
    const double length = scaled_length(h, divisors);
    Linearised next;
    next.x = moved(here.x, 1, h);
    // Short steps need no bending, and their second derivative would be rounding.
    bool bends_too_much = false;
    if (options.geodesic_acceleration && length > 1e-5 * scaled_length(here.x, divisors)) {
      const std::vector<double> bend = system.step(curvature_along(residuals, here, h));
      ++report.evaluations;
      bends_too_much = !(2 * scaled_length(bend, divisors) <= 0.75 * length);
      if (!bends_too_much) next.x = moved(std::move(next.x), 0.5, bend);
    }
    residuals(next.x, next.r, nullptr);
    ++report.evaluations;
    next.value = half_square(next.r);
    // By the linear model: ½hᵀ(damping·D²h - g).
    const double foreseen = 0.5 * (damping * length * length - dot(h, here.gradient)), seen = here.value - next.value;
    bool better = std::isfinite(next.value) && seen > 0 && !bends_too_much;
    const double gain = foreseen > 0 ? seen / foreseen : 0;
    // Where sums of squares differ by rounding alone they say nothing more: undamped steps go on until they, too, are
    // rounding and shrink no further.
    const bool within_rounding = foreseen <= 1e-10 * here.value && std::abs(seen) <= 1e-10 * here.value;
    if (better || within_rounding) {
      next = linearised(residuals, std::move(next.x));
      better = all_finite(next.jacobian);
    }
    // A damped step that was taken is short because of the damping.
    const bool still = (!better || damping <= 1e-24) &&
                       scaled_length(h, here.norms) <= options.parameter_tolerance * scaled_length(here.x, here.norms);
    const bool undamped = within_rounding && damping <= 1e-24;
    longer = !undamped || length < shortest ? 0 : longer + 1;
    shortest = undamped ? std::min(shortest, length) : INFINITY;
    const bool settled = longer >= 5;
    if (better) {
      here = std::move(next);
      damping = std::max(damping * (within_rounding ? 0.01 : std::max(1.0 / 3, 1 - std::pow(2 * gain - 1, 3))), 1e-300);
      growth = 2;
    } else {
      damping *= growth;
      growth *= 2;
    }
    report.values.push_back(here.value);
    // A step may also have become short because none lowered the sum of squares.
    const bool stuck = !better && !within_rounding && here.cosine() > 1e-4;
    if ((still || settled) &&
        ends(!stuck, stuck ? "no step lowers the sum of squares" : "the parameters move no further"))
      break;
    if (options.function_tolerance > 0 && better &&
        std::max(seen, foreseen) <= options.function_tolerance * here.value &&
        ends(true, "the sum of squares falls no further"))
      break;
    if (!std::isfinite(damping) && ends(false, "no step lowers the sum of squares")) break;
  }
  x = here.x;
  report.value = here.value;
  report.gradient_norm = largest_magnitude(here.gradient);
  report.standard_errors = standard_errors(here);
  return report;
}

}  // namespace ansatz
