// Forward and backward propagation through a small network, with every number on it.
#include <fmt/format.h>

#include <array>

#include "ansatz/figure.h"
#include "ansatz/grad.h"
#include "ansatz/operations.h"
#include "ansatz/operators.h"
#include "ansatz/run.h"
#include "base/settings.h"
#include "figure/drawing.h"

namespace ansatz {
namespace {

struct PropagationOptions {
  double rate = 0.2;  ///< the learning rate of the step
};

// Two inputs, two sigmoid units, one output, the squared error.
struct Numbers {
  std::vector<double> x = {1, 0.5}, w = {0.6, -0.4, 0.3, 0.8}, b = {0.1, 0.3}, c = {0.9, -0.7}, d = {0.2};
  double target = 1;
};

// What a pass computes, and the loss's slopes by each of it.
struct Pass {
  std::vector<double> z, a, by_w, by_b, by_c, by_d, by_z, by_a;
  double y, loss, by_y;
};

Pass pass_of(const Numbers& n) {
  Pass pass;
  // Zeros that are added on the way; the slopes by them are those by what they are added to.
  const auto loss = [&](const std::vector<Array>& p) {
    const Array z = matmul(reshape(p[0], {2, 2}), Array(n.x, {2, 1})) + reshape(p[1] + p[4], {2, 1});
    const Array a = sigmoid(z) + reshape(p[5], {2, 1});
    const Array y = sum(reshape(p[2], {2, 1}) * a) + sum(p[3]) + sum(p[6]);
    pass.z = to_vector<double>(z);
    pass.a = to_vector<double>(a);
    pass.y = item(y);
    return square(y - n.target);
  };
  const std::vector<double> none = {0, 0};
  const std::vector<Array> at = {Array(n.w, {4}), Array(n.b, {2}), Array(n.c, {2}), Array(n.d, {1}),
                                 Array(none, {2}), Array(none, {2}), Array(std::vector<double>{0}, {1})};
  pass.loss = item(loss(at));
  std::vector<std::vector<double>> slopes;
  for (const Array& slope : grad(loss)(at)) slopes.push_back(to_vector<double>(slope));
  pass.by_w = slopes[0], pass.by_b = slopes[1], pass.by_c = slopes[2], pass.by_d = slopes[3];
  pass.by_z = slopes[4], pass.by_a = slopes[5], pass.by_y = slopes[6][0];
  return pass;
}

std::string number(double value) { return fmt::format("{:.3f}", value == 0 ? 0.0 : value); }

// The network at a height: circles, and what stands on its edges and below its circles.
struct Labels {
  std::array<std::string, 4> w;
  std::array<std::string, 2> c, hidden, bias;
  std::string output, output_bias, loss;
  int color;
  bool backward;
};

constexpr double radius = 25;
constexpr figure::Point inputs[] = {{90, 60}, {90, 190}}, hidden[] = {{340, 60}, {340, 190}}, output = {590, 125}, loss_at = {760, 125};

void network(figure::Drawing& drawing, double top, const std::string& title, const Numbers& n, const Labels& labels) {
  const auto at = [&](figure::Point place) { return figure::Point{place.x, place.y + top}; };
  drawing.text({16, top + 10}, title, "strong", "start");
  const auto edge = [&](figure::Point a, figure::Point b, const std::string& text, double share) {
    const auto [from, to] = figure::between_circles(at(a), at(b), radius);
    if (labels.backward) drawing.arrow(to, from, {.color = labels.color, .dashed = true});
    else drawing.arrow(from, to, {.color = labels.color});
    return [&drawing, at = figure::between(from, to, share), text, color = labels.color] { drawing.label({at.x, at.y - 8}, text, color); };
  };
  std::vector<std::function<void()>> texts;
  for (int j = 0; j < 2; ++j)
    for (int i = 0; i < 2; ++i) texts.push_back(edge(inputs[i], hidden[j], labels.w[2 * j + i], i == j ? 0.5 : 0.24));
  for (int j = 0; j < 2; ++j) texts.push_back(edge(hidden[j], output, labels.c[j], 0.5));
  texts.push_back(edge(output, loss_at, "", 0.5));
  for (const auto& draw : texts) draw();
  for (int i = 0; i < 2; ++i) {
    drawing.circle(at(inputs[i]), radius, i == 0 ? "x₁" : "x₂", 0);
    drawing.label({at(inputs[i]).x, at(inputs[i]).y + 40}, number(n.x[i]), 0);
    drawing.circle(at(hidden[i]), radius, i == 0 ? "a₁" : "a₂", 3);
    drawing.label({at(hidden[i]).x, at(hidden[i]).y + 40}, labels.hidden[i], labels.color);
    drawing.label({at(hidden[i]).x, at(hidden[i]).y - 36}, labels.bias[i], labels.color);
  }
  drawing.circle(at(output), radius, "y", 0);
  drawing.label({at(output).x, at(output).y + 40}, labels.output, labels.color);
  drawing.label({at(output).x, at(output).y - 36}, labels.output_bias, labels.color);
  drawing.circle(at(loss_at), radius, "L", 4);
  drawing.label({at(loss_at).x, at(loss_at).y + 40}, labels.loss, labels.color);
}

Labels forward(const Numbers& n, const Pass& pass, int color) {
  Labels labels{.color = color, .backward = false};
  for (int k = 0; k < 4; ++k) labels.w[k] = fmt::format("w{}{} = {}", k / 2 == 0 ? "₁" : "₂", k % 2 == 0 ? "₁" : "₂", number(n.w[k]));
  for (int j = 0; j < 2; ++j) {
    labels.c[j] = fmt::format("c{} = {}", j == 0 ? "₁" : "₂", number(n.c[j]));
    labels.bias[j] = "b = " + number(n.b[j]);
    labels.hidden[j] = fmt::format("σ({}) = {}", number(pass.z[j]), number(pass.a[j]));
  }
  labels.output = "y = " + number(pass.y);
  labels.output_bias = "b = " + number(n.d[0]);
  labels.loss = "(y − 1)² = " + number(pass.loss);
  return labels;
}

Picture draw(const PropagationOptions& options, const Words& say) {
  Numbers n;
  const Pass first = pass_of(n);
  figure::Drawing drawing;
  drawing.text({16, 58}, say("Two inputs, two sigmoid units, one output; the target is 1.", "两个输入、两个 sigmoid 单元、一个输出；目标为 1。"), "", "start");
  network(drawing, 90, say("1. Forward: from the input to the loss", "1. 前向：从输入到损失"), n, forward(n, first, 0));
  Labels back{.color = 1, .backward = true};
  for (int k = 0; k < 4; ++k) back.w[k] = "∂L/∂w = " + number(first.by_w[k]);
  for (int j = 0; j < 2; ++j) {
    back.c[j] = "∂L/∂c = " + number(first.by_c[j]);
    back.bias[j] = "∂L/∂b = " + number(first.by_b[j]);
    back.hidden[j] = "∂L/∂a = " + number(first.by_a[j]);
  }
  back.output = "∂L/∂y = " + number(first.by_y);
  back.output_bias = "∂L/∂b = " + number(first.by_d[0]);
  back.loss = "2 (y − 1) = " + number(first.by_y);
  network(drawing, 350, say("2. Backward: the slope of the loss, from right to left", "2. 反向：损失的斜率，从右到左"), n, back);
  // The chain rule for one weight, factor by factor.
  const double a = first.a[0];
  drawing.text({16, 610}, say("The chain rule for w₁₁:", "对 w₁₁ 的链式法则："), "strong", "start");
  drawing.text({16, 634}, "∂L/∂w₁₁ = ∂L/∂y · ∂y/∂a₁ · ∂a₁/∂z₁ · ∂z₁/∂w₁₁ = 2 (y − 1) · c₁ · a₁ (1 − a₁) · x₁", "", "start");
  drawing.text({16, 658},
               fmt::format("= {} · {} · {} · {} = {}", number(first.by_y), number(n.c[0]), number(a * (1 - a)), number(n.x[0]),
                           number(first.by_y * n.c[0] * a * (1 - a) * n.x[0])),
               "", "start");
  const auto moved = [&](std::vector<double>& parameters, const std::vector<double>& slopes) {
    for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i] -= options.rate * slopes[i];
  };
  moved(n.w, first.by_w), moved(n.b, first.by_b), moved(n.c, first.by_c), moved(n.d, first.by_d);
  network(drawing, 690,
          fmt::format(fmt::runtime(say("3. The step: each parameter minus {:g} times its slope; the loss was {}", "3. 更新：每个参数减去斜率的 {:g} 倍；损失原为 {}")),
                      options.rate, number(first.loss)),
          n, forward(n, pass_of(n), 2));
  return drawing.svg(880, 960, say("Forward and backward propagation", "前向传播与反向传播"));
}

}  // namespace

Figure propagation_figure_from(Settings& settings) {
  const PropagationOptions options = settings.read(PropagationOptions{}, {{"rate", &PropagationOptions::rate}});
  return {.summary = "forward, backward and a step, with the numbers",
          .draw = [options](const Words& say) { return draw(options, say); }};
}

}  // namespace ansatz
