// The workload tiny_mlp: 2-16-16-1, tanh, mean squared error, Adam, batch 64; µs for a whole training step.
#include <cstdio>
#include <random>

#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/schedules.h"
#include "bench/median.h"
#include "train/trainer.h"

using namespace ansatz;

int main() {
  std::mt19937 generator(0);
  std::normal_distribution<float> normal;
  std::vector<float> x(128), t(64);
  for (float& value : x) value = normal(generator);
  for (int i = 0; i < 64; ++i) t[i] = x[2 * i] * x[2 * i + 1];
  const std::vector<Array> batch = {Array(x, {64, 2}), Array(t, {64, 1})};
  const Architecture network = mlp({.hidden = {16, 16}, .activation = "tanh"});
  Trainer trainer([&](Scope s, const std::vector<Array>& b) { return mse(network(s, b[0]), b[1]); }, batch,
                  {.optimizer = adam(), .schedule = constant_rate(), .threads = 1});
  trainer.step(batch);
  const float first = trainer.loss();
  for (int i = 0; i < 2000; ++i) trainer.step(batch);
  const double seconds = bench::median_seconds([&] { trainer.step(batch); });
  std::printf("{\"workload\":\"tiny_mlp\",\"framework\":\"ansatz\",\"threads\":1,\"metric\":\"train_step\",\"value\":%.3f,"
              "\"unit\":\"us\",\"first_loss\":%.4f,\"loss\":%.6f}\n",
              seconds * 1e6, first, trainer.loss());
}
