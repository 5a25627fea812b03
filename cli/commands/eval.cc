// ansatz eval: how well a model does on data whose answers are known.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "ansatz/error.h"
#include "ansatz/figure.h"
#include "ansatz/model.h"
#include "ansatz/table.h"
#include "cli/command.h"
#include "cli/confusion.h"
#include "cli/metrics.h"
#include "cli/metrics_table.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/table_options.h"
#include "cli/target.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string model, data, figure, memory;
  bool json = false;
};

int evaluate(const Options& options) {
  Terminal terminal;
  check_order(options.model, options.data, "eval");
  if (!options.figure.empty()) {
    check_writable(options.figure, "--figure");
    check_different(options.figure, options.data, "--figure");
    check_different(options.figure, options.model, "--figure");
  }
  const Model model = Model::load(options.model);
  if (!options.figure.empty() && !model.classifies())
    throw Error(
        fmt::format("--figure draws which classes are mistaken for which, but {} predicts numbers", options.model));
  const Table table = read_csv(options.data, blockwise(model.csv_options(), options.memory));
  std::vector<std::string> notes;
  ConfusionMatrix confusion;
  std::vector<Metrics> each;
  const Metrics metrics = model.evaluate(table, &notes, &confusion, &each);
  notes.insert(notes.begin(), table.notes.begin(), table.notes.end());
  for (const std::string& note : notes) terminal.note(note);
  const bool existed = !options.figure.empty() && std::filesystem::exists(options.figure);
  if (!options.figure.empty())
    save_picture(options.figure, confusion_svg(confusion, fmt::format("{} on {}", model.target(), options.data)));
  const auto tell = [&] {
    if (!options.figure.empty())
      terminal.line(fmt::format("Wrote {}{}.", options.figure, existed ? " (replaced)" : ""));
    return 0;
  };
  if (options.json) {
    nlohmann::ordered_json object = {{"command", "eval"},    {"model", options.model},
                                     {"data", options.data}, {"target", as_json(model.targets())},
                                     {"rows", table.file_rows()}, {"metrics", as_json(metrics)}};
    if (!each.empty()) object["metrics_by_target"] = as_json(model.targets(), each);
    if (model.classifies()) object["confusion"] = as_json(confusion);
    if (!options.figure.empty()) object["figure"] = options.figure;
    object["notes"] = notes;
    write_json(object);
    return tell();
  }
  std::string text = fmt::format("{} on {}: {}\n", joined(model.targets()), options.data, counted(table.file_rows(), "row"));
  if (each.empty())
    for (const auto& [label, value] : readable(metrics)) text += fmt::format("  {}  {:>12}\n", padded(label, 18), value);
  else
    for (const std::string& line : lines_by_target(model.targets(), each, metrics, 80)) text += line + "\n";
  write_output(text + confusion_text(confusion, 80));
  return tell();
}

}  // namespace

Command eval_command() {
  return {.name = "eval",
          .summary = "Scores a model on data that has the target",
          .details =
              "Prints R², MAE and RMSE in the target's own units, or a classifier's accuracy,\n"
              "log loss and confusion matrix, which --figure draws. --json prints one object:\n"
              "  {\"command\": \"eval\", \"model\": …, \"data\": …, \"metrics\": {\"r2\": …, …},\n"
              "   \"confusion\": {\"classes\": […], \"counts\": [[…], …]}, …}\n\n"
              "examples:\n"
              "  ansatz eval houses.onnx test.csv\n"
              "  ansatz eval iris.onnx test.csv --figure confusion.svg\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            add_argument(app, "MODEL", options->model, "a model file that fit wrote (.onnx)");
            add_argument(app, "DATA", options->data, "a CSV file with the model's columns and its target");
            add_text(app, "--figure", "FILE", options->figure, "draw the confusion matrix of classes (SVG, or PNG)");
            add_blockwise_option(app, options->memory);
            add_flag(app, "--json", options->json, "print one JSON object instead of a table");
            return [options] { return evaluate(*options); };
          }};
}

}  // namespace ansatz::cli
