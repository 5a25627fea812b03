// The store of runs: what is written is read, by one process or several, and what can't be is said.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "ansatz/runs.h"
#include "base/files.h"
#include "tests/error_of.h"

namespace ansatz {
namespace {

namespace fs = std::filesystem;

class Runs : public testing::Test {
 protected:
  Runs() { fs::create_directories(folder); }
  ~Runs() override { fs::remove_all(folder); }

  static ansatz::Run made_run(int number) {
    ansatz::Run run;
    run.state = "done";
    run.command = "ansatz fit 'small houses.csv'";
    run.folder = "/data/größe";
    run.data = "small houses.csv";
    run.target = "price";
    run.model = "m" + std::to_string(number) + ".onnx";
    run.inferred = {"input: \"2\" columns", "output: price"};
    run.architecture = "mlp:8";
    run.metric = "MAE";
    run.best = 1.5 + number;
    run.epochs = 3;
    run.seconds = 0.25;
    run.test = {{"r2", 0.875}, {"mae", 12.5}};
    run.message = "";
    run.process = ::getpid();
    return run;
  }
  static Progress epoch(int number) {
    Progress progress;
    progress.epoch = number;
    progress.training_loss = 1.0 / number;
    progress.validation = 2.0 / number;
    progress.best = number == 2;
    progress.seconds = 0.5 * number;
    return progress;
  }

  const fs::path folder = fs::temp_directory_path() / ("ansatz_runs_" + std::to_string(::getpid()));
  const fs::path file = folder / "deep" / "runs.db";
};

TEST_F(Runs, WhatIsAddedIsRead) {
  std::int64_t id = 0;
  {
    RunStore store(file);
    EXPECT_EQ(store.count(), 0);
    EXPECT_TRUE(store.list(10).empty());
    EXPECT_FALSE(store.get(1));
    id = store.add(made_run(7));
  }
  RunStore store(file);  // opened again
  const std::optional<ansatz::Run> run = store.get(id);
  ASSERT_TRUE(run);
  const ansatz::Run expected = made_run(7);
  EXPECT_EQ(run->id, id);
  EXPECT_EQ(run->started.size(), std::string("2026-11-25 16:03:07").size());
  EXPECT_EQ(run->state, "done");
  EXPECT_EQ(run->command, expected.command);
  EXPECT_EQ(run->folder, expected.folder);
  EXPECT_EQ(run->data, expected.data);
  EXPECT_EQ(run->target, expected.target);
  EXPECT_EQ(run->model, expected.model);
  EXPECT_EQ(run->inferred, expected.inferred);
  EXPECT_EQ(run->architecture, expected.architecture);
  EXPECT_EQ(run->metric, expected.metric);
  EXPECT_EQ(run->best, expected.best);
  EXPECT_EQ(run->epochs, expected.epochs);
  EXPECT_EQ(run->seconds, expected.seconds);
  EXPECT_EQ(run->test, expected.test);
  EXPECT_EQ(run->process, expected.process);
  EXPECT_TRUE(run->history.empty());
}

TEST_F(Runs, ListsTheNewestFirst) {
  RunStore store(file);
  for (int i = 0; i < 5; ++i) store.add(made_run(i));
  const std::vector<ansatz::Run> runs = store.list(3);
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0].model, "m4.onnx");
  EXPECT_EQ(runs[2].model, "m2.onnx");
  EXPECT_EQ(store.list(100).size(), 5u);
  EXPECT_TRUE(runs[0].inferred.empty()) << "for `get`";
  EXPECT_EQ(runs[0].test, made_run(4).test);
  EXPECT_EQ(store.count(), 5);
}

TEST_F(Runs, AnUpdateReplacesWhatIsKnownAndAddsToTheCurve) {
  RunStore store(file);
  ansatz::Run run = made_run(1);
  run.state = "running";
  run.best = NAN;
  run.id = store.add(run);
  EXPECT_TRUE(std::isnan(store.get(run.id)->best));
  run.history = {epoch(1), epoch(2)};
  run.best = 4;
  store.update(run);
  run.history = {epoch(1), epoch(2), epoch(3)};
  run.history[0].training_loss = 99;  // what is there stays
  run.state = "interrupted";
  store.update(run);
  const ansatz::Run known = *store.get(run.id);
  EXPECT_EQ(known.state, "interrupted");
  EXPECT_EQ(known.best, 4);
  ASSERT_EQ(known.history.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(known.history[i].epoch, i + 1);
    EXPECT_EQ(known.history[i].training_loss, 1.0 / (i + 1));
    EXPECT_EQ(known.history[i].validation, 2.0 / (i + 1));
    EXPECT_EQ(known.history[i].best, i == 1);
    EXPECT_EQ(known.history[i].metric, "MAE");
  }
  EXPECT_TRUE(store.list(1)[0].history.empty()) << "a list has no curves";
}

