#include "cli/checkpoints.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <charconv>
#include <cmath>
#include <set>

#include "ansatz/error.h"
#include "cli/options.h"
#include "cli/output.h"

namespace ansatz::cli {
namespace {

// Options that do not move the numbers, and those of which the fit itself has the value.
const std::set<std::string> not_compared = {
    "--help", "--target", "--arch",  "--batch", "--search", "--lr",         "--epochs",           "--patience", "--seed",   "--threads",
    "--out",  "--json",   "--quiet", "--checkpoint", "--checkpoint-every", "--resume",   "--restart", "--tensorboard"};

// "5": epochs; "30s", "10min", "1h": time.
void read_every(const std::string& text, CheckpointOptions& options) {
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string unit = error == std::errc() ? std::string(stop, text.data() + text.size()) : "none";
  const double seconds = unit == "s" ? 1 : unit == "min" ? 60 : unit == "h" ? 3600 : 0;
  if (seconds > 0 && number >= 0 && number * seconds < 1e9) {
    options.every_seconds = number * seconds;
  } else if (unit.empty() && number >= 1 && number <= 1e6 && number == std::floor(number)) {
    options.every_epochs = static_cast<int>(number);
    options.every_seconds = -1;
  } else {
    throw Error(fmt::format(
        "--checkpoint-every wants a number of epochs, such as 5, or a time, such as 30s, 10min or 1h, not \"{}\"",
        text));
  }
}

}  // namespace

void add_checkpoint_options(CLI::App& app, CheckpointFlags& flags) {
  add_text(
      app, "--checkpoint", "FILE", flags.file,
      "save the state here on the way; default: MODEL.checkpoint.safetensors beside the model; removed at the end");
  add_text(app, "--checkpoint-every", "HOW", flags.every, "a number of epochs, or a time as in 10min (default 30s)");
  add_flag(app, "--resume", flags.resume, "go on from the checkpoint, bit for bit");
  add_flag(app, "--restart", flags.restart, "begin anew, though there is a checkpoint");
}

CheckpointOptions checkpoint_options(const CheckpointFlags& flags, const CLI::App& app,
                                     const std::filesystem::path& model,
                                     const std::vector<std::string>& inputs) {
  CheckpointOptions options;
  options.file = flags.file;
  if (flags.file.empty()) options.file = std::filesystem::path(model).replace_extension(".checkpoint.safetensors");
  if (!flags.every.empty()) read_every(flags.every, options);
  options.resume = flags.resume;
  if (flags.resume && flags.restart) throw Error("--resume goes on and --restart begins anew; give one of them");
  check_writable(options.file, "--checkpoint");
  check_different(options.file, model, "--checkpoint");
  for (const std::string& input : inputs) check_different(options.file, input, "--checkpoint");
  std::error_code ignored;
  const bool there = std::filesystem::exists(options.file, ignored);
  if (flags.resume && !there)
    throw Error(fmt::format("--resume: there is no checkpoint {}; begin without --resume", options.file.string()));
  if (there && !flags.resume && !flags.restart)
    throw Error(fmt::format("{} holds an unfinished fit; go on with --resume, or begin anew with --restart",
                            options.file.string()));
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() || option->count() == 0) continue;
    const std::string name = "--" + option->get_lnames().at(0);
    if (not_compared.contains(name)) continue;
    std::string value;
    for (const std::string& text : option->reduced_results()) value += (value.empty() ? "" : " ") + text;
    options.settings[name] = value;
  }
  return options;
}

}  // namespace ansatz::cli
