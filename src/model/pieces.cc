#include "ansatz/pieces.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/fail.h"
#include "model/contents.h"
#include "model/units.h"

namespace ansatz {
namespace {

constexpr std::size_t most_regions = 100'000;

using Point = std::array<double, 2>;   // encoded inputs; the second is 0 when there is one
using Region = std::vector<Point>;     // two ends, or a convex polygon
using Affine = std::array<double, 3>;  // constant, slopes

double at(const Affine& f, const Point& p) { return f[0] + f[1] * p[0] + f[2] * p[1]; }

// The part of the region where f ≥ 0.
Region part_of(const Region& region, const Affine& f) {
  Region part;
  const bool interval = region.size() == 2;
  for (std::size_t i = 0; i < region.size(); ++i) {
    const Point &a = region[i], &b = region[(i + 1) % region.size()];
    const double fa = at(f, a), fb = at(f, b);
    if (fa >= 0) part.push_back(a);
    if ((fa > 0 && fb < 0) || (fa < 0 && fb > 0)) {
      const double t = fa / (fa - fb);
      part.push_back({a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])});
    }
    if (interval && i == 0 && fb >= 0) part.push_back(b);
    if (interval) break;
  }
  return part;
}

Affine combined(const std::map<int, double>& weights, double bias, const std::vector<Affine>& values) {
  Affine sum = {bias, 0, 0};
  for (const auto& [source, weight] : weights)
    for (std::size_t i = 0; i < 3; ++i) sum[i] += weight * values[static_cast<std::size_t>(source)][i];
  return sum;
}

struct Searcher {
  const UnitNetwork& network;
  std::map<int, double> weights;  // of the output
  double bias;
  std::size_t inputs;

  struct Found {
    Region region;
    Affine formula;
  };
  std::vector<Found> found = {};

  // Splits until each region is linear.
  void search(Region whole) {
    std::vector<Region> open = {std::move(whole)};
    while (!open.empty()) {
      Region region = std::move(open.back());
      open.pop_back();
      std::vector<Affine> values(network.features.size(), Affine{});
      // Numbers come first among the features, in the order of their columns; what is not missing has marks of 0.
      for (std::size_t i = 0; i < inputs; ++i) values[i][i + 1] = 1;
      bool whole_region = true;
      for (const NetworkUnit& unit : network.units) {
        Affine sum = combined(unit.weights, unit.bias, values);
        double low = INFINITY, high = -INFINITY;
        for (const Point& corner : region) low = std::min(low, at(sum, corner)), high = std::max(high, at(sum, corner));
        const double little = 1e-12 * std::max({std::abs(low), std::abs(high), std::abs(sum[0]), 1e-300});
        if (low < -little && high > little) {
          open.push_back(part_of(region, {-sum[0], -sum[1], -sum[2]}));
          open.push_back(part_of(region, sum));
          whole_region = false;
          break;
        }
        const bool negative = high <= little && low < 0;
        const double slope = !negative                   ? 1
                             : unit.activation == "relu" ? 0
                             : unit.activation == "abs"  ? -1
                                                         : unit.parameter;
        for (double& each : sum) each *= slope;
        values.push_back(sum);
      }
      if (!whole_region) {
        if (found.size() + open.size() > most_regions)
          fail("the model has more than {} linear regions there", most_regions);
        continue;
      }
      found.push_back({std::move(region), combined(weights, bias, values)});
    }
  }
};

bool same(const Affine& a, const Affine& b) {
  for (std::size_t i = 0; i < 3; ++i)
    if (std::abs(a[i] - b[i]) > 1e-9 * std::max({1.0, std::abs(a[i]), std::abs(b[i])})) return false;
  return true;
}

void check_activations(const UnitNetwork& network) {
  for (const NetworkUnit& unit : network.units)
    if (unit.activation != "relu" && unit.activation != "leaky_relu" && unit.activation != "abs")
      fail("only networks with relu, leaky_relu or abs have linear pieces; this one has {}", unit.activation);
}

}  // namespace

double LinearPieces::Encoding::operator()(double x) const {
  const double v = scale * (x - center);
  return bent ? v / std::sqrt(1 + v * v / 9) : v;
}

double LinearPieces::Encoding::inverse(double z) const {
  if (!bent) return z / scale + center;
  const double rest = 1 - z * z / 9;
  return rest > 0 ? z / std::sqrt(rest) / scale + center : std::copysign(INFINITY, z * scale);
}

