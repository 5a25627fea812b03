#include <algorithm>
#include <cmath>

#include "ansatz/initializers.h"
#include "ansatz/layer.h"
#include "base/fail.h"

namespace ansatz {

/// Of `kan`.
struct KanOptions {
  std::int64_t intervals = 5, degree = 3;  ///< of the splines
  double low = -1, high = 1;               ///< where their grid lies; outside of it only the base function is left
};

/// A layer of learned functions: y[o] = Σ_i base_weight[o, i]·silu(x[i]) + spline[o, i](x[i]), each spline a sum of
/// B-splines with the coefficients spline_weight[o, i] (Liu et al. 2024, arXiv:2404.19756, equations 2.5 and 2.10 to
/// 2.12, where w_s is part of the coefficients). [..., in] → [..., out]. Parameters: base_weight [out, in], xavier_uniform;
/// spline_weight [out, in, intervals + degree], normal with deviation 0.1. Throws `Error` for a grid that is none.
Array kan(Scope s, const Array& x, std::int64_t out, const KanOptions& options /*= {}*/) {
  if (x.rank() < 1 || out < 1)
    fail("kan \"{}\": [..., features] and at least 1 output are needed, not {} and {}", s.path(), to_string(x.shape()),
         out);
  const std::int64_t in = x.dim(-1), functions = options.intervals + options.degree;
  const Array basis = spline_basis(x, options.intervals, options.degree, options.low, options.high);
  const Array base_weight = s.parameter("base_weight", {out, in}, xavier_uniform());
  const Array spline_weight = s.parameter("spline_weight", {out, in, functions}, normal(0, 0.1));
  Shape flat = x.shape();
  flat[x.rank() - 1] = in * functions;
  const Array splines = matmul(reshape(basis, flat), transpose(reshape(spline_weight, {out, in * functions})));
  return matmul(silu(x), transpose(base_weight)) + splines;
}

namespace {

using Matrix = std::vector<std::vector<double>>;

// B-spline j of the grid at x: the recursion in double, for the refit.
double basis_at(double x, std::int64_t j, std::int64_t degree, std::int64_t d, double low, double interval) {
  const double from = (x - low) / interval - static_cast<double>(j - degree);
  if (d == 0) return from >= 0 && from < 1;
  return (from * basis_at(x, j, degree, d - 1, low, interval) +
          (static_cast<double>(d) + 1 - from) * basis_at(x, j + 1, degree, d - 1, low, interval)) /
         static_cast<double>(d);
}

Matrix basis_matrix(const std::vector<double>& points, const KanOptions& grid) {
  Matrix rows;
  const double interval = (grid.high - grid.low) / static_cast<double>(grid.intervals);
  for (const double x : points) {
    rows.emplace_back();
    for (std::int64_t j = 0; j < grid.intervals + grid.degree; ++j)
      rows.back().push_back(basis_at(x, j, grid.degree, grid.degree, grid.low, interval));
  }
  return rows;
}

Matrix product_of_columns(const Matrix& a, const Matrix& b) {  // aᵀ·b
  Matrix result(a[0].size(), std::vector<double>(b[0].size(), 0));
  for (std::size_t row = 0; row < a.size(); ++row)
    for (std::size_t i = 0; i < a[row].size(); ++i)
      for (std::size_t j = 0; a[row][i] != 0 && j < b[row].size(); ++j) result[i][j] += a[row][i] * b[row][j];
  return result;
}

// The matrix that turns coefficients on one grid into those on another: the normal equations (fineᵀ·fine)·T =
// fineᵀ·coarse by Cholesky's decomposition, which B-splines, each overlapping few others, leave well conditioned.
Matrix refit(const Matrix& fine, const Matrix& coarse) {
  Matrix lower = product_of_columns(fine, fine), result = product_of_columns(fine, coarse);
  const std::size_t n = lower.size();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double value = lower[i][j];
      for (std::size_t k = 0; k < j; ++k) value -= lower[i][k] * lower[j][k];
      lower[i][j] = i == j ? std::sqrt(value) : value / lower[j][j];
    }
  for (std::size_t column = 0; column < result[0].size(); ++column) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < i; ++k) result[i][column] -= lower[i][k] * result[k][column];
      result[i][column] /= lower[i][i];
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t k = i + 1; k < n; ++k) result[i][column] -= lower[k][i] * result[k][column];
      result[i][column] /= lower[i][i];
    }
  }
  return result;
}

}  // namespace

/// The parameters of a network of KAN layers, all with the grid `options`, with as many new intervals: each spline_weight
/// is fitted anew by least squares over the grid, so that the functions stay as they are, exactly when the new number is a
/// multiple of the old (Liu et al. 2024, arXiv:2404.19756, section 2.4, "grid extension"). Others stay. Throws `Error` for
/// less than 1 interval, and when a spline_weight has another number of coefficients than the grid.
NamedArrays refine_kan(const NamedArrays& parameters, const KanOptions& options, std::int64_t intervals) {
  if (intervals < 1) fail("refine_kan: {} intervals are asked for; at least 1 is needed", intervals);
  KanOptions finer = options;
  finer.intervals = intervals;
  // Points enough for every interval of both grids, none on a knot's wrong side.
  const std::int64_t count = 8 * (std::max(intervals, options.intervals) + options.degree);
  std::vector<double> points;
  for (std::int64_t i = 0; i < count; ++i)
    points.push_back(options.low +
                     (options.high - options.low) * (static_cast<double>(i) + 0.5) / static_cast<double>(count));
  const Matrix change = refit(basis_matrix(points, finer), basis_matrix(points, options));
  const std::int64_t before = options.intervals + options.degree, after = intervals + options.degree;
  std::vector<double> flat;
  for (const std::vector<double>& row : change) flat.insert(flat.end(), row.begin(), row.end());
  NamedArrays refined = parameters;
  for (auto& [name, array] : refined) {
    if (name != "spline_weight" && !name.ends_with(".spline_weight")) continue;
    if (array.rank() != 3 || array.dim(2) != before)
      fail("refine_kan: \"{}\" is {}; [out, in, {}] is needed", name, to_string(array.shape()), before);
    array = matmul(array, cast(transpose(Array(flat, {after, before})), array.dtype()));
  }
  return refined;
}

}  // namespace ansatz
