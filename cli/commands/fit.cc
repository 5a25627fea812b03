// ansatz fit: from a table to a model file and a picture of how it learned.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <nlohmann/json.hpp>

#include "cli/checkpoints.h"
#include "cli/command.h"
#include "cli/formula_fit.h"
#include "cli/confusion.h"
#include "cli/cross_validation.h"
#include "cli/interruption.h"
#include "cli/metrics.h"
#include "cli/metrics_table.h"
#include "cli/optimizer_options.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/run_log.h"
#include "cli/search.h"
#include "cli/progress.h"
#include "cli/target.h"
#include "cli/table_options.h"
#include "cli/terminal.h"
#include "ansatz/error.h"
#include "ansatz/figure.h"
#include "ansatz/fit.h"
#include "ansatz/formula.h"
#include "ansatz/table.h"
#include "ansatz/tensorboard.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string data, target, features, test, architecture, loss, out, tensorboard;
  OptimizerOptions optimizer;
  std::int64_t epochs = 0, patience = 0, batch = 0, folds = 0, search = 0, seed = 0, threads = 0;
  TableOptions table;
  FormulaOptions formula;
  std::string task;
  bool json = false, quiet = false, refit = false, no_refit = false;
  CheckpointFlags checkpoint;
};

struct Outputs {
  std::filesystem::path model, figure, confusion, checkpoint;
};

/// Where the model and the picture go; throws when they can't.
Outputs outputs_of(const Options& options) {
  Outputs outputs;
  if (options.out.empty()) {
    std::filesystem::path data = options.data;
    if (data.extension() == ".gz") data = data.stem();
    outputs.model = data.stem().string() + ".onnx";
  } else {
    outputs.model = options.out;
  }
  outputs.figure = outputs.model;
  outputs.figure.replace_extension(".svg");
  if (outputs.figure == outputs.model)
    throw Error(fmt::format("--out {} names the model; the picture needs the ending .svg for itself", options.out));
  outputs.confusion = outputs.figure;
  outputs.confusion.replace_filename(outputs.model.stem().string() + "_confusion.svg");
  for (const auto& path : {outputs.model, outputs.figure, outputs.confusion}) {
    check_writable(path, "--out");
    check_different(path, options.data, "--out");
    if (!options.test.empty()) check_different(path, options.test, "--out");
  }
  return outputs;
}

/// Whether there is something to go on from.
bool keeps_checkpoint(const FitReport& report) { return report.interrupted && report.checkpoint_saved; }

/// Whether the fit learned long enough to draw a curve.
bool has_curve(const FitReport& report) { return !report.history.empty(); }

/// Whether classes were scored.
bool has_confusion(const FitReport& report) { return !report.confusion.classes.empty(); }

nlohmann::ordered_json json_of(const Options& options, const Outputs& outputs, const FitReport& report,
                               const CrossValidation& validated, std::int64_t run) {
  nlohmann::ordered_json object = {
          {"command", "fit"},
          {"data", options.data},
          {"target", as_json(report.model.targets())},
          {"model", outputs.model.string()},
          {"figure", has_curve(report) ? nlohmann::ordered_json(outputs.figure.string()) : nullptr},
          {"run", run},
          {"checkpoint", keeps_checkpoint(report) ? nlohmann::ordered_json(outputs.checkpoint.string()) : nullptr},
          {"metrics", as_json(report.test)},
          {"rows",
           {{"training", report.training_rows},
            {"validation", report.validation_rows},
            {"test", report.test_rows},
            {"refit", report.refit_rows}}},
          {"parameters", report.model.parameter_count()},
          {"epochs", report.history.size()},
          {"best_epoch", report.best_epoch},
          {"stopped_early", report.stopped_early},
          {"interrupted", report.interrupted},
          {"seed", options.seed},
          {"seconds", report.seconds},
          {"inferred", report.inferred},
          {"notes", report.notes}};
  if (!report.test_each.empty()) object["metrics_by_target"] = as_json(report.model.targets(), report.test_each);
  if (!validated.folds.empty()) object["cross_validation"] = as_json(validated);
  if (has_confusion(report)) {
    object["confusion"] = as_json(report.confusion);
    object["confusion_figure"] = outputs.confusion.string();
  }
  return object;
}