TEST_F(Runs, ARemovedIdIsNeverGivenAgain) {
  RunStore store(file);
  store.add(made_run(1));
  ansatz::Run run = made_run(2);
  run.id = store.add(run);
  run.history = {epoch(1)};
  store.update(run);
  EXPECT_TRUE(store.remove(run.id));
  EXPECT_FALSE(store.remove(run.id));
  EXPECT_FALSE(store.get(run.id));
  EXPECT_EQ(store.count(), 1);
  const std::int64_t next = store.add(made_run(3));
  EXPECT_GT(next, run.id);
  EXPECT_TRUE(store.get(next)->history.empty()) << "the removed run's curve";
}

TEST_F(Runs, ARunWithoutItsProcessHasFailed) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  RunStore store(file);
  ansatz::Run run = made_run(1);
  run.state = "running";
  run.process = child;
  const std::int64_t gone = store.add(run);
  run.process = ::getpid();
  const std::int64_t here = store.add(run);
  EXPECT_EQ(store.get(gone)->state, "failed");
  EXPECT_EQ(store.get(gone)->message, "its process ended without a word");
  EXPECT_EQ(store.get(here)->state, "running");
  EXPECT_EQ(store.list(2)[1].state, "failed");
}

TEST_F(Runs, SeveralMayWriteAtOnce) {
  RunStore(file).count();  // the file is there
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w)
    writers.emplace_back([this, w] {
      RunStore store(file);
      for (int i = 0; i < 20; ++i) {
        ansatz::Run run = made_run(20 * w + i);
        run.id = store.add(run);
        run.history = {epoch(1)};
        store.update(run);
      }
    });
  for (std::thread& writer : writers) writer.join();
  RunStore store(file);
  EXPECT_EQ(store.count(), 80);
  for (const ansatz::Run& run : store.list(80)) EXPECT_EQ(store.get(run.id)->history.size(), 1u);
}

TEST_F(Runs, TextsThatAreNoUtf8AreKeptReadable) {
  RunStore store(file);
  ansatz::Run run = made_run(1);
  run.inferred = {"caf\xe9"};
  const std::int64_t id = store.add(run);
  EXPECT_EQ(store.get(id)->inferred, std::vector<std::string>{"caf\xef\xbf\xbd"});
}

TEST_F(Runs, AFileThatIsNoStoreIsNamed) {
  const fs::path other = folder / "other.db";
  write_file(other, "this is a text and no database at all, long enough to be looked at\n");
  const std::string text = error_of([&] { RunStore store(other); });
  EXPECT_EQ(text, "the store of runs " + other.string() + ": file is not a database");
  write_file(folder / "file", "");
  EXPECT_TRUE(error_of([&] { RunStore store(folder / "file" / "runs.db"); }).starts_with("the store of runs "));
}

TEST(RunsPlace, FollowsTheEnvironment) {
  const auto set = [](const char* name, const char* value) { value ? ::setenv(name, value, 1) : ::unsetenv(name); };
  const auto place = [&](const char* runs, const char* data, const char* home) {
    set("ANSATZ_RUNS", runs), set("XDG_DATA_HOME", data), set("HOME", home);
    return RunStore::usual_place().string();
  };
  std::vector<std::pair<const char*, std::optional<std::string>>> before;
  for (const char* name : {"ANSATZ_RUNS", "XDG_DATA_HOME", "HOME"}) {
    const char* value = std::getenv(name);
    before.emplace_back(name, value ? std::optional<std::string>(value) : std::nullopt);
  }
  EXPECT_EQ(place("/x/y.db", "/data", "/home/a"), "/x/y.db");
  EXPECT_EQ(place("off", "/data", "/home/a"), "");
  EXPECT_EQ(place(nullptr, "/data", "/home/a"), "/data/ansatz/runs.db");
  EXPECT_EQ(place(nullptr, nullptr, "/home/a"), "/home/a/.local/share/ansatz/runs.db");
  EXPECT_EQ(place(nullptr, nullptr, nullptr), "");
  for (const auto& [name, value] : before) set(name, value ? value->c_str() : nullptr);
}

}  // namespace
}  // namespace ansatz
