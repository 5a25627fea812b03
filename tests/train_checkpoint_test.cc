// A fit that was interrupted goes on bit for bit, or says why it can't.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <random>

#include "ansatz/fit.h"
#include "ansatz/run.h"
#include "ansatz/safetensors.h"
#include "base/files.h"
#include "tests/error_of.h"

namespace ansatz {
namespace {

namespace fs = std::filesystem;

// y = 2a - b and a bit more; "kind" is a class of it.
Table made_table(int rows, double scale = 1) {
  std::vector<double> a, b, y;
  std::vector<std::string> kind;
  for (int i = 0; i < rows; ++i) {
    a.push_back(scale * (i * 37 % 101));
    b.push_back(i * 53 % 89);
    y.push_back(2 * a[i] - b[i] + i % 7);
    kind.push_back(y[i] > 50 ? "large" : "small");
  }
  return Table({numeric_column("a", a), numeric_column("b", b), numeric_column("y", y), categorical_column("kind", kind)});
}

class Checkpoints : public testing::Test {
 protected:
  Checkpoints() { fs::create_directories(folder); }
  ~Checkpoints() override { fs::remove_all(folder); }

  std::string bytes_of(const FitReport& report) const {
    report.model.save(folder / "model.onnx");
    return read_file(folder / "model.onnx");
  }
  FitOptions options() const {
    FitOptions options{.epochs = 6, .batch = 16, .seed = 3, .threads = 1};
    options.checkpoint = {.file = file, .every_seconds = -1};
    return options;
  }
  FitOptions resuming() const {
    FitOptions result = options();
    result.checkpoint.resume = true;
    return result;
  }
  // Runs for so many steps; the checkpoint is there afterwards.
  FitReport interrupted(const std::string& architecture, const Dataset& data, std::int64_t steps) const {
    FitOptions how = options();
    how.callbacks = {{.on_step = [&](const StepProgress& now) { return now.step < steps; }}};
    return fit(architecture, data, how);
  }

