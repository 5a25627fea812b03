// Softmax along rows and over rows. The largest number is taken out of the exponentials, so that none overflows.
#include "cpu/simd.h"

#include "cpu/kernels/softmax_kernels.h"
#include "cpu/lanes.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

// What is missing counts as -∞, whose exponential is 0.
HWY_INLINE V load_or_nothing(const float* x, int count) {
  return hn::IfThenElse(hn::FirstN(D(), static_cast<size_t>(count)), load_some(x, count), hn::Neg(hn::Inf(D())));
}

// A row that fits into one vector.
template <bool log> HWY_INLINE void short_row(const float* x, int count, float* y) {
  const D d;
  const V v = load_or_nothing(x, count);
  const V shifted = hn::Sub(v, hn::MaxOfLanes(d, v));
  const V e = exponential(shifted).v;
  const V sum = hn::SumOfLanes(d, e);
  store_some(log ? hn::Sub(shifted, logarithm(sum).v) : hn::Div(e, sum), y, count);
}

template <bool log> HWY_INLINE void long_row(const float* x, std::int64_t count, float* y) {
  const D d;
  const std::int64_t whole = count / lanes * lanes;
  const int rest = static_cast<int>(count - whole);
  V m0 = hn::LoadU(d, x), m1 = m0, m2 = m0, m3 = m0;
  std::int64_t i = 0;
  for (; i + 4 * lanes <= whole; i += 4 * lanes) {
    m0 = hn::Max(m0, hn::LoadU(d, x + i));
    m1 = hn::Max(m1, hn::LoadU(d, x + i + lanes));
    m2 = hn::Max(m2, hn::LoadU(d, x + i + 2 * lanes));
    m3 = hn::Max(m3, hn::LoadU(d, x + i + 3 * lanes));
  }
  for (; i < whole; i += lanes) m0 = hn::Max(m0, hn::LoadU(d, x + i));
  if (rest) m1 = hn::Max(m1, load_or_nothing(x + i, rest));
  const V largest = hn::MaxOfLanes(d, hn::Max(hn::Max(m0, m1), hn::Max(m2, m3)));

  V s0 = hn::Zero(d), s1 = s0;
  for (i = 0; i + 2 * lanes <= whole; i += 2 * lanes) {
    const V e0 = exponential(hn::Sub(hn::LoadU(d, x + i), largest)).v;
    const V e1 = exponential(hn::Sub(hn::LoadU(d, x + i + lanes), largest)).v;
    s0 = hn::Add(s0, e0);
    s1 = hn::Add(s1, e1);
    if (!log) {
      hn::StoreU(e0, d, y + i);
      hn::StoreU(e1, d, y + i + lanes);
    }
  }
  for (; i < count; i += lanes) {
    const int some = count - i < lanes ? static_cast<int>(count - i) : lanes;
    const V e = exponential(hn::Sub(load_or_nothing(x + i, some), largest)).v;
    s0 = hn::Add(s0, e);
    if (!log) store_some(e, y + i, some);
  }
  const V sum = hn::SumOfLanes(d, hn::Add(s0, s1));
  const V scale = hn::Div(hn::Set(d, 1.0f), sum), taken = logarithm(sum).v;
  for (i = 0; i < whole; i += lanes)
    hn::StoreU(log ? hn::Sub(hn::Sub(hn::LoadU(d, x + i), largest), taken) : hn::Mul(hn::LoadU(d, y + i), scale), d,
               y + i);
  if (rest)
    store_some(log ? hn::Sub(hn::Sub(load_some(x + i, rest), largest), taken) : hn::Mul(load_some(y + i, rest), scale),
               y + i, rest);
}

template <bool log> void rows_as(const float* x, std::int64_t rows, std::int64_t count, float* y) {
  for (std::int64_t r = 0; r < rows; ++r, x += count, y += count)
    count <= lanes ? short_row<log>(x, static_cast<int>(count), y) : long_row<log>(x, count, y);
}

// One vector of columns.
template <bool log>
HWY_INLINE void some_columns(const float* x, std::int64_t rows, int count, std::int64_t stride, float* y) {
  const D d;
  V largest = load_some(x, count);
  for (std::int64_t r = 1; r < rows; ++r) largest = hn::Max(largest, load_some(x + r * stride, count));
  constexpr std::int64_t block = 256;  // rows whose sum is added to the others': long sums keep their digits
  V sum = hn::Zero(d);
  for (std::int64_t first = 0; first < rows; first += block) {
    V part = hn::Zero(d);
    for (std::int64_t r = first; r < rows && r < first + block; ++r) {
      const V e = exponential(hn::Sub(load_some(x + r * stride, count), largest)).v;
      part = hn::Add(part, e);
      if (!log) store_some(e, y + r * stride, count);
    }
    sum = hn::Add(sum, part);
  }
  const V scale = hn::Div(hn::Set(d, 1.0f), sum), taken = logarithm(sum).v;
  for (std::int64_t r = 0; r < rows; ++r)
    store_some(log ? hn::Sub(hn::Sub(load_some(x + r * stride, count), largest), taken)
                   : hn::Mul(load_some(y + r * stride, count), scale),
               y + r * stride, count);
}

void rows(const float* x, std::int64_t rows, std::int64_t count, bool log, float* y) {
  log ? rows_as<true>(x, rows, count, y) : rows_as<false>(x, rows, count, y);
}

void columns(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t stride, bool log, float* y) {
  for (std::int64_t c = 0; c < columns; c += lanes) {
    const int count = columns - c < lanes ? static_cast<int>(columns - c) : lanes;
    log ? some_columns<true>(x + c, rows, count, stride, y + c)
        : some_columns<false>(x + c, rows, count, stride, y + c);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE

namespace ANSATZ_ISA {
const SoftmaxKernels softmax_kernels = {HWY_NAMESPACE::rows, HWY_NAMESPACE::columns};
}

}  // namespace ansatz::cpu
