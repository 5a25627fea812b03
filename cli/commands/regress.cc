// ansatz regress: a linear function of a table's columns, with standard errors and bands.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "ansatz/chart.h"
#include "ansatz/error.h"
#include "ansatz/figure.h"
#include "ansatz/regression.h"
#include "ansatz/table.h"
#include "cli/command.h"
#include "cli/metrics.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/table_options.h"
#include "cli/target.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string data, target, weights, figure;
  std::int64_t degree = 1, threads = 0;
  double ridge = 0;
  TableOptions table;
  bool no_intercept = false, json = false, quiet = false;
};

/// A number with six digits, an empty place where there is none.
std::string number(double value, const char* format = "{:.6g}") {
  return std::isnan(value) ? "" : fmt::format(fmt::runtime(format), value);
}

std::string p_text(double p) {
  if (std::isnan(p)) return "";
  return p < 1e-16 ? "< 1e-16" : p < 1e-4 ? fmt::format("{:.1e}", p) : fmt::format("{:.4f}", p);
}

std::string as_text(const Regression& fit, const Options& options) {
  int longest = 11;
  for (const Coefficient& c : fit.coefficients) longest = std::max(longest, columns_of(one_line(c.name)));
  longest = std::min(longest, 28);
  std::string text = fmt::format("{} on {}: {}\n\n", fit.target, options.data, counted(fit.rows, "row"));
  const bool errors = !fit.covariance.empty();
  text += fmt::format("  {}  {:>14}", padded("coefficient", longest), "estimate");
  if (errors) text += fmt::format("  {:>14}  {:>8}  {:>7}", "standard error", "t", "p");
  text += "\n";
  for (const Coefficient& c : fit.coefficients) {
    text += fmt::format("  {}  {:>14}", padded(shortened(one_line(c.name), longest), longest),
                        number(c.estimate, "{:.8g}"));
    if (errors)
      text += fmt::format("  {:>14}  {:>8}  {:>7}", number(c.standard_error), number(c.t, "{:.4g}"), p_text(c.p));
    text += "\n";
  }
  text += fmt::format("\n  R² {}", number(fit.r_squared));
  if (errors)
    text += fmt::format("   adjusted {}   residual deviation {}   F {} (p {})", number(fit.adjusted_r_squared),
                        number(fit.residual_standard_deviation), number(fit.f, "{:.4g}"), p_text(fit.f_p));
  return text + "\n";
}

