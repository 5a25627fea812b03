#include "optim/minimize/householder.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ansatz {

Householder::Householder(std::vector<double> matrix, std::size_t rows, std::size_t columns)
    : rows_(rows), columns_(columns), matrix_(std::move(matrix)), diagonal_(columns), factors_(columns) {
  for (std::size_t k = 0; k < columns_; ++k) {
    double norm = 0;
    for (std::size_t i = k; i < rows_; ++i) norm = std::hypot(norm, at(i, k));
    if (norm == 0) continue;
    diagonal_[k] = at(k, k) > 0 ? -norm : norm;
    at(k, k) -= diagonal_[k];
    double square = 0;
    for (std::size_t i = k; i < rows_; ++i) square += at(i, k) * at(i, k);
    factors_[k] = 2 / square;
    for (std::size_t j = k + 1; j < columns_; ++j) {
      double along = 0;
      for (std::size_t i = k; i < rows_; ++i) along += at(i, k) * at(i, j);
      for (std::size_t i = k; i < rows_; ++i) at(i, j) -= factors_[k] * along * at(i, k);
    }
  }
}

std::vector<double> Householder::solve(std::vector<double> b) const {
  for (std::size_t k = 0; k < columns_; ++k) {
    double along = 0;
    for (std::size_t i = k; i < rows_; ++i) along += at(i, k) * b[i];
    for (std::size_t i = k; i < rows_; ++i) b[i] -= factors_[k] * along * at(i, k);
  }
  b.resize(columns_);
  for (std::size_t k = columns_; k-- > 0;) {
    for (std::size_t j = k + 1; j < columns_; ++j) b[k] -= at(k, j) * b[j];
    b[k] /= diagonal_[k];
  }
  return b;
}

std::vector<double> Householder::inverse_diagonal() const {
  double largest = 0;
  for (const double value : diagonal_) largest = std::max(largest, std::abs(value));
  for (const double value : diagonal_)
    if (!(std::abs(value) > largest * 1e-300)) return {};
  std::vector<double> result(columns_, 0.0);
  // Column j of R⁻¹ by substitution; its row i adds its square to (R⁻¹R⁻ᵀ)ᵢᵢ.
  for (std::size_t j = 0; j < columns_; ++j) {
    std::vector<double> column(j + 1, 0.0);
    column[j] = 1 / diagonal_[j];
    for (std::size_t i = j; i-- > 0;) {
      for (std::size_t k = i + 1; k <= j; ++k) column[i] -= at(i, k) * column[k];
      column[i] /= diagonal_[i];
    }
    for (std::size_t i = 0; i <= j; ++i) result[i] += column[i] * column[i];
  }
  return result;
}

}  // namespace ansatz
