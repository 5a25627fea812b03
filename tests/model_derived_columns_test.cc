// Columns that are computed from others.
#include "model/derived_columns.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ansatz/fit.h"
#include "ansatz/formula.h"
#include "base/random.h"
#include "tests/error_of.h"
#include "tests/model_parts.h"

using namespace ansatz;

namespace {

Table houses() {
  return parse_csv(
      "area,rooms,town,kind,living area,sold,remark\n"
      "50,2,North,flat,40.5,2020-01-31,a\n"
      "80,3,South,house,70,2021-06-15,b\n"
      ",4,North,house,60,2020-12-01,c\n"
      "0,5,,flat,10,,d\n",
      "h.csv", {.kinds = {{"remark", ColumnKind::text}}});
}

const std::vector<std::string> no_targets;

TEST(DerivedColumns, AreWhatTheFormulaSaysInDouble) {
  const Table table = houses();
  const std::string text =
      "area^2, rooms*area, sqrt(`living area`) - 1, log(area), cos(2*pi*sold.month/12), max(rooms, 3), -exp(-rooms/2)";
  std::vector<std::string> notes;
  const Table more = with_derived(table, derived_columns(text, table, no_targets), &notes);
  const double area[] = {50, 80, NAN, 0}, rooms[] = {2, 3, 4, 5}, living[] = {40.5, 70, 60, 10},
               month[] = {1, 6, 12, NAN};
  const auto expect = [&](const char* name, auto formula) {
    const Column& column = more.column(name);
    EXPECT_EQ(column.kind, ColumnKind::numeric);
    for (std::size_t row = 0; row < 4; ++row) {
      const double wanted = formula(row);
      if (std::isfinite(wanted))
        EXPECT_NEAR(column.numbers[row], wanted, 1e-6 * std::abs(wanted) + 1e-6) << name << " in row " << row;
      else
        EXPECT_TRUE(std::isnan(column.numbers[row])) << name << " in row " << row;
    }
  };
  expect("area^2", [&](std::size_t i) { return area[i] * area[i]; });
  expect("rooms*area", [&](std::size_t i) { return rooms[i] * area[i]; });
  expect("sqrt(`living area`) - 1", [&](std::size_t i) { return std::sqrt(living[i]) - 1; });
  expect("log(area)", [&](std::size_t i) { return std::log(area[i]); });
  expect("cos(2*pi*sold.month/12)", [&](std::size_t i) { return std::cos(2 * M_PI * month[i] / 12); });
  expect("max(rooms, 3)", [&](std::size_t i) { return std::max(rooms[i], 3.0); });
  expect("-exp(-rooms/2)", [&](std::size_t i) { return -std::exp(-rooms[i] / 2); });
  EXPECT_EQ(notes, (std::vector<std::string>{"h.csv: log(area) is no number in 1 row, which counts as missing"}));
}

TEST(DerivedColumns, ACrossHasBothLevels) {
  const Table table = houses();
  for (const char* text : {"town:kind", "town * kind", "kind*town"}) {
    const Table more = with_derived(table, derived_columns(text, table, no_targets));
    const bool turned = std::string(text) == "kind*town";
    EXPECT_EQ(more.column(text).texts.to_vector(),
              turned ? (std::vector<std::string>{"flat:North", "house:South", "house:North", ""})
                     : (std::vector<std::string>{"North:flat", "South:house", "North:house", ""}));
  }
  // A level that holds the separator asks for another.
  const Table colons = parse_csv("a,b\nx:y,z\nx,y:z\nx,z\n");
  const Table more = with_derived(colons, derived_columns("a:b", colons, no_targets));
  EXPECT_EQ(more.column("a:b").texts.to_vector(), (std::vector<std::string>{"x:y × z", "x × y:z", "x × z"}));
}

TEST(DerivedColumns, WhatCannotBeIsRefusedWithItsPlace) {
  const Table table = houses();
  const auto refusal = [&](const std::string& text) {
    try {
      derived_columns(text, table, {"price"});
      return std::string("nothing");
    } catch (const FormulaError& error) {
      return error.what() + std::string("\n") + error.marked();
    }
  };
  EXPECT_EQ(refusal("area^2, log(aera)"),
            "formula, character 13: unknown column \"aera\"; did you mean \"area\"?\narea^2, log(aera)\n            ^");
  EXPECT_EQ(refusal("living^2"),
            "formula, character 1: unknown column \"living\"; did you mean \"`living area`\"?\nliving^2\n^");
  EXPECT_EQ(refusal("cos(sold.moth)"),
            "formula, character 5: unknown column \"sold.moth\"; did you mean \"sold.month\"?\ncos(sold.moth)\n    ^");
  EXPECT_EQ(refusal("sold+1"),
            "formula, character 1: \"sold\" holds dates; take a part of them, as in sold.month\nsold+1\n^");
  EXPECT_EQ(refusal("area*town"),
            "formula, character 6: \"town\" holds categories; two of them can be crossed, as in a:b, but not computed "
            "with\narea*town\n     ^");
  EXPECT_EQ(refusal("area, town:kind:remark"),
            "formula, character 1: \"area\" is a column of the table; what is computed needs another name\narea, "
            "town:kind:remark\n^");
  EXPECT_EQ(refusal("price/area"), "formula, character 1: \"price\" is what is to be predicted\nprice/area\n^");
  EXPECT_EQ(refusal("remark^2"), "formula, character 1: \"remark\" holds free text\nremark^2\n^");
  EXPECT_EQ(refusal("2*3"), "formula, character 1: a feature needs a column; this one is a number\n2*3\n^");
  EXPECT_EQ(refusal("area^2, area^2"), "formula, character 9: area^2 stands there twice\narea^2, area^2\n        ^");
  EXPECT_EQ(refusal("area^"),
            "formula, character 6: expected a number, a name or (, but the formula ends\narea^\n     ^");
}

TEST(DerivedColumns, ArePartOfTheModelAndItsFile) {
  std::vector<double> a, y;
  std::vector<std::string> up, left;
  for (std::uint64_t row = 0; row < 300; ++row) {
    const auto words = random_words(23, 1, row);
    a.push_back(6 * (words[0] * 0x1p-32) - 3);
    up.push_back(words[1] % 2 ? "up" : "down");
    left.push_back(words[2] % 2 ? "left" : "right");
    y.push_back(a.back() * a.back() + (up.back() == "up" && left.back() == "left" ? 5 : 0));
  }
  const Table table(
      {numeric_column("a", a), categorical_column("up", up), categorical_column("left", left), numeric_column("y", y)});
  FitOptions options = {.learning_rate = 0.05, .epochs = 150, .threads = 1};
  // A line can't bend; with the square and the cross it needn't.
  EXPECT_LT(fit("linear", table.target("y"), options).test.at("r2"), 0.6);
  options.features = "a^2, up:left, a-a";
  const FitReport report = fit("linear", table.target("y"), options);
  EXPECT_GT(report.test.at("r2"), 0.99);
  EXPECT_EQ(report.model.inputs(), (std::vector<std::string>{"a", "up", "left"}));
  bool dropped = false;  // a constant is left out, as every constant column
  for (const std::string& note : report.notes) dropped = dropped || note.starts_with("\"a-a\": not used");
  EXPECT_TRUE(dropped);

  const ansatz::testing::Folder folder;
  report.model.save(folder / "m.onnx");
  const Model read = Model::load(folder / "m.onnx");
  EXPECT_EQ(read.predict(table).values, report.model.predict(table).values);
  EXPECT_EQ(read.inputs(), report.model.inputs());
  EXPECT_EQ(error_of([&] { read.predict(table.without("up")); }),
            "the table lacks the column \"up\", which the model needs");
  EXPECT_NE(read.summary().find("3 columns and 2 computed"), std::string::npos) << read.summary();
  // One row alone is read as the training table was.
  const Predictions one = read.predict(parse_csv("a,up,left\n2,up,left\n", {}, read.csv_options()));
  EXPECT_NEAR(one.values[0], 9, 0.3);
}

}  // namespace
