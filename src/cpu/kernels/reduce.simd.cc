// Sums over rows and along rows.
#include "cpu/simd.h"

#include "cpu/kernels/reduce_kernels.h"
#include "cpu/lanes.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

float sum(const float* x, std::int64_t count) {
  const D d;
  V s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  std::int64_t i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    s0 = hn::Add(s0, hn::LoadU(d, x + i));
    s1 = hn::Add(s1, hn::LoadU(d, x + i + lanes));
    s2 = hn::Add(s2, hn::LoadU(d, x + i + 2 * lanes));
    s3 = hn::Add(s3, hn::LoadU(d, x + i + 3 * lanes));
  }
  for (; i + lanes <= count; i += lanes) s0 = hn::Add(s0, hn::LoadU(d, x + i));
  if (i < count) s1 = hn::Add(s1, load_some(x + i, static_cast<int>(count - i)));
  return hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
}

template <int width>
HWY_INLINE void sum_rows_block(const float* x, std::int64_t rows, std::int64_t stride, float* result) {
  const D d;
  V s[width];
  for (int j = 0; j < width; ++j) s[j] = hn::Zero(d);
  for (std::int64_t r = 0; r < rows; ++r)
    for (int j = 0; j < width; ++j) s[j] = hn::Add(s[j], hn::LoadU(d, x + r * stride + j * lanes));
  for (int j = 0; j < width; ++j) hn::StoreU(s[j], d, result + j * lanes);
}

// One vector of columns: four rows at a time hide the latency of the addition.
HWY_INLINE V sum_rows_narrow(const float* x, std::int64_t rows, std::int64_t stride, int count) {
  V s0 = hn::Zero(D()), s1 = s0, s2 = s0, s3 = s0;
  std::int64_t r = 0;
  for (; r + 4 <= rows; r += 4, x += 4 * stride) {
    s0 = hn::Add(s0, load_some(x, count));
    s1 = hn::Add(s1, load_some(x + stride, count));
    s2 = hn::Add(s2, load_some(x + 2 * stride, count));
    s3 = hn::Add(s3, load_some(x + 3 * stride, count));
  }
  for (; r < rows; ++r, x += stride) s0 = hn::Add(s0, load_some(x, count));
  return hn::Add(hn::Add(s0, s1), hn::Add(s2, s3));
}

void sum_rows(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t stride, float* result) {
  std::int64_t c = 0;
  for (; c + 4 * lanes <= columns; c += 4 * lanes) sum_rows_block<4>(x + c, rows, stride, result + c);
  for (; c < columns; c += lanes) {
    const int count = columns - c < lanes ? static_cast<int>(columns - c) : lanes;
    store_some(sum_rows_narrow(x + c, rows, stride, count), result + c, count);
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
const ReduceKernels reduce_kernels = {HWY_NAMESPACE::sum, HWY_NAMESPACE::sum_rows, HWY_NAMESPACE::all_finite};
}

}  // namespace ansatz::cpu