  const fs::path folder = fs::temp_directory_path() / ("ansatz_checkpoints_" + std::to_string(::getpid()));
  const fs::path file = folder / "fit.safetensors";
  const Dataset data = made_table(120).target("y");
};

TEST_F(Checkpoints, AResumedFitEndsAsOneThatWasNeverInterrupted) {
  const Dataset classes = made_table(120).target("kind");
  for (const auto& [architecture, table] : std::vector<std::pair<std::string, const Dataset*>>{
           {"linear", &data}, {"mlp:8,8,dropout=0.2,norm=batch_norm", &data}, {"mlp:8,norm=batch_norm", &classes}, {"tabular", &data}}) {
    SCOPED_TRACE(architecture);
    FitOptions plain = options();
    std::int64_t last = 0;
    plain.callbacks = {{.on_step = [&](const StepProgress& now) {
      last = now.step;
      return true;
    }}};
    const FitReport whole = fit(architecture, *table, plain);
    EXPECT_FALSE(whole.checkpoint_saved);
    const std::string expected = bytes_of(whole);
    // In the middle of an epoch, before the first is over, at an epoch's end, at the last step.
    for (const std::int64_t steps : {std::int64_t{1}, last / 6, last / 6 + 2, last - 1, last}) {
      SCOPED_TRACE(steps);
      const FitReport part = interrupted(architecture, *table, steps);
      EXPECT_TRUE(part.interrupted && part.checkpoint_saved);
      const FitReport report = fit(architecture, *table, resuming());
      EXPECT_EQ(bytes_of(report), expected);
      ASSERT_EQ(report.history.size(), whole.history.size());
      for (std::size_t i = 0; i < whole.history.size(); ++i) {
        EXPECT_EQ(report.history[i].training_loss, whole.history[i].training_loss);
        EXPECT_EQ(report.history[i].validation, whole.history[i].validation);
        EXPECT_EQ(report.history[i].best, whole.history[i].best);
        EXPECT_EQ(report.history[i].epochs, 6);
      }
    }
  }
}

TEST_F(Checkpoints, AnInterruptedFitMayBeInterruptedAgain) {
  const std::string expected = bytes_of(fit("mlp:8", data, options()));
  interrupted("mlp:8", data, 4);
  for (int times = 0; times < 3; ++times) {
    FitOptions how = resuming();
    int left = 5;
    how.callbacks = {{.on_step = [&](const StepProgress&) { return --left > 0; }}};
    fit("mlp:8", data, how);
  }
  EXPECT_EQ(bytes_of(fit("mlp:8", data, resuming())), expected);
}

TEST_F(Checkpoints, EarlyStoppingIsRemembered) {
  FitOptions how = options();
  how.epochs = 400;
  how.patience = 3;
  how.learning_rate = 0.05;
  const FitReport whole = fit("mlp:8", data, how);
  ASSERT_TRUE(whole.stopped_early);
  const std::string expected = bytes_of(whole);
  // Stopped exactly where the fit would have ended by itself.
  const auto last = static_cast<int>(whole.history.size());
  FitOptions first = how;
  first.callbacks = {{.on_epoch = [&](const Progress& now) { return now.epoch < last; }}};
  EXPECT_TRUE(fit("mlp:8", data, first).interrupted);
  how.checkpoint.resume = true;
  const FitReport report = fit("mlp:8", data, how);
  EXPECT_TRUE(report.stopped_early);
  EXPECT_EQ(report.history.size(), whole.history.size());
  EXPECT_EQ(bytes_of(report), expected);
}

TEST_F(Checkpoints, AreSavedAsOftenAsAsked) {
  for (const auto& [epochs, seconds, saves] : {std::tuple(2, -1.0, 3), std::tuple(0, 0.0, 30), std::tuple(0, 1000.0, 0)}) {
    FitOptions how = options();
    how.checkpoint.every_epochs = epochs;
    how.checkpoint.every_seconds = seconds;
    double last = 0;
    int seen = 0;
    // A step later: the state is saved after the listeners were told.
    const auto look = [&] {
      if (!fs::exists(file)) return;
      const double step = item(read_safetensors(file).tensors.at("step"));
      if (step != last) ++seen;
      last = step;
    };
    how.callbacks = {{.on_step =
                          [&](const StepProgress&) {
                            look();
                            return true;
                          },
                      .on_end = [&](const FitReport&) { look(); }}};
    const FitReport report = fit("linear", data, how);
    EXPECT_EQ(report.checkpoint_saved, saves > 0);
    EXPECT_EQ(seen, saves);
    fs::remove(file);
  }
}

TEST_F(Checkpoints, ASaveThatFailsDoesNotEndTheFit) {
  FitOptions how = options();
  how.checkpoint.file = folder / "missing" / "x";
  how.checkpoint.every_epochs = 1;
  const FitReport report = fit("linear", data, how);
  EXPECT_FALSE(report.checkpoint_saved);
  EXPECT_NE(report.notes.back().find("the checkpoint is not up to date: there is no folder"), std::string::npos);
}

TEST_F(Checkpoints, WhatDoesNotFitIsRefusedWithTheReason) {
  interrupted("mlp:8", data, 9);
  const std::string prefix = "cannot go on from " + file.string() + ": ";
  const auto refusal = [&](const std::string& architecture, const Dataset& table, const FitOptions& how) {
    const std::string text = error_of([&] { fit(architecture, table, how); });
    return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
  };
  FitOptions how = resuming();
  how.seed = 4;
  EXPECT_EQ(refusal("mlp:8", data, how), "its seed is 3, here it is 4");
  EXPECT_EQ(refusal("mlp:9", data, resuming()), "its architecture is mlp:8, here it is mlp:9");
  EXPECT_EQ(refusal("mlp:8", made_table(120).target("kind"), resuming()), "its target is y, here it is kind");
  EXPECT_EQ(refusal("mlp:8", made_table(120, 1.01).target("y"), resuming()), "it was made from another table");
  how = resuming();
  how.batch = 8;
  EXPECT_EQ(refusal("mlp:8", data, how), "its batch is 16, here it is 8");
  how = resuming();
  how.epochs = 7;
  EXPECT_EQ(refusal("mlp:8", data, how), "its number of epochs is 6, here it is 7");
  how = resuming();
  how.learning_rate = 0.01;
  EXPECT_EQ(refusal("mlp:8", data, how), "its learning rate is 0.001, here it is 0.01");
  how = resuming();
  how.optimizer = sgd({.learning_rate = 0.001});
  EXPECT_EQ(refusal("mlp:8", data, how), "its optimizer is adam, here it is sgd");
  how = resuming();
  how.checkpoint.settings = {{"--clip", "1"}};
  EXPECT_EQ(refusal("mlp:8", data, how), "it was made without --clip (1 here)");
  // The same name, another function: what its tensors say.
  const Architecture mine = [](Scope s, const Array& x) { return linear(s["out"], x, 1); };
  how = resuming();
  how.checkpoint.file = folder / "custom.safetensors";
  how.checkpoint.resume = false;
  how.callbacks = {{.on_step = [](const StepProgress&) { return false; }}};
  fit(mine, data, how);
  how.checkpoint.resume = true;
  EXPECT_EQ(error_of([&] { fit(mlp({.hidden = {4}, .out = 1}), data, how); }).find("custom.safetensors: it has no tensor \"parameter."), 18 + folder.string().size() + 1);
  how = resuming();
  fs::remove(file);
  EXPECT_EQ(refusal("mlp:8", data, how), "there is no file \"" + file.string() + "\"");
}

TEST_F(Checkpoints, DamageIsFound) {
  interrupted("linear", data, 9);
  const std::string bytes = read_file(file);
  const std::string prefix = "cannot go on from " + file.string() + ": ";
  std::mt19937 random(20261125);
  SCOPED_TRACE("seed 20261125");
  int damaged = 0;
  for (int times = 0; times < 300; ++times) {
    const std::size_t place = random() % bytes.size();
    std::string changed = bytes;
    changed[place] = static_cast<char>(changed[place] ^ (1 << random() % 8));
    write_file(file, changed);
    const std::string text = error_of([&] { fit("linear", data, resuming()); });
    ASSERT_TRUE(text.starts_with(prefix)) << "byte " << place << ": " << text;
    damaged += text == prefix + "it is damaged: it was changed since it was written";
  }
  EXPECT_GT(damaged, 50);  // the others are no safetensors file any more
  write_file(file, bytes.substr(0, bytes.size() - 1));
  EXPECT_NE(error_of([&] { fit("linear", data, resuming()); }).find("it is cut off"), std::string::npos);

  // Without its checksum a file is damaged, whatever it holds; a file of somebody else's is no checkpoint.
  write_file(file, bytes);
  Tensors content = read_safetensors(file);
  const auto parameter = content.tensors.lower_bound("parameter.");
  ASSERT_NE(parameter, content.tensors.end());
  content.tensors.erase(parameter);
  write_safetensors(file, content.tensors, content.metadata);
  EXPECT_EQ(error_of([&] { fit("linear", data, resuming()); }), prefix + "it is damaged: it was changed since it was written");
  write_safetensors(file, content.tensors);
  EXPECT_EQ(error_of([&] { fit("linear", data, resuming()); }),
            prefix + "it is a safetensors file, but not a checkpoint of a fit");
}

TEST_F(Checkpoints, HoldWhatSchedulesAndOptimizersRemember) {
  FitOptions how = options();
  how.schedule = schedule("reduce_on_plateau:factor=0.5,patience=0");
  how.around_optimizer = [](Optimizer inner) { return accumulate(average_weights(std::move(inner), 0.9), 3); };
  how.epochs = 12;
  how.learning_rate = 0.1;
  const std::string expected = bytes_of(fit("mlp:8", data, how));
  for (const std::int64_t steps : {7, 30, 44}) {
    FitOptions part = how;
    part.callbacks = {{.on_step = [&](const StepProgress& now) { return now.step < steps; }}};
    fit("mlp:8", data, part);
    FitOptions rest = how;
    rest.checkpoint.resume = true;
    EXPECT_EQ(bytes_of(fit("mlp:8", data, rest)), expected) << steps;
  }
}

// kill -9 at random instants, most of them while a file is written: what is there afterwards can be read, and its fit
// ends as if nothing had been.
TEST_F(Checkpoints, SurviveKillsAtAnyInstant) {
  const unsigned seed = std::random_device()();
  std::printf("seed %u\n", seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  FitOptions how = options();
  const std::string expected = bytes_of(fit("mlp:4", data, how));
  how.checkpoint.every_seconds = 0;  // after each step
  int kills = 0, found = 0;
  for (int runs = 0; kills < 200 && runs < 2000; ++runs) {
    how.checkpoint.resume = fs::exists(file);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      try {
        fit("mlp:4", data, how);
      } catch (...) {
        ::_exit(1);
      }
      ::_exit(0);
    }
    ::usleep(std::uniform_int_distribution<unsigned>(1000, 30000)(random));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) {
      ASSERT_EQ(WEXITSTATUS(status), 0);
      fs::remove(file);
      continue;
    }
    ++kills;
    if (!fs::exists(file)) continue;
    ++found;
    FitOptions rest = resuming();
    ASSERT_EQ(bytes_of(fit("mlp:4", data, rest)), expected) << "after kill " << kills;
  }
  EXPECT_EQ(kills, 200);
  EXPECT_GT(found, 100) << "the kills came too early to say anything";
}

// L-BFGS goes on with its point in double and with what it knows of the curvature.
TEST_F(Checkpoints, AResumedMinimisationEndsAsOneThatWasNeverInterrupted) {
  for (const std::string architecture : {"linear", "mlp:4,activation=tanh"}) {
    SCOPED_TRACE(architecture);
    FitOptions how = options();
    how.optimizer = lbfgs({.memory = 3});
    how.batch = 0;
    how.epochs = 12;
    const FitReport whole = fit(architecture, data, how);
    const std::string expected = bytes_of(whole);
    for (const std::int64_t steps : {1, 2, 5, 9}) {
      SCOPED_TRACE(steps);
      FitOptions stopped = how, resumed = how;
      std::int64_t seen = 0;
      stopped.callbacks = {{.on_step = [&](const StepProgress&) { return ++seen < steps; }}};
      EXPECT_TRUE(fit(architecture, data, stopped).interrupted);
      resumed.checkpoint.resume = true;
      const FitReport report = fit(architecture, data, resumed);
      EXPECT_EQ(bytes_of(report), expected);
      EXPECT_EQ(report.history.size(), whole.history.size());
    }
  }
}

TEST_F(Checkpoints, AnEndedMinimisationHasEndedAfterItsResumption) {
  FitOptions how = options();
  how.optimizer = lbfgs();
  how.batch = 0;
  how.epochs = 200;
  how.checkpoint.every_epochs = 1;  // the last one stands behind the end
  const FitReport whole = fit("linear", data, how);
  ASSERT_TRUE(whole.stopped_early);
  const std::string expected = bytes_of(whole);
  how.checkpoint.resume = true;
  const FitReport again = fit("linear", data, how);
  EXPECT_EQ(again.history.size(), whole.history.size());
  EXPECT_EQ(bytes_of(again), expected);
}

}  // namespace
}  // namespace ansatz
