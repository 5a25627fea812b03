// ansatz show: what is inside of a model file.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "ansatz/error.h"
#include "ansatz/figure.h"
#include "ansatz/model.h"
#include "ansatz/table.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string model, diagram, plot, over, data;
};

std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    names.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return names;
}

int show(const Options& options) {
  if (options.plot.empty() && !options.over.empty())
    throw Error("--over names the columns of --plot, which is not given");
  if (options.plot.empty() && !options.data.empty())
    throw Error("--data goes into the picture of --plot, which is not given");
  for (const auto& [option, file] :
       {std::pair<std::string, std::string>{"--diagram", options.diagram}, {"--plot", options.plot}})
    if (!file.empty()) {
      check_writable(file, option);
      check_different(file, options.model, option);
      if (!options.data.empty()) check_different(file, options.data, option);
    }
  const Model model = Model::load(options.model);
  Terminal terminal;
  const auto wrote = [&](const std::string& file, const Picture& picture) {
    const bool existed = std::filesystem::exists(file);
    save_picture(file, picture);
    terminal.line(fmt::format("Wrote {}{}.", file, existed ? " (replaced)" : ""));
  };
  if (!options.diagram.empty()) wrote(options.diagram, diagram_svg(model));
  if (!options.plot.empty()) {
    std::optional<Table> data;
    if (!options.data.empty()) data = read_csv(options.data, model.csv_options());
    wrote(options.plot, fitted_function_chart(model, split_names(options.over), data ? &*data : nullptr));
  }
  if (!options.diagram.empty() || !options.plot.empty()) return 0;
  std::string text = model.summary();
  if (text.empty() || text.back() != '\n') text += '\n';
  write_output(text);
  return 0;
}

}  // namespace

Command show_command() {
  return {.name = "show",
          .summary = "Shows a model: its five elements, layers and shapes",
          .details =
              "Or draws it: --diagram a small network with every weight on its edge, --plot the\n"
              "prediction over one or two numeric columns, the others held in the middle.\n\n"
              "examples:\n"
              "  ansatz show houses.onnx\n"
              "  ansatz show xor.onnx --diagram xor.svg\n"
              "  ansatz show houses.onnx --plot area.svg --over area --data houses.csv\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            add_argument(app, "MODEL", options->model, "a model file that fit wrote (.onnx)");
            add_text(app, "--diagram", "FILE", options->diagram, "draw the network instead (SVG, or PNG)");
            add_text(app, "--plot", "FILE", options->plot, "draw what it predicts instead (SVG, or PNG)");
            add_text(app, "--over", "COLUMNS", options->over,
                     "of --plot: one column or two, such as area or area,year");
            add_text(app, "--data", "FILE", options->data, "of --plot: a CSV file whose rows are shown, too");
            return [options] { return show(*options); };
          }};
}

}  // namespace ansatz::cli
