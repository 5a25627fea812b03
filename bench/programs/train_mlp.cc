// A user's program that trains a network, for bench/compare compile_time: only public headers, only the usual things.
#include <ansatz/ansatz.h>

#include <cstdio>
#include <exception>

using namespace ansatz;

Array price(Scope s, Array x) {
  x = relu(linear(s["hidden"], x, 64));
  x = relu(linear(s["more"], x, 64));
  return linear(s["out"], x, 1);
}

int main() try {
  auto houses = read_csv("data/house_prices.csv").target("sale_price");
  auto report = fit(price, houses, {.loss = mse, .optimizer = adam({.learning_rate = 1e-3}), .epochs = 100});
  print(report);
  report.model.save("house.onnx");
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
