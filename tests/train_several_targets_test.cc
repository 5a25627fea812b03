// Several numbers predicted at once.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ansatz/fit.h"
#include "ansatz/operations.h"
#include "base/random.h"
#include "tests/error_of.h"
#include "tests/model_parts.h"

using namespace ansatz;

namespace {

/// y and z are planes over a and b, z a thousand times as large; e is skewed.
Table planes(std::int64_t rows) {
  std::vector<double> a, b, y, z, e;
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto words = random_words(17, 2, static_cast<std::uint64_t>(row));
    a.push_back(words[0] * 0x1p-32);
    b.push_back(words[1] * 0x1p-32);
    y.push_back(2 * a.back() - b.back());
    z.push_back(5000 + 1000 * b.back() - 3000 * a.back());
    e.push_back(std::exp(4 * a.back() + b.back()));
  }
  return Table({numeric_column("a", a), numeric_column("b", b), numeric_column("y", y), numeric_column("z", z),
                numeric_column("e", e)});
}

TEST(SeveralTargets, EachPlaneIsFoundWhateverItsUnit) {
  const Table table = planes(200).without("e");
  const FitOptions options = {.optimizer = optimizer("lbfgs"), .epochs = 200, .threads = 1};
  const FitReport report = fit("linear", table.targets({"y", "z"}), options);
  EXPECT_EQ(report.model.targets(), (std::vector<std::string>{"y", "z"}));
  EXPECT_EQ(report.model.inputs(), (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(report.test_each.size(), 2u);
  // The encoder bends numbers far out a little, so a plane is not a plane of the features.
  for (const Metrics& each : report.test_each) EXPECT_GT(each.at("r2"), 0.995);
  EXPECT_DOUBLE_EQ(report.test.at("mae"), (report.test_each[0].at("mae") + report.test_each[1].at("mae")) / 2);
  EXPECT_DOUBLE_EQ(report.test.at("r2"), (report.test_each[0].at("r2") + report.test_each[1].at("r2")) / 2);
  EXPECT_EQ(report.history.back().metric, "standardised_mae");
  // Apart from each other they are the same planes: the sum of losses has its minimum where each has.
  const Predictions both = report.model.predict(table);
  for (std::size_t target = 0; target < 2; ++target) {
    const Predictions alone =
        fit("linear", table.without(target ? "y" : "z").target(target ? "z" : "y"), options).model.predict(table);
    ASSERT_EQ(both.values.size(), 2 * alone.values.size());
    const double unit = target ? 1000 : 1;
    for (std::size_t row = 0; row < alone.values.size(); ++row)
      ASSERT_NEAR(both.values[2 * row + target], alone.values[row], 1e-3 * unit) << row;
  }
}

TEST(SeveralTargets, EveryNetworkTakesThem) {
  const Dataset data = planes(300).targets({"y", "z", "e"});
  for (const char* name : {"tabular", "mlp:16", "resnet:16,1", "kan:3"}) {
    SCOPED_TRACE(name);
    const FitReport report = fit(name, data, {.learning_rate = 0.01, .epochs = 30, .threads = 1});
    for (const Metrics& each : report.test_each) EXPECT_GT(each.at("r2"), 0.8);
    // Written and read again it says the same.
    const ansatz::testing::Folder folder;
    report.model.save(folder / "m.onnx");
    EXPECT_EQ(Model::load(folder / "m.onnx").predict(data.table).values, report.model.predict(data.table).values);
  }
  FitOptions options = {.loss = huber({}), .loss_name = "huber", .learning_rate = 0.01, .epochs = 20, .threads = 1};
  for (const char* name : {"tabular", "mlp:16"}) {
    const FitReport report = fit(name, data, options);
    EXPECT_EQ(report.history.back().metric, "loss");
    for (const Metrics& each : report.test_each) EXPECT_GT(each.at("r2"), 0.7) << name;
  }
}

TEST(SeveralTargets, ANetworkThatIsTooNarrowIsRefused) {
  const Architecture narrow = [](Scope s, const Array& x) { return linear(s["out"], x, 1); };
  EXPECT_NE(error_of([&] {
              fit(narrow, planes(100).targets({"y", "z"}), {.epochs = 1, .threads = 1});
            }).find("rows and 2 targets"),
            std::string::npos);
}

TEST(SeveralTargets, AreReadFromAStream) {
  std::ostringstream text;
  write_csv(text, planes(40000));
  const Table sample = parse_csv(text.str(), {}, {.memory = 200000});
  ASSERT_TRUE(sample.sampled());
  const FitReport report = fit("mlp:16", sample.targets({"y", "z"}), {.epochs = 2, .threads = 1});
  for (const Metrics& each : report.test_each) EXPECT_GT(each.at("r2"), 0.95);
}

TEST(SeveralTargets, GoOnFromACheckpoint) {
  const ansatz::testing::Folder folder;
  const Dataset data = planes(120).targets({"y", "z"});
  FitOptions options = {.epochs = 6, .threads = 1};
  fit("tabular", data, options).model.save(folder / "whole.onnx");
  options.checkpoint.file = folder / "c.safetensors";
  options.callbacks = {{.on_epoch = [](const Progress& now) { return now.epoch < 3; }}};
  EXPECT_TRUE(fit("tabular", data, options).interrupted);
  options.callbacks = {};
  options.checkpoint.resume = true;
  fit("tabular", data, options).model.save(folder / "resumed.onnx");
  const auto bytes = [&](const char* name) {
    std::ifstream file(folder / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  EXPECT_EQ(bytes("whole.onnx"), bytes("resumed.onnx"));
  EXPECT_EQ(error_of([&] { fit("tabular", planes(120).target("y"), options); }),
            "cannot go on from " + options.checkpoint.file.string() + ": its target is y, z, here it is y");
}

}  // namespace
