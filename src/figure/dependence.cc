// The picture of partial dependences: small multiples on one scale.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/explain.h"
#include "base/fail.h"
#include "base/files.h"

namespace ansatz {
namespace {

constexpr std::size_t most_classes = 8;  // as many as a chart has colors

// The classes that matter most: those whose probability moves most.
std::vector<std::size_t> shown_outputs(const std::vector<Dependence>& dependences) {
  const std::size_t count = dependences.empty() ? 0 : dependences[0].means.size();
  std::vector<double> moves(count, 0.0);
  for (const Dependence& dependence : dependences)
    for (std::size_t c = 0; c < count; ++c) {
      const auto [low, high] = std::minmax_element(dependence.means[c].begin(), dependence.means[c].end());
      moves[c] = std::max(moves[c], *high - *low);
    }
  std::vector<std::size_t> outputs;
  for (std::size_t c = 0; c < count; ++c) outputs.push_back(c);
  if (count > most_classes) {
    std::stable_sort(outputs.begin(), outputs.end(), [&](std::size_t a, std::size_t b) { return moves[a] > moves[b]; });
    outputs.resize(most_classes);
    std::sort(outputs.begin(), outputs.end());
  }
  return outputs;
}

ChartPanel panel_of(const Dependence& dependence, const std::string& title, const std::vector<std::size_t>& outputs) {
  ChartPanel panel;
  panel.title = title;
  panel.x_names = dependence.levels;
  std::vector<double> x = dependence.places;
  if (dependence.kind == ColumnKind::date)
    for (double& day : x) day = 1970 + day / 365.2425;  // years say more than days
  for (std::size_t i = 0; i < dependence.levels.size(); ++i) x.push_back(static_cast<double>(i));
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const int color = static_cast<int>(i);
    panel.series.push_back({x, dependence.means[outputs[i]], color, Mark::points});
    if (dependence.levels.empty()) panel.series.push_back({x, dependence.means[outputs[i]], color, Mark::line});
  }
  return panel;
}

// Each output's means over all columns from 0 to 1: outputs in different units get one scale.
void to_unit_range(std::vector<Dependence>& dependences) {
  for (std::size_t output = 0; !dependences.empty() && output < dependences[0].means.size(); ++output) {
    double low = INFINITY, high = -INFINITY;
    for (const Dependence& each : dependences)
      for (const double mean : each.means[output]) low = std::min(low, mean), high = std::max(high, mean);
    for (Dependence& each : dependences)
      for (double& mean : each.means[output]) mean = high > low ? (mean - low) / (high - low) : 0.5;
  }
}

}  // namespace

std::string dependence_svg(const Model& model, std::vector<Dependence> dependences,
                           const std::vector<std::string>& titles) {
  if (titles.size() != dependences.size())
    fail("{} dependences have {} titles; each needs one", dependences.size(), titles.size());
  const bool several = model.targets().size() > 1;
  Chart chart;
  chart.title = fmt::format("What moves {}", fmt::join(model.targets(), ", "));
  chart.notes = {model.classifies() ? "Mean probability over all rows when a column has the same value in each"
                 : several
                     ? "Mean prediction over all rows when a column has the same value in each, from its lowest (0) "
                       "to its highest (1)"
                     : "Mean prediction over all rows when a column has the same value in each"};
  if (several) to_unit_range(dependences);
  const std::vector<std::size_t> outputs = shown_outputs(dependences);
  const std::vector<std::string>& names = model.classifies() ? model.class_names() : model.targets();
  if (names.size() > 1)
    for (std::size_t i = 0; i < outputs.size(); ++i)
      chart.legend.push_back({names[outputs[i]], static_cast<int>(i), Mark::line});
  double low = INFINITY, high = -INFINITY;
  for (std::size_t i = 0; i < dependences.size(); ++i) {
    chart.panels.push_back(panel_of(dependences[i], titles[i], outputs));
    for (const std::size_t c : outputs)
      for (const double mean : dependences[i].means[c]) low = std::min(low, mean), high = std::max(high, mean);
  }
  const double room = high > low ? 0.05 * (high - low) : 1;
  for (ChartPanel& panel : chart.panels) panel.y_range = {low - room, high + room};
  return chart_svg(chart);
}

void save_dependence_figure(const std::filesystem::path& path, const Model& model,
                            const std::vector<Dependence>& dependences, const std::vector<std::string>& titles) {
  write_file(path, dependence_svg(model, dependences, titles));
}

}  // namespace ansatz
