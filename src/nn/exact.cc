// Weights that are known: |x|, max, gates, truth tables, x² in pieces.
#include "ansatz/exact.h"

#include <algorithm>
#include <bit>

#include "base/fail.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

double ReluNetwork::operator()(std::span<const double> x) const {
  if (x.size() != inputs.size()) fail("{}: {} numbers are given for {} inputs", name, x.size(), inputs.size());
  double y = b2;
  for (std::size_t j = 0; j < w1.size(); ++j) {
    double sum = b1[j];
    for (std::size_t i = 0; i < x.size(); ++i) sum += w1[j][i] * x[i];
    y += w2[j] * std::max(sum, 0.0);
  }
  for (std::size_t i = 0; i < skip.size(); ++i) y += skip[i] * x[i];
  return y;
}

ReluNetwork exact_absolute() {
  return {
      .name = "abs", .formula = "ReLU(x) + ReLU(-x)", .inputs = {"x"}, .w1 = {{1}, {-1}}, .b1 = {0, 0}, .w2 = {1, 1}};
}

ReluNetwork exact_maximum(bool skip) {
  if (skip)
    return {.name = "max_skip",
            .formula = "x1 + ReLU(x2 - x1)",
            .inputs = {"x1", "x2"},
            .w1 = {{-1, 1}},
            .b1 = {0},
            .w2 = {1},
            .skip = {1, 0}};
  return {.name = "max",
          .formula = "ReLU(x1) - ReLU(-x1) + ReLU(x2 - x1)",
          .inputs = {"x1", "x2"},
          .w1 = {{1, 0}, {-1, 0}, {-1, 1}},
          .b1 = {0, 0, 0},
          .w2 = {1, -1, 1}};
}

ReluNetwork exact_gate(const std::string& name) {
  if (name == "not")
    return {.name = name, .formula = "1 - ReLU(x)", .inputs = {"x"}, .w1 = {{1}}, .b1 = {0}, .w2 = {-1}, .b2 = 1};
  ReluNetwork gate{.name = name, .formula = "", .inputs = {"x1", "x2"}, .w1 = {}, .b1 = {}, .w2 = {}};
  if (name == "and") {
    gate.formula = "ReLU(x1 + x2 - 1)";
    gate.w1 = {{1, 1}}, gate.b1 = {-1}, gate.w2 = {1};
  } else if (name == "or") {
    gate.formula = "ReLU(x1) + ReLU(x2 - x1)";
    gate.w1 = {{1, 0}, {-1, 1}}, gate.b1 = {0, 0}, gate.w2 = {1, 1};
  } else if (name == "xor") {
    gate.formula = "ReLU(x1 - x2) + ReLU(x2 - x1)";
    gate.w1 = {{1, -1}, {-1, 1}}, gate.b1 = {0, 0}, gate.w2 = {1, 1};
  } else {
    fail("unknown gate \"{}\"{}", name, suggestion(name, {"not", "and", "or", "xor"}));
  }
  return gate;
}

ReluNetwork exact_truth_table(const std::string& outputs) {
  if (const std::size_t at = outputs.find_first_not_of("01"); at != std::string::npos)
    fail("truth_table: its outputs are 0 or 1, not \"{}\"", outputs.substr(at, 1));
  if (outputs.size() < 2 || outputs.size() > 1024 || !std::has_single_bit(outputs.size()))
    fail(
        "truth_table: {} outputs; 2, 4, 8, … up to 1024 are possible: one for each combination of the inputs, as in "
        "0110",
        outputs.size());
  const auto inputs = static_cast<std::size_t>(std::countr_zero(outputs.size()));
  const auto ones = static_cast<std::size_t>(std::count(outputs.begin(), outputs.end(), '1'));
  // The corners with the rarer output; where that is 0, they are taken away from 1.
  const char rarer = 2 * ones <= outputs.size() ? '1' : '0';
  ReluNetwork network{
      .name = "truth_table", .formula = rarer == '1' ? "" : "1", .inputs = {}, .w1 = {}, .b1 = {}, .w2 = {}};
  for (std::size_t i = 0; i < inputs; ++i) network.inputs.push_back(inputs == 1 ? "x" : fmt::format("x{}", i + 1));
  network.b2 = rarer == '1' ? 0 : 1;
  for (std::size_t corner = 0; corner < outputs.size(); ++corner) {
    if (outputs[corner] != rarer) continue;
    // 1 at this corner, at most 0 where an input differs.
    std::vector<double> row;
    double bias = 1;
    std::string sum;
    for (std::size_t i = 0; i < inputs; ++i) {
      const bool one = corner >> (inputs - 1 - i) & 1;
      row.push_back(one ? 1 : -1);
      bias -= one;
      sum += sum.empty() ? (one ? "" : "-") : one ? " + " : " - ";
      sum += network.inputs[i];
    }
    if (bias != 0) sum += bias > 0 ? " + 1" : fmt::format(" - {}", -bias);
    network.formula += fmt::format("{}ReLU({})", network.formula.empty() ? "" : rarer == '1' ? " + " : " - ", sum);
    network.w1.push_back(std::move(row));
    network.b1.push_back(bias);
    network.w2.push_back(rarer == '1' ? 1 : -1);
  }
  if (network.formula.empty()) network.formula = "0";
  if (network.w1.empty()) {  // a constant: a layer needs a unit
    network.w1 = {std::vector<double>(inputs, 0)};
    network.b1 = network.w2 = {0};
  }
  return network;
}

