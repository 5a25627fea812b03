// Files that are larger than the memory for them: a sample, and the other rows as the fit goes.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "ansatz/fit.h"
#include "base/random.h"
#include "data/table_stream.h"

using namespace ansatz;

namespace {

/// id, a, kind, y = 2a + (kind is "up") with a little noise; 60,000 rows, 2 MB.
std::string content(std::uint64_t seed) {
  std::string text = "id,a,kind,y\n";
  for (std::uint64_t row = 0; row < 60000; ++row) {
    const auto words = random_words(seed, 1, row);
    const double a = words[0] * 0x1p-32, noise = 0.05 * (words[1] * 0x1p-32 - 0.5);
    const bool up = words[2] % 2;
    text += std::to_string(row) + "," + std::to_string(a) + (up ? ",up," : ",\"do\nwn\",") +
            (row % 1000 == 7 ? "NA" : std::to_string(2 * a + up + noise)) + "\n";
  }
  return text;
}

CsvOptions small(std::uint64_t seed) { return {.memory = 500000, .seed = seed}; }

TEST(Stream, SampleAndPiecesAreAllRowsOnce) {
  const std::uint64_t seed = 5;
  SCOPED_TRACE(seed);
  const std::string text = content(seed);
  const Table whole = parse_csv(text), sample = parse_csv(text, {}, small(seed));
  EXPECT_FALSE(whole.sampled());
  ASSERT_TRUE(sample.sampled());
  EXPECT_EQ(sample.file_rows(), 60000);
  EXPECT_NEAR(static_cast<double>(sample.rows()), 500000.0 / 256, 200);
  EXPECT_EQ(parse_csv(text, {}, small(seed)).column("id").numbers, sample.column("id").numbers);
  EXPECT_FALSE(parse_csv(text, {}, small(seed + 1)).column("id").numbers == sample.column("id").numbers);

  const TableStream stream(sample);
  EXPECT_EQ(stream.rows(), 60000 - sample.rows());
  EXPECT_GE(stream.pieces(), 2u);
  std::set<double> ids;
  const auto take = [&](const Table& table) {
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      const double id = table.column("id").numbers[static_cast<std::size_t>(row)];
      EXPECT_TRUE(ids.insert(id).second) << id;
      const auto at = static_cast<std::size_t>(id);
      if (at % 997 == 0) {
        EXPECT_EQ(table.text(row, "a"), whole.text(static_cast<std::int64_t>(at), "a"));
        EXPECT_EQ(table.line_of(row), whole.line_of(static_cast<std::int64_t>(at)));
        EXPECT_EQ(table.column("kind").texts[static_cast<std::size_t>(row)], whole.column("kind").texts[at]);
      }
    }
  };
  take(sample);
  for (std::size_t piece = 0; piece < stream.pieces(); ++piece) take(stream.piece(piece));
  EXPECT_EQ(ids.size(), 60000u);
}

TEST(Stream, AFitOnASampleLearnsFromTheFile) {
  const std::uint64_t seed = 6;
  SCOPED_TRACE(seed);
  const Dataset data{parse_csv(content(seed), {}, small(seed)), "y"};
  const FitOptions options = {.epochs = 2, .seed = seed};
  const FitReport first = fit("mlp:16", data, options), second = fit("mlp:16", data, options);
  EXPECT_EQ(first.training_rows, data.table.file_rows() - data.table.rows());
  EXPECT_GT(first.test.at("r2"), 0.98);
  EXPECT_EQ(first.test, second.test);
  const FitReport classes = fit("tabular", Dataset{data.table, "kind"}, options);
  EXPECT_GT(classes.test.at("accuracy"), 0.9);
}

}  // namespace
