// ansatz regress: a linear function of a table's columns, with standard errors and bands.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "ansatz/chart.h"
#include "ansatz/elastic_net.h"
#include "ansatz/error.h"
#include "ansatz/figure.h"
#include "ansatz/logistic_regression.h"
#include "ansatz/regression.h"
#include "ansatz/table.h"
#include "cli/command.h"
#include "cli/fit_output.h"
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
  double ridge = 0, lasso = 0, l1_share = 1;
  TableOptions table;
  bool no_intercept = false, logistic = false, json = false, quiet = false;
};

std::string p_text(double p) {
  if (std::isnan(p)) return "";
  return p < 1e-16 ? "< 1e-16" : p < 1e-4 ? fmt::format("{:.1e}", p) : fmt::format("{:.4f}", p);
}

std::string coefficient_table(const std::vector<Coefficient>& coefficients, bool errors, const char* statistic) {
  int longest = 11;
  for (const Coefficient& c : coefficients) longest = std::max(longest, columns_of(one_line(c.name)));
  longest = std::min(longest, 28);
  std::string text = fmt::format("  {}  {:>14}", padded("coefficient", longest), "estimate");
  if (errors) text += fmt::format("  {:>14}  {:>8}  {:>7}", "standard error", statistic, "p");
  text += "\n";
  for (const Coefficient& c : coefficients) {
    text += fmt::format("  {}  {:>14}", padded(shortened(one_line(c.name), longest), longest),
                        number_or_blank(c.estimate, "{:.8g}"));
    if (errors)
      text += fmt::format("  {:>14}  {:>8}  {:>7}", number_or_blank(c.standard_error), number_or_blank(c.t, "{:.4g}"),
                          p_text(c.p));
    text += "\n";
  }
  return text;
}

std::string as_text(const Regression& fit, const Options& options) {
  const bool errors = !fit.covariance.empty();
  std::string text = fmt::format("{} on {}: {}\n\n", fit.target, options.data, counted(fit.rows, "row"));
  text += coefficient_table(fit.coefficients, errors, "t");
  std::string summary;
  const auto add = [&](const char* label, double value, const char* format) {
    if (!std::isnan(value)) summary += fmt::format("   {} {}", label, number_or_blank(value, format));
  };
  add("R²", fit.r_squared, "{:.6g}");
  if (errors) {
    add("adjusted", fit.adjusted_r_squared, "{:.6g}");
    add("residual deviation", fit.residual_standard_deviation, "{:.6g}");
    add("F", fit.f, "{:.4g}");
    if (!std::isnan(fit.f)) summary += fmt::format(" (p {})", p_text(fit.f_p));
  }
  return text + "\n" + (summary.empty() ? "" : summary.substr(1) + "\n");
}

