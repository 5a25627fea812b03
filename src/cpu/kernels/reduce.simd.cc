// Sums, maxima and minima over rows and along rows.
#include "cpu/simd.h"

#include "cpu/kernels/reduce_kernels.h"
#include "cpu/lanes.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

struct Sum {
  static HWY_INLINE V start() { return hn::Zero(D()); }
  static HWY_INLINE V combine(V a, V b) { return hn::Add(a, b); }
  static HWY_INLINE float of_lanes(V v) { return hn::GetLane(hn::SumOfLanes(D(), v)); }
};
struct Max {
  static HWY_INLINE V start() { return hn::Neg(hn::Inf(D())); }
  static HWY_INLINE V combine(V a, V b) { return larger(a, b).v; }
  static HWY_INLINE float of_lanes(V v) {
    return hn::AllFalse(D(), hn::IsNaN(v)) ? hn::GetLane(hn::MaxOfLanes(D(), v)) : hn::GetLane(hn::NaN(D()));
  }
};
struct Min {
  static HWY_INLINE V start() { return hn::Inf(D()); }
  static HWY_INLINE V combine(V a, V b) { return smaller(a, b).v; }
  static HWY_INLINE float of_lanes(V v) {
    return hn::AllFalse(D(), hn::IsNaN(v)) ? hn::GetLane(hn::MinOfLanes(D(), v)) : hn::GetLane(hn::NaN(D()));
  }
};

template <class Op> HWY_INLINE V load_or_start(const float* x, int count) {
  return hn::IfThenElse(hn::FirstN(D(), static_cast<size_t>(count)), load_some(x, count), Op::start());
}

template <class Op> float along(const float* x, std::int64_t count) {
  const D d;
  V s0 = Op::start(), s1 = s0, s2 = s0, s3 = s0;
  std::int64_t i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    s0 = Op::combine(s0, hn::LoadU(d, x + i));
    s1 = Op::combine(s1, hn::LoadU(d, x + i + lanes));
    s2 = Op::combine(s2, hn::LoadU(d, x + i + 2 * lanes));
    s3 = Op::combine(s3, hn::LoadU(d, x + i + 3 * lanes));
  }
  for (; i + lanes <= count; i += lanes) s0 = Op::combine(s0, hn::LoadU(d, x + i));
  if (i < count) s1 = Op::combine(s1, load_or_start<Op>(x + i, static_cast<int>(count - i)));
  return Op::of_lanes(Op::combine(Op::combine(s0, s1), Op::combine(s2, s3)));
}

float squares_along(const float* x, std::int64_t count) {
  const D d;
  V s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  const auto squared = [&](const float* from, V sum) {
    const V v = hn::LoadU(d, from);
    return hn::MulAdd(v, v, sum);
  };
  std::int64_t i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    s0 = squared(x + i, s0);
    s1 = squared(x + i + lanes, s1);
    s2 = squared(x + i + 2 * lanes, s2);
    s3 = squared(x + i + 3 * lanes, s3);
  }
  for (; i + lanes <= count; i += lanes) s0 = squared(x + i, s0);
  if (i < count) {
    const V v = load_or_start<Sum>(x + i, static_cast<int>(count - i));
    s1 = hn::MulAdd(v, v, s1);
  }
  return Sum::of_lanes(hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)));
}

template <class Op, int width>
HWY_INLINE void over_block(const float* x, std::int64_t rows, std::int64_t stride, float* result) {
  const D d;
  V s[width];
  for (int j = 0; j < width; ++j) s[j] = Op::start();
  for (std::int64_t r = 0; r < rows; ++r)
    for (int j = 0; j < width; ++j) s[j] = Op::combine(s[j], hn::LoadU(d, x + r * stride + j * lanes));
  for (int j = 0; j < width; ++j) hn::StoreU(s[j], d, result + j * lanes);
}

