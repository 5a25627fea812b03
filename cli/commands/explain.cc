// ansatz explain: which columns a model goes by, and how.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "ansatz/error.h"
#include "ansatz/explain.h"
#include "ansatz/model.h"
#include "ansatz/table.h"
#include "cli/bars.h"
#include "cli/command.h"
#include "cli/metrics.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/target.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string model, data, out;
  std::int64_t shuffles = 5, seed = 0;
  bool json = false, quiet = false;
};

std::string importance_text(double value) { return fmt::format("{:.4f}", std::fabs(value) < 5e-5 ? 0.0 : value); }

/// The table for people: a line a column, with a bar.
std::string as_text(const Importances& found, const Options& options, const Model& model, std::int64_t rows) {
  constexpr int most_name = 28, bar_width = 26;
  int longest = 6;
  for (const Importance& each : found.columns) longest = std::max(longest, columns_of(one_line(each.column)));
  longest = std::min(longest, most_name);
  const double largest = found.columns.empty() ? 0 : std::max(found.columns[0].mean, 1e-9);
  std::string text = fmt::format("{} on {}: {} {} ({})\n", joined(model.targets()), options.data, metric_label(found.metric),
                                 metric_text(found.metric, found.score), counted(rows, "row"));
  text += fmt::format("What {} loses when a column is shuffled (mean ± deviation of {}):\n", metric_label(found.metric),
                      counted(options.shuffles, "shuffle"));
  for (const Importance& each : found.columns) {
    const std::string name = shortened(one_line(each.column), longest);
    text +=
        fmt::format("  {}  {:>7} ± {}  {}\n", padded(name, longest),
                    importance_text(each.mean), importance_text(each.deviation), bar(each.mean / largest, bar_width));
  }
  return text;
}

nlohmann::ordered_json json_of(const Importances& found, const std::vector<Dependence>& dependences,
                               const std::string& figure, const Options& options, const Model& model,
                               std::int64_t rows) {
  nlohmann::ordered_json importances = nlohmann::ordered_json::array(), curves = nlohmann::ordered_json::array();
  for (const Importance& each : found.columns)
    importances.push_back(
        {{"column", each.column}, {"mean", each.mean}, {"deviation", each.deviation}, {"drops", each.drops}});
  for (const Dependence& each : dependences) {
    nlohmann::ordered_json curve = {{"column", each.column}, {"kind", kind_name(each.kind)}};
    if (each.levels.empty())
      curve["places"] = each.places;
    else
      curve["places"] = each.levels;
    if (const auto& names = model.classifies() ? model.class_names() : model.targets(); names.size() > 1) {
      for (std::size_t c = 0; c < each.means.size(); ++c) curve["means"][names[c]] = each.means[c];
    } else {
      curve["means"] = each.means[0];
    }
    curves.push_back(std::move(curve));
  }
  return {{"command", "explain"}, {"model", options.model},     {"data", options.data},  {"target", as_json(model.targets())},
          {"rows", rows},         {"metric", found.metric},     {"score", found.score},  {"shuffles", options.shuffles},
          {"seed", options.seed}, {"importances", importances}, {"dependences", curves}, {"figure", figure}};
}

int explain(const Options& options) {
  Terminal terminal(options.quiet);
  check_order(options.model, options.data, "explain");
  const std::string figure =
      options.out.empty() ? std::filesystem::path(options.model).stem().string() + "_explained.svg" : options.out;
  check_writable(figure, "--out");
  check_different(figure, options.data, "--out");
  check_different(figure, options.model, "--out");
  const Model model = Model::load(options.model);
  const Table table = read_csv(options.data, model.csv_options());
  for (const std::string& note : table.notes) terminal.note(note);
  const Importances found = permutation_importance(
      model, table, {.shuffles = static_cast<int>(options.shuffles), .seed = static_cast<std::uint64_t>(options.seed)});
  std::vector<Dependence> dependences;
  std::vector<std::string> titles;
  for (const Importance& each : found.columns) {
    dependences.push_back(
        partial_dependence(model, table, each.column, {.seed = static_cast<std::uint64_t>(options.seed)}));
    titles.push_back(fmt::format("{}  ({})", shortened(one_line(each.column), 26), importance_text(each.mean)));
  }
  const bool existed = std::filesystem::exists(figure);
  save_dependence_figure(figure, model, dependences, titles);
  if (options.json)
    write_json(json_of(found, dependences, figure, options, model, table.rows()));
  else
    write_output(as_text(found, options, model, table.rows()));
  terminal.line(
      fmt::format("Wrote {}{}: how the prediction changes with each column.", figure, existed ? " (replaced)" : ""), 2);
  return 0;
}

}  // namespace

Command explain_command() {
  return {.name = "explain",
          .summary = "Shows which columns a model goes by, and how",
          .details =
              "Prints permutation importance: each column's values are dealt to other rows, and\n"
              "the score (R², or the accuracy) falls by what the model had from the column.\n"
              "Columns that say the same share their importance. Draws partial dependence: the\n"
              "mean prediction when a column has the same value in all rows. Take data that\n"
              "the model was not fitted on.\n\n"
              "example:\n"
              "  ansatz explain houses.onnx test.csv   # writes houses_explained.svg\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            add_argument(app, "MODEL", options->model, "a model file that fit wrote (.onnx)");
            add_argument(app, "DATA", options->data, "a CSV file with the model's columns and its target");
            add_integer(app, "--shuffles", options->shuffles, {1, 1000}, "of each column (default 5)");
            add_integer(app, "--seed", options->seed, {0, INT64_MAX}, "of the shuffles (default 0)");
            add_text(app, "--out", "FILE", options->out, "the picture (SVG)");
            add_flag(app, "--json", options->json, "print one JSON object instead of a table");
            add_flag(app, "--quiet", options->quiet, "say nothing but errors");
            return [options] { return explain(*options); };
          }};
}

}  // namespace ansatz::cli
