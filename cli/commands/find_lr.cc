// ansatz find-lr: a learning rate by trying all of them in one short run.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "ansatz/error.h"
#include "ansatz/formula.h"
#include "ansatz/learning_rates.h"
#include "ansatz/table.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/table_options.h"
#include "cli/target.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string data, target, features, architecture = "tabular", loss, optimizer, out;
  TableOptions table;
  std::int64_t steps = 200, seed = 0, threads = 0;
  bool json = false;
};

int find(const Options& options) {
  Terminal terminal;
  FitOptions how;
  check_network_name(options.architecture);
  if (!options.loss.empty()) {
    how.loss = loss(options.loss);
    how.loss_name = options.loss;
  }
  if (!options.optimizer.empty()) how.optimizer = optimizer(options.optimizer);
  if (!options.features.empty()) parse_expressions(options.features);  // a slip shows before the data are read
  how.features = options.features;
  how.seed = static_cast<std::uint64_t>(options.seed);
  how.threads = static_cast<int>(options.threads);
  const std::filesystem::path figure =
      options.out.empty() ? std::filesystem::path(options.data).stem().string() + "_learning_rates.svg" : options.out;
  check_writable(figure, "--out");
  check_different(figure, options.data, "--out");

  const Dataset data = with_targets(read_csv(options.data, csv_options(options.table)), options.target);
  const LearningRates rates =
      find_learning_rate(options.architecture, data, how, {.steps = static_cast<int>(options.steps)});
  const bool existed = std::filesystem::exists(figure);
  const std::string name = std::filesystem::path(options.data).filename().string();
  save_learning_rates(figure, rates, fmt::format("{}: {}", name, joined(data.targets())));
  if (options.json) {
    const nlohmann::ordered_json object = {{"command", "find-lr"},
                                           {"data", options.data},
                                           {"target", as_json(data.targets())},
                                           {"network", rates.network},
                                           {"optimizer", rates.optimizer},
                                           {"suggested", rates.suggested},
                                           {"lowest_loss", rates.lowest_loss},
                                           {"figure", figure.string()},
                                           {"rates", rates.rates},
                                           {"losses", rates.losses}};
    write_json(object);
    return 0;
  }
  terminal.line(fmt::format("{} with {}, {} of rising rates, {:.0e} to {:.2g}:", rates.network, rates.optimizer,
                            counted(static_cast<std::int64_t>(rates.rates.size()), "step"), rates.rates.front(),
                            rates.rates.back()));
  terminal.line(terminal.bold(fmt::format("  the loss falls fastest at {:.2g}", rates.suggested)));
  terminal.line(fmt::format("  and is lowest at {:.2g}; above that, training goes astray", rates.lowest_loss));
  terminal.line(fmt::format("Wrote {}{}.", figure.string(), existed ? " (replaced)" : ""));
  terminal.line();
  terminal.line("Next:");
  std::vector<std::string> next = {"ansatz", "fit", options.data, "--target", options.target};
  if (options.architecture != "tabular") next.insert(next.end(), {"--arch", options.architecture});
  if (!options.loss.empty()) next.insert(next.end(), {"--loss", options.loss});
  if (!options.optimizer.empty()) next.insert(next.end(), {"--optimizer", options.optimizer});
  next.insert(next.end(), {"--lr", fmt::format("{:.2g}", rates.suggested)});
  terminal.verbatim("  " + command_line(next));
  return 0;
}

}  // namespace

Command find_lr_command() {
  return {.name = "find-lr",
          .summary = "Suggests a learning rate, and draws the loss over all of them",
          .details =
              "One short run, whose rate rises from step to step (the range test of Smith\n"
              "2017): too small a rate changes nothing, too large a one goes astray; in between\n"
              "the loss falls. Where it falls fastest is a good rate to begin with.\n"
              "Writes DATA_learning_rates.svg into this folder.\n\n"
              "example:\n"
              "  ansatz find-lr houses.csv --target price --arch mlp:64,64\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            add_argument(app, "DATA", options->data, "a CSV file whose first line names the columns");
            add_text(app, "--target", "COLUMN", options->target, "the column to predict");
            add_text(app, "--features", "LIST", options->features, "as in fit");
            add_text(app, "--arch", "NAME", options->architecture, "the network, as in fit");
            add_text(app, "--loss", "NAME", options->loss, "as in fit");
            add_text(app, "--optimizer", "NAME", options->optimizer, "as in fit");
            add_integer(app, "--steps", options->steps, {10, 1'000'000}, "batches (default 200)");
            add_integer(app, "--seed", options->seed, {0, INT64_MAX}, "of the split, the start and the shuffling");
            add_integer(app, "--threads", options->threads, {1, 1024}, "default: all processors");
            add_text(app, "--out", "FILE", options->out, "the picture's file");
            add_table_options(app, options->table);
            add_flag(app, "--json", options->json, "print one JSON object");
            return [options] { return find(*options); };
          }};
}

}  // namespace ansatz::cli
