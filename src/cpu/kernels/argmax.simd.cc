// Along a row: first the largest number, then its first place. The smallest is the largest of the negative ones.
#include "cpu/simd.h"

#include "cpu/kernels/argmax_kernels.h"
#include "cpu/lanes.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

template <bool smallest> HWY_INLINE V load_for(const float* x) {
  const V v = hn::LoadU(D(), x);
  return smallest ? hn::Neg(v) : v;
}
template <bool smallest> HWY_INLINE V load_some_for(const float* x, int count) {  // what is missing is -∞
  const V v = load_some(x, count);
  return hn::IfThenElse(hn::FirstN(D(), static_cast<size_t>(count)), smallest ? hn::Neg(v) : v, hn::Neg(hn::Inf(D())));
}

template <bool smallest> std::int64_t row_of(const float* x, std::int64_t count) {
  const D d;
  V m0 = hn::Neg(hn::Inf(d)), m1 = m0;
  Mask nan0 = hn::IsNaN(m0), nan1 = nan0;
  std::int64_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    const V v0 = load_for<smallest>(x + i), v1 = load_for<smallest>(x + i + lanes);
    m0 = hn::Max(m0, v0);
    m1 = hn::Max(m1, v1);
    nan0 = hn::Or(nan0, hn::IsNaN(v0));
    nan1 = hn::Or(nan1, hn::IsNaN(v1));
  }
  for (; i < count; i += lanes) {
    const V v = load_some_for<smallest>(x + i, count - i < lanes ? static_cast<int>(count - i) : lanes);
    m0 = hn::Max(m0, v);
    nan0 = hn::Or(nan0, hn::IsNaN(v));
  }
  const bool not_a_number = !hn::AllFalse(d, hn::Or(nan0, nan1));
  const V largest = hn::MaxOfLanes(d, hn::Max(m0, m1));
  for (i = 0; i < count; i += lanes) {
    const V v = load_some_for<smallest>(x + i, count - i < lanes ? static_cast<int>(count - i) : lanes);
    const intptr_t found = hn::FindFirstTrue(d, not_a_number ? hn::IsNaN(v) : hn::Eq(v, largest));
    if (found >= 0) return i + found;
  }
  return 0;
}

// One vector of columns. Places are counted in floats, exact up to 2^24, so a block of rows at a time.
template <bool smallest>
void some_columns(const float* x, std::int64_t rows, int count, std::int64_t stride, std::int64_t* places) {
  const D d;
  constexpr std::int64_t block = std::int64_t{1} << 24;
  V best = load_some_for<smallest>(x, count);
  for (int j = 0; j < count; ++j) places[j] = 0;
  for (std::int64_t first = 0; first < rows; first += block) {
    const std::int64_t end = first + block < rows ? first + block : rows;
    V place = hn::Set(d, -1.0f);
    for (std::int64_t r = first; r < end; ++r) {
      const V v = load_some_for<smallest>(x + r * stride, count);
      const Mask better = hn::Or(hn::Gt(v, best), hn::AndNot(hn::IsNaN(best), hn::IsNaN(v)));
      best = hn::IfThenElse(better, v, best);
      place = hn::IfThenElse(better, hn::Set(d, static_cast<float>(r - first)), place);
    }
    HWY_ALIGN float found[lanes];
    hn::Store(place, d, found);
    for (int j = 0; j < count; ++j)
      if (found[j] >= 0) places[j] = first + static_cast<std::int64_t>(found[j]);
  }
}

std::int64_t row(const float* x, std::int64_t count, bool smallest) {
  return smallest ? row_of<true>(x, count) : row_of<false>(x, count);
}

void columns(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t stride, bool smallest,
             std::int64_t* places) {
  for (std::int64_t c = 0; c < columns; c += lanes) {
    const int count = columns - c < lanes ? static_cast<int>(columns - c) : lanes;
    smallest ? some_columns<true>(x + c, rows, count, stride, places + c)
             : some_columns<false>(x + c, rows, count, stride, places + c);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE

namespace ANSATZ_ISA {
const ArgmaxKernels argmax_kernels = {HWY_NAMESPACE::row, HWY_NAMESPACE::columns};
}

}  // namespace ansatz::cpu
