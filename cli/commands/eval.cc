// ansatz eval: how well a model does on data whose answers are known.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/metrics.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "ansatz/model.h"
#include "ansatz/table.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string model, data;
  bool json = false;
};

int evaluate(const Options& options) {
  Terminal terminal;
  check_order(options.model, options.data, "eval");
  const Model model = Model::load(options.model);
  const Table table = read_csv(options.data, model.csv_options());
  std::vector<std::string> notes;
  const Metrics metrics = model.evaluate(table, &notes);
  notes.insert(notes.begin(), table.notes.begin(), table.notes.end());
  for (const std::string& note : notes) terminal.note(note);
  if (options.json) {
    const nlohmann::ordered_json object = {{"command", "eval"},      {"model", options.model}, {"data", options.data},
                                           {"target", model.target()}, {"rows", table.rows()},   {"metrics", as_json(metrics)},
                                           {"notes", notes}};
    write_json(object);
    return 0;
  }
  std::string text = fmt::format("{} on {}: {}\n", model.target(), options.data, counted(table.rows(), "row"));
  for (const auto& [label, value] : readable(metrics))
    text += fmt::format("  {}  {:>12}\n", padded(label, 18), value);
  write_output(text);
  return 0;
}

}  // namespace

Command eval_command() {
  return {.name = "eval",
          .summary = "Scores a model on data that has the target",
          .details = "Prints R², MAE and RMSE in the target's own units, or the accuracy and the log\n"
                     "loss of a classifier. --json prints one object:\n"
                     "  {\"command\": \"eval\", \"model\": …, \"data\": …, \"metrics\": {\"r2\": …, …}}\n\n"
                     "example:\n"
                     "  ansatz eval houses.onnx test.csv\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            add_argument(app, "MODEL", options->model, "a model file that fit wrote (.onnx)");
            add_argument(app, "DATA", options->data, "a CSV file with the model's columns and its target");
            add_flag(app, "--json", options->json, "print one JSON object instead of a table");
            return [options] { return evaluate(*options); };
          }};
}

}  // namespace ansatz::cli
