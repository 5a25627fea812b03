// How much of the loss's gradient reaches each layer of a deep network, before the first step.
#include <fmt/format.h>

#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/grad.h"
#include "ansatz/nn.h"
#include "ansatz/run.h"
#include "figure/seeded.h"

namespace ansatz {
namespace {

constexpr int depth = 30;
constexpr std::int64_t width = 64, batch = 128;

// How the hidden layers are made.
struct Setup {
  std::string title;
  std::function<Initializer(const std::string& activation)> weights;
  Architecture norm = nullptr;  // before the activation
  bool residual = false;
};

// `probes`, zeros, are added to the layers' outputs: the loss's gradient by them is what reaches the layers.
Array deep(const Setup& setup, const std::string& name, Scope s, Array x, const std::vector<Array>& probes) {
  const Activation active = activation(name);
  for (int layer = 0; layer < depth; ++layer) {
    const auto block = [&](Scope here, Array h) {
      h = linear(here, h, width, {.weight = setup.weights(name), .bias_initializer = constant(0)});
      return active(here["activation"], setup.norm ? setup.norm(here["norm"], h) : h);
    };
    const Scope here = s["layer" + std::to_string(layer)];
    x = (setup.residual ? residual(here, x, block) : block(here, x)) + probes[layer];
  }
  return linear(s["out"], x, 1);
}

// The gradient's norm at each hidden layer, first layer first, relative to the last.
std::vector<double> gradient_norms(const Setup& setup, const std::string& activation, std::uint64_t seed) {
  const auto number = [&](int stream, const Shape& shape) {
    return random_normal(random_key(static_cast<std::int64_t>(seed), stream), shape);
  };
  const Array x = number(1, {batch, width}), target = number(2, {batch, 1});
  const std::vector<Array> probes(depth, zeros({batch, width}));
  auto drawn = std::make_shared<Recording>();
  drawn->purpose = Recording::Purpose::initialize;
  drawn->seed = seed;
  deep(setup, activation, Scope(drawn), x, probes);
  const auto loss = [&](const std::vector<Array>& at) {
    auto recording = std::make_shared<Recording>();
    recording->purpose = Recording::Purpose::training;
    recording->parameters = drawn->parameters;
    recording->states = drawn->states;
    return mean(square(deep(setup, activation, Scope(recording), x, at) - target));
  };
  std::vector<double> norms;
  for (const Array& gradient : grad(loss)(probes))
    norms.push_back(std::sqrt(item(sum(square(cast(gradient, DType::f64))))));
  const double last = norms.back();
  for (double& norm : norms) norm /= last;
  return norms;
}

Picture draw(std::int64_t seed, const Words& say) {
  const auto scaled = [](double factor) {
    return [factor](const std::string& activation) {
      return Initializer(
          [=, draw = suitable_initializer(activation)](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
            return draw(shape, seed, stream) * factor;
          });
    };
  };
  const std::vector<Setup> setups = {
      {say("small weights: half as large", "小权重：一半大小"), scaled(0.5)},
      {say("weights that suit the activation", "适合激活函数的权重"), suitable_initializer},
      {say("large weights: 1.5 times as large", "大权重：1.5 倍大小"), scaled(1.5)},
      {say("small, with residual connections", "小权重，加残差连接"), scaled(0.5), nullptr, true},
      {say("small, with layer norm", "小权重，加层归一化"), scaled(0.5), [](Scope s, Array x) { return layer_norm(s, x); }},
      {say("large, with batch norm", "大权重，加批归一化"), scaled(1.5), [](Scope s, Array x) { return batch_norm(s, x); }}};
  const std::vector<std::string> names = {"sigmoid", "tanh", "relu"};
  Chart chart = {
      .title = say("Vanishing and exploding gradients", "梯度消失与梯度爆炸"),
      .notes = {fmt::format(fmt::runtime(say("{} hidden layers of {}, before the first step: how much of the loss's gradient "
                                             "reaches each layer, relative to the last.",
                                             "{} 个宽 {} 的隐藏层，第一步之前：损失的梯度有多少传到每一层（相对最后一层）。")),
                            depth, width)},
      .columns = 3,
      .panel_width = 310,
      .panel_height = 230};
  for (std::size_t i = 0; i < names.size(); ++i) chart.legend.push_back({names[i], static_cast<int>(i)});
  for (const Setup& setup : setups) {
    ChartPanel panel = {.title = setup.title,
                        .x_label = say("layer, from the input to the output", "层，从输入到输出"),
                        .y_label = say("norm of the gradient", "梯度的范数"),
                        .x_range = {{1, depth}},
                        .y_range = {{1e-30, 1e8}},
                        .y_logarithmic = true};
    for (std::size_t i = 0; i < names.size(); ++i) {
      ChartSeries series = {.y = gradient_norms(setup, names[i], static_cast<std::uint64_t>(seed)),
                            .color = static_cast<int>(i)};
      for (int layer = 1; layer <= depth; ++layer) series.x.push_back(layer);
      panel.series.push_back(series);
    }
    chart.panels.push_back(panel);
  }
  return chart;
}

}  // namespace

Figure vanishing_gradients_figure_from(Settings& settings) {
  return figure::seeded(settings, "what reaches the first layers of a deep network, and why", draw);
}

}  // namespace ansatz
