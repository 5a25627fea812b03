// The picture of a training: how the loss falls, and where the best epoch is.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ansatz/figure.h"
#include "base/files.h"
#include "figure/axis.h"
#include "figure/svg.h"

namespace ansatz {
namespace {

using figure::Axis;
using figure::escaped;
using figure::number_text;
using figure::text_at;

constexpr double width = 800, height = 450;
constexpr double left = 84, right = width - 84, top = 76, bottom = height - 56;

constexpr const char* style = R"(.best { stroke: #777; stroke-dasharray: 4 4; }
.loss { stroke: #1f6fb4; fill: none; stroke-width: 2; stroke-linejoin: round; }
.metric { stroke: #c7560e; fill: none; stroke-width: 2; stroke-linejoin: round; }
.loss-text { fill: #1f6fb4; }
.metric-text { fill: #b04a08; }
.loss-dot { fill: #1f6fb4; }
.metric-dot { fill: #c7560e; stroke: #fff; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  .best { stroke: #999; }
  .loss { stroke: #62aef0; }
  .metric { stroke: #f59a52; }
  .loss-text { fill: #62aef0; }
  .metric-text { fill: #f59a52; }
  .loss-dot { fill: #62aef0; }
  .metric-dot { fill: #f59a52; stroke: #16181c; }
}
)";

double x_of(const Axis& axis, double epoch) { return left + axis.position(epoch) * (right - left); }
double y_of(const Axis& axis, double value) { return bottom - axis.position(value) * (bottom - top); }

/// Values whose differences stay finite; others are not drawn.
double drawable(double value) { return std::fabs(value) < 1e100 ? value : NAN; }

/// The values at their epochs as a line, broken where they are not finite. A long history is thinned out to the least and the
/// greatest value of each pixel.
std::string curve(const std::vector<double>& values, const Axis& across, const Axis& up, const char* kind) {
  std::vector<std::size_t> chosen;
  const std::size_t buckets = static_cast<std::size_t>(right - left);
  if (values.size() <= 3 * buckets) {
    for (std::size_t i = 0; i < values.size(); ++i) chosen.push_back(i);
  } else {
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
      const std::size_t begin = bucket * values.size() / buckets, end = (bucket + 1) * values.size() / buckets;
      std::size_t least = begin, most = begin;
      for (std::size_t i = begin; i < end; ++i) {
        if (!(values[i] >= values[least])) least = i;
        if (!(values[i] <= values[most])) most = i;
      }
      chosen.push_back(std::min(least, most));
      if (least != most) chosen.push_back(std::max(least, most));
    }
  }
  std::string path, dots;
  bool drawing = false;
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    const double value = values[chosen[k]];
    if (!std::isfinite(value)) {
      drawing = false;
      continue;
    }
    const double x = x_of(across, static_cast<double>(chosen[k] + 1)), y = y_of(up, value);
    const bool alone = !drawing && (k + 1 == chosen.size() || !std::isfinite(values[chosen[k + 1]]));
    if (alone) dots += fmt::format("<circle class=\"{}-dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>\n", kind, x, y);
    else path += fmt::format("{}{:.1f} {:.1f}", drawing ? " L" : path.empty() ? "M" : " M", x, y);
    drawing = true;
  }
  if (!path.empty()) path = fmt::format("<path class=\"{}\" d=\"{}\"/>\n", kind, path);
  return path + dots;
}

/// "MAE" for "mae", as papers write it.
std::string metric_label(const std::string& name) {
  if (name == "r2") return "R²";
  if (name == "mae" || name == "rmse" || name == "mse" || name == "auc") {
    std::string upper = name;
    for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
    return upper;
  }
  std::string words = name;
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

/// With about four digits.
std::string value_text(double value) {
  const double size = std::fabs(value);
  return number_text(value, size >= 999.95 || size == 0 ? 0 : std::clamp(3 - static_cast<int>(std::floor(std::log10(size))), 0, 7));
}

}  // namespace

std::string learning_curve_svg(const std::vector<Progress>& history, const LearningCurveOptions& options) {
  std::vector<double> losses, metrics;
  std::string metric;
  std::size_t best = history.size();
  for (std::size_t i = 0; i < history.size(); ++i) {
    losses.push_back(drawable(history[i].training_loss));
    metrics.push_back(history[i].metric.empty() ? NAN : drawable(history[i].validation));
    if (!history[i].metric.empty()) metric = history[i].metric;
    if (history[i].best && std::isfinite(metrics[i])) best = i;
  }
  const std::size_t kept = static_cast<std::size_t>(std::max(0, options.kept_epoch));
  const bool is_best = kept == 0 || kept == best + 1;
  if (kept > 0 && kept <= history.size() && std::isfinite(metrics[kept - 1])) best = kept - 1;
  const Axis across = figure::axis_of_integers(1, static_cast<double>(history.size()));
  const Axis loss_axis = figure::axis_of(losses), metric_axis = figure::axis_of(metrics);
  const std::string label = escaped(metric_label(metric), 30);
  const std::string unit = options.unit.empty() ? "" : fmt::format(" ({})", escaped(options.unit, 30));

  const std::string title = escaped(options.title.empty() ? "Learning curve" : options.title, 70);
  std::string svg = figure::svg_begin(width, height, title, style);
  svg += text_at(left, 28, "title", "start", title);

  for (const figure::Tick& tick : across.ticks) {
    const double x = x_of(across, tick.value);
    svg += fmt::format("<line class=\"frame\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>\n", x, bottom, bottom + 5);
    svg += text_at(x, bottom + 20, "", "middle", tick.label);
  }
  svg += text_at((left + right) / 2, bottom + 42, "", "middle", "epoch");
  for (const figure::Tick& tick : loss_axis.ticks) {
    const double y = y_of(loss_axis, tick.value);
    svg += fmt::format("<line class=\"grid\" x1=\"{1}\" x2=\"{2}\" y1=\"{0:.1f}\" y2=\"{0:.1f}\"/>\n", y, left, right);
    svg += text_at(left - 8, y + 4.5, "loss-text", "end", tick.label);
  }
  for (const figure::Tick& tick : metric_axis.ticks) {
    const double y = y_of(metric_axis, tick.value);
    svg += fmt::format("<line class=\"frame\" x1=\"{1}\" x2=\"{2}\" y1=\"{0:.1f}\" y2=\"{0:.1f}\"/>\n", y, right, right + 5);
    svg += text_at(right + 9, y + 4.5, "metric-text", "start", tick.label);
  }
  svg += fmt::format("<path class=\"frame\" d=\"M{0} {2} V{3} H{1} V{2}\"/>\n", left, right, top, bottom);
  svg += text_at(left, top - 14, "loss-text", "start",
                 fmt::format("training loss{}", loss_axis.logarithmic ? ", logarithmic" : ""));
  if (!metric.empty())
    svg += text_at(right, top - 14, "metric-text", "end",
                   fmt::format("validation {}{}{}", label, unit, metric_axis.logarithmic ? ", logarithmic" : ""));

  if (best < history.size()) {
    const double x = x_of(across, static_cast<double>(best + 1));
    svg += fmt::format("<line class=\"best\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>\n", x, top, bottom);
    svg += text_at(right, 28, "", "end",
                   fmt::format("{}: epoch {}, {} {}", is_best ? "best" : "kept", best + 1, label, value_text(metrics[best])));
  }
  svg += curve(losses, across, loss_axis, "loss");
  svg += curve(metrics, across, metric_axis, "metric");
  if (best < history.size())
    svg += fmt::format("<circle class=\"metric-dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5.5\"/>\n",
                       x_of(across, static_cast<double>(best + 1)), y_of(metric_axis, metrics[best]));
  return svg + "</svg>\n";
}

void save_learning_curve(const std::filesystem::path& path, const std::vector<Progress>& history,
                         const LearningCurveOptions& options) {
  write_file(path, learning_curve_svg(history, options));
}

}  // namespace ansatz
