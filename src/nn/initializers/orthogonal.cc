#include "base/settings.h"
#include "nn/initializers/draw.h"

namespace ansatz {
namespace {

struct OrthogonalOptions {
  double gain = 1;
};

// Q of the QR decomposition of a [rows, columns] matrix, rows ≥ columns, by modified Gram-Schmidt, twice: what the first
// pass leaves of rounding the second removes (Giraud et al. 2005). R's diagonal is positive, which makes Q uniform over
// all orthogonal matrices (Mezzadri 2007, arXiv:math-ph/0609050).
void orthogonalise(std::vector<double>& matrix, std::size_t rows, std::size_t columns) {
  const auto at = [&](std::size_t row, std::size_t column) -> double& { return matrix[row * columns + column]; };
  for (std::size_t j = 0; j < columns; ++j) {
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t k = 0; k < j; ++k) {
        double product = 0;
        for (std::size_t i = 0; i < rows; ++i) product += at(i, k) * at(i, j);
        for (std::size_t i = 0; i < rows; ++i) at(i, j) -= product * at(i, k);
      }
    double square = 0;
    for (std::size_t i = 0; i < rows; ++i) square += at(i, j) * at(i, j);
    for (std::size_t i = 0; i < rows; ++i) at(i, j) /= std::sqrt(square);
  }
}

}  // namespace

/// A weight [out, in, …], seen as the matrix [out, in·…], whose rows (when out is the larger: whose columns) are
/// orthogonal and have the length `gain` (Saxe et al. 2014, arXiv:1312.6120). Throws `Error` for less than two dimensions.
Initializer orthogonal(double gain /*= 1*/) {
  return [gain](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    if (shape.rank() < 2) fail("orthogonal: a matrix is needed, not {}", to_string(shape));
    const auto out = static_cast<std::size_t>(shape[0]),
               in = shape[0] ? static_cast<std::size_t>(shape.size()) / out : 0;
    const std::size_t rows = std::max(out, in), columns = std::min(out, in);
    std::vector<double> matrix(rows * columns);
    for (std::size_t i = 0; i < matrix.size(); ++i) matrix[i] = normal_number(seed, stream, i);
    orthogonalise(matrix, rows, columns);
    return filled(shape, [&](std::size_t i) {
      const std::size_t o = i / in, n = i % in;
      return gain * (out >= in ? matrix[o * columns + n] : matrix[n * columns + o]);
    });
  };
}

Initializer orthogonal_from(Settings& settings) {
  return orthogonal(settings.read(OrthogonalOptions{}, {{"gain", &OrthogonalOptions::gain}}).gain);
}

}  // namespace ansatz
