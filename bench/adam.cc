// The workload adam: one update of 10 million parameters, counted at 28 bytes each (parameter, gradient and two moments
// read, all but the gradient written). With --everything AdamW, clipped, its weights averaged: 12 bytes more (the
// gradient once more for its norm, the average read and written).
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "ansatz/compile.h"
#include "ansatz/operations.h"
#include "ansatz/optimizers.h"
#include "ansatz/run.h"
#include "bench/median.h"

using namespace ansatz;

int main(int argc, char** argv) {
  constexpr std::int64_t count = 10'000'000;
  int threads = 1;
  bool everything = false, show = false;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--threads") && i + 1 < argc) threads = std::atoi(argv[i + 1]);
    everything |= !std::strcmp(argv[i], "--everything");
    show |= !std::strcmp(argv[i], "--plan");
  }
  const Optimizer optimizer =
      everything ? average_weights(clip_by_norm(adamw({.weight_decay = 0.01}), 1), 0.999) : adam();
  const auto random = [&](std::int64_t stream) { return random_uniform(random_key(0, stream), {count}) - 0.5; };
  std::vector<Array> state = {random(1)};
  eval(state, threads);
  for (const Array& kept : optimizer.initialize({state[0]})) state.push_back(kept + 0.0);  // memory of its own
  const std::vector<Array> inputs = {random(2)};
  eval(state, threads);
  eval(inputs, threads);
  std::vector<Array> outputs;
  Compiled step(
      [&](const std::vector<Array>& arguments) {
        std::vector<Array> parameters = {arguments[0]};
        std::vector<Array> kept(arguments.begin() + 1, arguments.end() - 1);
        optimizer.update(parameters, {arguments.back()}, kept, Array(1.0));
        kept.insert(kept.begin(), parameters[0]);
        return kept;
      },
      {.threads = threads});
  step.update(state, inputs, outputs);
  if (show) std::fputs(step.plan().c_str(), stderr);
  const double seconds = bench::median_seconds([&] { step.update(state, inputs, outputs); });
  std::printf("{\"workload\":\"adam\",\"framework\":\"ansatz%s\",\"threads\":%d,\"metric\":\"bandwidth\","
              "\"value\":%.2f,\"unit\":\"GB/s\",\"milliseconds\":%.3f}\n",
              everything ? "-everything" : "", threads, (everything ? 40.0 : 28.0) * count / seconds * 1e-9,
              seconds * 1e3);
}
