// ansatz runs: what was fitted before.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "ansatz/chart.h"
#include "ansatz/error.h"
#include "ansatz/figure.h"
#include "ansatz/runs.h"
#include "ansatz/table.h"
#include "cli/command.h"
#include "cli/metrics.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::vector<std::string> words;
  std::string out;
  std::int64_t limit = 20;
  bool json = false, trials = false;
};

/// At most so many columns, the end cut off, filled with blanks.
std::string cell(const std::string& text, int width) {
  std::string result;
  int columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && columns == width - 1 && columns_of(text) > width) return result + "…";
    result += text[i] < ' ' && text[i] >= 0 ? ' ' : text[i];
    columns += begins;
  }
  return result + std::string(std::max(0, width - columns), ' ');
}

std::string without_end(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string result_of(const Run& run) {
  return run.metric.empty() || !std::isfinite(run.best) ? ""
                                                        : metric_label(run.metric) + " " + metric_text(run.metric, run.best);
}

std::string data_of(const Run& run) { return std::filesystem::path(run.data).filename().string() + ": " + run.target; }

Json as_json(const Run& run, bool in_full) {
  Json json = {{"id", run.id},
               {"started", run.started},
               {"state", run.state},
               {"command", run.command},
               {"folder", run.folder},
               {"data", run.data},
               {"target", run.target},
               {"model", run.model},
               {"architecture", run.architecture},
               {"metric", run.metric},
               {"best", std::isfinite(run.best) ? Json(run.best) : Json()},
               {"epochs", run.epochs},
               {"seconds", run.seconds},
               {"metrics", ansatz::cli::as_json(run.test)},
               {"message", run.message},
               {"search", run.search > 0 ? Json(run.search) : Json()}};
  if (in_full) {
    json["inferred"] = run.inferred;
    json["history"] = Json::array();
    for (const Progress& each : run.history)
      json["history"].push_back({{"epoch", each.epoch}, {"training_loss", each.training_loss}, {"validation", each.validation}});
  }
  return json;
}

RunStore opened() {
  const std::filesystem::path place = RunStore::usual_place();
  if (place.empty()) throw Error("runs are not recorded: ANSATZ_RUNS is off, or there is no home folder");
  return RunStore(place);
}

int list(const RunStore& store, const Options& options) {
  const std::vector<Run> runs = store.list(options.limit, options.trials);
  if (options.json) {
    // Each run's text by itself: a tree of thousands takes longer to build than to write.
    std::string all;
    for (const Run& run : runs) all += (all.empty() ? "" : ",") + json_text(as_json(run, false));
    write_output(R"({"command":"runs","runs":[)" + all + "]}\n");
    return 0;
  }
  if (runs.empty()) {
    write_output("No runs yet: `ansatz fit` records them.\n");
    return 0;
  }
  std::string text = fmt::format("{:>5}  {:<16}  {:<11}  {}  {}\n", "id", "started (UTC)", "state", cell("data: target", 24), "best in validation");
  for (const Run& run : runs)
    text += without_end(fmt::format("{:>5}  {}  {}  {}  {}", run.id, run.started.substr(0, 16), cell(run.state, 11),
                                    cell(run.search > 0 ? "trial: " + run.architecture : data_of(run), 24), cell(result_of(run), 16))) + "\n";
  if (const std::int64_t count = store.count(options.trials); count > static_cast<std::int64_t>(runs.size()))
    text += fmt::format("… {} more: --limit {}\n", counted(count - static_cast<std::int64_t>(runs.size()), "run"), count);
  if (const std::int64_t hidden = options.trials ? 0 : store.count(true) - store.count(); hidden > 0)
    text += fmt::format("… and {} of searches: --trials\n", counted(hidden, "trial"));
  write_output(text);
  return 0;
}

std::int64_t id_of(const std::string& word) {
  std::int64_t id = 0;
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), id);
  if (error != std::errc() || stop != word.data() + word.size() || id < 1)
    throw Error(fmt::format("\"{}\" is no run's number; ansatz runs lists them", word));
  return id;
}

Run found(const RunStore& store, const std::string& word) {
  std::optional<Run> run = store.get(id_of(word));
  if (!run) throw Error(fmt::format("there is no run {}; ansatz runs lists them", word));
  return std::move(*run);
}

/// What is told of a run: names and values.
std::vector<std::pair<std::string, std::string>> facts(const Run& run) {
  std::vector<std::pair<std::string, std::string>> all = {
      {"started", run.started},
      {"state", run.state},
      {"data", data_of(run)},
      {"network", run.architecture},
      {"epochs", std::to_string(run.epochs)},
      {"best", result_of(run)},
      {"time", duration(run.seconds)}};
  for (const auto& [label, value] : readable(run.test)) all.emplace_back("test " + label, value);
  return all;
}

int show(const RunStore& store, const Options& options) {
  const Run run = found(store, options.words.at(1));
  if (options.json) {
    write_json(as_json(run, true));
    return 0;
  }
  std::string text = fmt::format("run {}\n", run.id);
  const auto line = [&](const std::string& name, const std::string& value) {
    const std::vector<std::string> lines = wrapped("  " + cell(name, 15) + value, 80, 17);
    for (const std::string& each : lines) text += each + "\n";
  };
  for (const auto& [name, value] : facts(run)) line(name, value);
  line("model", run.model);
  line("folder", run.folder);
  line("command", run.command);
  if (!run.message.empty()) line("message", run.message);
  text += "  inferred\n";
  for (const std::string& each : run.inferred)
    for (const std::string& part : wrapped("    " + each, 80, 6)) text += part + "\n";
  write_output(text);
  return 0;
}

