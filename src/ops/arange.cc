#include <algorithm>
#include <cmath>

#include "ansatz/operations.h"
#include "base/fail.h"

namespace ansatz {

/// begin, begin + step, … before `end` (NumPy's arange).
Array arange(double begin, double end, double step /*= 1*/, DType type /*= DType::i64*/) {
  if (step == 0 || !std::isfinite((end - begin) / step))
    fail("arange: there is no way from {} to {} in steps of {}", begin, end, step);
  const auto count = static_cast<std::int64_t>(std::max(0.0, std::ceil((end - begin) / step)));
  std::vector<double> values(count);
  for (std::int64_t i = 0; i < count; ++i) values[i] = begin + static_cast<double>(i) * step;
  return cast(Array(values, {count}), type);
}

/// `count` numbers from `begin` to `end`, both included, at equal distances.
Array linspace(double begin, double end, std::int64_t count, DType type /*= DType::f32*/) {
  std::vector<double> values(std::max<std::int64_t>(count, 0));
  for (std::int64_t i = 0; i < count; ++i)
    values[i] = count == 1 ? begin : begin + (end - begin) * (static_cast<double>(i) / static_cast<double>(count - 1));
  return cast(Array(values, {count}), type);
}

/// The identity matrix of n rows.
Array eye(std::int64_t n, DType type /*= DType::f32*/) { return one_hot(arange(0, static_cast<double>(n)), n, type); }

}  // namespace ansatz
