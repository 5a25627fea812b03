#include "classic/normal_equations.h"

#include <algorithm>
#include <cmath>

#include "base/threads.h"
#include "cpu/compensated_kernels.h"

namespace ansatz {
namespace {

// The squared length of what is new in a column, as a part of the whole, below which there is nothing new.
constexpr double nothing_new = 1e-27;

const cpu::CompensatedKernels& kernels() {
  using namespace cpu;
  return ANSATZ_PICK(compensated_kernels, chosen_isa());
}

ColumnView behind(ColumnView column, std::int64_t rows) {
  return {column.high + rows, column.low ? column.low + rows : nullptr};
}

DoubleDouble dot(ColumnView a, ColumnView b, std::int64_t rows) {
  double sum[2];
  kernels().dot(a.high, a.low, b.high, b.low, rows, sum);
  return {sum[0], sum[1]};
}

// Rows that are taken together: their columns stay in a near cache. The cuts depend on the size alone.
constexpr std::int64_t block = 2048;

// Runs work(first row, rows, sums) over all rows in blocks and adds up the sums, part by part in their order.
template <class Work> std::vector<DoubleDouble> summed(std::int64_t rows, std::size_t sums, int threads, Work work) {
  const std::int64_t blocks = std::max<std::int64_t>((rows + block - 1) / block, 1);
  const auto parts = static_cast<int>(std::min<std::int64_t>(blocks, 64));
  std::vector<std::vector<DoubleDouble>> partial(static_cast<std::size_t>(parts));
  parallel(parts, threads > 0 ? threads : default_threads(), [&](int part, int) {
    std::vector<DoubleDouble> sum(sums);
    for (std::int64_t b = blocks * part / parts; b < blocks * (part + 1) / parts; ++b)
      work(b * block, std::min(block, rows - b * block), sum);
    partial[static_cast<std::size_t>(part)] = std::move(sum);
  });
  std::vector<DoubleDouble> total(sums);
  for (const std::vector<DoubleDouble>& sum : partial)
    for (std::size_t i = 0; i < sums; ++i) total[i] = total[i] + sum[i];
  return total;
}

// XᵀX, and Xᵀy behind it.
std::vector<DoubleDouble> gram_of(const std::vector<ColumnView>& columns, ColumnView y, std::int64_t rows,
                                  int threads) {
  const std::size_t n = columns.size();
  std::vector<DoubleDouble> gram =
      summed(rows, n * n + n, threads, [&](std::int64_t first, std::int64_t count, auto& sum) {
        for (std::size_t i = 0; i < n; ++i) {
          const ColumnView a = behind(columns[i], first);
          for (std::size_t j = i; j < n; ++j)
            sum[i * n + j] = sum[i * n + j] + dot(a, behind(columns[j], first), count);
          sum[n * n + i] = sum[n * n + i] + dot(a, behind(y, first), count);
        }
      });
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) gram[i * n + j] = gram[j * n + i];
  return gram;
}

// Xᵀr, and |r|² behind it, of the residuals r = y - X·b.
std::vector<DoubleDouble> gradient_of(const std::vector<ColumnView>& columns, ColumnView y, std::int64_t rows,
                                      const std::vector<DoubleDouble>& b, int threads) {
  const std::size_t n = columns.size();
  return summed(rows, n + 1, threads, [&](std::int64_t first, std::int64_t count, auto& sum) {
    double r[block], r_low[block];
    const ColumnView from = behind(y, first);
    for (std::int64_t i = 0; i < count; ++i) {
      r[i] = from.high[i];
      r_low[i] = from.low ? from.low[i] : 0;
    }
    for (std::size_t j = 0; j < n; ++j) {
      const ColumnView x = behind(columns[j], first);
      kernels().subtract_product(x.high, x.low, b[j].high, b[j].low, count, r, r_low);
    }
    const ColumnView residuals = {r, r_low};
    for (std::size_t j = 0; j < n; ++j) sum[j] = sum[j] + dot(behind(columns[j], first), residuals, count);
    sum[n] = sum[n] + dot(residuals, residuals, count);
  });
}

}  // namespace

DoubleDouble compensated_dot(ColumnView a, ColumnView b, std::int64_t rows) {
  return summed(rows, 1, 1, [&](std::int64_t first, std::int64_t count, auto& sum) {
    sum[0] = sum[0] + dot(behind(a, first), behind(b, first), count);
  })[0];
}

