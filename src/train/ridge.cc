#include "train/ridge.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ansatz {
namespace {

constexpr std::int64_t most_features = 512;

// Sums over rows, of the features and the target (as one more feature) and of their products.
struct Moments {
  explicit Moments(std::int64_t size) : size(size), sums(size), products(size * size) {}
  void add(const float* x, double y, double sign) {
    count += sign;
    const auto at = [&](std::int64_t i) { return i + 1 < size ? double{x[i]} : y; };
    for (std::int64_t i = 0; i < size; ++i) {
      const double here = sign * at(i);
      if (here == 0) continue;  // one-hot columns are mostly that
      sums[i] += here;
      for (std::int64_t j = 0; j <= i; ++j) products[i * size + j] += here * at(j);
    }
  }
  double covariance(std::int64_t i, std::int64_t j) const {
    return products[std::max(i, j) * size + std::min(i, j)] - sums[i] * sums[j] / count;
  }
  std::int64_t size;
  double count = 0;
  std::vector<double> sums, products;  // products: the lower triangle
};

// The line for these moments, by Cholesky's decomposition.
RidgeLine solve(const Moments& m, double penalty) {
  const std::int64_t n = m.size - 1;
  std::vector<double> l(n * n), w(n);
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) {
      double value = m.covariance(i, j);
      // A feature that is constant outside of the part has no weight; the number keeps its pivot away from 0.
      if (i == j) value += penalty * value + 1e-9 * m.count;
      for (std::int64_t k = 0; k < j; ++k) value -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = i == j ? std::sqrt(std::max(value, 1e-12)) : value / l[j * n + j];
    }
    w[i] = m.covariance(i, n);
    for (std::int64_t k = 0; k < i; ++k) w[i] -= l[i * n + k] * w[k];
    w[i] /= l[i * n + i];
  }
  for (std::int64_t i = n - 1; i >= 0; --i) {
    for (std::int64_t k = i + 1; k < n; ++k) w[i] -= l[k * n + i] * w[k];
    w[i] /= l[i * n + i];
  }
  RidgeLine line{std::vector<float>(w.begin(), w.end()), m.sums[n] / m.count};
  for (std::int64_t i = 0; i < n; ++i) line.bias -= w[i] * m.sums[i] / m.count;
  return line;
}

}  // namespace

std::vector<RidgeLine> ridge_lines(const float* features, std::int64_t rows, std::int64_t width,
                                   const std::vector<double>& targets, int folds, int members) {
  if (width > most_features) return {};
  std::vector<Moments> parts;
  Moments all(width + 1);
  for (std::int64_t i = 0; i < rows; ++i) all.add(features + i * width, targets[i], 1);
  for (int part = 0; part < members; ++part) {
    parts.push_back(all);
    for (std::int64_t i = part; i < rows; i += folds) parts[part].add(features + i * width, targets[i], -1);
  }
  std::vector<RidgeLine> best;
  double least = std::numeric_limits<double>::infinity();
  for (const double penalty : {1e-4, 1e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0, 10.0}) {
    std::vector<RidgeLine> lines;
    double error = 0;
    for (int part = 0; part < members; ++part) {
      lines.push_back(solve(parts[part], penalty));
      for (std::int64_t i = part; i < rows; i += folds) {
        double e = targets[i] - lines[part].bias;
        for (std::int64_t f = 0; f < width; ++f) e -= double{lines[part].weights[f]} * features[i * width + f];
        error += e * e;
      }
    }
    if (error < least) least = error, best = std::move(lines);
  }
  return best;
}

}  // namespace ansatz
