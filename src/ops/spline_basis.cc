#include "ansatz/operations.h"
#include "base/fail.h"

namespace ansatz {

/// The B-splines of a degree on `intervals` equal intervals from low to high, at x: [...] → [..., intervals + degree], by
/// the recursion of Cox and de Boor (de Boor 1978, "A Practical Guide to Splines", chapter IX, equation 14). Their sum is
/// 1 between low and high; outside they fade to 0 within `degree` intervals. Throws `Error` for intervals < 1,
/// degree < 0, or low ≥ high.
Array spline_basis(const Array& x, std::int64_t intervals, std::int64_t degree, double low, double high) {
  if (intervals < 1 || degree < 0 || !(low < high))
    fail(
        "spline_basis: {} intervals of degree {} from {} to {}; at least 1 interval, degree 0, and low < high are "
        "needed",
        intervals, degree, low, high);
  // In units of an interval, where spline j of the recursion's step d lies on [knot j, knot j + d + 1), knot j = j - degree.
  const Array u = (unsqueeze(x, x.rank()) - low) * (static_cast<double>(intervals) / (high - low));
  const std::int64_t count = intervals + 2 * degree;
  const Array from = u - arange(static_cast<double>(-degree), static_cast<double>(count - degree), 1, x.dtype());
  Array basis = cast(from >= 0.0 && from < 1.0, x.dtype());
  for (std::int64_t d = 1; d <= degree; ++d) {
    const std::int64_t left = count - d;
    const Array rising = slice(from, -1, 0, left), falling = (d + 1.0) - rising;
    basis =
        (rising * slice(basis, -1, 0, left) + falling * slice(basis, -1, 1, left + 1)) * (1.0 / static_cast<double>(d));
  }
  return basis;
}

}  // namespace ansatz
