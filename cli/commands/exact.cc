// ansatz exact: networks whose weights are written down instead of fitted.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "ansatz/error.h"
#include "ansatz/exact.h"
#include "ansatz/model.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string name, out;
  bool json = false;
};

constexpr std::size_t most_rows = 16;  // of a matrix and of a truth table that are printed

std::string number(double value) { return fmt::format("{:g}", value == 0 ? 0.0 : value); }

std::string list(const std::vector<double>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size() && i < most_rows; ++i) text += (i ? ", " : "") + number(values[i]);
  return "[" + text + (values.size() > most_rows ? ", …]" : "]");
}

void add_matrix(std::string& text, const std::vector<std::vector<double>>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == most_rows) {
      text += fmt::format("        … {} rows more\n", rows.size() - i);
      return;
    }
    text += fmt::format("  {}{}{}\n", i ? "      " : "w1 = [", list(rows[i]), i + 1 == rows.size() ? "]" : ",");
  }
}

/// How far the network is from what it stands for, on a grid; empty when there is nothing to tell.
std::string check_text(const ReluNetwork& network) {
  const bool square = network.name.starts_with("square"),
             gate = !square && network.name != "abs" && !network.name.starts_with("max");
  if (square) {
    double largest = 0, where = 0;
    for (int i = -10'000; i <= 10'000; ++i) {
      const double x = i / 1e4, error = std::abs(network(std::vector{x}) - x * x);
      if (error > largest + 1e-12) largest = error, where = x;  // the first of equal ones
    }
    return fmt::format("Largest error against x² on [-1, 1]: {:.6g}, at x = {:g}.\n", largest, where);
  }
  if (!gate) return "";
  std::string text;
  const std::size_t inputs = network.inputs.size(), corners = std::size_t{1} << inputs;
  for (const std::string& input : network.inputs) text += fmt::format("  {:>3}", input);
  text += "    y\n";
  for (std::size_t corner = 0; corner < std::min(corners, most_rows); ++corner) {
    std::vector<double> x;
    for (std::size_t i = 0; i < inputs; ++i) x.push_back(corner >> (inputs - 1 - i) & 1);
    for (const double each : x) text += fmt::format("  {:>3g}", each);
    text += fmt::format("  {:>3}\n", number(network(x)));
  }
  if (corners > most_rows) text += fmt::format("  … {} rows more\n", corners - most_rows);
  return text;
}

int exact(const Options& options) {
  if (options.name.empty()) {
    std::string text = "Networks whose weights are known:\n";
    for (const std::string& name : exact_network_names()) {
      const std::string example = name == "truth_table" ? "truth_table:0110" : name;
      text += fmt::format("  {}  {}\n", padded(example, 17), shortened("y = " + exact_network(example).formula, 59));
    }
    write_output(text);
    return 0;
  }
  const ReluNetwork network = exact_network(options.name);
  const std::filesystem::path out = options.out.empty() ? network.name + ".onnx" : options.out;
  check_writable(out, "--out");
  const bool existed = std::filesystem::exists(out);
  exact_model(network).save(out);
  Terminal terminal;
  if (options.json) {
    nlohmann::ordered_json object = {{"command", "exact"},       {"name", options.name}, {"formula", network.formula},
                                     {"inputs", network.inputs}, {"w1", network.w1},     {"b1", network.b1},
                                     {"w2", network.w2},         {"b2", network.b2}};
    if (!network.skip.empty()) object["skip"] = network.skip;
    object["model"] = out.string();
    write_json(object);
  } else {
    std::string text = fmt::format("y = {}\n", network.formula);
    text += network.skip.empty() ? "  = w2 · ReLU(w1 x + b1) + b2\n" : "  = w2 · ReLU(w1 x + b1) + b2 + skip · x\n";
    add_matrix(text, network.w1);
    text += fmt::format("  b1 = {}\n  w2 = {}\n  b2 = {}\n", list(network.b1), list(network.w2), number(network.b2));
    if (!network.skip.empty()) text += fmt::format("  skip = {}\n", list(network.skip));
    write_output(text + check_text(network));
  }
  terminal.line(fmt::format("Wrote {}{}.", out.string(), existed ? " (replaced)" : ""));
  if (options.json) return 0;
  terminal.line();
  terminal.line("Next:");
  const std::string stem = out.stem().string();
  terminal.verbatim("  " + command_line({"ansatz", "show", out.string(), "--diagram", stem + "_diagram.svg"}));
  if (network.inputs.size() <= 2)
    terminal.verbatim("  " + command_line({"ansatz", "pieces", out.string(), "--figure", stem + "_pieces.svg"}));
  return 0;
}

}  // namespace

Command exact_command() {
  return {.name = "exact",
          .summary = "Writes networks whose weights are known: |x|, max, gates, x²",
          .details =
              "Prints the formula and the weights of y = w2 · ReLU(w1 x + b1) + b2, checks it, and\n"
              "writes it as a model file. Without a name: lists what there is.\n\n"
              "  truth_table:0110   any function of inputs that are 0 or 1: an output for each\n"
              "                     combination, counted in binary\n"
              "  square:pieces=8    the best approximation of x² on [-1, 1] of so many pieces\n"
              "                     (default 4); its error is 1/(2 pieces²)\n"
              "  square_as_printed  a formula that is often printed for x², and is not it\n\n"
              "examples:\n"
              "  ansatz exact xor\n"
              "  ansatz exact square:pieces=8 --out square8.onnx\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("NAME", options->name, "abs, max, max_skip, not, and, or, xor, truth_table, square, …")
                ->type_name("");
            add_text(app, "--out", "FILE", options->out, "the model file (default: NAME.onnx)");
            add_flag(app, "--json", options->json, "print one JSON object instead");
            return [options] { return exact(*options); };
          }};
}

}  // namespace ansatz::cli