double square_error(int pieces) { return 0.5 / (static_cast<double>(pieces) * pieces); }

ReluNetwork square_by_pieces(int pieces) {
  if (pieces < 1 || pieces > 1000) fail("square: {} pieces; 1 to 1000 are possible", pieces);
  const double length = 2.0 / pieces;
  ReluNetwork network{.name = "square", .formula = "", .inputs = {"x"}, .w1 = {}, .b1 = {}, .w2 = {}};
  // The chord of a piece that begins at a has the slope 2a + length, so each knot bends it by 2·length.
  const auto bend = [&](double knot, double weight) {
    for (const double sign : {1.0, -1.0}) {
      network.w1.push_back({sign});
      network.b1.push_back(knot == 0 ? 0 : -knot);
      network.w2.push_back(weight);
    }
  };
  const auto term = [&](double weight, double knot) {
    const std::string times = weight == 1 ? "" : fmt::format("{:g}·", weight);
    network.formula += network.formula.empty() ? "" : " + ";
    network.formula +=
        knot == 0 ? fmt::format("{}|x|", times) : fmt::format("{0}ReLU(x - {1:g}) + {0}ReLU(-x - {1:g})", times, knot);
  };
  const bool even = pieces % 2 == 0;
  if (even) bend(0, length), term(length, 0);
  for (int k = 1; k <= (pieces - 1) / 2; ++k) {
    const double knot = (even ? k : k - 0.5) * length;
    bend(knot, 2 * length);
    if (k <= 3) term(2 * length, knot);
  }
  if ((pieces - 1) / 2 > 3) network.formula += " + …";
  // All chords are shifted down by half of how far they lie above x²; a flat one in the middle lies at its ends' height.
  network.b2 = (even ? 0 : length * length / 4) - square_error(pieces);
  network.formula += network.formula.empty()
                         ? fmt::format("{:g}", network.b2)
                         : fmt::format(" {} {:g}", network.b2 < 0 ? "-" : "+", std::abs(network.b2));
  if (network.w1.empty()) bend(0, 0);  // one piece is constant: a layer needs a unit
  return network;
}

ReluNetwork square_as_printed() {
  return {.name = "square_as_printed",
          .formula = "2·ReLU(x - 1) + 2·ReLU(x) + 2·ReLU(-x) + 2·ReLU(-x - 1) - 0.04",
          .inputs = {"x"},
          .w1 = {{1}, {1}, {-1}, {-1}},
          .b1 = {-1, 0, 0, -1},
          .w2 = {2, 2, 2, 2},
          .b2 = -0.04};
}

namespace {

struct TableOptions {
  std::string outputs = "";
};
struct SquareOptions {
  std::int64_t pieces = 4;
};

using Maker = ReluNetwork (*)(Settings&);

ReluNetwork plain(Settings& settings, ReluNetwork network) {
  settings.read_nothing();
  return network;
}

const std::map<std::string, Maker>& known() {
  static const std::map<std::string, Maker> makers = {
      {"abs", [](Settings& s) { return plain(s, exact_absolute()); }},
      {"max", [](Settings& s) { return plain(s, exact_maximum()); }},
      {"max_skip", [](Settings& s) { return plain(s, exact_maximum(true)); }},
      {"not", [](Settings& s) { return plain(s, exact_gate("not")); }},
      {"and", [](Settings& s) { return plain(s, exact_gate("and")); }},
      {"or", [](Settings& s) { return plain(s, exact_gate("or")); }},
      {"xor", [](Settings& s) { return plain(s, exact_gate("xor")); }},
      {"square_as_printed", [](Settings& s) { return plain(s, square_as_printed()); }},
      {"square",
       [](Settings& settings) {
         const auto options = settings.read(SquareOptions{}, {{"pieces", &SquareOptions::pieces}});
         return square_by_pieces(static_cast<int>(std::clamp<std::int64_t>(options.pieces, 0, 1001)));
       }},
      {"truth_table",
       [](Settings& settings) {
         return exact_truth_table(settings.read(TableOptions{}, {{"outputs", &TableOptions::outputs}}).outputs);
       }},
  };
  return makers;
}

}  // namespace

ReluNetwork exact_network(const std::string& text) {
  Settings settings("exact network", text);
  return find_named("exact network", known(), settings.name())(settings);
}

std::vector<std::string> exact_network_names() { return names_of(known()); }

}  // namespace ansatz
