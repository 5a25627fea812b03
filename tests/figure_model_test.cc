// Pictures of models: the network with its weights, what it predicts, its linear pieces.
#include <gtest/gtest.h>

#include <cmath>

#include "ansatz/exact.h"
#include "ansatz/figure.h"
#include "ansatz/fit.h"
#include "tests/error_of.h"
#include "tests/model_parts.h"

namespace ansatz {
namespace {

int count_of(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Diagram, HasEveryUnitAndEveryWeight) {
  const std::string svg = diagram_svg(exact_model(exact_maximum()));
  EXPECT_EQ(count_of(svg, ">ReLU</text>"), 3);
  EXPECT_EQ(count_of(svg, "<path class=\"arrow"), 9) << "six weights into the units, three out of them";
  EXPECT_EQ(count_of(svg, ">1</text>"), 4);
  EXPECT_EQ(count_of(svg, ">-1</text>"), 3);
  EXPECT_EQ(count_of(svg, ">0</text>"), 2);
  for (const char* name : {">x1</text>", ">x2</text>", ">y</text>"})
    EXPECT_EQ(count_of(svg, name), 1 + (name[1] == 'y')) << name;
  EXPECT_EQ(count_of(diagram_svg(exact_model(square_by_pieces(4))), ">-0.03125</text>"), 1)
      << "a bias with all its digits";
  EXPECT_EQ(count_of(diagram_svg(exact_model(exact_maximum(true))), "<path class=\"arrow"), 4) << "no skip of weight 0";
}

TEST(Diagram, RefusesWhatHasNoRoom) {
  EXPECT_EQ(error_of([] { diagram_svg(exact_model(square_by_pieces(100))); }),
            "the network has 100 units and 200 weights; a diagram has room for 64 and 400");
}

TEST(FittedFunction, IsWhatTheModelPredicts) {
  const Table flats = testing::flats(80);
  const Model model = build_model(testing::flat_parts(flats, 1));
  const Chart chart = fitted_function_chart(model, {"area"}, &flats);
  ASSERT_EQ(chart.panels.size(), 1u);
  ASSERT_EQ(chart.panels[0].series.size(), 2u);
  EXPECT_EQ(chart.panels[0].series[0].x.size(), 80u) << "the data";
  const ChartSeries& curve = chart.panels[0].series[1];
  double median = 0;
  for (const ColumnEncoding& encoding : testing::flat_parts(flats, 1).encoder.columns)
    if (const auto* number = std::get_if<NumericEncoding>(&encoding); number && number->column == "year")
      median = number->median;
  EXPECT_NE(chart.notes.at(0).find("year = "), std::string::npos);
  const auto counted = [&](const char* name) {
    std::map<std::string, int> counts;
    const Column& column = flats.column(name);
    for (std::int64_t row = 0; row < column.rows(); ++row)
      if (!column.missing(row)) ++counts[std::string(column.texts[static_cast<std::size_t>(row)])];
    return counts;
  };
  std::map<std::string, int> districts = counted("district"), heatings = counted("heating");
  const auto most = [](const std::map<std::string, int>& counts) {
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  };
  // Where counts tie, either level may stand.
  EXPECT_TRUE(chart.notes.at(0).find("district = ") != std::string::npos) << most(districts);
  const std::size_t at = chart.notes[0].find("district = ") + 11;
  const std::string district = chart.notes[0].substr(at, chart.notes[0].find(',', at) - at);
  const std::size_t other = chart.notes[0].find("heating = ") + 10;
  const std::string heating = chart.notes[0].substr(other, chart.notes[0].find(',', other) - other);
  EXPECT_EQ(districts[district], districts[most(districts)]);
  EXPECT_EQ(heatings[heating], heatings[most(heatings)]);
  const std::size_t count = curve.x.size();
  const Table table({numeric_column("area", curve.x), numeric_column("year", std::vector<double>(count, median)),
                     categorical_column("district", std::vector<std::string>(count, district)),
                     categorical_column("heating", std::vector<std::string>(count, heating))});
  const std::vector<double> values = model.predict(table).values;
  for (std::size_t i = 0; i < count; ++i) EXPECT_NEAR(curve.y[i], values[i], 1e-6 * std::abs(values[i]));

  const Chart surface = fitted_function_chart(model, {"area", "year"});
  EXPECT_TRUE(surface.panels[0].surface.has_value());
  EXPECT_EQ(error_of([&] { fitted_function_chart(model, {"heating"}); }),
            "the column \"heating\" is no number; ansatz explain draws what it does");
  EXPECT_EQ(error_of([&] { fitted_function_chart(model, {"aera"}); }),
            "the model does not read a column \"aera\"; did you mean \"area\"?");
  EXPECT_EQ(
      error_of([&] { fitted_function_chart(model, {}); }),
      "a plot goes over one or two columns; the model reads area, year, district, heating: name one or two of them");
}

TEST(PiecesPicture, OneInputIsALineTwoArePolygons) {
  const Picture line = pieces_picture(linear_pieces(exact_model(square_by_pieces(4)), {{-1, 1}}));
  ASSERT_TRUE(std::holds_alternative<Chart>(line));
  EXPECT_EQ(std::get<Chart>(line).panels[0].series[1].x.size(), 3u) << "a point between each two pieces";
  const std::string plane =
      picture_svg(pieces_picture(linear_pieces(exact_model(exact_gate("and")), {{0, 1}, {0, 1}})));
  EXPECT_EQ(count_of(plane, "class=\"piece"), 2);
  EXPECT_EQ(count_of(plane, ">x1 + x2 - 1</text>"), 1);
}

}  // namespace
}  // namespace ansatz