Cholesky::Cholesky(std::vector<DoubleDouble> matrix, std::size_t size)
    : size_(size), scale_(size), factor_(std::move(matrix)) {
  // By powers of two, so that nothing is rounded.
  for (std::size_t j = 0; j < size_; ++j) {
    const double square = at(j, j).high;
    scale_[j] = square > 0 ? std::exp2(-std::round(0.5 * std::log2(square))) : 1;
  }
  for (std::size_t i = 0; i < size_; ++i)
    for (std::size_t j = i; j < size_; ++j) factor_[i * size_ + j] = at(i, j) * scale_[i] * scale_[j];
  for (std::size_t j = 0; j < size_; ++j) {
    const double whole = at(j, j).high;
    for (std::size_t i = 0; i <= j; ++i) {
      DoubleDouble value = at(i, j);
      for (std::size_t k = 0; k < i; ++k) value = value - at(k, i) * at(k, j);
      if (i == j && !(value.high > nothing_new * whole)) {
        dependent_ = static_cast<int>(j);
        return;
      }
      factor_[i * size_ + j] = i == j ? square_root(value) : value / at(i, i);
    }
  }
}

std::vector<double> Cholesky::combination() const {
  const auto j = static_cast<std::size_t>(dependent_);
  std::vector<DoubleDouble> c(j);
  for (std::size_t i = j; i-- > 0;) {
    c[i] = at(i, j);
    for (std::size_t k = i + 1; k < j; ++k) c[i] = c[i] - at(i, k) * c[k];
    c[i] = c[i] / at(i, i);
  }
  std::vector<double> result(j);
  for (std::size_t i = 0; i < j; ++i) result[i] = c[i].high * scale_[i] / scale_[j];
  return result;
}

std::vector<DoubleDouble> Cholesky::half_solve(std::vector<DoubleDouble> b) const {
  for (std::size_t i = 0; i < size_; ++i) {
    b[i] = b[i] * scale_[i];
    for (std::size_t k = 0; k < i; ++k) b[i] = b[i] - at(k, i) * b[k];
    b[i] = b[i] / at(i, i);
  }
  return b;
}

std::vector<DoubleDouble> Cholesky::solve(std::vector<DoubleDouble> b) const {
  b = half_solve(std::move(b));
  for (std::size_t i = size_; i-- > 0;) {
    for (std::size_t k = i + 1; k < size_; ++k) b[i] = b[i] - at(i, k) * b[k];
    b[i] = b[i] / at(i, i);
  }
  for (std::size_t i = 0; i < size_; ++i) b[i] = b[i] * scale_[i];
  return b;
}

std::vector<DoubleDouble> Cholesky::inverse() const {
  std::vector<DoubleDouble> result(size_ * size_);
  for (std::size_t j = 0; j < size_; ++j) {
    std::vector<DoubleDouble> unit(size_);
    unit[j] = 1.0;
    unit = solve(std::move(unit));
    for (std::size_t i = 0; i < size_; ++i) result[i * size_ + j] = unit[i];
  }
  return result;
}

LeastSquaresSolution solve_least_squares(const std::vector<ColumnView>& columns, ColumnView y, std::int64_t rows,
                                         const std::vector<double>& penalties, int threads) {
  const std::size_t n = columns.size();
  LeastSquaresSolution solution;
  solution.gram = gram_of(columns, y, rows, threads);
  std::vector<DoubleDouble> right(solution.gram.begin() + static_cast<std::ptrdiff_t>(n * n), solution.gram.end());
  solution.gram.resize(n * n);
  std::vector<DoubleDouble> penalised = solution.gram;
  for (std::size_t j = 0; j < penalties.size(); ++j) penalised[j * n + j] = penalised[j * n + j] + penalties[j];
  solution.cholesky = Cholesky(std::move(penalised), n);
  if (solution.cholesky.dependent() >= 0) return solution;

  solution.coefficients = solution.cholesky.solve(std::move(right));
  double last = INFINITY;
  for (int round = 0; round < 10; ++round) {
    std::vector<DoubleDouble> gradient = gradient_of(columns, y, rows, solution.coefficients, threads);
    solution.sum_of_squares = gradient[n];
    gradient.resize(n);
    for (std::size_t j = 0; j < penalties.size(); ++j)
      gradient[j] = gradient[j] - solution.coefficients[j] * penalties[j];
    const std::vector<DoubleDouble> step = solution.cholesky.solve(std::move(gradient));
    // How much a coefficient moves, relative to itself.
    double largest = 0;
    for (std::size_t j = 0; j < n; ++j)
      if (step[j].high != 0)
        largest = std::max(largest, std::abs(step[j].high) / std::max(std::abs(solution.coefficients[j].high), 1e-300));
    if (!(largest < last)) break;
    for (std::size_t j = 0; j < n; ++j) solution.coefficients[j] = solution.coefficients[j] + step[j];
    // Far below the last digit of a double, and what the residuals were computed from differs by no more.
    if (largest < 1e-18) break;
    last = largest;
  }
  return solution;
}

}  // namespace ansatz