double LinearPieces::value(const LinearPiece& piece, const std::vector<double>& x) const {
  double y = piece.intercept;
  for (std::size_t i = 0; i < encodings.size(); ++i) y += piece.slopes[i] * encodings[i](x[i]);
  return y;
}

LinearPieces linear_pieces(const Model& model, const std::vector<std::pair<double, double>>& ranges) {
  const Description& d = model.contents().description;
  const std::size_t count = d.encoder.columns.size();
  if (count > 2) fail("linear pieces are shown of one or two columns; the model reads {}", count);
  if (d.targets.size() > 1) fail("linear pieces are those of one number; the model predicts {}", d.targets.size());
  if (!d.encoder.derived.empty())
    fail("linear pieces are those of the table's columns; the model computes \"{}\" from them",
         d.encoder.derived[0].text);
  LinearPieces result;
  for (const ColumnEncoding& encoding : d.encoder.columns) {
    const auto* number = std::get_if<NumericEncoding>(&encoding);
    if (!number) fail("linear pieces are those of numbers; the model reads a category or a date");
    result.inputs.push_back(number->column);
    result.encodings.push_back({double{number->center}, double{number->scale}, number->clip});
  }
  if (!ranges.empty() && ranges.size() != count)
    fail("{} ranges are given for {} columns; each needs one, or none", ranges.size(), count);
  if (d.classifies && d.class_names.size() != 2)
    fail("linear pieces are those of a number or of two classes; the model knows {} classes", d.class_names.size());
  const UnitNetwork network = units_of(model);
  check_activations(network);

  Searcher searcher{network, network.outputs[0].weights, network.outputs[0].bias, count};
  result.output = network.output_names[0];
  if (d.classifies) {  // the second logit less the first
    for (auto& [source, weight] : searcher.weights) weight = -weight;
    for (const auto& [source, weight] : network.outputs[1].weights) searcher.weights[source] += weight;
    searcher.bias = network.outputs[1].bias - searcher.bias;
    result.output = "log odds of " + d.class_names[1];
  }
  std::array<std::pair<double, double>, 2> z = {};
  for (std::size_t i = 0; i < count; ++i) {
    const LinearPieces::Encoding& encoding = result.encodings[i];
    const double reach = encoding.scale > 0 ? 2 / encoding.scale : 1;
    const auto [low, high] = ranges.empty() ? std::pair(encoding.center - reach, encoding.center + reach) : ranges[i];
    if (!(low < high) || !std::isfinite(high - low))
      fail("the range of \"{}\" goes from {} to {}; it must rise", result.inputs[i], low, high);
    result.ranges.emplace_back(low, high);
    z[i] = {encoding(low), encoding(high)};
  }
  if (count == 1)
    searcher.search({{z[0].first, 0}, {z[0].second, 0}});
  else
    searcher.search(
        {{z[0].first, z[1].first}, {z[0].second, z[1].first}, {z[0].second, z[1].second}, {z[0].first, z[1].second}});

  if (count == 1)
    std::sort(searcher.found.begin(), searcher.found.end(),
              [](const auto& a, const auto& b) { return a.region[0][0] < b.region[0][0]; });
  std::vector<Affine> formulas;
  for (const auto& [region, formula] : searcher.found) {
    std::vector<std::vector<double>> corners;
    for (const Point& corner : region) {
      std::vector<double> x;
      for (std::size_t i = 0; i < count; ++i) {
        // The range's own ends, without the rounding of there and back.
        const bool low = corner[i] == z[i].first, high = corner[i] == z[i].second;
        x.push_back(low    ? result.ranges[i].first
                    : high ? result.ranges[i].second
                           : result.encodings[i].inverse(corner[i]));
      }
      corners.push_back(std::move(x));
    }
    // Of one input only neighbours are one piece.
    const auto first = count == 1 && !formulas.empty() ? formulas.end() - 1 : formulas.begin();
    const auto known = std::find_if(first, formulas.end(), [&](const Affine& other) { return same(formula, other); });
    if (known == formulas.end()) {
      LinearPiece piece{{formula[1]}, formula[0], {corners}};
      if (count == 2) piece.slopes.push_back(formula[2]);
      result.pieces.push_back(std::move(piece));
      formulas.push_back(formula);
    } else if (count == 1) {
      result.pieces.back().parts[0][1] = corners[1];
    } else {
      result.pieces[static_cast<std::size_t>(known - formulas.begin())].parts.push_back(std::move(corners));
    }
  }
  return result;
}

}  // namespace ansatz
