#include "cli/formula_fit.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "ansatz/chart.h"
#include "ansatz/error.h"
#include "ansatz/figure.h"
#include "ansatz/formula_fit.h"
#include "ansatz/run.h"
#include "cli/fit_output.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

std::map<std::string, double> start_of(const std::string& text) {
  std::map<std::string, double> start;
  if (text.empty()) return start;
  for (const std::string& part : names_in("--start", text)) {
    const std::size_t sign = part.find('=');
    std::string name = part.substr(0, sign);
    while (!name.empty() && name.back() == ' ') name.pop_back();
    const double value = sign == std::string::npos ? NAN : parse_number(part.substr(sign + 1));
    if (name.empty() || std::isnan(value))
      throw Error(
          fmt::format("--start wants NAME=NUMBER, with commas between, such as \"a=1,b=0.5\"; \"{}\" is none", part));
    if (!start.emplace(name, value).second) throw Error(fmt::format("--start names \"{}\" twice", name));
  }
  return start;
}

/// Throws for what only networks know.
void check_options(const FormulaOptions& options, const CLI::App& app) {
  if (options.formula.empty()) throw Error("--start and --figure belong to a formula; name one with --formula");
  const std::vector<std::string> known = {"--formula",   "--start",   "--figure",      "--seed", "--json", "--quiet",
                                          "--delimiter", "--numeric", "--categorical", "--date", "--text", "--ignore"};
  for (const CLI::Option* option : app.get_options())
    if (option->count() > 0 && !option->get_positional() &&
        std::find(known.begin(), known.end(), "--" + option->get_lnames().at(0)) == known.end())
      throw Error(fmt::format("--{} means nothing to a formula, which has no network; leave it out",
                              option->get_lnames().at(0)));
}

std::string part_of(const Formula& formula, const Expression& side) {
  return formula.text.substr(side.begin, side.end - side.begin);
}

std::string as_text(const FormulaFit& fit, const FormulaTask& task) {
  int longest = 11;
  for (const FittedParameter& p : fit.parameters) longest = std::max(longest, columns_of(p.name));
  longest = std::min(longest, 24);
  const auto label = [&](const std::string& name) { return padded(shortened(name, longest), longest); };
  std::string text = fmt::format("{} on {}: {}\n\n", one_line(fit.formula.text), task.data, counted(fit.rows, "row"));
  text += fmt::format("  {}  {:>15}  {:>14}  {:>12}\n", label("parameter"), "estimate", "standard error", "started at");
  for (const FittedParameter& p : fit.parameters)
    text += fmt::format("  {}  {:>15}  {:>14}  {:>12}\n", label(p.name), number_or_blank(p.estimate, "{:.9g}"),
                        number_or_blank(p.standard_error, "{:.6g}"), number_or_blank(p.start, "{:.5g}"));
  text += fmt::format("\n  R² {}   residual sum of squares {}   residual deviation {}\n",
                      number_or_blank(fit.r_squared, "{:.6g}"), number_or_blank(fit.sum_of_squares, "{:.6g}"),
                      number_or_blank(fit.residual_standard_deviation, "{:.6g}"));
  const std::size_t n = fit.parameters.size();
  constexpr std::size_t most = 7;  // columns that fit into a line
  if (n < 2 || n > most || fit.correlation.empty()) return text;
  text += fmt::format("\n  {}", label("correlation"));
  for (std::size_t j = 0; j + 1 < n; ++j) text += fmt::format("  {:>6}", shortened(fit.parameters[j].name, 6));
  text += "\n";
  for (std::size_t i = 1; i < n; ++i) {
    text += "  " + label(fit.parameters[i].name);
    for (std::size_t j = 0; j < i; ++j) text += fmt::format("  {:>6.3f}", fit.correlation[i * n + j]);
    text += "\n";
  }
  return text;
}