/// JSON has no NaN and no infinity: null.
nlohmann::ordered_json finite(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json as_json(const Regression& fit, const Options& options) {
  nlohmann::ordered_json coefficients = nlohmann::ordered_json::array();
  for (const Coefficient& c : fit.coefficients)
    coefficients.push_back({{"name", c.name},
                            {"estimate", finite(c.estimate)},
                            {"standard_error", finite(c.standard_error)},
                            {"t", finite(c.t)},
                            {"p", finite(c.p)}});
  return {{"command", "regress"},
          {"data", options.data},
          {"target", fit.target},
          {"rows", fit.rows},
          {"coefficients", coefficients},
          {"r_squared", finite(fit.r_squared)},
          {"adjusted_r_squared", finite(fit.adjusted_r_squared)},
          {"residual_standard_deviation", finite(fit.residual_standard_deviation)},
          {"residual_sum_of_squares", finite(fit.sum_of_squares)},
          {"degrees_of_freedom", fit.degrees_of_freedom},
          {"f", finite(fit.f)},
          {"f_p", finite(fit.f_p)},
          {"figure", options.figure.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(options.figure)},
          {"notes", fit.notes}};
}

/// The data, the function, and its bands. Only for one numeric column.
void save_figure(const Options& options, const Table& table, const Regression& fit) {
  std::vector<const Column*> inputs;
  for (const Column& column : table.columns())
    if (column.name != options.target && column.name != options.weights) inputs.push_back(&column);
  if (inputs.size() != 1 || inputs[0]->kind != ColumnKind::numeric)
    throw Error(fmt::format("--figure draws a function of one numeric column; {} has {} besides the target",
                            options.data, inputs.size()));
  const std::string& name = inputs[0]->name;
  const std::vector<double> x = inputs[0]->numbers.to_vector(), y = table.column(options.target).numbers.to_vector();
  double low = INFINITY, high = -INFINITY;
  for (const double value : x)
    if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
  std::vector<double> places;
  constexpr int steps = 300;
  for (int i = 0; i <= steps; ++i) places.push_back(low + (high - low) * i / steps);
  const std::vector<RegressionBand> bands = fit.bands(Table({numeric_column(name, places)}));
  const auto curve = [&](double RegressionBand::*value) {
    std::vector<double> values;
    for (const RegressionBand& band : bands) values.push_back(band.*value);
    return values;
  };
  ChartPanel panel = {.x_label = name, .y_label = options.target, .series = {{x, y, 7, Mark::points}}};
  Chart chart = {
      .title = fmt::format("{}: {}", std::filesystem::path(options.data).filename().string(), options.target),
      .legend = {{"data", 7, Mark::points}},
      .columns = 1,
      .panel_width = 640,
      .panel_height = 420};
  if (!fit.covariance.empty()) {
    for (auto value : {&RegressionBand::prediction_low, &RegressionBand::prediction_high})
      panel.series.push_back({places, curve(value), 2, Mark::dashed});
    for (auto value : {&RegressionBand::confidence_low, &RegressionBand::confidence_high})
      panel.series.push_back({places, curve(value), 0, Mark::dashed});
    chart.legend.push_back({"95 % of new values", 2, Mark::dashed});
    chart.legend.push_back({"95 % of the function", 0, Mark::dashed});
  }
  panel.series.push_back({places, curve(&RegressionBand::mean), 1});
  chart.legend.push_back({options.degree == 1 ? "the line" : fmt::format("degree {}", options.degree), 1, Mark::line});
  chart.panels = {panel};
  save_picture(options.figure, chart_svg(chart));
}

int regress(const Options& options) {
  Terminal terminal(options.quiet);
  if (options.target.empty() || !options.figure.empty()) {
    // Both are looked at before a long file is read.
    if (!options.figure.empty()) {
      check_writable(options.figure, "--figure");
      check_different(options.figure, options.data, "--figure");
    }
  }
  CsvOptions reading = csv_options(options.table);
  reading.doubles = true;
  const Table table = read_csv(options.data, reading);
  check_target(table, options.target);
  if (!options.weights.empty() && !table.has(options.weights)) check_target(table, options.weights);
  for (const std::string& note : table.notes) terminal.note(note);
  const Regression fit =
      ansatz::regress(Dataset{table, options.target}, {.degree = static_cast<int>(options.degree),
                                                       .intercept = !options.no_intercept,
                                                       .ridge = options.ridge,
                                                       .weights = options.weights,
                                                       .threads = static_cast<int>(options.threads)});
  for (const std::string& note : fit.notes) terminal.note(note);
  const bool existed = !options.figure.empty() && std::filesystem::exists(options.figure);
  if (!options.figure.empty()) save_figure(options, table, fit);
  if (options.json)
    write_json(as_json(fit, options));
  else
    write_output(as_text(fit, options));
  if (!options.figure.empty())
    terminal.line(fmt::format("Wrote {}{}: the data, the function, and its bands.", options.figure,
                              existed ? " (replaced)" : ""));
  return 0;
}

}  // namespace

Command regress_command() {
  return {
      .name = "regress",
      .summary = "Fits a linear function with standard errors",
      .details =
          "The coefficients of a line, a plane or a polynomial: the intercept first, then by\n"
          "column, then by power or level. Computed with 32 digits, so that all 15 of a\n"
          "coefficient are right. A category becomes columns of 0 and 1; rows with missing\n"
          "values are left out. t is the estimate / its standard error, p the probability\n"
          "of such a t were the coefficient 0.\n\n"
          "examples:\n"
          "  ansatz regress houses.csv --target price\n"
          "  ansatz regress curve.csv --target y --degree 3 --figure curve.svg\n",
      .add = [](CLI::App& app) -> std::function<int()> {
        auto options = std::make_shared<Options>();
        add_argument(app, "DATA", options->data, "a CSV file whose first line names the columns");
        add_text_once(app, "--target", "COLUMN", options->target, "the column to explain");
        add_integer(app, "--degree", options->degree, {1, 100}, "each numeric column's powers up to this (default 1)");
        add_flag(app, "--no-intercept", options->no_intercept, "the function is 0 where all columns are");
        add_positive(app, "--ridge", options->ridge, "a penalty on the squares of the coefficients");
        add_text(app, "--weights", "COLUMN", options->weights, "how much each row counts");
        add_integer(app, "--threads", options->threads, {1, 1024},
                    "default: all processors; the result is the same for any number");
        add_table_options(app, options->table);
        add_text(app, "--figure", "FILE", options->figure,
                 "draw the data, the function and its bands (SVG; one column)");
        add_flag(app, "--json", options->json, "print one JSON object instead of a table");
        add_flag(app, "--quiet", options->quiet, "say nothing but errors");
        return [options] { return regress(*options); };
      }};
}

}  // namespace ansatz::cli
