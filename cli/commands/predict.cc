// ansatz predict: a table and what the model says about each of its rows.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <sstream>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/table_options.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "ansatz/model.h"
#include "ansatz/table.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string model, data, out, memory;
  bool quiet = false;
};

/// "predicted_price", or with a number when the data has such a column already.
std::string free_name(const Table& table, const std::vector<std::string>& given, const std::string& wanted) {
  std::string name = wanted;
  for (int i = 2; table.has(name) || std::find(given.begin(), given.end(), name) != given.end(); ++i)
    name = fmt::format("{}_{}", wanted, i);
  return name;
}

/// Of one of several targets, whose values stand side by side.
std::vector<double> values_of(const Predictions& predictions, std::size_t target, std::size_t targets) {
  std::vector<double> values;
  for (std::size_t i = target; i < predictions.values.size(); i += targets) values.push_back(predictions.values[i]);
  return values;
}

int predict(const Options& options) {
  Terminal terminal(options.quiet);
  check_order(options.model, options.data, "predict");
  if (!options.out.empty()) {
    check_writable(options.out, "--out");
    check_different(options.out, options.data, "--out");
    check_different(options.out, options.model, "--out");
  }
  const Model model = Model::load(options.model);
  const Table table = read_csv(options.data, blockwise(model.csv_options(), options.memory));
  std::vector<std::string> names, notes = table.notes;
  for (std::size_t i = 0; i < model.targets().size(); ++i)
    names.push_back(free_name(table, names, "predicted_" + model.targets()[i]));

  const bool replaced = !options.out.empty() && std::filesystem::exists(options.out);
  std::ostringstream text;
  std::optional<CsvWriter> writer;
  if (options.out.empty())
    writer.emplace(text);
  else
    writer.emplace(std::filesystem::path(options.out));
  const auto tell = [&] {
    for (const std::string& note : notes) terminal.note(note);
  };
  for_each_block(table, [&](const Table& rows) {
    const Predictions predictions = model.predict(rows);
    if (!table.sampled()) {
      notes.insert(notes.end(), predictions.notes.begin(), predictions.notes.end());
      tell();
    } else {
      gather_notes(notes, rows.notes);
      gather_notes(notes, predictions.notes);
    }
    Table result = rows;
    for (std::size_t i = 0; i < names.size(); ++i)
      result = result.with(model.classifies() ? categorical_column(names[i], predictions.classes)
                                              : numeric_column(names[i], values_of(predictions, i, names.size())));
    writer->write(result);
    if (options.out.empty()) write_output(text.view());
    text.str("");
  });
  writer->finish();
  if (table.sampled()) tell();
  if (!options.out.empty())
    terminal.line(fmt::format("{} {} with {} and the column{} {}.", replaced ? "Replaced" : "Wrote", options.out,
                              counted(table.file_rows(), "row"), names.size() > 1 ? "s" : "", joined(names)));
  return 0;
}

}  // namespace

Command predict_command() {
  return {.name = "predict",
          .summary = "Predicts the target for every row of a table",
          .details = "Prints the table's columns and predicted_TARGET as CSV. The model needs the\n"
                     "columns that it was fitted on; their order does not matter, and others are\n"
                     "kept as they are.\n\n"
                     "examples:\n"
                     "  ansatz predict houses.onnx new.csv\n"
                     "  ansatz predict houses.onnx new.csv --out prices.csv\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            add_argument(app, "MODEL", options->model, "a model file that fit wrote (.onnx)");
            add_argument(app, "DATA", options->data, "a CSV file whose first line names the columns");
            add_text(app, "--out", "FILE", options->out, "write the CSV to this file instead of printing it");
            add_blockwise_option(app, options->memory);
            add_flag(app, "--quiet", options->quiet, "say nothing but errors");
            return [options] { return predict(*options); };
          }};
}

}  // namespace ansatz::cli