nlohmann::ordered_json as_json(const Regression& fit, const Options& options) {
  nlohmann::ordered_json coefficients = nlohmann::ordered_json::array();
  for (const Coefficient& c : fit.coefficients)
    coefficients.push_back({{"name", c.name},
                            {"estimate", json_number(c.estimate)},
                            {"standard_error", json_number(c.standard_error)},
                            {"t", json_number(c.t)},
                            {"p", json_number(c.p)}});
  return {{"command", "regress"},
          {"data", options.data},
          {"target", fit.target},
          {"rows", fit.rows},
          {"coefficients", coefficients},
          {"r_squared", json_number(fit.r_squared)},
          {"adjusted_r_squared", json_number(fit.adjusted_r_squared)},
          {"residual_standard_deviation", json_number(fit.residual_standard_deviation)},
          {"residual_sum_of_squares", json_number(fit.sum_of_squares)},
          {"degrees_of_freedom", fit.degrees_of_freedom},
          {"f", json_number(fit.f)},
          {"f_p", json_number(fit.f_p)},
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
  const auto [places, axis] = curve_places(x);
  const std::vector<RegressionBand> bands = fit.bands(Table({numeric_column(name, places)}));
  const auto curve = [&](double RegressionBand::*value) {
    std::vector<double> values;
    for (const RegressionBand& band : bands) values.push_back(band.*value);
    return values;
  };
  ChartPanel panel = {.x_label = name, .y_label = options.target, .x_range = axis};
  Chart chart = {
      .title = fmt::format("{}: {}", std::filesystem::path(options.data).filename().string(), options.target),
      .legend = {{"data", 3, Mark::points}},
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
  panel.series.push_back({x, y, 3, Mark::points});
  chart.legend.push_back({options.degree == 1 ? "the line" : fmt::format("degree {}", options.degree), 1, Mark::line});
  chart.panels = {panel};
  save_picture(options.figure, chart_svg(chart));
}

/// The lasso's coefficients, without errors.
Regression lasso(const Options& options, const Table& table) {
  const ElasticNetPath path = elastic_net({table, options.target}, {.l1_share = options.l1_share,
                                                                    .intercept = !options.no_intercept,
                                                                    .penalties = {options.lasso},
                                                                    .tolerance = 1e-12,
                                                                    .threads = static_cast<int>(options.threads)});
  const ElasticNetFit& best = path.fits.at(0);
  Regression fit;
  fit.target = options.target;
  if (!options.no_intercept) fit.coefficients.push_back({"(intercept)", best.intercept, NAN, NAN, NAN});
  for (std::size_t j = 0; j < path.names.size(); ++j)
    fit.coefficients.push_back({path.names[j], best.coefficients[j], NAN, NAN, NAN});
  fit.rows = path.rows;
  fit.r_squared = best.r_squared;
  fit.adjusted_r_squared = fit.f = fit.f_p = fit.residual_standard_deviation = fit.sum_of_squares = NAN;
  fit.degrees_of_freedom =
      path.rows - (options.no_intercept ? 0 : 1) -
      std::count_if(best.coefficients.begin(), best.coefficients.end(), [](double b) { return b != 0; });
  fit.notes = path.notes;
  if (!best.converged) fit.notes.push_back("the descent has not converged; the coefficients are near the minimum");
  return fit;
}

/// The log odds of one class.
int logistic(const Options& options, const Table& table, Terminal& terminal) {
  const LogisticRegression fit = logistic_regress(
      {table, options.target},
      {.intercept = !options.no_intercept, .ridge = options.ridge, .threads = static_cast<int>(options.threads)});
  for (const std::string& note : fit.notes) terminal.note(note);
  if (options.json) {
    nlohmann::ordered_json coefficients = nlohmann::ordered_json::array();
    for (const Coefficient& c : fit.coefficients)
      coefficients.push_back({{"name", c.name},
                              {"estimate", c.estimate},
                              {"standard_error", json_number(c.standard_error)},
                              {"z", json_number(c.t)},
                              {"p", json_number(c.p)}});
    write_json({{"command", "regress"},
                {"data", options.data},
                {"target", fit.target},
                {"event", fit.event},
                {"rows", fit.rows},
                {"coefficients", coefficients},
                {"log_likelihood", fit.log_likelihood},
                {"null_log_likelihood", fit.null_log_likelihood},
                {"pseudo_r_squared", fit.pseudo_r_squared},
                {"notes", fit.notes}});
    return 0;
  }
  std::string text =
      fmt::format("log odds of {} = {} on {}: {}\n\n", fit.target, fit.event, options.data, counted(fit.rows, "row"));
  text += coefficient_table(fit.coefficients, options.ridge == 0, "z");
  text += fmt::format("\n  log likelihood {:.6g}   without columns {:.6g}   pseudo R² {:.4g}\n", fit.log_likelihood,
                      fit.null_log_likelihood, fit.pseudo_r_squared);
  write_output(text);
  return 0;
}

/// Throws for options that don't go together.
void check_together(const Options& options) {
  const auto exclude = [](bool one, const char* name, bool other, const char* other_name) {
    if (one && other) throw Error(fmt::format("{} and {} don't go together; leave one out", name, other_name));
  };
  exclude(options.lasso > 0, "--lasso", options.ridge > 0, "--ridge");
  exclude(options.lasso > 0, "--lasso", options.degree > 1, "--degree");
  exclude(options.lasso > 0, "--lasso", !options.weights.empty(), "--weights");
  exclude(options.lasso > 0, "--lasso", !options.figure.empty(), "--figure");
  exclude(options.lasso > 0, "--lasso", options.logistic, "--logistic");
  exclude(options.logistic, "--logistic", options.degree > 1, "--degree");
  exclude(options.logistic, "--logistic", !options.weights.empty(), "--weights");
  exclude(options.logistic, "--logistic", !options.figure.empty(), "--figure");
  if (options.l1_share != 1 && options.lasso == 0)
    throw Error("--l1-share is the lasso's share of the penalty; name that with --lasso");
}

int regress(const Options& options) {
  Terminal terminal(options.quiet);
  check_together(options);
  if (!options.figure.empty()) {
    check_writable(options.figure, "--figure");
    check_different(options.figure, options.data, "--figure");
  }
  CsvOptions reading = csv_options(options.table);
  reading.doubles = true;
  const Table table = read_csv(options.data, reading);
  check_target(table, options.target);
  if (!options.weights.empty() && !table.has(options.weights)) check_target(table, options.weights);
  for (const std::string& note : table.notes) terminal.note(note);
  if (options.logistic) return logistic(options, table, terminal);
  const Regression fit = options.lasso > 0 ? lasso(options, table)
                                           : ansatz::regress(Dataset{table, options.target},
                                                             {.degree = static_cast<int>(options.degree),
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
          "of such a t were the coefficient 0. With --logistic z is like t.\n\n"
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
        add_positive(app, "--lasso", options->lasso, "a penalty on their sizes, scikit-learn's alpha: some become 0");
        add_share(app, "--l1-share", options->l1_share, 0.5, "of --lasso; the rest is on the squares (elastic net)");
        add_flag(app, "--logistic", options->logistic, "the target has two values: fit the log odds of one");
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
