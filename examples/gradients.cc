// Gradients: of functions, of gradients, and how to check them.
#include <ansatz/ansatz.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace ansatz;

int main() {
  // grad(f) is a function too: record f, walk the record backwards, and record that.
  auto f = [](const Array& x) { return tanh(x); };
  const Array x({0.5}, {}, DType::f64);
  const double t = std::tanh(0.5);
  std::printf("tanh(0.5)   = %.9f\n", item(f(x)));
  std::printf("tanh'(0.5)  = %.9f, by hand %.9f\n", item(grad(f)(x)), 1 - t * t);
  std::printf("tanh''(0.5) = %.9f, by hand %.9f\n", item(grad(grad(f))(x)), -2 * t * (1 - t * t));

  // A loss depends on many numbers at once; one backward pass gives all of their gradients.
  auto loss = [](const std::vector<Array>& wb) {
    const Array inputs({0.1, 0.2, 0.3, -0.4, 0.5, -0.6}, {2, 3}, DType::f64);
    return mean(square(tanh(matmul(inputs, transpose(wb[0])) + wb[1])));
  };
  const std::vector<Array> wb = {Array({0.3, -0.2, 0.5, 0.7, 0.1, -0.4}, {2, 3}, DType::f64),
                                 Array({0.05, -0.05}, {2}, DType::f64)};
  const auto [value, gradient] = value_and_grad(loss)(wb);
  std::printf("loss %.6f\n", item(value));
  std::printf("dW = %s\n", to_string(gradient[0]).c_str());
  std::printf("db = %s\n", to_string(gradient[1]).c_str());

  // Every gradient should be held against finite differences once, in f64.
  const double error = check_gradient(loss, wb);
  std::printf("against finite differences: %s\n", error < 1e-7 ? "equal to 7 digits" : "WRONG");

  // What must not be followed is said: to the gradient, stop_gradient(x) is a constant.
  auto half = [](const Array& x) { return x * stop_gradient(x); };
  std::printf("d(x · stop_gradient(x)) at 0.5 = %.3f\n", item(grad(half)(x)));
  return error < 1e-7 ? EXIT_SUCCESS : EXIT_FAILURE;
}
