// Linear least squares for small dense matrices.
#pragma once

#include <vector>

namespace ansatz {

/// The QR decomposition of a [rows, columns] matrix, rows ≥ columns, by Householder reflections (Golub and Van Loan 2013,
/// algorithm 5.2.1).
class Householder {
 public:
  /// `matrix` is row-major.
  Householder(std::vector<double> matrix, std::size_t rows, std::size_t columns);

  /// The z that minimises |A·z - b|. Only where the rank is full.
  std::vector<double> solve(std::vector<double> b) const;
  /// The diagonal of (AᵀA)⁻¹ = R⁻¹R⁻ᵀ; empty where the rank is not full.
  std::vector<double> inverse_diagonal() const;

 private:
  double& at(std::size_t i, std::size_t j) { return matrix_[i * columns_ + j]; }
  double at(std::size_t i, std::size_t j) const { return matrix_[i * columns_ + j]; }

  std::size_t rows_, columns_;
  std::vector<double> matrix_;    // R above the diagonal, the reflections' vectors at and below it
  std::vector<double> diagonal_;  // of R
  std::vector<double> factors_;   // 2/|v|² of each reflection; 0: none
};

}  // namespace ansatz
