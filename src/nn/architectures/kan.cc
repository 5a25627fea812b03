#include "ansatz/architecture.h"
#include "ansatz/layers.h"
#include "base/settings.h"
#include "nn/architectures/block.h"

namespace ansatz {

/// Of `kan_network`.
struct KanNetworkOptions {
  std::vector<std::int64_t> hidden = {5};
  std::int64_t out = 1;
  std::int64_t intervals = 5, degree = 3;  ///< of the splines
  double range = 3;                        ///< their grid lies from -range to range
};

/// KAN layers one behind the other: functions of single variables, learned, and sums (Liu et al. 2024, arXiv:2404.19756,
/// equation 2.7). Parameters "0.base_weight", "0.spline_weight", …. By name: "kan:5,5,intervals=8". Throws `Error` for a
/// grid that is none.
Architecture kan_network(const KanNetworkOptions& options /*= {}*/) {
  check_widths("kan", options.hidden);
  if (options.intervals < 1 || options.intervals > 1000)
    fail("kan: {} intervals are asked for; 1 to 1000 are possible", options.intervals);
  if (options.degree < 1 || options.degree > 10) fail("kan: the degree is {}; 1 to 10 are possible", options.degree);
  if (!(options.range > 0)) fail("kan: the range is {}; it must be above 0", options.range);
  return [options](Scope s, Array x) {
    std::vector<std::int64_t> widths = options.hidden;
    widths.push_back(options.out);
    for (std::size_t layer = 0; layer < widths.size(); ++layer)
      x = kan(s[std::to_string(layer)], x, widths[layer],
              {.intervals = options.intervals, .degree = options.degree, .low = -options.range, .high = options.range});
    return x;
  };
}

Architecture kan_from(Settings& settings, std::int64_t out) {
  KanNetworkOptions options = settings.read(KanNetworkOptions{}, {{"hidden", &KanNetworkOptions::hidden},
                                                                  {"intervals", &KanNetworkOptions::intervals},
                                                                  {"degree", &KanNetworkOptions::degree},
                                                                  {"range", &KanNetworkOptions::range}});
  options.out = out;
  return kan_network(options);
}

}  // namespace ansatz
