// Files larger than the memory for them are predicted and scored block after block, as if they were read at once.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "ansatz/fit.h"
#include "base/random.h"
#include "tests/model_parts.h"

using namespace ansatz;

namespace {

/// Rows with quoted line ends, missing values, unreadable numbers and levels that are rare.
std::string content(std::uint64_t seed, std::uint64_t rows) {
  std::string text = "a,\"town, name\",kind,y\n";
  for (std::uint64_t row = 0; row < rows; ++row) {
    const auto words = random_words(seed, 1, row);
    const double a = words[0] * 0x1p-32;
    const bool up = words[1] % 2;
    text += (row % 5000 == 17 ? "odd"
             : row % 100 == 3 ? ""
                              : std::to_string(a)) +
            (up ? ",\"up\nhill\"," : ",down,") +
            (row % 9000 == 8999 ? "rare"
             : words[2] % 2     ? "x"
                                : "\"y \"\"z\"\"\"") +
            "," + (row % 1000 == 7 ? "NA" : std::to_string(2 * a + up)) + "\n";
  }
  return text;
}

std::string written(const Table& table, const Model& model) {
  std::ostringstream out;
  CsvWriter writer(out);
  for_each_block(table, [&](const Table& rows) {
    const Predictions predictions = model.predict(rows);
    writer.write(rows.with(model.classifies() ? categorical_column("predicted", predictions.classes)
                                              : numeric_column("predicted", predictions.values)));
  });
  writer.finish();
  return out.str();
}

TEST(Blocks, ArePredictedAndScoredAsTheWholeTable) {
  const std::uint64_t seed = 9;
  SCOPED_TRACE(seed);
  const std::string text = content(seed, 40000);
  for (const char* target : {"y", "kind"}) {
    const Table some = parse_csv(content(seed, 500), "t.csv");
    const Model model = fit("mlp:8", some.target(target), {.epochs = 3, .threads = 1}).model;
    CsvOptions options = model.csv_options();
    if (std::string(target) == "kind") options.kinds["kind"] = ColumnKind::categorical;
    const Table whole = parse_csv(text, "t.csv", options);
    options.memory = 200000;
    const Table sample = parse_csv(text, "t.csv", options);
    ASSERT_FALSE(whole.sampled());
    ASSERT_TRUE(sample.sampled());
    int blocks = 0;
    std::int64_t rows = 0;
    for_each_block(sample, [&](const Table& block) {
      EXPECT_FALSE(block.sampled());
      rows += block.rows();
      ++blocks;
    });
    EXPECT_GE(blocks, 2);
    EXPECT_EQ(rows, 40000);
    EXPECT_EQ(written(sample, model), written(whole, model));
    if (std::string(target) == "y") EXPECT_EQ(model.evaluate(sample), model.evaluate(whole));
  }
}

TEST(Blocks, NotesAreGathered) {
  std::vector<std::string> notes = {"a"};
  gather_notes(notes, {"b", "a"});
  EXPECT_EQ(notes, (std::vector<std::string>{"a", "b"}));
  for (int i = 0; i < 50; ++i) gather_notes(notes, {std::to_string(i)});
  EXPECT_EQ(notes.size(), 21u);
}

}  // namespace
