#include "figure/curves.h"

#include <cmath>

namespace ansatz::figure {

double root_mean_square(const std::vector<double>& a, const std::vector<double>& b) {
  double total = 0;
  for (std::size_t i = 0; i < a.size(); ++i) total += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(total / static_cast<double>(a.size()));
}

std::vector<double> values_at(const Regression& fit, const std::vector<double>& x) {
  std::vector<std::vector<double>> places;
  for (const double at : x) places.push_back({at});
  std::vector<double> values;
  for (const RegressionBand& band : fit.bands(places)) values.push_back(band.mean);
  return values;
}

}  // namespace ansatz::figure
