#include "ansatz/elastic_net.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "ansatz/text.h"
#include "base/fail.h"
#include "base/threads.h"
#include "classic/design.h"
#include "cpu/doubles_kernels.h"

namespace ansatz {
namespace {

const cpu::DoublesKernels& kernels() {
  using namespace cpu;
  return ANSATZ_PICK(doubles_kernels, chosen_isa());
}

// The centred columns with the target behind them, and what descent needs of them: all products of two.
struct Products {
  std::size_t columns = 0;
  double rows = 0;
  std::vector<double> means;        // the target's last
  std::vector<double> gram;         // XᵀX
  std::vector<double> with_target;  // Xᵀy
  double target_square = 0;         // Σy²
};

void check_finite(const std::string& name, std::span<const double> values) {
  for (std::size_t row = 0; row < values.size(); ++row)
    if (!std::isfinite(values[row]))
      fail("elastic net: {} is {} in row {}; every number must be finite", name, values[row], row + 1);
}

Products products_of(const std::vector<std::pair<std::string, std::span<const double>>>& named,
                     std::span<const double> target, bool center, int threads) {
  const std::size_t n = named.size() + 1, m = target.size();
  Products p{.columns = named.size(), .rows = static_cast<double>(m), .means = std::vector<double>(n)};
  const auto values_of = [&](std::size_t j) { return j < named.size() ? named[j].second : target; };
  parallel(static_cast<int>(n), threads, [&](int part, int) {
    const auto j = static_cast<std::size_t>(part);
    double sum = 0;
    for (const double value : values_of(j)) sum += value;
    if (!std::isfinite(sum))
      check_finite(j < named.size() ? fmt::format("\"{}\"", named[j].first) : "the target", values_of(j));
    p.means[j] = center ? sum / p.rows : 0;
  });

  // Tiles of 4 × 4 columns, over blocks of rows, centred, that stay in a near cache; the blocks' sums are added in their order.
  const std::size_t tiles = (n + 3) / 4;
  constexpr std::size_t block = 256, stride = block + 8;  // so that columns do not compete for the same cache lines
  std::vector<double> sums(tiles * tiles * 16), centred(4 * tiles * stride);
  for (std::size_t first = 0; first < m; first += block) {
    const std::size_t count = std::min(block, m - first);
    parallel(static_cast<int>(n), threads, [&](int part, int) {
      const auto j = static_cast<std::size_t>(part);
      const double* from = values_of(j).data() + first;
      double* to = &centred[j * stride];
      for (std::size_t i = 0; i < count; ++i) to[i] = from[i] - p.means[j];
    });
    parallel(static_cast<int>(tiles), threads, [&](int part, int) {
      const auto a_tile = static_cast<std::size_t>(part);
      const double* a[4];
      for (std::size_t i = 0; i < 4; ++i) a[i] = &centred[(4 * a_tile + i) * stride];
      for (std::size_t b_tile = a_tile; b_tile < tiles; ++b_tile) {
        const double* b[4];
        for (std::size_t j = 0; j < 4; ++j) b[j] = &centred[(4 * b_tile + j) * stride];
        kernels().dots(a, b, static_cast<std::int64_t>(count), &sums[(a_tile * tiles + b_tile) * 16]);
      }
    });
  }
  std::vector<double> gram(n * n);
  for (std::size_t row = 0; row < n; ++row)
    for (std::size_t other = row; other < n; ++other)
      gram[row * n + other] = gram[other * n + row] =
          sums[((row / 4) * tiles + other / 4) * 16 + 4 * (row % 4) + other % 4];
  const std::size_t c = p.columns;
  p.gram.resize(c * c);
  for (std::size_t i = 0; i < c; ++i) std::copy_n(&gram[i * n], c, &p.gram[i * c]);
  p.with_target.assign(&gram[c * n], &gram[c * n] + c);
  p.target_square = gram[c * n + c];
  return p;
}

// Coordinate descent at one penalty after the other.
class Descent {
 public:
  Descent(const Products& products, const ElasticNetOptions& options)
      : p_(products), options_(options), b_(products.columns), gradient_(products.with_target) {}

  ElasticNetFit at(double penalty) {
    l1_ = penalty * options_.l1_share * p_.rows;
    l2_ = penalty * (1 - options_.l1_share) * p_.rows;
    ElasticNetFit fit{.penalty = penalty};
    const double enough = options_.tolerance * p_.target_square;
    while (fit.sweeps < options_.max_sweeps) {
      // One sweep over all, then over those that are not 0 until they rest.
      ++fit.sweeps;
      sweep(false);
      if (gap() <= enough) {
        fit.converged = true;
        break;
      }
      while (fit.sweeps < options_.max_sweeps) {
        ++fit.sweeps;
        if (sweep(true) <= 0.1 * enough) break;
      }
    }
    fit.coefficients = b_;
    fit.intercept = p_.means.back();
    for (std::size_t j = 0; j < p_.columns; ++j) fit.intercept -= p_.means[j] * b_[j];
    fit.r_squared = p_.target_square > 0 ? 1 - residual_square() / p_.target_square : 0;
    return fit;
  }

