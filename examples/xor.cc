// The exclusive or: the smallest problem that a line cannot solve and a network with one hidden layer can.
//
//   a b  a xor b
//   0 0     0        No line separates the ones from the zeros. A hidden layer bends the plane first.
//   0 1     1
//   1 0     1
//   1 1     0
#include <ansatz/ansatz.h>

#include <cstdio>
#include <cstdlib>

using namespace ansatz;

namespace {

// A matrix of weights and a vector of biases a layer; parameters in the order of use.
Array network(const std::vector<Array>& p, const Array& x) {
  const Array hidden = tanh(matmul(x, p[0]) + p[1]);  // [4, 2] · [2, 8] + [8]
  return matmul(hidden, p[2]) + p[3];                 // [4, 8] · [8, 1] + [1]
}

}  // namespace

int main() {
  const Array x({0, 0, 0, 1, 1, 0, 1, 1}, {4, 2});
  const Array y({0, 1, 1, 0}, {4, 1});

  // Random numbers come from a key, so the same program always draws the same ones.
  std::vector<Array> parameters = {random_normal(random_key(1), {2, 8}), zeros({8}),
                                   random_normal(random_key(2), {8, 1}), zeros({1})};

  auto loss = [](const std::vector<Array>& p, const Array& x, const Array& y) {
    return binary_cross_entropy()(network(p, x), y);
  };
  auto step = compile([loss](const std::vector<Array>& p, const Array& x, const Array& y) {
    auto [value, gradient] = value_and_grad(loss)(p, x, y);
    std::vector<Array> next;
    for (std::size_t i = 0; i < p.size(); ++i) next.push_back(p[i] - 0.5 * gradient[i]);
    return std::pair(value, next);
  });

  for (int i = 0; i <= 500; ++i) {
    const auto [value, next] = step(parameters, x, y);
    if (i % 100 == 0) std::printf("step %3d: loss %.5f\n", i, item(value));
    parameters = next;
  }

  const std::vector<float> probability = to_vector<float>(sigmoid(network(parameters, x)));
  bool right = true;
  for (int row = 0; row < 4; ++row) {
    std::printf("%d xor %d: %.3f\n", row / 2, row % 2, probability[row]);
    right &= (probability[row] > 0.5f) == ((row / 2) != (row % 2));
  }
  return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