nlohmann::ordered_json as_json(const FormulaFit& fit, const FormulaOptions& options, const FormulaTask& task) {
  nlohmann::ordered_json parameters = nlohmann::ordered_json::array(), correlation = nlohmann::ordered_json::array();
  for (const FittedParameter& p : fit.parameters)
    parameters.push_back({{"name", p.name},
                          {"estimate", p.estimate},
                          {"standard_error", json_number(p.standard_error)},
                          {"start", p.start}});
  const std::size_t n = fit.parameters.size();
  for (std::size_t i = 0; i < n && !fit.correlation.empty(); ++i) {
    nlohmann::ordered_json row = nlohmann::ordered_json::array();
    for (std::size_t j = 0; j < n; ++j) row.push_back(json_number(fit.correlation[i * n + j]));
    correlation.push_back(std::move(row));
  }
  return {{"command", "fit"},
          {"data", task.data},
          {"formula", fit.formula.text},
          {"rows", fit.rows},
          {"parameters", parameters},
          {"correlation", correlation},
          {"residual_sum_of_squares", json_number(fit.sum_of_squares)},
          {"residual_standard_deviation", json_number(fit.residual_standard_deviation)},
          {"degrees_of_freedom", fit.degrees_of_freedom},
          {"r_squared", json_number(fit.r_squared)},
          {"converged", fit.converged},
          {"iterations", fit.iterations},
          {"figure", options.figure.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(options.figure)},
          {"notes", fit.notes}};
}

Array numbers(const Table& table, const std::string& name) {
  const std::vector<double> values = table.column(name).numbers.to_vector();
  return Array(values, {static_cast<std::int64_t>(values.size())});
}

/// The left side over the one column of the right side, and the fitted curve.
void save_figure(const std::string& path, const Table& table, const FormulaFit& fit, const FormulaTask& task) {
  std::vector<std::string> inputs;
  for (const std::string& name : names_in(fit.formula.right))
    if (table.has(name)) inputs.push_back(name);
  if (inputs.size() != 1)
    throw Error(
        fmt::format("--figure draws a function of one column; the right side of the formula reads {}", inputs.size()));
  const std::string& input = inputs[0];
  const std::vector<double> x = table.column(input).numbers.to_vector(),
                            y = to_vector<double>(evaluate(
                                fit.formula.left, [&](const std::string&name) { return numbers(table, name); }));
  const auto [places, axis] = curve_places(x);
  const std::vector<double> curve = fit.predict(Table({numeric_column(input, places)}));
  save_picture(path, chart_svg({.title = fit.formula.text,
                                .notes = {fmt::format("{}, {}", std::filesystem::path(task.data).filename().string(),
                                                      counted(fit.rows, "row"))},
                                .legend = {{"data", 3, Mark::points}, {"the fitted formula", 1, Mark::line}},
                                .panels = {{.x_label = input,
                                            .y_label = part_of(fit.formula, fit.formula.left),
                                            .series = {{places, curve, 1}, {x, y, 3, Mark::points}},
                                            .x_range = axis}},
                                .columns = 1,
                                .panel_width = 640,
                                .panel_height = 420}));
}

}  // namespace

void add_formula_options(CLI::App& app, FormulaOptions& options) {
  const std::string group = "a formula instead of a network";
  add_text_once(app, "--formula", "TEXT", options.formula,
                "\"y ~ a*exp(-b*x) + c\": names that are no columns are fitted");
  add_text_once(app, "--start", "LIST", options.start, "where parameters start: \"a=1,b=0.5\"; the others are guessed");
  add_text(app, "--figure", "FILE", options.figure, "draw the data and the fitted formula (SVG; one column)");
  for (const char* name : {"--formula", "--start", "--figure"}) app.get_option(name)->group(group);
}

bool is_given(const FormulaOptions& options) {
  return !options.formula.empty() || !options.start.empty() || !options.figure.empty();
}

int fit_formula(const FormulaOptions& options, const CLI::App& app, const FormulaTask& task) {
  Terminal terminal(task.quiet);
  check_options(options, app);
  (void)parse_formula(options.formula);  // a mistake there is told before a long file is read
  const std::map<std::string, double> start = start_of(options.start);
  if (!options.figure.empty()) {
    check_writable(options.figure, "--figure");
    check_different(options.figure, task.data, "--figure");
  }
  CsvOptions reading = csv_options(task.table);
  reading.doubles = true;
  const Table table = read_csv(task.data, reading);
  for (const std::string& note : table.notes) terminal.note(note);
  const FormulaFit fit =
      ansatz::fit_formula(table, options.formula, {.start = start, .seed = static_cast<std::uint64_t>(task.seed)});
  for (const std::string& note : fit.notes) terminal.note(note);
  const bool existed = !options.figure.empty() && std::filesystem::exists(options.figure);
  if (!options.figure.empty()) save_figure(options.figure, table, fit, task);
  if (task.json)
    write_json(as_json(fit, options, task));
  else
    write_output(as_text(fit, task));
  if (!options.figure.empty())
    terminal.line(
        fmt::format("Wrote {}{}: the data and the fitted formula.", options.figure, existed ? " (replaced)" : ""));
  return 0;
}

}  // namespace ansatz::cli