// One vector of columns: four rows at a time hide the latency of an addition.
template <class Op> HWY_INLINE V over_narrow(const float* x, std::int64_t rows, std::int64_t stride, int count) {
  V s0 = Op::start(), s1 = s0, s2 = s0, s3 = s0;
  std::int64_t r = 0;
  for (; r + 4 <= rows; r += 4, x += 4 * stride) {
    s0 = Op::combine(s0, load_some(x, count));
    s1 = Op::combine(s1, load_some(x + stride, count));
    s2 = Op::combine(s2, load_some(x + 2 * stride, count));
    s3 = Op::combine(s3, load_some(x + 3 * stride, count));
  }
  for (; r < rows; ++r, x += stride) s0 = Op::combine(s0, load_some(x, count));
  return Op::combine(Op::combine(s0, s1), Op::combine(s2, s3));
}

template <class Op>
HWY_INLINE void over_some(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t stride, float* result) {
  std::int64_t c = 0;
  for (; c + 4 * lanes <= columns; c += 4 * lanes) over_block<Op, 4>(x + c, rows, stride, result + c);
  for (; c < columns; c += lanes) {
    const int count = columns - c < lanes ? static_cast<int>(columns - c) : lanes;
    store_some(over_narrow<Op>(x + c, rows, stride, count), result + c, count);
  }
}

// Some rows at a time, so that long sums keep their digits; 64 columns at a time, so that their results are near.
template <class Op>
void over(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t stride, float* result) {
  constexpr std::int64_t block = 1024, width = 64;
  if (rows <= block) return over_some<Op>(x, rows, columns, stride, result);
  const D d;
  for (std::int64_t c = 0; c < columns; c += width) {
    const std::int64_t some = columns - c < width ? columns - c : width;
    HWY_ALIGN float part[width];
    HWY_ALIGN float whole[width];
    for (std::int64_t i = 0; i < width; i += lanes) hn::Store(Op::start(), d, whole + i);
    for (std::int64_t first = 0; first < rows; first += block) {
      over_some<Op>(x + first * stride + c, rows - first < block ? rows - first : block, some, stride, part);
      for (std::int64_t i = 0; i < some; i += lanes)
        hn::Store(Op::combine(hn::Load(d, whole + i), hn::Load(d, part + i)), d, whole + i);
    }
    for (std::int64_t i = 0; i < some; i += lanes)
      store_some(hn::Load(d, whole + i), result + c + i, some - i < lanes ? static_cast<int>(some - i) : lanes);
  }
}

bool all_finite(const float* x, std::int64_t count) {
  const D d;
  // x·0 is 0 for finite x and NaN otherwise, and NaN stays in a sum.
  const V zero = hn::Zero(d);
  V s0 = zero, s1 = zero;
  std::int64_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes) {
    s0 = hn::MulAdd(hn::LoadU(d, x + i), zero, s0);
    s1 = hn::MulAdd(hn::LoadU(d, x + i + lanes), zero, s1);
  }
  for (; i < count; i += lanes)
    s0 = hn::MulAdd(load_some(x + i, count - i < lanes ? static_cast<int>(count - i) : lanes), zero, s0);
  return hn::AllTrue(d, hn::Eq(hn::Add(s0, s1), zero));
}

}  // namespace
}  // namespace HWY_NAMESPACE

namespace ANSATZ_ISA {
const ReduceKernels reduce_kernels = {
    {HWY_NAMESPACE::along<HWY_NAMESPACE::Sum>, HWY_NAMESPACE::over<HWY_NAMESPACE::Sum>},
    {HWY_NAMESPACE::squares_along, nullptr},
    {HWY_NAMESPACE::along<HWY_NAMESPACE::Max>, HWY_NAMESPACE::over<HWY_NAMESPACE::Max>},
    {HWY_NAMESPACE::along<HWY_NAMESPACE::Min>, HWY_NAMESPACE::over<HWY_NAMESPACE::Min>},
    HWY_NAMESPACE::all_finite};
}

}  // namespace ansatz::cpu
