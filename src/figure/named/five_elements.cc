// Input, architecture, output, loss and optimizer, and what goes between them.
#include "ansatz/figure.h"
#include "base/settings.h"
#include "figure/drawing.h"

namespace ansatz {
namespace {

Picture draw(const Words& say) {
  constexpr double width = 920, height = 370, w = 150, h = 74;
  constexpr double top = 125, bottom = 300;
  const figure::Point input = {100, top}, network = {345, top}, output = {590, top}, loss = {805, top}, target = {805, bottom},
                      optimizer = {345, bottom};
  figure::Drawing drawing;
  const auto right = [&](figure::Point a, figure::Point b, double wide_a, double wide_b) {
    drawing.arrow({a.x + wide_a / 2, a.y - 12}, {b.x - wide_b / 2, b.y - 12}, {.color = 0, .width = 2});
  };
  const auto left = [&](figure::Point a, figure::Point b, double wide_a, double wide_b) {
    drawing.arrow({a.x - wide_a / 2, a.y + 14}, {b.x + wide_b / 2, b.y + 14}, {.color = 1, .dashed = true, .width = 2});
  };
  right(input, network, w, 190);
  right(network, output, 190, w);
  right(output, loss, w, w);
  left(loss, output, w, w);
  left(output, network, w, 190);
  // The gradients go to the optimizer, the new parameters come from it.
  drawing.arrow({network.x + 30, top + h / 2}, {optimizer.x + 30, bottom - h / 2}, {.color = 1, .dashed = true, .width = 2});
  drawing.arrow({optimizer.x - 30, bottom - h / 2}, {network.x - 30, top + h / 2}, {.color = 2, .width = 2});
  drawing.arrow({target.x, bottom - h / 2}, {loss.x, top + h / 2}, {.color = 0, .width = 2});
  drawing.box(input, w, h, {say("Input", "输入"), "x", say("made by an encoder", "由编码器给出")}, 0);
  drawing.box(network, 190, h, {say("Architecture", "模型结构"), "ŷ = f(x; w)", say("linear maps and activations", "线性映射与激活函数")}, 3);
  drawing.box(output, w, h, {say("Output", "输出"), "ŷ", say("a decoder reads it", "由解码器解读")}, 0);
  drawing.box(loss, w, h, {say("Loss", "损失函数"), "L(ŷ, y)", say("how wrong", "错了多少")}, 4);
  drawing.box(target, w, h, {say("Target", "目标"), "y", say("from the data", "来自数据")}, 7);
  drawing.box(optimizer, 190, h, {say("Optimizer", "优化算法"), "w ← w − η · ∂L/∂w", say("how the parameters move", "参数怎样调整")}, 2);
  drawing.label({(network.x + output.x) / 2 + 10, top - h / 2 - 18}, say("forward propagation →", "前向传播 →"), 0);
  drawing.label({(network.x + output.x) / 2 + 10, top + h / 2 + 22}, say("← backward propagation", "← 反向传播"), 1);
  drawing.label({optimizer.x + 40, (top + bottom) / 2}, "∂L/∂w", 1, "start");
  drawing.label({optimizer.x - 40, (top + bottom) / 2}, say("new w", "新的 w"), 2, "end");
  return drawing.svg(width, height, say("The five elements of every model", "模型的五个要素"));
}

}  // namespace

Figure five_elements_figure_from(Settings& settings) {
  settings.read_nothing();
  return {.summary = "input, architecture, output, loss and optimizer", .draw = draw};
}

}  // namespace ansatz
