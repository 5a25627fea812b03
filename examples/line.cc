// A straight line through points, by gradient descent: the smallest program that learns.
//
// The five elements of every model are all here: input x and output y, an architecture (a line), a loss (the mean
// squared error), and an optimizer (a step against the gradient).
#include <ansatz/ansatz.h>

#include <cstdio>

using namespace ansatz;

// What is fitted. A struct becomes "made of arrays" by listing its fields once; then it goes in and out of grad,
// value_and_grad and compile like an array.
struct Line {
  Array slope, intercept;
  auto fields() { return std::tie(slope, intercept); }
};

int main() {
  const Array x({0, 1, 2, 3, 4, 5, 6, 7}, {8});
  const Array y({1.1, 2.9, 5.2, 6.8, 9.1, 11.2, 12.9, 15.0}, {8});  // about 2x + 1

  auto loss = [](const Line& line, const Array& x, const Array& y) { return mse(line.slope * x + line.intercept, y); };

  // One step: the loss, its gradient, and the line a little further down. compile() records it once; each call after
  // the first only runs the plan.
  auto step = compile([loss](const Line& line, const Array& x, const Array& y) {
    const auto [value, gradient] = value_and_grad(loss)(line, x, y);
    constexpr double rate = 0.02;
    return std::pair(value, Line{line.slope - rate * gradient.slope, line.intercept - rate * gradient.intercept});
  });

  Line line{Array({0}, {}), Array({0}, {})};
  for (int i = 0; i <= 1000; ++i) {
    const auto [value, next] = step(line, x, y);
    if (i % 250 == 0) std::printf("step %4d: loss %8.5f\n", i, item(value));
    line = next;
  }
  std::printf("y = %.3f x + %.3f\n", item(line.slope), item(line.intercept));

  // The closed form, for comparison: slope = Σ (x - x̄)(y - ȳ) / Σ (x - x̄)².
  const Array dx = x - mean(x), slope = sum(dx * (y - mean(y))) / sum(square(dx));
  std::printf("y = %.3f x + %.3f (closed form)\n", item(slope), item(mean(y) - slope * mean(x)));
}
