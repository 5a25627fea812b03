// Linear least squares in twice the precision of double.
//
// The Gram matrix XᵀWX is summed in double-double and decomposed by Cholesky; the coefficients are then refined with
// residuals in double-double. Squaring the condition number costs digits, of which there are 32: enough where a QR
// decomposition in double has none left (NIST's Filip).
#pragma once

#include <cstdint>
#include <vector>

#include "base/double_double.h"

namespace ansatz {

/// A column of numbers that lie elsewhere: high[i] + low[i]; `low` may be nullptr.
struct ColumnView {
  const double* high = nullptr;
  const double* low = nullptr;
};

/// A symmetric positive definite matrix as RᵀR.
class Cholesky {
 public:
  Cholesky() = default;
  /// `matrix`: n × n row-major; of it the upper triangle is read. Columns are scaled to a diagonal of 1 before. Stops at
  /// the first column of which all but a part of 3·10⁻¹⁴ (of its length) is a combination of those before it.
  Cholesky(std::vector<DoubleDouble> matrix, std::size_t size);

  /// The column at which it stopped; -1 where the rank is full.
  int dependent() const { return dependent_; }
  /// Of the dependent column, the combination of those before it.
  std::vector<double> combination() const;

  std::vector<DoubleDouble> solve(std::vector<DoubleDouble> b) const;
  /// R⁻ᵀb, whose square is bᵀM⁻¹b.
  std::vector<DoubleDouble> half_solve(std::vector<DoubleDouble> b) const;
  /// M⁻¹, row-major.
  std::vector<DoubleDouble> inverse() const;

 private:
  const DoubleDouble& at(std::size_t i, std::size_t j) const { return factor_[i * size_ + j]; }

  std::size_t size_ = 0;
  std::vector<double> scale_;
  std::vector<DoubleDouble> factor_;  // R, upper
  int dependent_ = -1;
};

struct LeastSquaresSolution {
  std::vector<DoubleDouble> coefficients;
  Cholesky cholesky;               ///< of XᵀX + penalties
  std::vector<DoubleDouble> gram;  ///< XᵀX, row-major
  DoubleDouble sum_of_squares;     ///< of the residuals, without penalties
};

/// The b that minimises |y - X·b|² + Σ penaltyⱼ·bⱼ². `penalties` may be empty. Where the columns depend on each other
/// there are no coefficients, and `cholesky.dependent()` tells.
LeastSquaresSolution solve_least_squares(const std::vector<ColumnView>& columns, ColumnView y, std::int64_t rows,
                                         const std::vector<double>& penalties, int threads);

/// Σ aᵢbᵢ.
DoubleDouble compensated_dot(ColumnView a, ColumnView b, std::int64_t rows);

}  // namespace ansatz
