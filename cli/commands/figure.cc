// ansatz figure: pictures that explain, drawn from real computations.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "ansatz/figure.h"
#include "ansatz/error.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string name, out, language = "en";
  bool terminal = false, quiet = false;
};

int list() {
  std::string text;
  for (const std::string& name : figure_names()) text += fmt::format("  {:<22}{}\n", name, figure_named(name).summary);
  write_output(text);
  return 0;
}

bool has_curves(const Chart& chart) {
  return std::any_of(chart.panels.begin(), chart.panels.end(), [](const ChartPanel& panel) { return !panel.surface; });
}

int figure(Options options) {
  if (options.name.empty()) return list();
  std::replace(options.name.begin(), options.name.end(), '-', '_');
  const Figure figure = figure_named(options.name);
  if (options.language != "en" && options.language != "zh")
    throw Error(fmt::format("--lang {}: en and zh are possible", options.language));
  const Words words(options.language == "en" ? Language::english : Language::chinese);
  Terminal terminal(options.quiet);
  if (options.terminal) {
    const Picture picture = figure.draw(words);
    const Chart* chart = std::get_if<Chart>(&picture);
    if (chart == nullptr || !has_curves(*chart))
      throw Error(fmt::format("the figure \"{}\" can't be shown in a terminal; without --terminal it goes to a file", options.name));
    write_output(chart_text(*chart, 80, isatty(STDOUT_FILENO) != 0));
    return 0;
  }
  const std::string stem = options.name.substr(0, options.name.find(':'));
  const std::filesystem::path path = options.out.empty() ? stem + ".svg" : options.out;
  check_writable(path, "--out");
  const bool existed = std::filesystem::exists(path);
  save_picture(path, figure.draw(words));
  terminal.line(fmt::format("Wrote {}{}.", path.string(), existed ? " (replaced)" : ""));
  return 0;
}

}  // namespace

Command figure_command() {
  return {.name = "figure",
          .summary = "Draws a picture that explains: activations, overfitting, and others",
          .details =
              "Without NAME it lists them. Writes NAME.svg into this folder, for any browser.\n"
              "The curves are computed when it is drawn; `overfitting:seed=1` takes other\n"
              "random numbers.\n\n"
              "examples:\n"
              "  ansatz figure\n"
              "  ansatz figure overfitting\n"
              "  ansatz figure activations --lang zh --out activations.png\n"
              "  ansatz figure overfitting --terminal\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("NAME", options->name, "the figure; without it, all are listed")->type_name("");
            add_text(app, "--out", "FILE", options->out, "the picture's file, SVG or, when it ends in .png, PNG");
            add_text(app, "--lang", "LANGUAGE", options->language, "of the words: en (default) or zh");
            add_flag(app, "--terminal", options->terminal, "show it here, in braille characters");
            add_flag(app, "--quiet", options->quiet, "say nothing but errors");
            return [options] { return figure(*options); };
          }};
}

}  // namespace ansatz::cli
