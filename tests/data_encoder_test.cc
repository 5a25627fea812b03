#include "data/encoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "ansatz/error.h"
#include "tests/error_of.h"

using namespace ansatz;

namespace {

using Texts = std::vector<std::string>;

Table parse(std::string_view content, const CsvOptions& options = {}) { return parse_csv(content, "x.csv", options); }

Encoder fitted(const Table& table) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(table.rows()));
  std::iota(rows.begin(), rows.end(), 0);
  return fit_encoder(table, rows);
}

std::vector<float> encoded(const Encoder& encoder, const Table& table, Texts* notes = nullptr) {
  Texts here;
  return encode(encoder, table, notes ? *notes : here);
}

TEST(Encoder, NumbersThenIndicatorsThenLevels) {
  const Table table = parse("area,kind,rooms\n1,b,5\n2,a,\n3,b,7\n4,NA,8\n5,a,9\n");
  const Encoder encoder = fitted(table);
  EXPECT_EQ(encoder.feature_names(), (Texts{"area", "rooms", "rooms.missing", "kind=a", "kind=b"}));
  EXPECT_EQ(encoder.features(), 5);
  EXPECT_EQ(encoder.numeric_features(), 2);
  EXPECT_EQ(encoder.indicator_features(), 1);
  const auto& area = std::get<NumericEncoding>(encoder.columns[0]);
  EXPECT_EQ(area.center, 3);
  EXPECT_EQ(area.scale, 0.5f);  // quartiles 2 and 4
  const auto& rooms = std::get<NumericEncoding>(encoder.columns[2]);
  EXPECT_EQ(rooms.median, 7.5f);  // of 5, 7, 8, 9; quartiles 6.5 and 8.25
  EXPECT_FLOAT_EQ(rooms.scale, 1 / 1.75f);
  const float s = smooth_clip(1.5f / 1.75f), t = smooth_clip(0.5f / 1.75f);
  const std::vector<float> wanted = {smooth_clip(-1),
                                     smooth_clip(-2.5f * rooms.scale),
                                     0,
                                     0,
                                     1,  //
                                     smooth_clip(-0.5),
                                     0,
                                     1,
                                     1,
                                     0,  //
                                     0,
                                     -t,
                                     0,
                                     0,
                                     1,  //
                                     smooth_clip(0.5),
                                     t,
                                     0,
                                     0,
                                     0,  //
                                     smooth_clip(1),
                                     s,
                                     0,
                                     1,
                                     0};
  const std::vector<float> features = encoded(encoder, table);
  ASSERT_EQ(features.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_FLOAT_EQ(features[i], wanted[i]) << i;
}

TEST(Encoder, OnlyTheChosenRowsAreLearnedFrom) {
  const Table table = parse("a,k\n0,x\n1,y\n2,x\n1000,z\n");
  const Encoder encoder = fit_encoder(table, {0, 1, 2});
  EXPECT_EQ(std::get<NumericEncoding>(encoder.columns[0]).center, 1);
  EXPECT_EQ(std::get<CategoryEncoding>(encoder.columns[1]).levels, (Texts{"x", "y"}));
}

TEST(Encoder, SmoothClip) {
  EXPECT_EQ(smooth_clip(0), 0);
  EXPECT_FLOAT_EQ(smooth_clip(4), 2.4f);  // 4 / (5/3)
  EXPECT_FLOAT_EQ(smooth_clip(-4), -2.4f);
  EXPECT_FLOAT_EQ(smooth_clip(3e38f), 3);
  EXPECT_FLOAT_EQ(smooth_clip(-INFINITY), -3);
}

TEST(Encoder, WhenQuartilesAgreeTheRangeScales) {
  const Encoder encoder = fitted(parse("a\n0\n0\n0\n0\n0\n0\n0\n8\n"));
  EXPECT_EQ(std::get<NumericEncoding>(encoder.columns[0]).scale, 0.25f);
}

TEST(Encoder, WhatHasNothingToSayIsDropped) {
  std::string content = "same,one,nothing,free,sometimes,good\n";
  for (int i = 0; i < 60; ++i)
    content += "5,x,,name " + std::to_string(i) + "," + (i == 4 ? "" : "3") + "," + std::to_string(i) + "\n";
  const Table table = parse(content);
  const Encoder encoder = fitted(table);
  EXPECT_EQ(encoder.dropped,
            (Texts{"\"same\": not used, all its values are 5", "\"one\": not used, all its values are \"x\"",
                   "\"nothing\": not used, all its values are missing", "\"free\": not used, it holds free text"}));
  EXPECT_EQ(encoder.feature_names(), (Texts{"sometimes", "good", "sometimes.missing"}));
  const std::vector<float> features = encoded(encoder, table);
  EXPECT_EQ(features[4 * 3 + 2], 1);
  EXPECT_EQ(features[5 * 3 + 2], 0);
  EXPECT_EQ(features[5 * 3 + 0], 0);
  EXPECT_EQ(error_of([] { fitted(parse("a,b\n1,x\n1,x\n")); }),
            "x.csv has no column that a model can learn from; \"a\": not used, all its values are 1; \"b\": not used, "
            "all its "
            "values are \"x\"");
  EXPECT_EQ(error_of([&] { fit_encoder(table, {}); }), "x.csv has no rows to learn from");
}

TEST(Encoder, TheMostFrequentLevelsOfManyAreKept) {
  std::string content = "k\n";
  for (int i = 0; i < 120; ++i)
    for (int copies = i < 20 ? 2 : 4; copies > 0; --copies) content += "level " + std::to_string(100 + i) + "\n";
  const Encoder encoder = fitted(parse(content));
  const Texts& levels = std::get<CategoryEncoding>(encoder.columns[0]).levels;
  ASSERT_EQ(levels.size(), 100u);
  EXPECT_EQ(levels.front(), "level 120");
  EXPECT_EQ(levels.back(), "level 219");
  EXPECT_EQ(encoder.dropped,
            (Texts{"\"k\": of its 120 levels, the 100 most frequent are used, which are in 90 % of the rows"}));
}

TEST(Encoder, Dates) {
  const Table table = parse("sold,x\n2024-01-31,1\n,2\n2024-03-01,3\n2024-12-25T12:00,4\n");
  const Encoder encoder = fitted(table);
  // The year is the same in all rows.
  EXPECT_EQ(encoder.feature_names(),
            (Texts{"sold.month", "sold.day", "sold.weekday", "sold.days", "x", "sold.missing"}));
  const auto& date = std::get<DateEncoding>(encoder.columns[0]);
  EXPECT_EQ(date.parts[0].median, 3);
  EXPECT_EQ(date.parts[1].median, 25);
  EXPECT_EQ(date.parts[2].median, 2);  // Wednesday; the others are Wednesday and Friday
  const std::vector<float> features = encoded(encoder, table);
  EXPECT_EQ(features[1 * 6 + 0], 0);
  EXPECT_EQ(features[1 * 6 + 5], 1);
  EXPECT_EQ(features[0 * 6 + 5], 0);
  EXPECT_LT(features[0], 0);
  EXPECT_EQ(date_part(20082.5, "days"), 20082.5);
  EXPECT_EQ(date_part(20082.5, "year"), 2024);
  EXPECT_EQ(date_part(-0.5, "weekday"), 2);  // 1969-12-31 was a Wednesday
  EXPECT_TRUE(std::isnan(date_part(NAN, "month")));
  EXPECT_EQ(error_of([] { date_part(0, "hour"); }),
            "a date has no part \"hour\"; it has year, month, day, weekday and days");
}

TEST(Encoder, WhatPredictMeets) {
  const Encoder encoder = fitted(parse("lot_area,kind,day\n1,a,2024-01-01\n2,b,2024-02-03\n3,a,2025-01-01\n"));
  Texts notes;
  const Table table = parse("day,extra,kind,lot_area\n2024-02-03,1, a ,big\nsoon,2,c,2\n?,3,c,NA\n2024-02-03,3,d,3\n");
  const std::vector<float> features = encoded(encoder, table, &notes);
  EXPECT_EQ(
      notes,
      (Texts{"x.csv:2:18: \"lot_area\" holds \"big\", which is no number; it counts as missing",
             "x.csv: \"kind\" holds what the model doesn't know, it counts as none of its levels: \"c\" (2 rows), "
             "\"d\" (1 row)",
             "x.csv:3:1: \"day\" holds \"soon\", which is no date; it counts as missing"}));
  const auto width = static_cast<std::size_t>(encoder.features());
  EXPECT_EQ(features[0], 0);          // the median for "big"
  EXPECT_EQ(features[width - 2], 1);  // kind=a, spaces don't count
  EXPECT_EQ(features[1 * width + width - 2], 0);
  EXPECT_EQ(features[1 * width + width - 1], 0);

  EXPECT_EQ(error_of([&] { encoded(encoder, parse("lotarea,kind,day\n1,a,2024-01-01\n")); }),
            "x.csv lacks the column \"lot_area\", which the model needs; did you mean \"lotarea\"?");
  EXPECT_EQ(error_of([&] { encoded(encoder, parse("lot_area,day\n1,2024-01-01\n")); }),
            "x.csv lacks the column \"kind\", which the model needs");
  EXPECT_EQ(error_of([&] { encoded(encoder, parse("a\n1\n")); }),
            "x.csv lacks the columns \"lot_area\", \"kind\" and \"day\", which the model needs");
}

TEST(TargetScaling, AppliesAndInverts) {
  const std::vector<float> values = {1, 2, 3, 6};
  const TargetScaling plain = fit_target_scaling(values, false);
  EXPECT_FLOAT_EQ(plain.mean, 3);
  EXPECT_FLOAT_EQ(plain.deviation, std::sqrt(3.5f));
  const TargetScaling logarithmic = fit_target_scaling(values, true);
  EXPECT_FLOAT_EQ(logarithmic.mean, std::log(36.0f) / 4);
  for (const TargetScaling& scaling : {plain, logarithmic})
    for (const float value : values) EXPECT_NEAR(scaling.invert(scaling.apply(value)), value, 1e-6 * value);
  EXPECT_EQ(error_of([] {
              fit_target_scaling({1, 0}, true);
            }),
            "the logarithm of a target needs values above 0, but one is 0");
}

}  // namespace