void print_end(Terminal& terminal, const Options& options, const Outputs& outputs,
               const FitReport& report, const CrossValidation& validated,
               const std::optional<SearchResult>& found, bool model_existed, bool figure_existed,
               bool confusion_existed) {
  if (report.interrupted && report.history.empty())
    terminal.line("Interrupted in the first epoch; the model is what it learned till then.");
  else if (report.interrupted)
    terminal.line(fmt::format("Interrupted after {}; the best so far, epoch {}, is kept.",
                              counted(static_cast<std::int64_t>(report.history.size()), "epoch"), report.best_epoch));
  else if (report.stopped_early && !report.history.empty())
    terminal.line(fmt::format("Stopped early after {} of {}, {}; the best was epoch {}.", report.history.size(),
                              counted(report.history.back().epochs, "epoch"), duration(report.seconds), report.best_epoch));
  else
    terminal.line(fmt::format("Trained {}{} in {}; epoch {} is kept.",
                              counted(static_cast<std::int64_t>(report.history.size()), "epoch"),
                              report.refit_rows > 0 ? " twice" : "", duration(report.seconds), report.best_epoch));
  if (!validated.folds.empty()) {
    terminal.line();
    terminal.line(terminal.bold(summary_of(validated)), 7);
    if (report.test.empty()) terminal.line();
  }
  if (!report.test_each.empty()) {
    terminal.line();
    terminal.line(terminal.bold(fmt::format("Test ({})", counted(report.test_rows, "row"))));
    for (const std::string& line :
         lines_by_target(report.model.targets(), report.test_each, report.test, terminal.columns()))
      terminal.line(line);
  } else if (!report.test.empty()) {
    std::string text;
    std::size_t shown = 0;  // eval shows all
    for (const auto& [label, value] : readable(report.test))
      if (shown++ < 5) text += "   " + unbroken(fmt::format("{} {}", label, value));
    const std::string what = unbroken(fmt::format("({}, {})", report.model.target(), counted(report.test_rows, "row")));
    terminal.line();
    terminal.line(fmt::format("{}   {}", terminal.bold("Test" + text), what), 7);
    if (const std::string confusion = confusion_text(report.confusion, terminal.columns()); !confusion.empty())
      terminal.verbatim(confusion.substr(0, confusion.size() - 1));
  }
  if (report.refit_rows > 0)
    terminal.line(fmt::format("Since then the model has learned anew, from all {}.", counted(report.refit_rows, "row")));
  if (!report.test.empty()) terminal.line();
  const auto note = [](bool existed) { return existed ? " (replaced)" : ""; };
  std::vector<std::string> wrote = {outputs.model.string() + note(model_existed)};
  if (has_curve(report)) wrote.push_back(outputs.figure.string() + note(figure_existed));
  if (has_confusion(report)) wrote.push_back(outputs.confusion.string() + note(confusion_existed));
  const std::string last = wrote.size() > 1 ? " and " + wrote.back() : "";
  if (wrote.size() > 1) wrote.pop_back();
  terminal.line(fmt::format("Wrote {}{}.", fmt::join(wrote, ", "), last));
  if (keeps_checkpoint(report))
    terminal.line(fmt::format("Saved the state of the fit in {}.", outputs.checkpoint.string()));
  else if (report.checkpoint_saved)
    terminal.line(fmt::format("Removed {}: the fit is complete.", outputs.checkpoint.string()));
  terminal.line();
  terminal.line("Next:");
  std::vector<std::string> same;
  if (found) same = flags_of(found->chosen(), report.refit_rows > 0);
  if (keeps_checkpoint(report) && found) {
    same.push_back("--resume");
    terminal.verbatim("  " + called_instead(searched_options(), same));
  } else if (keeps_checkpoint(report)) {
    terminal.verbatim("  " + called_with("--resume", {"--restart"}));
  } else if (found) {
    terminal.verbatim("  " + called_instead(searched_options(), same));
  }
  const std::string model = outputs.model.string();
  // Not wrapped: a command is one line, to be pasted.
  std::vector<std::vector<std::string>> commands = {{"ansatz", "predict", model, options.data}};
  if (!options.test.empty()) commands.push_back({"ansatz", "eval", model, options.test});
  commands.push_back({"ansatz", "show", model});
  for (const std::vector<std::string>& arguments : commands) terminal.verbatim("  " + command_line(arguments));
}

/// Nothing when the data decide.
std::optional<Task> task_of(const std::string& name) {
  if (name.empty()) return std::nullopt;
  for (const Task task : {Task::regression, Task::classification})
    if (name == task_name(task)) return task;
  const std::string nearest = nearest_name(name, {"regression", "classification"});
  throw Error(fmt::format("--task {}: {}", name,
                          nearest.empty() ? "regression or classification is possible"
                                          : fmt::format("did you mean \"{}\"?", nearest)));
}

