// The workload mlp: Fashion-MNIST, 784-256-128-10, ReLU, cross-entropy, Adam, batch 128; samples a second over
// shuffled epochs. --data FOLDER holds the four idx .gz files. With --norm (the workload mlp_norm) batch norm stands before
// each ReLU, dropout of 0.2 behind it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <random>

#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/schedules.h"
#include "array/node.h"
#include "train/pick_rows.h"
#include "train/trainer.h"

using namespace ansatz;

static std::vector<unsigned char> unpacked(const std::string& file, std::size_t header) {
  std::vector<unsigned char> bytes;
  FILE* pipe = popen(("gzip -dc '" + file + "'").c_str(), "r");
  unsigned char block[65536];
  while (pipe) {
    const std::size_t got = std::fread(block, 1, sizeof block, pipe);
    if (!got) break;
    bytes.insert(bytes.end(), block, block + got);
  }
  if (!pipe || pclose(pipe) != 0 || bytes.size() <= header) {
    std::fprintf(stderr, "cannot read %s\n", file.c_str());
    std::exit(2);
  }
  bytes.erase(bytes.begin(), bytes.begin() + header);
  return bytes;
}

int main(int argc, char** argv) {
  std::string folder = "/usr/share/datasets/fashion-mnist";
  int threads = 1;
  bool norm = false, show = false;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--data") && i + 1 < argc) folder = argv[i + 1];
    if (!std::strcmp(argv[i], "--threads") && i + 1 < argc) threads = std::atoi(argv[i + 1]);
    norm |= !std::strcmp(argv[i], "--norm");
    show |= !std::strcmp(argv[i], "--plan");
  }
  const auto pixels = unpacked(folder + "/train-images-idx3-ubyte.gz", 16);
  const auto labels = unpacked(folder + "/train-labels-idx1-ubyte.gz", 8);
  constexpr std::int64_t batch = 128, features = 784;
  const std::int64_t rows = static_cast<std::int64_t>(labels.size());
  std::vector<float> x(pixels.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(pixels[i]) / 255.0f;

  std::vector<Array> input = {Array(std::vector<float>(batch * features), {batch, features}),
                              Array(std::vector<std::int64_t>(batch), {batch})};
  const Architecture network =
      norm ? mlp({.hidden = {256, 128}, .out = 10, .dropout = 0.2, .norm = "batch_norm"}) : mlp({.hidden = {256, 128}, .out = 10});
  Trainer trainer([&](Scope s, const std::vector<Array>& b) { return cross_entropy()(network(s, b[0]), b[1]); }, input,
                  {.optimizer = adam(), .schedule = constant_rate(), .threads = threads});
  std::vector<std::int64_t> order(rows);
  std::iota(order.begin(), order.end(), 0);
  std::mt19937 generator(0);
  auto* batch_x = reinterpret_cast<float*>(input[0].node()->data->data());
  auto* batch_y = reinterpret_cast<std::int64_t*>(input[1].node()->data->data());
  auto epoch = [&] {
    std::shuffle(order.begin(), order.end(), generator);
    for (std::int64_t begin = 0; begin + batch <= rows; begin += batch) {
      const std::span<const std::int64_t> picked(order.data() + begin, batch);
      pick_rows(x.data(), features, picked, batch_x, threads);
      for (std::int64_t i = 0; i < batch; ++i) batch_y[i] = labels[picked[i]];
      trainer.step(input);
    }
  };
  epoch();
  if (show) std::fputs(trainer.plan().c_str(), stderr);
  std::vector<double> seconds;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    epoch();
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(seconds.begin(), seconds.end());
  std::printf("{\"workload\":\"%s\",\"framework\":\"ansatz\",\"threads\":%d,\"metric\":\"train\",\"value\":%.0f,"
              "\"unit\":\"samples/s\",\"final_loss\":%.4f}\n",
              norm ? "mlp_norm" : "mlp", threads, static_cast<double>(rows / batch * batch) / seconds[2], trainer.loss());
}
