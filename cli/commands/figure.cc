// ansatz figure: pictures that explain, drawn from real computations.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "ansatz/figure.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string name, out;
  bool quiet = false;
};

int list() {
  std::string text;
  for (const std::string& name : figure_names()) text += fmt::format("  {:<22}{}\n", name, figure_named(name).summary);
  write_output(text);
  return 0;
}

int figure(Options options) {
  if (options.name.empty()) return list();
  std::replace(options.name.begin(), options.name.end(), '-', '_');
  const Figure figure = figure_named(options.name);
  const std::string stem = options.name.substr(0, options.name.find(':'));
  const std::filesystem::path path = options.out.empty() ? stem + ".svg" : options.out;
  check_writable(path, "--out");
  Terminal terminal(options.quiet);
  const bool existed = std::filesystem::exists(path);
  save_figure(path, figure);
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
              "  ansatz figure overfitting\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("NAME", options->name, "the figure; without it, all are listed")->type_name("");
            add_text(app, "--out", "FILE", options->out, "the picture's file");
            add_flag(app, "--quiet", options->quiet, "say nothing but errors");
            return [options] { return figure(*options); };
          }};
}

}  // namespace ansatz::cli
