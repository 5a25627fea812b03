// The workload curve: 32 ReLU units fitted to a curve of 1,000 points, 5,000 steps of Adam; seconds for the whole fit.
#include <chrono>
#include <cmath>
#include <cstdio>

#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/schedules.h"
#include "train/trainer.h"

using namespace ansatz;

int main() {
  constexpr int points = 1000, steps = 5000;
  std::vector<float> x, y;
  for (int i = 0; i < points; ++i) {
    const double at = 2.0 * (i + 0.5) / points - 1;
    x.push_back(static_cast<float>(at));
    y.push_back(static_cast<float>(std::sin(6 * at) + 0.5 * std::cos(11 * at)));
  }
  const std::vector<Array> rows = {Array(x, {points, 1}), Array(y, {points, 1})};
  const Architecture network = architecture("mlp:32", 1);
  const auto begin = std::chrono::steady_clock::now();
  Trainer trainer([&](Scope s, const std::vector<Array>& b) { return mse(network(s, b[0]), b[1]); }, rows,
                  {.optimizer = adam({.learning_rate = 0.01}), .schedule = constant_rate(), .threads = 1});
  for (int step = 0; step < steps; ++step) trainer.step(rows);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("{\"workload\":\"curve\",\"framework\":\"ansatz\",\"threads\":1,\"metric\":\"fit\",\"value\":%.4f,"
              "\"unit\":\"s\",\"loss\":%.6f}\n",
              seconds, trainer.loss());
}
