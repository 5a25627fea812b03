// The workload tiny_mlp: 2-16-16-1, tanh, mean squared error, Adam, batch 64; µs for a whole training step.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

#include "bench/median.h"
#include "ansatz/compile.h"
#include "ansatz/grad.h"
#include "ansatz/operations.h"
#include "ansatz/run.h"

using namespace ansatz;

int main(int, char** argv) {
  std::mt19937 generator(0);
  std::normal_distribution<float> normal;
  auto random = [&](const Shape& shape, float scale) {
    std::vector<float> values(shape.size());
    for (float& value : values) value = normal(generator) * scale;
    return Array(values, shape);
  };
  auto zeros = [](const Shape& shape) { return Array(std::vector<float>(shape.size(), 0.0f), shape); };
  const std::vector<Shape> shapes = {{16, 2}, {16}, {16, 16}, {16}, {1, 16}, {1}};
  std::vector<Array> state = {random(shapes[0], 0.6f), zeros(shapes[1]), random(shapes[2], 0.2f),
                              zeros(shapes[3]),        random(shapes[4], 0.2f), zeros(shapes[5])};
  for (int moment = 0; moment < 2; ++moment)
    for (const Shape& shape : shapes) state.push_back(zeros(shape));
  state.push_back(Array(std::vector<float>{0}, {}));
  std::vector<float> x(128), t(64);
  for (float& value : x) value = normal(generator);
  for (int i = 0; i < 64; ++i) t[i] = x[2 * i] * x[2 * i + 1];
  const std::vector<Array> batch = {Array(x, {64, 2}), Array(t, {64, 1})};

  Compiled step(
      [](const std::vector<Array>& arguments) {
        const std::vector<Array> p(arguments.begin(), arguments.begin() + 6);
        const Array x = arguments[19], t = arguments[20];
        auto [loss, gradient] = value_and_grad([&](const std::vector<Array>& p) {
          Array h = tanh(matmul(x, transpose(p[0])) + p[1]);
          h = tanh(matmul(h, transpose(p[2])) + p[3]);
          h = matmul(h, transpose(p[4])) + p[5];
          return mean(square(h - t));
        })(p);
        const Array count = arguments[18] + 1.0;
        const Array rate = 1e-3 / (1.0 - exp(count * std::log(0.9)));
        const Array correction = 1.0 / (1.0 - exp(count * std::log(0.999)));
        std::vector<Array> state(19);
        for (int i = 0; i < 6; ++i) {
          const Array g = gradient[i];
          const Array m = arguments[6 + i] * 0.9 + g * 0.1;
          const Array v = arguments[12 + i] * 0.999 + square(g) * 0.001;
          state[i] = p[i] - rate * m / (sqrt(v * correction) + 1e-8);
          state[6 + i] = m;
          state[12 + i] = v;
        }
        state[18] = count;
        state.push_back(loss);
        return state;
      },
      {.threads = 1});
  std::vector<Array> outputs;
  step.update(state, batch, outputs);
  const double first = item(outputs[0]);
  if (argv[1] && !std::strcmp(argv[1], "--plan")) std::puts(step.plan().c_str());
  for (int i = 0; i < 2000; ++i) step.update(state, batch, outputs);
  const double seconds = bench::median_seconds([&] { step.update(state, batch, outputs); });
  std::printf("{\"workload\":\"tiny_mlp\",\"framework\":\"ansatz\",\"threads\":1,\"metric\":\"train_step\",\"value\":%.3f,"
              "\"unit\":\"us\",\"loss0\":%.4f,\"loss\":%.6f}\n",
              seconds * 1e6, first, item(outputs[0]));
}