Chart comparison(const std::vector<Run>& runs) {
  Chart chart{.title = "Runs", .columns = 2, .panel_width = 420, .panel_height = 320};
  ChartPanel losses{.title = "training loss", .x_label = "epoch"}, metrics{.title = "validation", .x_label = "epoch"};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    ChartSeries loss{.color = static_cast<int>(i)}, metric{.color = static_cast<int>(i)};
    for (const Progress& each : runs[i].history) {
      loss.x.push_back(each.epoch);
      loss.y.push_back(each.training_loss);
      metric.x.push_back(each.epoch);
      metric.y.push_back(each.validation);
    }
    losses.series.push_back(loss);
    metrics.series.push_back(metric);
    chart.legend.push_back({fmt::format("{}: {}", runs[i].id, runs[i].architecture), static_cast<int>(i), Mark::line});
    metrics.y_label = i == 0 || metrics.y_label == metric_label(runs[i].metric) ? metric_label(runs[i].metric) : "metric";
  }
  chart.panels = {losses, metrics};
  return chart;
}

int compare(const RunStore& store, const Options& options) {
  std::vector<Run> runs;
  std::string name = "runs";
  for (std::size_t i = 1; i < options.words.size(); ++i) {
    runs.push_back(found(store, options.words[i]));
    name += fmt::format("_{}", runs.back().id);
  }
  if (runs.size() < 2 || runs.size() > 5) throw Error("ansatz runs compare wants two to five runs, such as: ansatz runs compare 12 15");
  if (options.json) {
    Json all = Json::array();
    for (const Run& run : runs) all.push_back(as_json(run, true));
    write_json({{"command", "runs compare"}, {"runs", all}});
    return 0;
  }
  const std::filesystem::path path = options.out.empty() ? name + ".svg" : options.out;
  check_writable(path, "--out");
  const int width = (80 - 15) / static_cast<int>(runs.size()) - 2;
  std::string text = cell("run", 15);
  for (const Run& run : runs) text += cell(std::to_string(run.id), width) + "  ";
  text = without_end(text) + "\n";
  std::vector<std::string> names;
  for (const Run& run : runs)
    for (const auto& [fact, value] : facts(run))
      if (std::find(names.begin(), names.end(), fact) == names.end()) names.push_back(fact);
  for (const std::string& fact : names) {
    std::string row = cell(fact, 15);
    for (const Run& run : runs) {
      std::string value;
      for (const auto& [each, its] : facts(run))
        if (each == fact) value = its;
      row += cell(value, width) + "  ";
    }
    text += without_end(row) + "\n";
  }
  write_output(text);
  save_picture(path, comparison(runs));
  Terminal().line(fmt::format("Wrote the curves to {}.", path.string()));
  return 0;
}

int remove(RunStore& store, const Options& options) {
  if (options.words.size() < 2) throw Error("ansatz runs delete wants the numbers of runs, such as: ansatz runs delete 12");
  std::vector<std::int64_t> ids;
  for (std::size_t i = 1; i < options.words.size(); ++i) ids.push_back(found(store, options.words[i]).id);
  for (const std::int64_t id : ids) store.remove(id);
  Terminal().line(fmt::format("Deleted {}.", counted(static_cast<std::int64_t>(ids.size()), "run")));
  return 0;
}

int runs(const Options& options) {
  const std::string action = options.words.empty() ? "list" : options.words[0];
  const std::vector<std::string> actions = {"list", "show", "compare", "delete"};
  if (std::find(actions.begin(), actions.end(), action) == actions.end()) {
    const std::string nearest = nearest_name(action, actions);
    throw Error(fmt::format("runs: unknown action \"{}\"; {}", action,
                            nearest.empty() ? "there are list, show, compare, delete" : fmt::format("did you mean {}?", nearest)));
  }
  if (action == "show" && options.words.size() != 2) throw Error("ansatz runs show wants one run's number, such as: ansatz runs show 12");
  RunStore store = opened();
  if (action == "show") return show(store, options);
  if (action == "compare") return compare(store, options);
  if (action == "delete") return remove(store, options);
  return list(store, options);
}

}  // namespace

Command runs_command() {
  return {.name = "runs",
          .summary = "Lists and compares what was fitted before",
          .details = "Every fit is recorded in ~/.local/share/ansatz/runs.db (SQLite); ANSATZ_RUNS names\n"
                     "another file, ANSATZ_RUNS=off records nothing.\n\n"
                     "examples:\n"
                     "  ansatz runs                  # the newest first\n"
                     "  ansatz runs show 12\n"
                     "  ansatz runs compare 12 15    # a table, and the curves in runs_12_15.svg\n"
                     "  ansatz runs delete 12\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("ACTION", options->words, "list (default), show ID, compare ID ID, or delete ID")->type_name("");
            add_integer(app, "--limit", options->limit, {1, 1'000'000'000}, "list so many (default 20)");
            add_flag(app, "--trials", options->trials, "list the trials of searches, too");
            add_text(app, "--out", "FILE", options->out, "the picture of compare");
            add_flag(app, "--json", options->json, "print one JSON object instead");
            return [options] { return runs(*options); };
          }};
}

}  // namespace ansatz::cli
