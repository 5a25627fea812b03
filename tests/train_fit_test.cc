// fit on small synthetic tables: what it reaches, what it repeats bit for bit, and what it refuses.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "ansatz/fit.h"
#include "tests/arrays.h"

namespace ansatz {
namespace {

std::vector<double> drawn(std::int64_t rows, std::uint64_t stream, double mean = 0, double deviation = 1) {
  return to_vector<double>(normal(mean, deviation)({rows}, 41, stream));
}

// y = 3a - 2b + 5c + 7, a little noise.
Table plane(std::int64_t rows) {
  const auto a = drawn(rows, 1), b = drawn(rows, 2, 10, 4), c = drawn(rows, 3, -1, 0.1),
             noise = drawn(rows, 4, 0, 0.05);
  std::vector<double> y(rows);
  for (std::int64_t i = 0; i < rows; ++i) y[i] = 3 * a[i] - 2 * b[i] + 5 * c[i] + 7 + noise[i];
  return Table({numeric_column("a", a), numeric_column("b", b), numeric_column("c", c), numeric_column("y", y)});
}

// Two clouds around (1, 1) and (-1, -1).
Table blobs(std::int64_t rows) {
  auto a = drawn(rows, 5, 0, 0.4), b = drawn(rows, 6, 0, 0.4);
  std::vector<std::string> kind(rows);
  for (std::int64_t i = 0; i < rows; ++i) {
    const double side = i % 2 ? 1 : -1;
    a[i] += side;
    b[i] += side;
    kind[i] = i % 2 ? "north" : "south";
  }
  return Table({numeric_column("a", a), numeric_column("b", b), categorical_column("kind", kind)});
}

std::string bytes_of(const Model& model) {
  const auto path = std::filesystem::path(testing::TempDir()) /
                    (std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".onnx");
  model.save(path);
  std::ifstream file(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), {});
  std::filesystem::remove(path);
  return bytes;
}

bool mentions(const std::vector<std::string>& lines, const std::string& text) {
  for (const std::string& line : lines)
    if (line.find(text) != std::string::npos) return true;
  return false;
}

TEST(TrainFit, ALinearTarget) {
  const FitReport report = fit("linear", plane(400).target("y"), {.learning_rate = 0.05, .epochs = 150, .threads = 1});
  EXPECT_GT(report.test.at("r2"), 0.99);
  EXPECT_EQ(report.training_rows, 288);
  EXPECT_EQ(report.validation_rows, 32);
  EXPECT_EQ(report.test_rows, 80);
  EXPECT_EQ(report.model.parameter_count(), 4);
  EXPECT_TRUE(mentions(report.inferred, "regression"));
}

TEST(TrainFit, TwoClouds) {
  for (const char* architecture : {"tabular", "mlp:16"}) {
    SCOPED_TRACE(architecture);
    const FitReport report = fit(architecture, blobs(240).target("kind"), {.epochs = 30, .threads = 1});
    EXPECT_GT(report.test.at("accuracy"), 0.95);
    EXPECT_TRUE(report.model.classifies());
    EXPECT_EQ(report.model.class_names(), (std::vector<std::string>{"north", "south"}));
    EXPECT_EQ(report.model.predict(blobs(4)).classes, (std::vector<std::string>{"south", "north", "south", "north"}));
  }
}

TEST(TrainFit, AFunctionAsArchitecture) {
  const Architecture network = [](Scope s, Array x) { return linear(s["out"], tanh(linear(s["hidden"], x, 8)), 1); };
  const FitReport report = fit(network, plane(200).target("y"), {.learning_rate = 0.03, .epochs = 60, .threads = 1});
  EXPECT_GT(report.test.at("r2"), 0.9);
  EXPECT_TRUE(mentions(report.inferred, "architecture: custom"));
}

TEST(TrainFit, ConstantColumnsMissingValuesAndUnknownCategories) {
  const std::int64_t rows = 200;
  Table table = plane(rows);
  std::vector<double> gaps = drawn(rows, 7);
  std::vector<std::string> town(rows);
  for (std::int64_t i = 0; i < rows; ++i) {
    if (i % 5 == 0) gaps[i] = std::nan("");
    town[i] = i % 7 == 0 ? "" : i % 2 ? "Aachen" : "Zürich";
  }
  table = table.with(numeric_column("always", std::vector<double>(rows, 3)))
              .with(numeric_column("never", std::vector<double>(rows, std::nan(""))))
              .with(numeric_column("gaps", gaps))
              .with(categorical_column("town", town));
  const FitReport report = fit("linear", table.target("y"), {.learning_rate = 0.05, .epochs = 100, .threads = 1});
  EXPECT_GT(report.test.at("r2"), 0.95);
  EXPECT_TRUE(mentions(report.notes, "always"));
  EXPECT_TRUE(mentions(report.notes, "never"));

  // At prediction: a category that training never saw, and a missing number, are noted and answered.
  const Table row({numeric_column("a", {0, 0}), numeric_column("b", {10, std::nan("")}), numeric_column("c", {-1, -1}),
                   numeric_column("always", {3, 4}), numeric_column("never", {std::nan(""), 1}),
                   numeric_column("gaps", {0, std::nan("")}), categorical_column("town", {"Atlantis", ""})});
  const Predictions predictions = report.model.predict(row);
  ASSERT_EQ(predictions.values.size(), 2u);
  for (const double value : predictions.values) EXPECT_TRUE(std::isfinite(value));
  EXPECT_TRUE(mentions(predictions.notes, "Atlantis"));
}

TEST(TrainFit, TheSameSeedGivesTheSameModelForAnyNumberOfThreads) {
  for (const char* architecture : {"tabular", "mlp:16,8"}) {
    SCOPED_TRACE(architecture);
    const Dataset data = plane(150).target("y");
    FitOptions options{.epochs = 4, .seed = 7, .threads = 1};
    const FitReport first = fit(architecture, data, options), second = fit(architecture, data, options);
    const std::string expected = bytes_of(first.model);
    EXPECT_FALSE(expected.empty());
    EXPECT_TRUE(bytes_of(second.model) == expected);
    ASSERT_EQ(first.history.size(), second.history.size());
    for (std::size_t i = 0; i < first.history.size(); ++i) {
      EXPECT_EQ(first.history[i].training_loss, second.history[i].training_loss);
      EXPECT_EQ(first.history[i].validation, second.history[i].validation);
    }
    options.threads = 2;
    EXPECT_TRUE(bytes_of(fit(architecture, data, options).model) == expected) << "two threads";
    options.seed = 8;
    EXPECT_FALSE(bytes_of(fit(architecture, data, options).model) == expected) << "another seed";
  }
}

TEST(TrainFit, TheDefaultLearnsOnceMoreFromAllRowsAfterTheTest) {
  const Dataset data = plane(150).target("y");
  FitOptions options{.epochs = 4, .threads = 1};
  options.refit = false;
  const FitReport once = fit(data, options);
  EXPECT_EQ(once.refit_rows, 0);
  options.refit = {};
  int epochs = 0, refit_epochs = 0, stop_after = 100;
  options.callbacks = {{.on_epoch = [&](const Progress&) { return ++epochs > 0; },
                        .on_refit_epoch = [&](const Progress&) { return ++refit_epochs < stop_after; }}};
  const FitReport twice = fit(data, options);
  EXPECT_EQ(twice.refit_rows, 150);
  EXPECT_EQ(epochs, 4);
  EXPECT_EQ(refit_epochs, 4);
  EXPECT_EQ(twice.test, once.test) << "rows that the model learns from must not score it";
  EXPECT_EQ(twice.history.size(), 4u);
  // What all rows teach when none need be set aside.
  FitOptions all{.epochs = 4, .threads = 1};
  all.test = plane(20);
  const FitReport given = fit(data, all);
  EXPECT_EQ(given.refit_rows, 0);
  EXPECT_TRUE(bytes_of(twice.model) == bytes_of(given.model));
  EXPECT_FALSE(bytes_of(twice.model) == bytes_of(once.model));

  // Stopped in between, the tested model stays, and a resumed fit comes to the same end.
  options.checkpoint.file = std::filesystem::path(testing::TempDir()) / "refit.safetensors";
  stop_after = refit_epochs + 2;
  const FitReport stopped = fit(data, options);
  EXPECT_TRUE(stopped.interrupted);
  EXPECT_TRUE(stopped.checkpoint_saved);
  EXPECT_EQ(stopped.refit_rows, 0);
  EXPECT_TRUE(bytes_of(stopped.model) == bytes_of(once.model));
  stop_after = 100;
  options.checkpoint.resume = true;
  const FitReport resumed = fit(data, options);
  EXPECT_EQ(resumed.test, once.test);
  EXPECT_TRUE(bytes_of(resumed.model) == bytes_of(twice.model));
  std::filesystem::remove(options.checkpoint.file);
}

TEST(TrainFit, OtherNetworksLearnOnceMoreWhenAsked) {
  FitOptions options{.epochs = 3, .threads = 1};
  const Dataset data = plane(100).target("y");
  EXPECT_EQ(fit("mlp:8", data, options).refit_rows, 0);
  options.refit = true;
  EXPECT_EQ(fit("mlp:8", data, options).refit_rows, 100);
}

TEST(TrainFit, StopsEarlyAndKeepsTheBest) {
  // Nothing to learn: the validation metric cannot keep falling.
  const std::int64_t rows = 120;
  const Table table({numeric_column("a", drawn(rows, 1)), numeric_column("y", drawn(rows, 2))});
  const FitReport report =
      fit("mlp:32", table.target("y"), {.learning_rate = 0.01, .epochs = 1000, .patience = 3, .threads = 1});
  EXPECT_TRUE(report.stopped_early);
  EXPECT_FALSE(report.interrupted);
  EXPECT_LT(report.history.size(), 1000u);
  EXPECT_EQ(static_cast<int>(report.history.size()), report.best_epoch + 3);
  double best = report.history[0].validation;
  for (const Progress& progress : report.history) best = std::min(best, progress.validation);
  EXPECT_EQ(report.history[report.best_epoch - 1].validation, best);
  EXPECT_TRUE(report.history[report.best_epoch - 1].best);
}

TEST(TrainFit, AnInterruptionKeepsTheBestSoFar) {
  const Dataset data = plane(100).target("y");
  FitOptions options{.epochs = 50, .threads = 1};
  int calls = 0;
  options.callbacks = {{.on_epoch = [&](const Progress& progress) {
    EXPECT_EQ(progress.epoch, ++calls);
    EXPECT_EQ(progress.epochs, 50);
    EXPECT_EQ(progress.metric, "mae");
    return calls < 3;
  }}};
  const FitReport report = fit("linear", data, options);
  EXPECT_TRUE(report.interrupted);
  EXPECT_FALSE(report.stopped_early);
  EXPECT_EQ(report.history.size(), 3u);
  EXPECT_GE(report.best_epoch, 1);
  EXPECT_EQ(report.model.predict(data.table).values.size(), 100u);
}

TEST(TrainFit, SaysFirstWhatItChose) {
  FitOptions options{.epochs = 1, .threads = 1};
  std::vector<std::string> told;
  options.callbacks = {{.on_start = [&](const FitStart& start) { told = start.inferred; }}};
  const FitReport report = fit("linear", plane(50).target("y"), options);
  EXPECT_EQ(told, report.inferred);
  EXPECT_TRUE(mentions(told, "optimizer: adam"));
  EXPECT_NE(to_string(report).find("test r2"), std::string::npos);
}

TEST(TrainFit, AGivenTestTableIsNotTrainedOn) {
  FitOptions options{.epochs = 2, .threads = 1};
  options.test = plane(40);
  const FitReport report = fit("linear", plane(100).target("y"), options);
  EXPECT_EQ(report.test_rows, 40);
  EXPECT_EQ(report.training_rows + report.validation_rows, 100);
}

TEST(TrainFit, ABatchLargerThanTheTableIsTheTable) {
  const FitReport report = fit("linear", plane(30).target("y"), {.epochs = 2, .batch = 10000, .threads = 1});
  EXPECT_EQ(report.history.size(), 2u);
  EXPECT_TRUE(mentions(report.inferred, "batch " + std::to_string(report.training_rows)));
  EXPECT_TRUE(std::isfinite(report.history[1].training_loss));
}

TEST(TrainFit, ABatchOfOneRow) {
  const FitReport report = fit("mlp:4", plane(20).target("y"), {.epochs = 2, .batch = 1, .threads = 2});
  EXPECT_TRUE(std::isfinite(report.history[1].training_loss));
}

TEST(TrainFit, TheSmallestTable) {
  for (const char* architecture : {"linear", "tabular"}) {
    const FitReport report = fit(architecture, plane(10).target("y"), {.epochs = 2, .threads = 1});
    EXPECT_GT(report.training_rows, 0) << architecture;
    EXPECT_EQ(report.model.predict(plane(5)).values.size(), 5u);
  }
}

TEST(TrainFit, RefusesWhatCannotBeLearned) {
  EXPECT_EQ(error_of([] { fit("linear", plane(9).target("y")); }),
            "the table has 9 rows with a target; at least 10 are needed to fit and to check");
  const Table equal({numeric_column("a", drawn(20, 1)), numeric_column("y", std::vector<double>(20, 4))});
  EXPECT_EQ(error_of([&] { fit("linear", equal.target("y")); }),
            "all values of the target \"y\" are 4; there is nothing to learn");
  const Table one_class(
      {numeric_column("a", drawn(20, 1)), categorical_column("y", std::vector<std::string>(20, "yes"))});
  EXPECT_EQ(error_of([&] { fit("linear", one_class.target("y")); }),
            "all values of the target \"y\" are yes; there is nothing to learn");
  EXPECT_EQ(error_of([] { blobs(20).target("kinds"); }), "unknown column \"kinds\"; did you mean \"kind\"?");
}

TEST(TrainFit, RefusesOptionsThatMakeNoSense) {
  const Dataset data = plane(20).target("y");
  EXPECT_EQ(error_of([&] { fit("lineer", data); }).find("unknown architecture \"lineer\"; did you mean \"linear\"?"),
            0u);
  EXPECT_EQ(error_of([&] { fit("mlp:64,,3", data); }),
            "architecture \"mlp:64,,3\": \"\" is no option; write them as in mlp:option=1,another=2");
  EXPECT_EQ(error_of([&] { fit("mlp:64,wide", data); }),
            "architecture \"mlp\": hidden is \"wide\"; a whole number is needed");
  EXPECT_EQ(error_of([&] { fit("mlp:64,0", data); }), "mlp: a width of 0 is asked for; 1 to 65536 are possible");
  EXPECT_EQ(error_of([&] { fit("mlp64", data); }),
            "unknown architecture \"mlp64\"; numbers follow a colon, as in mlp:64");
  EXPECT_EQ(error_of([&] { fit("tabular:64", data); }), "architecture \"tabular\" has no options; \"64\" was given");
  EXPECT_EQ(error_of([&] { fit("linear", data, {.learning_rate = -1}); }),
            "the learning rate is -1; it must be above 0");
  EXPECT_EQ(error_of([&] { fit("linear", data, {.epochs = -1}); }), "-1 epochs are asked for; at least 1 is needed");
  EXPECT_EQ(error_of([&] { fit("linear", data, {.batch = -1}); }),
            "a batch of -1 rows is asked for; at least 1 is needed");
  EXPECT_EQ(error_of([&] { fit("linear", data, {.patience = -1}); }),
            "a patience of -1 epochs is asked for; at least 1 is needed");
}

TEST(TrainFit, AnArchitectureThatReturnsAnotherShapeIsRefused) {
  const Architecture two = [](Scope s, Array x) { return linear(s, x, 2); };
  const std::string text = error_of([&] { fit(two, plane(20).target("y")); });
  EXPECT_NE(text.find("mse: predictions have the shape ["), std::string::npos) << text;
}

TEST(TrainFit, ADivergingFitNamesStepAndBatch) {
  const std::string text = error_of([] {
    fit("mlp:8", plane(100).target("y"), {.optimizer = sgd({.learning_rate = 1e15}), .epochs = 20, .threads = 1});
  });
  for (const char* part : {"step ", "(epoch ", ", batch ", "not finite", "a smaller learning rate often helps"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " is not in: " << text;
}

// The line of least squares, as its closed form says.
TEST(TrainFit, Lbfgs) {
  const Dataset data = plane(300).target("y");
  const FitReport report = fit("linear", data, {.optimizer = lbfgs(), .epochs = 60, .threads = 1});
  EXPECT_LT(report.history.size(), 30u) << "it ends where the loss falls no further";
  EXPECT_TRUE(mentions(report.inferred, "optimizer: lbfgs, all"));
  const FitReport adams =
      fit("linear", data, {.optimizer = adam({.learning_rate = 0.05}), .epochs = 200, .threads = 1});
  EXPECT_LE(report.history.back().training_loss, adams.history.back().training_loss * 1.001);
  EXPECT_GT(report.test.at("r2"), adams.test.at("r2") - 0.01);
  // The penalty holds the weights back.
  const FitReport held = fit("linear", data, {.optimizer = lbfgs({.l2 = 100}), .epochs = 60, .threads = 1});
  EXPECT_LT(held.test.at("r2"), 0.5);
  EXPECT_EQ(error_of([&] { fit("linear", data, {.optimizer = lbfgs(), .learning_rate = 0.1}); }),
            "lbfgs finds its own steps; it has no learning rate");
  EXPECT_EQ(error_of([&] {
              fit("linear", data,
                  {.optimizer = lbfgs(), .around_optimizer = [](Optimizer o) { return l1_penalty(o, 0.1); }});
            }),
            "lbfgs finds its own steps; it does not go with: L1 0.1");
}

}  // namespace
}  // namespace ansatz