 private:
  // Returns the largest decrease of the squares that a coordinate brought.
  double sweep(bool active_only) {
    const std::size_t n = p_.columns;
    double largest = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const double square = p_.gram[j * n + j];
      if (square == 0 || (active_only && b_[j] == 0)) continue;
      const double along = gradient_[j] + square * b_[j];
      const double shrunk = std::copysign(std::max(std::abs(along) - l1_, 0.0), along) / (square + l2_);
      const double step = shrunk - b_[j];
      if (step == 0) continue;
      b_[j] = shrunk;
      kernels().add_scaled(-step, &p_.gram[j * n], static_cast<std::int64_t>(n), gradient_.data());
      largest = std::max(largest, step * step * (square + l2_));
    }
    return largest;
  }

  // Σr² = Σy² - bᵀ(Xᵀy + Xᵀr).
  double residual_square() const {
    double square = p_.target_square;
    for (std::size_t j = 0; j < p_.columns; ++j) square -= b_[j] * (p_.with_target[j] + gradient_[j]);
    return std::max(square, 0.0);
  }

  // The distance to the minimum is at most the gap to the dual's value at r scaled into its domain (Kim et al. 2007, "An
  // interior-point method for large-scale l1-regularized least squares", equation 11); the squares of the penalty are taken as
  // rows more.
  double gap() const {
    double largest = 0, absolute = 0, squares = 0, along = 0;
    for (std::size_t j = 0; j < p_.columns; ++j) {
      largest = std::max(largest, std::abs(gradient_[j] - l2_ * b_[j]));
      absolute += std::abs(b_[j]);
      squares += b_[j] * b_[j];
      along += b_[j] * p_.with_target[j];
    }
    const double residual = residual_square() + l2_ * squares;
    const double scale = largest > l1_ ? l1_ / largest : 1;
    // rᵀy of the longer problem, whose target is 0 in the rows more.
    const double with_target = p_.target_square - along;
    return 0.5 * residual * (1 + scale * scale) + l1_ * absolute - scale * with_target;
  }

  const Products& p_;
  const ElasticNetOptions& options_;
  std::vector<double> b_, gradient_;  // gradient: Xᵀr
  double l1_ = 0, l2_ = 0;
};

}  // namespace

bool ElasticNetOptions::is_valid(std::string* error) const {
  const auto wrong = [&](std::string what) {
    if (error) *error = "elastic net: " + std::move(what);
    return false;
  };
  if (!(l1_share > 0 && l1_share <= 1))
    return wrong(fmt::format("l1_share is {}; it must be above 0 and at most 1", l1_share));
  for (const double penalty : penalties)
    if (!(penalty >= 0) || !std::isfinite(penalty))
      return wrong(fmt::format("a penalty is {}; it must be at least 0", penalty));
  if (!(tolerance > 0)) return wrong(fmt::format("tolerance is {}; it must be above 0", tolerance));
  if (max_sweeps < 1) return wrong(fmt::format("max_sweeps is {}; it must be at least 1", max_sweeps));
  if (threads < 0) return wrong(fmt::format("threads is {}; it must be at least 0", threads));
  return true;
}

std::vector<ElasticNetFit> elastic_net_path(const std::vector<std::pair<std::string, std::span<const double>>>& columns,
                                            std::span<const double> target, const ElasticNetOptions& options) {
  if (std::string error; !options.is_valid(&error)) fail("{}", error);
  if (target.empty()) fail("elastic net: there are no rows");
  if (columns.empty()) fail("elastic net: there are no columns");
  for (const auto& [name, values] : columns)
    if (values.size() != target.size())
      fail("elastic net: \"{}\" has {} values and the target {}", name, values.size(), target.size());
  const Products products =
      products_of(columns, target, options.intercept, options.threads > 0 ? options.threads : default_threads());

  std::vector<double> penalties = options.penalties;
  if (penalties.empty()) {
    double largest = 0;
    for (const double each : products.with_target) largest = std::max(largest, std::abs(each));
    for (int i = 0; i < 100; ++i)
      penalties.push_back(largest / (products.rows * options.l1_share) * std::pow(1e-3, i / 99.0));
  }
  std::sort(penalties.begin(), penalties.end(), std::greater<>());
  Descent descent(products, options);
  std::vector<ElasticNetFit> path;
  for (const double penalty : penalties) path.push_back(descent.at(penalty));
  return path;
}

ElasticNetPath elastic_net(const Dataset& data, const ElasticNetOptions& options) {
  const Table& table = data.table;
  if (table.column(data.target).kind != ColumnKind::numeric)
    fail("{}: \"{}\" is no column of numbers; the target of a regression must be numeric", table.label(), data.target);
  ElasticNetPath path;
  const Design design(table, {data.target}, options.intercept, path.notes);
  NumberColumns numbers = design.numbers(table, {data.target}, false);
  path.rows = static_cast<std::int64_t>(numbers.rows.size());
  if (path.rows < table.rows())
    path.notes.push_back(fmt::format("{} of {} rows have missing values and are left out",
                                     grouped(table.rows() - path.rows), grouped(table.rows())));
  std::vector<std::pair<std::string, std::span<const double>>> columns;
  for (std::size_t j = 0; j + 1 < numbers.values.size(); ++j) {
    path.names.push_back(numbers.names[j]);
    columns.emplace_back(numbers.names[j], numbers.values[j]);
  }
  path.fits = elastic_net_path(columns, numbers.values.back(), options);
  return path;
}

}  // namespace ansatz
