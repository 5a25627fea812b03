#include "optim/minimize/recorded.h"

#include <memory>
#include <utility>

#include "ansatz/compile.h"
#include "ansatz/grad.h"
#include "ansatz/operations.h"
#include "ansatz/run.h"
#include "base/fail.h"
#include "optim/minimize/layout.h"

namespace ansatz {
namespace {

using Function = std::function<Array(const std::vector<Array>&)>;

// The rows ∂rᵢ/∂x, one gradient each, or the columns: Jᵀu is linear in u, so that the gradient of (Jᵀu)ⱼ by u is the
// column j. Whichever are fewer; [rows, columns].
Array jacobian_of(const Array& r, const Array& x) {
  const std::int64_t m = r.size(), n = x.size();
  std::vector<Array> pieces;
  if (m <= n) {
    for (std::int64_t i = 0; i < m; ++i)
      pieces.push_back(reshape(gradients(reshape(slice(r, 0, i, i + 1), {}), {x})[0], {1, n}));
    return concatenate(pieces, 0);
  }
  const Array u = variable(full({m}, 1, DType::f64));
  const Array product = gradients(sum(r * u), {x})[0];
  for (std::int64_t j = 0; j < n; ++j)
    pieces.push_back(reshape(gradients(reshape(slice(product, 0, j, j + 1), {}), {u})[0], {m, 1}));
  return concatenate(pieces, 1);
}

}  // namespace

MinimizeReport minimize_recorded(const Function& f, std::vector<Array>& parameters, const MinimizeOptions& options) {
  const Layout layout(parameters);
  Compiled evaluate([&](const std::vector<Array>& arguments) {
    const Array x = variable(arguments[0]);
    const Array value = f(layout.parts(x));
    if (value.size() != 1) fail("minimize: the function gives {}; a single number is needed", to_string(value.shape()));
    const Array number = cast(reshape(value, {}), DType::f64);
    return std::vector<Array>{number, gradients(number, {x})[0]};
  });
  std::vector<double> x = flat(parameters);
  const MinimizeReport report = minimize_objective(
      [&](const std::vector<double>& point, std::vector<double>& gradient) {
        const std::vector<Array> results = evaluate({vector_of(point)});
        gradient = to_vector<double>(results[1]);
        return item(results[0]);
      },
      x, options);
  parameters = layout.arrays(x);
  return report;
}

Residuals recorded_residuals(std::function<Array(const Array& x)> f) {
  const auto flat_in_double = [f = std::move(f)](const Array& x) { return cast(flatten(f(x)), DType::f64); };
  const auto evaluate = std::make_shared<Compiled>(
      [=](const std::vector<Array>& arguments) { return std::vector<Array>{flat_in_double(arguments[0])}; });
  const auto linearise = std::make_shared<Compiled>([=](const std::vector<Array>& arguments) {
    const Array x = variable(arguments[0]);
    const Array values = flat_in_double(x);
    return std::vector<Array>{values, jacobian_of(values, x)};
  });
  return [=](const std::vector<double>& point, std::vector<double>& values, std::vector<double>* jacobian) {
    const std::vector<Array> results = (*(jacobian ? linearise : evaluate))({vector_of(point)});
    values = to_vector<double>(results[0]);
    if (jacobian) *jacobian = to_vector<double>(results[1]);
  };
}

MinimizeReport least_squares_recorded(const Function& r, std::vector<Array>& parameters,
                                      const LeastSquaresOptions& options) {
  const Layout layout(parameters);
  std::vector<double> x = flat(parameters);
  const MinimizeReport report = least_squares_residuals(
      recorded_residuals([&](const Array& point) { return r(layout.parts(point)); }), x, options);
  parameters = layout.arrays(x);
  return report;
}

}  // namespace ansatz
