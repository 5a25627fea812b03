// A vector of floats to the powers of another, as pow of C, to 0.51 ulp: worked out in vectors of double, where a short
// logarithm and exponential are exact enough. Included by lanes.h.
#pragma once

#include "cpu/simd.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {

/// xʸ = 2^(y·log₂ x) where x ≥ 0 and y were floats; limits for 0 and ∞ as C has them. NaN is the caller's business.
template <class Vector> HWY_INLINE Vector power_in_double(Vector x, Vector y) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::DFromV<Vector> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const Vector one = hn::Set(d, 1.0);

  // x = m·2ᵉ with m in [√½, √2): taking the bits of √½ from those of x leaves e where the exponent stands, here with
  // 2048 on top so that it is positive; and the number 2⁵² turns an integer into a double.
  const auto root_half = hn::Set(du, 0x3fe6a09e667f3bcdu);
  const auto bits = hn::Add(hn::Sub(hn::BitCast(du, x), root_half), hn::Set(du, 0x8000000000000000u));
  const Vector integer = hn::BitCast(d, hn::Or(hn::ShiftRight<52>(bits), hn::BitCast(du, hn::Set(d, 0x1p52))));
  const Vector e = hn::Sub(integer, hn::Set(d, 0x1p52 + 2048));
  const Vector m = hn::BitCast(d, hn::Add(hn::And(bits, hn::Set(du, 0x000fffffffffffffu)), root_half));

  // log₂ m = 2/ln 2 · (s + s³/3 + s⁵/5 + …) with s = (m - 1) / (m + 1), |s| ≤ 0.172.
  const Vector s = hn::Div(hn::Sub(m, one), hn::Add(m, one));
  const Vector square = hn::Mul(s, s);
  Vector sum = hn::Set(d, 2.8853900817779268 / 13);
  sum = hn::MulAdd(sum, square, hn::Set(d, 2.8853900817779268 / 11));
  sum = hn::MulAdd(sum, square, hn::Set(d, 2.8853900817779268 / 9));
  sum = hn::MulAdd(sum, square, hn::Set(d, 2.8853900817779268 / 7));
  sum = hn::MulAdd(sum, square, hn::Set(d, 2.8853900817779268 / 5));
  sum = hn::MulAdd(sum, square, hn::Set(d, 2.8853900817779268 / 3));
  sum = hn::MulAdd(sum, square, hn::Set(d, 2.8853900817779268));
  Vector logarithm = hn::MulAdd(sum, s, e);
  const Vector infinity = hn::Inf(d);
  logarithm = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(infinity), logarithm);
  logarithm = hn::IfThenElse(hn::Eq(x, infinity), infinity, logarithm);

  // Beyond ±300 a float is 0 or ∞ anyhow; 1 is taken out because of ∞·0.
  Vector t = hn::IfThenElseZero(hn::Ne(x, one), hn::Mul(y, logarithm));
  t = hn::Max(hn::Set(d, -300.0), hn::Min(hn::Set(d, 300.0), t));
  // 2ᵗ = 2ᵏ·2ᶠ with |f| ≤ ½: t + 1.5·2⁵² has k in its last bits. Then the series of e^(f ln 2).
  const Vector shift = hn::Set(d, 0x1.8p52);
  const Vector shifted = hn::Add(t, shift);
  const Vector f = hn::Sub(t, hn::Sub(shifted, shift));
  Vector power = hn::Set(d, 1.0178086009239696e-07);
  power = hn::MulAdd(power, f, hn::Set(d, 1.3215486790144305e-06));
  power = hn::MulAdd(power, f, hn::Set(d, 1.5252733804059838e-05));
  power = hn::MulAdd(power, f, hn::Set(d, 1.5403530393381606e-04));
  power = hn::MulAdd(power, f, hn::Set(d, 1.3333558146428441e-03));
  power = hn::MulAdd(power, f, hn::Set(d, 9.618129107628477e-03));
  power = hn::MulAdd(power, f, hn::Set(d, 5.550410866482158e-02));
  power = hn::MulAdd(power, f, hn::Set(d, 2.402265069591007e-01));
  power = hn::MulAdd(power, f, hn::Set(d, 6.931471805599453e-01));
  power = hn::MulAdd(power, f, one);
  const auto scale = hn::ShiftLeft<52>(hn::BitCast(du, shifted));
  return hn::BitCast(d, hn::Add(hn::BitCast(du, power), scale));
}

/// The nearest floats; what is too large becomes ∞, also where Highway's emulation would give the largest float.
template <class D, class Vector> HWY_INLINE hwy::HWY_NAMESPACE::Vec<D> to_floats(D d, Vector x) {
  namespace hn = hwy::HWY_NAMESPACE;
  const auto y = hn::DemoteTo(d, x);
#if HWY_TARGET == HWY_EMU128
  const auto quarter = hn::DemoteTo(d, hn::Mul(x, hn::Set(hn::DFromV<Vector>(), 0.25)));
  return hn::IfThenElse(hn::Gt(y, hn::Set(d, 1.0f)), hn::Mul(quarter, hn::Set(d, 4.0f)), y);
#else
  return y;
#endif
}

template <class Vector> HWY_INLINE Vector power_of(Vector x, Vector y) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::DFromV<Vector> d;
  const hn::Half<decltype(d)> half;
  const hn::Repartition<double, decltype(d)> wide;
  const Vector one = hn::Set(d, 1.0f), size = hn::Abs(x);
  const auto low =
      power_in_double(hn::PromoteTo(wide, hn::LowerHalf(half, size)), hn::PromoteTo(wide, hn::LowerHalf(half, y)));
  const auto high =
      power_in_double(hn::PromoteTo(wide, hn::UpperHalf(half, size)), hn::PromoteTo(wide, hn::UpperHalf(half, y)));
  Vector power = hn::Combine(d, to_floats(half, high), to_floats(half, low));

  // A negative base: the sign where the exponent is odd, NaN where it is not whole.
  const Vector half_y = hn::Mul(y, hn::Set(d, 0.5f));
  const auto whole = hn::Eq(hn::Trunc(y), y);
  const auto odd = hn::AndNot(hn::Eq(hn::Trunc(half_y), half_y), whole);
  power = hn::Xor(power, hn::IfThenElseZero(odd, hn::And(x, hn::SignBit(d))));
  const auto negative = hn::And(hn::Lt(x, hn::Zero(d)), hn::Lt(size, hn::Inf(d)));
  const auto invalid = hn::Or(hn::AndNot(whole, negative), hn::Or(hn::IsNaN(x), hn::IsNaN(y)));
  power = hn::IfThenElse(invalid, hn::NaN(d), power);
  return hn::IfThenElse(hn::Or(hn::Eq(x, one), hn::Eq(y, hn::Zero(d))), one, power);
}

}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
