// ansatz pieces: where a ReLU network is linear, and which line or plane it is there.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "ansatz/error.h"
#include "ansatz/figure.h"
#include "ansatz/pieces.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string model, figure;
  std::vector<std::string> ranges;
  std::int64_t limit = 40;
  bool json = false;
};

std::string number(double value) { return fmt::format("{:.6g}", std::abs(value) < 1e-12 ? 0.0 : value); }

/// "x1=-2:2" as the column and its range.
std::pair<std::string, std::pair<double, double>> range_of(const std::string& text) {
  const std::size_t equals = text.rfind('='), colon = text.find(':', equals == std::string::npos ? 0 : equals);
  const auto read = [&](std::string_view part) {
    double value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (part.empty() || error != std::errc() || end != part.data() + part.size())
      throw Error(fmt::format("--range {}: a column and two numbers are needed, such as --range x=-2:2", text));
    return value;
  };
  if (equals == std::string::npos || colon == std::string::npos)
    throw Error(fmt::format("--range {}: a column and two numbers are needed, such as --range x=-2:2", text));
  const std::string_view all = text;
  return {text.substr(0, equals), {read(all.substr(equals + 1, colon - equals - 1)), read(all.substr(colon + 1))}};
}

/// The ranges in the order of the model's columns; those that are not given as they are by default.
std::vector<std::pair<double, double>> ranges_of(const Options& options, const Model& model) {
  if (options.ranges.empty()) return {};
  const LinearPieces usual = linear_pieces(model);
  std::vector<std::pair<double, double>> ranges = usual.ranges;
  for (const std::string& text : options.ranges) {
    const auto [name, range] = range_of(text);
    const auto found = std::find(usual.inputs.begin(), usual.inputs.end(), name);
    if (found == usual.inputs.end()) {
      const std::string nearest = nearest_name(name, usual.inputs);
      throw Error(fmt::format("--range {}: the model does not read a column \"{}\"{}", text, name,
                              nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
    }
    ranges[static_cast<std::size_t>(found - usual.inputs.begin())] = range;
  }
  return ranges;
}

/// "y = 0.5 + 2·x1 - x2"; of columns that are drawn in z1 and z2 stand in their place.
std::string formula_of(const LinearPieces& all, const LinearPiece& piece) {
  std::string text = number(piece.intercept);
  if (text == "0") text.clear();
  for (std::size_t i = 0; i < piece.slopes.size(); ++i) {
    const std::string size = number(std::abs(piece.slopes[i]));
    if (size == "0") continue;
    const bool negative = piece.slopes[i] < 0;
    text += text.empty() ? (negative ? "-" : "") : negative ? " - " : " + ";
    const std::string name =
        all.encodings[i].bent ? (all.inputs.size() == 1 ? "z" : fmt::format("z{}", i + 1)) : one_line(all.inputs[i]);
    text += size == "1" ? name : size + "·" + name;
  }
  return text.empty() ? "0" : text;
}

std::string as_text(const LinearPieces& all, const Options& options) {
  std::string text = fmt::format("{} has {} for", one_line(all.output),
                                 counted(static_cast<std::int64_t>(all.pieces.size()), "linear piece"));
  for (std::size_t i = 0; i < all.inputs.size(); ++i)
    text += fmt::format("{}{} from {} to {}", i ? ", " : " ", one_line(all.inputs[i]), number(all.ranges[i].first),
                        number(all.ranges[i].second));
  text += "\n";
  for (std::size_t i = 0; i < all.inputs.size(); ++i)
    if (const auto& e = all.encodings[i]; e.bent)
      text += fmt::format("  z{} = v/√(1 + (v/3)²), v = {}·({} - {}): large values are drawn in\n",
                          all.inputs.size() == 1 ? "" : std::to_string(i + 1), number(e.scale), one_line(all.inputs[i]),
                          number(e.center));
  const auto shown = std::min(all.pieces.size(), static_cast<std::size_t>(options.limit));
  if (all.inputs.size() == 1) {
    text += fmt::format("  {:>12}  {:>12}  {:>12}  {:>12}  {}\n", "from", "to", "value", "value", "formula");
    for (std::size_t i = 0; i < shown; ++i) {
      const LinearPiece& piece = all.pieces[i];
      const auto &from = piece.parts[0][0], &to = piece.parts[0][1];
      text += fmt::format("  {:>12}  {:>12}  {:>12}  {:>12}  {}\n", number(from[0]), number(to[0]),
                          number(all.value(piece, from)), number(all.value(piece, to)), formula_of(all, piece));
    }
  } else {
    text += fmt::format("  {:>8}  {:>8}  {}\n", "polygons", "corners", "formula");
    for (std::size_t i = 0; i < shown; ++i) {
      std::size_t corners = 0;
      for (const auto& part : all.pieces[i].parts) corners += part.size();
      text += fmt::format("  {:>8}  {:>8}  {}\n", all.pieces[i].parts.size(), corners, formula_of(all, all.pieces[i]));
    }
  }
  if (shown < all.pieces.size())
    text += fmt::format("… {} more: --limit {}\n",
                        counted(static_cast<std::int64_t>(all.pieces.size() - shown), "piece"), all.pieces.size());
  return text;
}

nlohmann::ordered_json as_json(const LinearPieces& all, const Options& options) {
  nlohmann::ordered_json inputs = nlohmann::ordered_json::array(), pieces = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < all.inputs.size(); ++i)
    inputs.push_back({{"column", all.inputs[i]},
                      {"range", {all.ranges[i].first, all.ranges[i].second}},
                      {"center", all.encodings[i].center},
                      {"scale", all.encodings[i].scale},
                      {"bent", all.encodings[i].bent}});
  for (const LinearPiece& piece : all.pieces) {
    nlohmann::ordered_json object = {{"intercept", piece.intercept}, {"slopes", piece.slopes}};
    if (all.inputs.size() == 1) {
      object["from"] = piece.parts[0][0][0];
      object["to"] = piece.parts[0][1][0];
    } else {
      object["polygons"] = piece.parts;
    }
    pieces.push_back(std::move(object));
  }
  nlohmann::ordered_json object = {
      {"command", "pieces"}, {"model", options.model}, {"output", all.output}, {"inputs", inputs}, {"pieces", pieces}};
  if (!options.figure.empty()) object["figure"] = options.figure;
  return object;
}

int pieces(const Options& options) {
  if (!options.figure.empty()) {
    check_writable(options.figure, "--figure");
    check_different(options.figure, options.model, "--figure");
  }
  const Model model = Model::load(options.model);
  const LinearPieces all = linear_pieces(model, ranges_of(options, model));
  const bool existed = !options.figure.empty() && std::filesystem::exists(options.figure);
  if (!options.figure.empty()) save_picture(options.figure, pieces_picture(all));
  if (options.json)
    write_json(as_json(all, options));
  else
    write_output(as_text(all, options));
  if (!options.figure.empty())
    Terminal().line(fmt::format("Wrote {}{}.", options.figure, existed ? " (replaced)" : ""));
  return 0;
}

}  // namespace

Command pieces_command() {
  return {.name = "pieces",
          .summary = "Lists and draws the linear pieces of a ReLU network",
          .details =
              "A network of ReLUs is linear piece by piece. Of a model of one or two numeric\n"
              "columns this lists all pieces, found exactly, with the formula of each.\n\n"
              "examples:\n"
              "  ansatz exact square && ansatz pieces square.onnx --range x=-1:1\n"
              "  ansatz pieces model.onnx --figure pieces.svg\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            add_argument(app, "MODEL", options->model, "a model file that fit or exact wrote (.onnx)");
            add_text(app, "--figure", "FILE", options->figure, "draw them (SVG, or PNG)");
            app.add_option("--range", options->ranges, "look at so much of a column, such as x=-2:2")
                ->type_name("COLUMN=FROM:TO")
                ->allow_extra_args(false);
            add_integer(app, "--limit", options->limit, {1, 1'000'000}, "list so many (default 40)");
            add_flag(app, "--json", options->json, "print one JSON object instead");
            return [options] { return pieces(*options); };
          }};
}

}  // namespace ansatz::cli
