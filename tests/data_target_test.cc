#include "data/target.h"

#include <gtest/gtest.h>

#include "ansatz/error.h"
#include "tests/error_of.h"

using namespace ansatz;

namespace {

using Texts = std::vector<std::string>;
using Rows = std::vector<std::int64_t>;

/// A table with a column "row" and the target "y".
Table with_target(const Texts& values) {
  std::string content = "row,y\n";
  for (std::size_t i = 0; i < values.size(); ++i) content += std::to_string(i) + "," + values[i] + "\n";
  return parse_csv(content, "x.csv");
}

Texts counting(int count, const std::string& ending = "") {
  Texts values;
  for (int i = 0; i < count; ++i) values.push_back(std::to_string(i) + ending);
  return values;
}

std::string target_error(const Texts& values, std::optional<Task> task = std::nullopt) {
  return error_of([&] { find_target(with_target(values), "y", task); });
}

TEST(Target, NumbersMakeARegression) {
  EXPECT_EQ(find_target(with_target(counting(21)), "y").task, Task::regression);
  EXPECT_EQ(find_target(with_target({"1", "2.5"}), "y").values, (std::vector<float>{1, 2.5}));
  const Target forced = find_target(with_target({"0", "1"}), "y", Task::regression);
  EXPECT_EQ(forced.values, (std::vector<float>{0, 1}));
}

TEST(Target, FewIntegersOrTextsMakeAClassification) {
  const Target numbers = find_target(with_target({"10", "9", "10", " 2"}), "y");
  EXPECT_EQ(numbers.task, Task::classification);
  EXPECT_EQ(numbers.classes, (Texts{"2", "9", "10"}));
  EXPECT_EQ(numbers.codes, (std::vector<std::int32_t>{2, 1, 2, 0}));
  EXPECT_TRUE(numbers.values.empty());
  Texts twice = counting(20);
  for (const std::string& text : counting(20)) twice.push_back(text);
  EXPECT_EQ(find_target(with_target(twice), "y").task, Task::classification);
  EXPECT_EQ(find_target(with_target(counting(20)), "y").task, Task::regression);  // a class would come again
  EXPECT_EQ(find_target(with_target({"b", "a"}), "y").classes, (Texts{"a", "b"}));
  EXPECT_EQ(find_target(with_target({"1", "2", "3", "few"}), "y", Task::classification).classes.size(), 4u);
}

TEST(Target, RowsWithoutATargetAreLeftOut) {
  const Target target = find_target(with_target({"1.5", "", "2.5", "NA"}), "y");
  EXPECT_EQ(target.rows, (Rows{0, 2}));
  EXPECT_EQ(target.notes, (Texts{"x.csv: 2 rows have no \"y\" and are left out"}));
  EXPECT_EQ(find_target(with_target({"a", "?", "b"}), "y").notes, (Texts{"x.csv: 1 row has no \"y\" and is left out"}));
}

TEST(Target, ErrorsSayWhatToDo) {
  EXPECT_EQ(error_of([&] { find_target(with_target({"1", "2"}), "z"); }), "unknown column \"z\"");
  EXPECT_EQ(error_of([&] {
              find_target(with_target({"1", "2"}), "rwo");
            }),
            "unknown column \"rwo\"; did you mean \"row\"?");
  Texts stray = counting(30);
  stray[11] = "abc";
  EXPECT_EQ(target_error(stray),
            "x.csv:13:4: the target \"y\" holds \"abc\", which is no number; correct it or remove the row");
  EXPECT_EQ(target_error({"1", "few"}),
            "x.csv:3:3: the target \"y\" holds \"few\", which is no number; correct it or remove the row");
  EXPECT_EQ(target_error({"a", "few", "1"}, Task::regression),
            "the target \"y\" holds text such as \"a\"; a regression needs numbers");
  EXPECT_EQ(target_error({"3.0", "3"}, Task::regression),
            "all values of the target \"y\" are 3.0; there is nothing to learn");
  EXPECT_EQ(target_error({"1.5", "1.5"}), "all values of the target \"y\" are 1.5; there is nothing to learn");
  EXPECT_EQ(target_error({"a", "a", ""}), "all values of the target \"y\" are a; there is nothing to learn");
  EXPECT_EQ(target_error({"", "NA"}), "x.csv: the target \"y\" has no values");
  EXPECT_EQ(target_error({"2024-01-01", "2024-01-02"}), "the target \"y\" holds dates; predict a number or a class");
  EXPECT_EQ(target_error(counting(60, "x")),
            "the target \"y\" holds free text (60 different texts in 60 rows); predict a number or a class");
}

TEST(Target, NumbersThatFloat32CannotTellApart) {
  // Seconds since 1970, ids: their classes are told apart by the numbers themselves.
  EXPECT_EQ(find_target(with_target({"16777216", "16777217", "16777217"}), "y").codes,
            (std::vector<std::int32_t>{0, 1, 1}));
  EXPECT_EQ(target_error({"1700000000", "1700000001"}, Task::regression),
            "the values of the target \"y\", 1700000000 to 1700000001, are equal in float32, which predictions have; "
            "subtract a constant from them");
  EXPECT_EQ(find_target(with_target({"1700000000", "1700003600"}), "y", Task::regression).notes,
            (Texts{"x.csv: the target \"y\" is predicted in steps of 128, float32's at this size; subtract a constant "
                   "from it for finer ones"}));
}

TEST(Target, AnotherTableIsReadForScoring) {
  EXPECT_EQ(read_target(with_target({"3", "3", ""}), "y", Task::regression, {}).values, (std::vector<float>{3, 3}));
  EXPECT_EQ(read_target(with_target({"b", "b"}), "y", Task::classification, {"a", "b"}).codes,
            (std::vector<std::int32_t>{1, 1}));
  EXPECT_EQ(error_of([] {
              read_target(with_target({"a", "c"}), "y", Task::classification, {"a", "b"});
            }),
            "x.csv:3:3: \"y\" holds \"c\", which is none of the model's classes: \"a\" and \"b\"");
  EXPECT_EQ(error_of([] {
              read_target(with_target({"1", "c"}), "y", Task::regression, {});
            }),
            "x.csv:3:3: the target \"y\" holds \"c\", which is no number; correct it or remove the row");
}

TEST(Targets, RowsThatHaveAllOfThem) {
  const Table table = parse_csv("a,b,c,d\n1.5,10,x,1\n,20,y,2\n2.5,NA,x,1\n3.5,40.5,y,2\n", "t.csv");
  const Target both = find_targets(table, {"b", "a"}, Task::regression);
  EXPECT_EQ(both.rows, (std::vector<std::int64_t>{0, 3}));
  EXPECT_EQ(both.values, (std::vector<float>{10, 1.5, 40.5, 3.5}));
  EXPECT_EQ(both.values_of(1, 2), (std::vector<float>{1.5, 3.5}));
  EXPECT_EQ(both.label(), "b, a");
  EXPECT_EQ(both.notes,
            (Texts{"t.csv: 1 row has no \"b\" and is left out", "t.csv: 1 row has no \"a\" and is left out"}));
  EXPECT_EQ(
      error_of([&] {
        find_targets(table, {"a", "d"});
      }),
      "the targets are of two kinds: \"a\" holds numbers, \"d\" holds 2 different numbers, taken as classes; make the "
      "task a regression");
  EXPECT_EQ(read_targets(table, {"b", "a"}, Task::regression, {}).values, both.values);
  EXPECT_EQ(error_of([&] {
              find_targets(table, {"a", "c"});
            }),
            "the targets are of two kinds: \"a\" holds numbers, \"c\" holds 2 classes; fit them apart");
  EXPECT_EQ(error_of([&] {
              find_targets(table, {"c", "d"});
            }),
            "several targets must be numbers, but \"c\" holds 2 classes; fit each alone");
  EXPECT_EQ(error_of([&] {
              find_targets(parse_csv("a,b\n1,\n2,\n,3\n,4\n", "t.csv"), {"a", "b"}, Task::regression);
            }),
            "t.csv: no row has all of the targets \"a\" and \"b\"");
  EXPECT_EQ(error_of([&] { table.targets({"a", "a"}); }), "the target \"a\" is named twice");
  EXPECT_EQ(table.targets({"a", "b"}).inputs().names(), (Texts{"c", "d"}));
}

}  // namespace
