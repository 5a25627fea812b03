// Charts and figures by name: what is drawn, cut off, left out, and refused.
#include "ansatz/chart.h"

#include <algorithm>
#include <cmath>

#include "ansatz/figure.h"
#include "ansatz/nn.h"
#include "figure/axis.h"
#include "tests/arrays.h"

namespace ansatz {
namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

int count_of(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// The numbers of the first curve's path.
std::vector<double> path_of(const std::string& svg) {
  std::vector<double> numbers;
  const std::size_t begin = svg.find("<path class=\"curve"), d = svg.find(" d=\"", begin) + 4;
  std::string text = svg.substr(d, svg.find('"', d) - d);
  for (char& c : text)
    if (c == 'M' || c == 'L') c = ' ';
  std::istringstream in(text);
  for (double number; in >> number;) numbers.push_back(number);
  return numbers;
}

TEST(Chart, CurvesPointsLegendAndText) {
  const std::string svg =
      chart_svg({.title = "a < b",
                 .notes = {"one", "two"},
                 .legend = {{"curve", 1}, {"rows", 2, Mark::points}},
                 .panels = {{.title = "left", .x_label = "x", .series = {{{0, 1, 2}, {1, 4, 2}, 1}}},
                            {.title = "right", .series = {{{0, 1}, {1, 2}, 2, Mark::points}}}}});
  for (const char* text :
       {">a &lt; b</text>", ">one</text>", ">two</text>", ">curve</text>", ">left</text>", ">right</text>"})
    EXPECT_TRUE(contains(svg, text)) << text;
  EXPECT_EQ(count_of(svg, "<circle class=\"p2\""), 3);  // the legend's, too
  EXPECT_EQ(count_of(svg, "<g>"), count_of(svg, "</g>") - 2) << "two clipped groups";
}

TEST(Chart, PlacesFollowTheAxes) {
  ChartPanel panel = {.series = {{{1, 10, 100}, {1, 2.5, 3}}}, .x_range = {{1, 100}}, .y_range = {{1, 3}}};
  const auto of = [&] { return path_of(chart_svg({.panels = {panel}})); };
  const std::vector<double> linear = of();
  ASSERT_EQ(linear.size(), 6u);
  EXPECT_NEAR((linear[2] - linear[0]) / (linear[4] - linear[0]), 9.0 / 99, 1e-3);
  EXPECT_NEAR((linear[3] - linear[1]) / (linear[5] - linear[1]), 0.75, 1e-3);
  EXPECT_LT(linear[5], linear[1]);  // upwards
  panel.x_logarithmic = true;
  const std::vector<double> logarithmic = of();
  EXPECT_NEAR((logarithmic[2] - logarithmic[0]) / (logarithmic[4] - logarithmic[0]), 0.5, 1e-3);
}

TEST(Chart, LeavesOutWhatCannotBeShown) {
  const double nan = std::nan(""), infinity = INFINITY;
  for (const bool logarithmic : {false, true})
    for (const auto& values :
         {std::vector<double>{nan, nan, nan}, {infinity, -infinity, 1}, {0, -1, 5}, {7, 7, 7}, {1e300, 1, 2}, {}}) {
      std::vector<double> x(values.size());
      for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i + 1);
      for (const Mark mark : {Mark::line, Mark::points}) {
        const std::string svg = chart_svg(
            {.panels = {
                 {.series = {{x, values, 0, mark}}, .x_logarithmic = logarithmic, .y_logarithmic = logarithmic}}});
        EXPECT_FALSE(contains(svg, "nan") || contains(svg, "inf")) << svg;
        EXPECT_TRUE(contains(svg, "</svg>"));
      }
    }
  EXPECT_TRUE(contains(chart_svg({}), "</svg>"));
}

TEST(Chart, RefusesWhatDoesNotFit) {
  EXPECT_EQ(error_of([] {
              chart_svg({.panels = {{.title = "p", .series = {{{1, 2}, {1}}}}}});
            }),
            "the panel \"p\" has a series of 2 x and 1 y");
  EXPECT_EQ(error_of([] {
              chart_svg({.panels = {{.title = "p", .series = {{{1}, {1}, 8}}}}});
            }),
            "the panel \"p\" has a series of color 8; 0 to 7 are possible");
  EXPECT_EQ(error_of([] { chart_svg({.columns = 0}); }), "a chart of 0 columns; at least 1 is needed");
}

TEST(Chart, FieldsAndSurfacesWantTheirValues) {
  const ChartField field{.columns = 2, .rows = 2, .values = {-1, 1, 0, 0.5}, .low_color = 0, .high_color = 1};
  ChartPanel panel{.title = "p", .x_range = {{0, 1}}, .y_range = {{0, 1}}, .field = field};
  const std::string svg = chart_svg({.panels = {panel}});
  EXPECT_EQ(count_of(svg, "<rect class=\"p0"), 1);
  EXPECT_EQ(count_of(svg, "<rect class=\"p1"), 2);  // 0 has no colour
  panel.field->values.pop_back();
  EXPECT_EQ(error_of([&] { chart_svg({.panels = {panel}}); }), "the panel \"p\" has a field of 2 × 2 with 3 values");
  panel = {.title = "p", .surface = ChartSurface{.columns = 2, .rows = 2, .heights = {0, 0, 0, 0}}};
  EXPECT_EQ(error_of([&] { chart_svg({.panels = {panel}}); }), "the panel \"p\" has a surface without ranges");
  panel.x_range = panel.y_range = {{0, 1}};
  panel.surface->points = {{{0.5}, {0.5}, {1}, 2}};
  EXPECT_EQ(count_of(chart_svg({.panels = {panel}}), "class=\"patch\""), 1);
}

TEST(Chart, NearerPiecesCoverFartherOnes) {
  ChartPanel panel{.x_range = {{0, 1}}, .y_range = {{0, 1}},
                   .surface = ChartSurface{.columns = 2, .rows = 2, .heights = {0, 0, 0, 0}}};
  panel.surface->points = {{{0, 1}, {0, 1}, {0, 0}, 2}};
  const std::string svg = chart_svg({.panels = {panel}});
  const std::size_t patch = svg.find("class=\"patch\"");
  EXPECT_LT(svg.find("<circle"), patch);   // the corner at the back
  EXPECT_GT(svg.rfind("<circle"), patch);  // the one in front
}

// Of x² + y² the contours are circles.
TEST(Chart, ContoursLieOnTheirLevel) {
  ChartField field{.columns = 80, .rows = 60};
  for (int row = 0; row < field.rows; ++row)
    for (int column = 0; column < field.columns; ++column) {
      const double x = -2 + 4 * (column + 0.5) / field.columns, y = -1.5 + 3 * (row + 0.5) / field.rows;
      field.values.push_back(x * x + y * y);
    }
  const ChartSeries circle = contour(field, 1, {-2, 2}, {-1.5, 1.5}, 3);
  double length = 0;
  ASSERT_GT(circle.x.size(), 100u);
  for (std::size_t i = 0; i + 1 < circle.x.size(); i += 3) {
    EXPECT_NEAR(std::hypot(circle.x[i], circle.y[i]), 1, 2e-3);
    length += std::hypot(circle.x[i + 1] - circle.x[i], circle.y[i + 1] - circle.y[i]);
    EXPECT_TRUE(std::isnan(circle.x[i + 2]));
  }
  EXPECT_NEAR(length, 2 * std::acos(-1.0), 0.02);
}

TEST(Chart, InATerminal) {
  const Chart chart = {.title = "line",
                       .legend = {{"y", 2}},
                       .panels = {{.title = "p", .x_label = "x", .series = {{{0, 1}, {0, 1}, 2}}, .y_range = {{0, 1}}}},
                       .columns = 1};
  const std::string text = chart_text(chart, 32);
  EXPECT_TRUE(contains(text, "line\n── y\n\np\n      1│")) << text;
  EXPECT_TRUE(contains(text, "⡠⠊")) << text;  // it rises
  EXPECT_TRUE(contains(text, "        0          x          1\n")) << text;
  EXPECT_FALSE(contains(text, "\x1b"));
  EXPECT_TRUE(contains(chart_text(chart, 32, true), "\x1b[38;5;71m"));
  EXPECT_EQ(error_of([&] { chart_text(chart, 29); }), "a chart in 29 columns; at least 30 are needed");
}

TEST(Figures, SpeakChinese) {
  const Figure figure = figure_named("activations");
  EXPECT_TRUE(contains(picture_svg(figure.draw(Words(Language::chinese))), ">导数<"));
}

TEST(Axis, ManyDecadesAreNamedByTheirPower) {
  std::vector<std::string> labels;
  for (const figure::Tick& tick : figure::logarithmic_axis(1e-12, 1e2).ticks) labels.push_back(tick.label);
  EXPECT_EQ(labels, (std::vector<std::string>{"10⁻¹²", "10⁻⁹", "10⁻⁶", "10⁻³", "10⁰"}));
}

TEST(Figures, EveryActivationIsShown) {
  const std::string svg = picture_svg(figure_named("activations").draw(Words(Language::english)));
  for (const NamedActivation& each : activations()) EXPECT_TRUE(contains(svg, ">" + each.name)) << each.name;
  EXPECT_EQ(count_of(svg, "curve c0"), static_cast<int>(activations().size()) + 1);  // and the legend
  EXPECT_TRUE(contains(svg, "softmax(x, 0)"));
  EXPECT_FALSE(contains(svg, "gelu(x, 0)"));
}

TEST(Figures, ByName) {
  EXPECT_GE(figure_names().size(), 9u);
  for (const std::string& name : figure_names()) EXPECT_FALSE(figure_named(name).summary.empty());
  EXPECT_EQ(error_of([] { figure_named("overfiting"); }),
            "unknown figure \"overfiting\"; did you mean \"overfitting\"?");
  EXPECT_EQ(error_of([] { figure_named("overfitting:sed=1"); }),
            "figure \"overfitting\": unknown option \"sed\"; did you mean \"seed\"?");
}

}  // namespace
}  // namespace ansatz
