// A network as a diagram: units as circles in layers, every weight on its edge.
#include "figure/diagram.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "ansatz/figure.h"
#include "ansatz/text.h"
#include "base/fail.h"

namespace ansatz {
namespace figure {
namespace {

constexpr std::size_t most_units = 64, most_edges = 400;
constexpr double radius = 24, half_height = 16, least_half_box = 42, layer_width = 220, row_height = 84, margin = 32;
constexpr int positive = 0, negative = 1, none = 7;  // colours

// All digits where six are all, as those of known weights are; else three.
std::string number(double value) {
  const std::string six = fmt::format("{:g}", value == 0 ? 0.0 : value);
  return std::strtod(six.c_str(), nullptr) == value ? six : fmt::format("{:.3g}", value);
}

constexpr int longest_name = 24;

double characters(const std::string& text) {
  return static_cast<double>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string written(const std::string& activation) {
  if (activation == "relu") return "ReLU";
  if (activation == "abs") return "|·|";
  return activation.substr(0, 6);
}

// Inputs, units and outputs in layers: a unit stands behind all that it reads.
struct Layout {
  Layout(const UnitNetwork& network, Point corner)
      : inputs(short_names(network.features, longest_name).names),
        outputs(short_names(network.output_names, longest_name).names) {
    for (const std::vector<std::string>* names : {&inputs, &outputs})
      for (const std::string& name : *names) half_box = std::max(half_box, 4.1 * characters(name) + 10);
    std::vector<int> depths(network.features.size(), 0);
    for (const NetworkUnit& unit : network.units) {
      int depth = 0;
      for (const auto& [source, weight] : unit.weights)
        depth = std::max(depth, depths[static_cast<std::size_t>(source)]);
      depths.push_back(depth + 1);
    }
    for (const int depth : depths) layers = std::max(layers, depth + 2);
    for (std::size_t i = 0; i < network.outputs.size(); ++i) depths.push_back(layers - 1);
    step = layer_width + half_box - least_half_box;
    std::vector<int> sizes(static_cast<std::size_t>(layers), 0), next(static_cast<std::size_t>(layers), 0);
    for (const int depth : depths) largest = std::max(largest, ++sizes[static_cast<std::size_t>(depth)]);
    for (const int depth : depths) {
      const auto d = static_cast<std::size_t>(depth);
      places.push_back({corner.x + margin + half_box + depth * step,
                        corner.y + row_height * (0.5 * (largest - sizes[d]) + next[d] + 0.5)});
      rows.push_back(next[d]++);
    }
  }
  double width() const { return 2 * (margin + half_box) + (layers - 1) * step; }
  double height() const { return largest * row_height; }

  std::vector<std::string> inputs, outputs;
  double half_box = least_half_box, step = layer_width;
  int layers = 2, largest = 0;
  std::vector<Point> places;  // inputs, units, outputs
  std::vector<int> rows;      // within their layers
};

struct Edge {
  Point from, to;
  double weight = 0, bent = 0;

  /// The place a share of the way along the edge, as Drawing::arrow bends it.
  Point at(double share) const {
    const Point straight = between(from, to, share);
    const double length = std::hypot(to.x - from.x, to.y - from.y), aside = 4 * share * (1 - share) * bent / length;
    return {straight.x + aside * (to.y - from.y), straight.y - aside * (to.x - from.x)};
  }
};

struct Label {
  Point at;
  std::string text;

  double overlap(const Label& other) const {
    const double width = 3.4 * (characters(text) + characters(other.text)) + 4 - std::abs(at.x - other.at.x);
    const double height = 13 - std::abs(at.y - other.at.y);
    return std::max(0.0, width) * std::max(0.0, height);
  }
};

Edge edge_of(const Layout& layout, std::size_t source, std::size_t target, double weight, bool from_box, bool to_box) {
  Point a = layout.places[source], b = layout.places[target];
  const bool far = b.x - a.x > 1.5 * layout.step;
  // At the middle of a box's side, and where the line meets a circle.
  if (from_box) a.x += layout.half_box;
  if (to_box) b.x -= layout.half_box;
  const double length = std::hypot(b.x - a.x, b.y - a.y);
  Edge edge{from_box ? a : between(a, b, radius / length), to_box ? b : between(a, b, 1 - radius / length), weight};
  // What passes over a layer goes around it.
  edge.bent = far ? (a.y <= b.y || layout.rows[source] == 0 ? 1 : -1) * (40 + 12 * layout.rows[source]) : 0;
  return edge;
}

int color_of(double weight) { return weight > 0 ? positive : weight < 0 ? negative : none; }

}  // namespace

Point draw_network(Drawing& drawing, const UnitNetwork& network, Point corner) {
  const Layout layout(network, corner);
  const std::size_t inputs = network.features.size(), units = network.units.size();
  std::vector<Edge> edges;
  double largest = 0;
  const auto add_edges = [&](const NetworkUnit& unit, std::size_t target) {
    for (const auto& [source, weight] : unit.weights) {
      const auto from = static_cast<std::size_t>(source);
      // A weight of 0 is shown between neighbours, whose layer has a place for it, but not around layers.
      if (weight == 0 && layout.places[target].x - layout.places[from].x > 1.5 * layout.step) continue;
      edges.push_back(edge_of(layout, from, target, weight, from < inputs, target >= inputs + units));
      largest = std::max(largest, std::abs(weight));
    }
  };
  for (std::size_t i = 0; i < units; ++i) add_edges(network.units[i], inputs + i);
  for (std::size_t i = 0; i < network.outputs.size(); ++i) add_edges(network.outputs[i], inputs + units + i);

  for (const Edge& edge : edges)
    drawing.arrow(edge.from, edge.to,
                  {.color = color_of(edge.weight),
                   .dashed = edge.weight == 0,
                   .bent = edge.bent,
                   .width = 1 + 1.6 * (largest > 0 ? std::abs(edge.weight) / largest : 0)});
  // A label stands where it covers least of those before it.
  std::vector<Label> labels;
  for (const Edge& edge : edges) {
    Label best;
    double least = INFINITY;
    for (const double share : {0.34, 0.26, 0.44, 0.54, 0.64, 0.74}) {
      const Label label{edge.at(share), number(edge.weight)};
      double covered = 0;
      for (const Label& other : labels) covered += label.overlap(other);
      if (covered < least) least = covered, best = label;
      if (least == 0) break;
    }
    drawing.label(best.at, best.text, color_of(edge.weight));
    labels.push_back(std::move(best));
  }
  const auto bias = [&](const Point& at, double value) {
    if (value != 0) drawing.label({at.x, at.y + radius + 10}, (value > 0 ? "+" : "") + number(value), color_of(value));
  };
  for (std::size_t i = 0; i < inputs; ++i)
    drawing.box(layout.places[i], 2 * layout.half_box, 2 * half_height, {layout.inputs[i]}, none);
  for (std::size_t i = 0; i < units; ++i) {
    const Point at = layout.places[inputs + i];
    drawing.circle(at, radius, written(network.units[i].activation), 2);
    bias(at, network.units[i].bias);
  }
  for (std::size_t i = 0; i < network.outputs.size(); ++i) {
    const Point at = layout.places[inputs + units + i];
    drawing.box(at, 2 * layout.half_box, 2 * half_height, {layout.outputs[i]}, none);
    bias(at, network.outputs[i].bias);
  }
  return {corner.x + layout.width(), corner.y + layout.height()};
}

}  // namespace figure

std::string diagram_svg(const Model& model) {
  const UnitNetwork network = units_of(model);
  std::size_t count = 0;
  for (const std::vector<NetworkUnit>* all : {&network.units, &network.outputs})
    for (const NetworkUnit& unit : *all) count += unit.weights.size();
  if (network.units.size() > figure::most_units || count > figure::most_edges)
    fail("the network has {} units and {} weights; a diagram has room for {} and {}", network.units.size(), count,
         figure::most_units, figure::most_edges);
  figure::Drawing drawing;
  const figure::Point end = figure::draw_network(drawing, network, {0, 60});
  return drawing.svg(std::max(end.x, 340.0), end.y + 16, model.target());
}

}  // namespace ansatz
