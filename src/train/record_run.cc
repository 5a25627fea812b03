#include <unistd.h>

#include <chrono>
#include <cmath>

#include "ansatz/error.h"
#include "ansatz/fit.h"
#include "ansatz/runs.h"

namespace ansatz {
namespace {

using Clock = std::chrono::steady_clock;

// How often a run that goes on is written down: a write costs about a tenth of a millisecond.
constexpr auto interval = std::chrono::seconds(1);

}  // namespace

Callback record_run(std::shared_ptr<RunStore> store, std::shared_ptr<Run> run) {
  struct State {
    std::shared_ptr<RunStore> store;
    Clock::time_point last = Clock::now();
  };
  const auto state = std::make_shared<State>(State{std::move(store)});
  const auto attempt = [state](auto work) {
    try {
      if (state->store) work(*state->store);
    } catch (const Error&) {
      state->store = nullptr;  // a full disk must not end the fit
    }
    state->last = Clock::now();
  };
  return {.on_start =
              [=](const FitStart& start) {
                run->inferred = start.inferred;
                run->best = NAN;
                run->process = ::getpid();
                for (const std::string& line : start.inferred)
                  if (line.starts_with("architecture: ")) run->architecture = line.substr(14, line.find(", ") - 14);
                attempt([&](RunStore& store) { 
                  run->id = store.add(*run);
                  if (run->search < 0) run->search = run->id;  // the first of its search
                });
              },
          .on_epoch =
              [=](const Progress& now) {
                run->history.push_back(now);
                run->metric = now.metric;
                if (now.best) run->best = now.validation;
                run->epochs = now.epoch;
                run->seconds = now.seconds;
                if (Clock::now() - state->last >= interval) attempt([&](RunStore& store) { store.update(*run); });
                return true;
              },
          .on_end =
              [=](const FitReport& report) {
                run->state = report.interrupted ? "interrupted" : "done";
                run->history = report.history;
                run->epochs = static_cast<int>(report.history.size());
                run->seconds = report.seconds;
                run->test = report.test;
                attempt([&](RunStore& store) { store.update(*run); });
              }};
}

}  // namespace ansatz
