// The few operations on vectors of doubles that the minimisers need.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace ansatz {

inline double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// y + a·x
inline std::vector<double> moved(std::vector<double> y, double a, const std::vector<double>& x) {
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += a * x[i];
  return y;
}

inline double largest_magnitude(const std::vector<double>& a) {
  double largest = 0;
  for (const double value : a) largest = std::max(largest, std::abs(value));
  return largest;
}

inline bool all_finite(const std::vector<double>& a) {
  return std::all_of(a.begin(), a.end(), [](double value) { return std::isfinite(value); });
}

}  // namespace ansatz