int fit(const Options& options, const CLI::App& app) {
  if (is_given(options.formula))
    return fit_formula(options.formula, app,
                       {options.data, options.table, options.seed, options.json, options.quiet});
  Terminal terminal(options.quiet);
  FitOptions how;
  if (!options.architecture.empty()) check_network_name(options.architecture);
  if (!options.loss.empty()) {
    how.loss = loss(options.loss);
    how.loss_name = options.loss;
  }
  if (options.search > 0) check_search(options.search, options.folds, options.checkpoint);
  if (options.folds > 0) check_folds(options.folds, options.checkpoint);
  if (!options.features.empty()) parse_expressions(options.features);  // a slip shows before the data are read
  how.features = options.features;
  apply(options.optimizer, how);
  how.epochs = static_cast<int>(options.epochs);
  how.batch = static_cast<int>(options.batch);
  how.patience = static_cast<int>(options.patience);
  how.seed = static_cast<std::uint64_t>(options.seed);
  how.threads = static_cast<int>(options.threads);
  if (options.refit && options.no_refit) throw Error("--refit and --no-refit contradict each other; give one of them");
  if (options.refit && !options.test.empty())
    throw Error("--refit does not go with --test: all rows of the table train already");
  if (options.refit && options.folds > 0)
    throw Error("--refit does not go with --folds: all rows of the table train at the end already");
  if (options.refit || options.no_refit) how.refit = options.refit;
  // What is found learns once more from all rows, as the default network does.
  else if (options.search > 0 && options.test.empty()) how.refit = true;
  std::string architecture = options.architecture.empty() ? "tabular" : options.architecture;
  if (options.search > 0 && how.optimizer && how.optimizer->full_batch)
    throw Error(fmt::format("--search does not go with {}, which finds its own steps", how.optimizer->name));
  check_fit(architecture, how);

  CsvOptions reading = csv_options(options.table);
  if (!reading.memory) reading.memory = 0;
  reading.seed = how.seed;
  how.task = task_of(options.task);
  const Dataset data = with_targets(read_csv(options.data, reading), options.target);
  const std::string target = joined(data.targets());
  if (!options.test.empty()) how.test = read_csv(options.test, csv_options_like(data.table, reading));
  Outputs outputs = outputs_of(options);
  if (options.folds == 0) how.checkpoint = checkpoint_options(options.checkpoint, app, outputs.model, {options.data, options.test});
  outputs.checkpoint = how.checkpoint.file;
  const bool model_existed = std::filesystem::exists(outputs.model);
  const bool figure_existed = std::filesystem::exists(outputs.figure);
  const bool confusion_existed = std::filesystem::exists(outputs.confusion);

  Interruption interruption;
  CrossValidation validated;
  if (options.folds > 0) {
    how.test_fraction = 0;
    validated = cross_validate(terminal, architecture, data, static_cast<int>(options.folds), how);
    if (validated.interrupted) return Interruption::exit_code();
  }

  std::optional<SearchResult> found;
  if (options.search > 0) {
    const OptimizerOptions& given = options.optimizer;
    OptimizerOptions around = given;  // decay is the candidates' own
    around.weight_decay = 0;
    FitOptions each = how;
    apply(around, each);
    found = search(terminal, data, options.data, static_cast<int>(options.search),
                   {options.architecture, given.optimizer, given.learning_rate, given.weight_decay, how.batch}, each);
    if (found->interrupted) {
      if (found->model) {
        found->model->save(outputs.model);
        terminal.line(fmt::format("Wrote {}: what the best trial has learned.", outputs.model.string()));
        terminal.verbatim("  " + called_instead(searched_options(), flags_of(found->chosen(), how.refit.value_or(false))));
      }
      return Interruption::exit_code();
    }
    const Candidate& chosen = found->chosen();
    OptimizerOptions asked = given;
    asked.optimizer = chosen.optimizer;
    asked.learning_rate = chosen.learning_rate;
    asked.weight_decay = chosen.weight_decay;
    apply(asked, how);
    architecture = chosen.architecture;
    how.batch = chosen.batch;
    // As if the command had said so: what resumes the fit does.
    if (!chosen.optimizer.empty()) how.checkpoint.settings["--optimizer"] = chosen.optimizer;
    if (chosen.weight_decay > 0) how.checkpoint.settings["--weight-decay"] = fmt::format("{:g}", chosen.weight_decay);
  }

  // Told only when training begins: a mistake that fit finds before gets its one line alone.
  const auto on_start = [&](const FitStart& start) {
    terminal.line(terminal.bold(fmt::format("{}: {}, {}", options.data, counted(data.table.file_rows(), "row"),
                                            counted(static_cast<std::int64_t>(data.table.columns().size()), "column"))),
                  4);
    for (const std::string& note : data.table.notes) terminal.note(note);
    for (const std::string& line : start.inferred) terminal.line("  " + line, 4);
    if (start.resumed_epochs > 0)
      terminal.line(fmt::format("  resumed: {} of {} are done", start.resumed_epochs, counted(start.epochs, "epoch")));
    terminal.line();
  };
  Progress best;
  bool announced = false;
  const auto go_on = [&] {
    if (Interruption::asked() && !announced) {
      announced = true;
      terminal.line(fmt::format("{}: stopping here and saving the best so far.", Interruption::name()));
    }
    return !Interruption::asked();
  };
  const auto on_step = [&](const StepProgress&) { return !Interruption::asked() || go_on(); };
  const auto on_epoch = [&](const Progress& now) {
    if (now.best) best = now;
    const bool last = now.epoch == now.epochs;
    if (terminal.interactive()) {
      terminal.rewrite(progress_line(now, best, terminal.columns() - 1), last || Interruption::asked());
    } else {
      const int every = std::max(1, (now.epochs + 9) / 10);
      if (now.epoch == 1 || last || now.epoch % every == 0) terminal.line(progress_line(now, best, terminal.columns()));
    }
    return go_on();
  };
  const auto on_refit_epoch = [&](const Progress& now) {
    if (terminal.interactive())
      terminal.rewrite(refit_line(now, terminal.columns() - 1), now.epoch == now.epochs || Interruption::asked());
    return go_on();
  };
  how.callbacks.push_back(
      {.on_start = on_start, .on_step = on_step, .on_epoch = on_epoch, .on_refit_epoch = on_refit_epoch});

  if (!options.tensorboard.empty()) how.callbacks.push_back(tensorboard(options.tensorboard));
  RunLog log(terminal, options.data, target, outputs.model);
  how.callbacks.push_back(log.callback());
  FitReport report;
  try {
    report = ansatz::fit(architecture, data, how);
  } catch (const Error& error) {
    log.failed(error.what());
    throw;
  }
  if (report.test.empty() && !validated.folds.empty()) log.scored(validated.mean);
  terminal.settle();
  for (const std::string& note : report.notes)
    if (std::find(data.table.notes.begin(), data.table.notes.end(), note) == data.table.notes.end())
      terminal.note(note);

  report.model.save(outputs.model);
  if (has_curve(report))
    save_learning_curve(outputs.figure, report.history,
                      {.title = fmt::format("{}: {}", std::filesystem::path(options.data).filename().string(), target),
                       .kept_epoch = report.best_epoch,
                       .unit = report.model.classifies() || !options.loss.empty() || !data.further_targets.empty() ? "" : target});
  if (has_confusion(report))
    save_picture(outputs.confusion, confusion_svg(report.confusion, fmt::format("{} on {} test rows", target,
                                                                                grouped(report.test_rows))));
  std::error_code ignored;
  if (report.checkpoint_saved && !report.interrupted) std::filesystem::remove(outputs.checkpoint, ignored);
  print_end(terminal, options, outputs, report, validated, found, model_existed, figure_existed, confusion_existed);
  if (options.json) {
    nlohmann::ordered_json object = json_of(options, outputs, report, validated, log.id());
    if (found) object["search"] = as_json(*found, how.refit.value_or(false));
    write_json(object);
  }
  return report.interrupted || Interruption::asked() ? Interruption::exit_code() : 0;
}

}  // namespace

