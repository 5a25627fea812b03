// Every activation and its derivative.
#include <algorithm>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/grad.h"
#include "ansatz/nn.h"
#include "ansatz/run.h"
#include "base/settings.h"

namespace ansatz {
namespace {

constexpr std::int64_t points = 401;
constexpr double range = 4;

// The first output for the rows (x, second): of an element-wise function its value at x, of the others, such as softmax,
// what x gets beside another number.
Array first_output(const NamedActivation& activation, const Array& x, double second) {
  const auto record = [&](Recording::Purpose purpose, const NamedArrays& parameters) {
    auto recording = std::make_shared<Recording>();
    recording->purpose = purpose;
    recording->parameters = parameters;
    const Array rows = stack({x, full(x.shape(), second, x.dtype())}, 1);
    return std::pair(select(activation.function(Scope(recording), rows), 1, 0), recording);
  };
  const NamedArrays parameters = record(Recording::Purpose::initialize, {}).second->parameters;
  return record(Recording::Purpose::inference, parameters).first;
}

ChartPanel panel_of(const NamedActivation& activation) {
  const Array x = linspace(-range, range, points);
  const auto f = [&](const Array& at) { return first_output(activation, at, 0); };
  const std::vector<double> places = to_vector<double>(x), values = to_vector<double>(f(x));
  const bool elementwise = values == to_vector<double>(first_output(activation, x, 1));
  const std::vector<double> slopes = to_vector<double>(grad([&](const Array& at) { return sum(f(at)); })(x));
  return {.title = activation.name + (elementwise ? "" : "(x, 0)"),
          .tooltip = activation.source,
          .series = {{places, slopes, 1, Mark::dashed}, {places, values, 0}},
          .x_range = {{-range, range}},
          .y_range = {{-2, 4}}};
}

Picture draw(const Words& say) {
  Chart chart = {.title = say("Activations and their derivatives", "激活函数及其导数"),
                 .notes = {say("softmax, softmin, sparsemax and maxout: the first output for the pair (x, 0).",
                               "softmax、softmin、sparsemax 与 maxout：输入为 (x, 0) 时的第一个输出。"),
                           say("prelu: with its first slope; rrelu: as outside of training.",
                               "prelu：用初始斜率；rrelu：非训练时的形式。")},
                 .legend = {{say("value", "函数值"), 0, Mark::line}, {say("derivative", "导数"), 1, Mark::dashed}},
                 .columns = 5,
                 .panel_width = 200,
                 .panel_height = 170};
  for (const NamedActivation& activation : activations()) chart.panels.push_back(panel_of(activation));
  std::sort(chart.panels.begin(), chart.panels.end(),
            [](const ChartPanel& a, const ChartPanel& b) { return a.title < b.title; });
  return chart;
}

}  // namespace

Figure activations_figure_from(Settings& settings) {
  settings.read_nothing();
  return {.summary = "every activation and its derivative", .draw = draw};
}

}  // namespace ansatz
