#include "cpu/compensated_kernels.h"
#include "cpu/simd.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;
constexpr int lanes = static_cast<int>(hn::MaxLanes(D()));

// a + b = sum + error (Knuth).
HWY_INLINE V two_sum(V a, V b, V& error) {
  const V sum = hn::Add(a, b), part = hn::Sub(sum, a);
  error = hn::Add(hn::Sub(a, hn::Sub(sum, part)), hn::Sub(b, part));
  return sum;
}

// a · b = product + error.
HWY_INLINE V two_product(V a, V b, V& error) {
  const V product = hn::Mul(a, b);
#if HWY_TARGET <= HWY_AVX2 || HWY_TARGET == HWY_NEON
  error = hn::MulSub(a, b, product);
#else  // without fused operations: halves of 26 bits, whose products are exact (Dekker)
  const V splitter = hn::Set(D(), 134217729.0);
  const V a_scaled = hn::Mul(a, splitter), b_scaled = hn::Mul(b, splitter);
  const V a_high = hn::Sub(a_scaled, hn::Sub(a_scaled, a)), b_high = hn::Sub(b_scaled, hn::Sub(b_scaled, b));
  const V a_rest = hn::Sub(a, a_high), b_rest = hn::Sub(b, b_high);
  V rest = hn::Sub(hn::Mul(a_high, b_high), product);
  rest = hn::Add(rest, hn::Mul(a_high, b_rest));
  rest = hn::Add(rest, hn::Mul(a_rest, b_high));
  error = hn::Add(rest, hn::Mul(a_rest, b_rest));
#endif
  return product;
}

HWY_INLINE void add_product(V a, V a_low, V b, V b_low, V& sum, V& rest) {
  V product_error, sum_error;
  const V product = two_product(a, b, product_error);
  sum = two_sum(sum, product, sum_error);
  const V crossed = hn::Add(hn::Mul(a, b_low), hn::Mul(a_low, b));
  rest = hn::Add(rest, hn::Add(hn::Add(sum_error, product_error), crossed));
}

HWY_INLINE V some(const double* from, int count) {
  HWY_ALIGN double buffer[lanes] = {};
  for (int i = 0; i < count; ++i) buffer[i] = from[i];
  return hn::Load(D(), buffer);
}

template <bool a_is_exact, bool b_is_exact>
void dot_of(const double* a, const double* a_low, const double* b, const double* b_low, std::int64_t count,
            double* result) {
  const D d;
  const V zero = hn::Zero(d);
  V sums[2] = {zero, zero}, rests[2] = {zero, zero};
  std::int64_t i = 0;
  for (; i + 2 * lanes <= count; i += 2 * lanes)
    for (int k = 0; k < 2; ++k) {
      const std::int64_t at = i + k * lanes;
      const V x_low = a_is_exact ? zero : hn::LoadU(d, a_low + at),
              y_low = b_is_exact ? zero : hn::LoadU(d, b_low + at);
      add_product(hn::LoadU(d, a + at), x_low, hn::LoadU(d, b + at), y_low, sums[k], rests[k]);
    }
  for (; i < count; i += lanes) {
    const int rest = static_cast<int>(count - i < lanes ? count - i : lanes);
    add_product(some(a + i, rest), a_is_exact ? zero : some(a_low + i, rest), some(b + i, rest),
                b_is_exact ? zero : some(b_low + i, rest), sums[0], rests[0]);
  }
  V error;
  const V sum = two_sum(sums[0], sums[1], error);
  HWY_ALIGN double high[lanes], low[lanes];
  hn::Store(sum, d, high);
  hn::Store(hn::Add(error, hn::Add(rests[0], rests[1])), d, low);
  double total = 0, total_low = 0;
  for (int lane = 0; lane < lanes; ++lane) {
    const double next = total + high[lane], part = next - total;
    total_low += ((total - (next - part)) + (high[lane] - part)) + low[lane];
    total = next;
  }
  result[0] = total + total_low;
  result[1] = total_low - (result[0] - total);
}

void dot(const double* a, const double* a_low, const double* b, const double* b_low, std::int64_t count, double* sum) {
  if (a_low)
    b_low ? dot_of<false, false>(a, a_low, b, b_low, count, sum) : dot_of<false, true>(a, a_low, b, b_low, count, sum);
  else
    b_low ? dot_of<true, false>(a, a_low, b, b_low, count, sum) : dot_of<true, true>(a, a_low, b, b_low, count, sum);
}

// One vector's part of r -= x·b (Hida, Li and Bailey's multiplication and "sloppy" addition, whose error is that of the
// larger operand).
HWY_INLINE void subtract_from(V x, V x_low, V b, V b_low, V& r, V& r_low) {
  V product_error, sum_error;
  const V product = two_product(x, b, product_error);
  const V crossed = hn::Add(hn::Mul(x, b_low), hn::Mul(x_low, b));
  const V sum = two_sum(r, hn::Neg(product), sum_error);
  const V low = hn::Add(sum_error, hn::Sub(r_low, hn::Add(product_error, crossed)));
  r = hn::Add(sum, low);
  r_low = hn::Sub(low, hn::Sub(r, sum));
}

void subtract_product(const double* x, const double* x_low, double b, double b_low, std::int64_t count, double* r,
                      double* r_low) {
  const D d;
  const V zero = hn::Zero(d), factor = hn::Set(d, b), factor_low = hn::Set(d, b_low);
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    V high = hn::LoadU(d, r + i), low = hn::LoadU(d, r_low + i);
    subtract_from(hn::LoadU(d, x + i), x_low ? hn::LoadU(d, x_low + i) : zero, factor, factor_low, high, low);
    hn::StoreU(high, d, r + i);
    hn::StoreU(low, d, r_low + i);
  }
  if (i == count) return;
  const int rest = static_cast<int>(count - i);
  V high = some(r + i, rest), low = some(r_low + i, rest);
  subtract_from(some(x + i, rest), x_low ? some(x_low + i, rest) : zero, factor, factor_low, high, low);
  HWY_ALIGN double buffer[2][lanes];
  hn::Store(high, d, buffer[0]);
  hn::Store(low, d, buffer[1]);
  for (int k = 0; k < rest; ++k) {
    r[i + k] = buffer[0][k];
    r_low[i + k] = buffer[1][k];
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE

namespace ANSATZ_ISA {
const CompensatedKernels compensated_kernels = {HWY_NAMESPACE::dot, HWY_NAMESPACE::subtract_product};
}

}  // namespace ansatz::cpu