Command fit_command() {
  return {
      .name = "fit",
      .summary = "Fits a model to a table and writes it as an ONNX file",
      .details =
          "What is not said is inferred from the data and shown: the kinds of the columns,\n"
          "regression or classification, the network, how long to train. Some rows are set\n"
          "aside to stop in time and to keep the best, others to score the result; then\n"
          "the default network learns once more, from all rows, and that is the model.\n"
          "Writes DATA.onnx and the learning curve DATA.svg into this folder, for classes\n"
          "also DATA_confusion.svg. Ctrl-C saves the best so far and what --resume needs to\n"
          "go on (exit code 130).\n\n"
          "architectures, with their options' defaults:\n"
          "  mlp:64,64        hidden layers of 64 and 64; activation=relu, dropout=0,\n"
          "                   norm=none (batch_norm, layer_norm, rms_norm), drop_connect=0,\n"
          "                   initializer (by default what suits the activation)\n"
          "  resnet:64,2      width 64, 2 residual blocks; norm=batch_norm,\n"
          "                   activation, dropout\n"
          "  densenet:32,3    3 layers of 32, each sees all before; norm=none,\n"
          "                   activation, dropout\n"
          "  kan:5            learned splines, hidden layers of 5; intervals=5,\n"
          "                   degree=3, range=3\n"
          "  moe:32           4 experts, each an mlp:32; experts=4, top_k=0 (all),\n"
          "                   load_balancing=0.01, activation, dropout\n\n"
          "optimizers and schedules take options after a colon, as in\n"
          "sgd:momentum=0.9,nesterov=true and one_cycle:rise=0.2; step:30,0.1 multiplies\n"
          "the rate by 0.1 every 30 epochs. Weight decay and penalties spare biases.\n\n"
          "features are formulas over columns of numbers (+ - * / ^, abs, exp, log, log10,\n"
          "sqrt, sin, cos, tan, tanh, max, min and others), over parts of dates, as in\n"
          "cos(sold.month), and crosses of two categories, town:kind. A name with spaces\n"
          "stands in backquotes: `living area`^2. They are part of the model.\n\n"
          "In a list of columns, a name with a comma stands in double quotes:\n"
          "  --target '\"price, net\",rent'\n\n"
          "examples:\n"
          "  ansatz fit houses.csv --target price\n"
          "  ansatz fit houses.csv --target price --arch mlp:64,64,dropout=0.1\n"
          "  ansatz fit train.csv --target price --test test.csv --arch mlp:64,64\n"
          "  ansatz fit decay.csv --formula \"y ~ a*exp(-b*x) + c\"\n",
      .add = [](CLI::App& app) -> std::function<int()> {
        auto options = std::make_shared<Options>();
        add_argument(app, "DATA", options->data, "a CSV file whose first line names the columns");
        add_text_once(app, "--target", "COLUMN", options->target, "the column to predict, or several of numbers: price,rent");
        add_text(app, "--features", "LIST", options->features,
                 "further features computed from columns: \"area^2, log(size), town:kind\"");
        add_text(app, "--task", "NAME", options->task, "regression or classification; default: what the target suggests");
        add_text(app, "--test", "FILE", options->test, "score on this file instead of rows set aside");
        add_text(app, "--arch", "NAME", options->architecture,
                 "the network: tabular (default), linear, mlp:64,64, resnet, densenet, kan, or moe; see below");
        add_text(app, "--loss", "NAME", options->loss, "mse, mae, huber, or cross_entropy for classes");
        add_integer(app, "--search", options->search, {1, 10'000},
                    "try so many networks and settings, then fit the best; what is given stays");
        add_integer(app, "--folds", options->folds, {2, 1000},
                    "cross-validate in so many folds (stratified for classes), then fit on all rows");
        add_integer(app, "--epochs", options->epochs, {1, 1'000'000}, "passes over the training rows, at most");
        add_integer(app, "--batch", options->batch, {1, 1'000'000}, "rows a step; default: by the size of the table");
        add_integer(app, "--patience", options->patience, {1, 1'000'000},
                    "stop after so many epochs without a better validation metric");
        add_integer(app, "--seed", options->seed, {0, INT64_MAX}, "of the split, the start and the shuffling (default 0)");
        add_integer(app, "--threads", options->threads, {1, 1024},
                    "default: all processors; the result is the same for any number");
        add_text(app, "--out", "FILE", options->out, "the model file; the picture goes beside it as .svg");
        add_formula_options(app, options->formula);
        add_table_options(app, options->table);
        add_memory_option(app, options->table);
        add_flag(app, "--refit", options->refit,
                 "after the test, train once more, from all rows; tabular (up to 20,000 rows) and --search do so");
        add_flag(app, "--no-refit", options->no_refit, "keep the model that was tested");
        add_flag(app, "--json", options->json, "print one JSON object when done");
        add_flag(app, "--quiet", options->quiet, "say nothing but errors");
        add_text(app, "--tensorboard", "DIR", options->tensorboard, "write event files for TensorBoard into this folder");
        add_optimizer_options(app, options->optimizer);
        add_checkpoint_options(app, options->checkpoint);
        return [options, &app] { return fit(*options, app); };
      }};
}

}  // namespace ansatz::cli
