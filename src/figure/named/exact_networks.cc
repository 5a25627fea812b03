// Networks whose weights are known: |x|, and max with a skip connection and without.
#include <algorithm>

#include "ansatz/exact.h"
#include "ansatz/figure.h"
#include "ansatz/model.h"
#include "base/settings.h"
#include "figure/diagram.h"

namespace ansatz {
namespace {

Picture draw(const Words& say) {
  figure::Drawing drawing;
  double y = 44, width = 0;
  for (const ReluNetwork& network : {exact_absolute(), exact_maximum(true), exact_maximum()}) {
    drawing.text({16, y + 22}, "y = " + network.formula, "strong", "start");
    const figure::Point end =
        figure::draw_network(drawing, units_of(exact_model(network)), {0, y + (network.skip.empty() ? 34 : 52)});
    y = end.y + 12;
    width = std::max(width, end.x);
  }
  return drawing.svg(width, y + 8, say("|x| and max, exactly, with ReLU", "用 ReLU 精确表示 |x| 与 max"));
}

}  // namespace

Figure exact_networks_figure_from(Settings& settings) {
  settings.read_nothing();
  return {"|x| and max as networks, with every weight", draw};
}

}  // namespace ansatz
