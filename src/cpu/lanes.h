// One SIMD vector of floats under the names that formulas use (ops/numbers.h). Included by .simd.cc files only.
#pragma once

// clang-format off: simd.h sets up what Highway's own header reads.
#include "cpu/simd.h"
#include <hwy/contrib/math/math-inl.h>
// clang-format on

#include "cpu/lanes_erf.h"
#include "cpu/lanes_power.h"
#include "ops/numbers.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;
inline constexpr int lanes = static_cast<int>(hn::MaxLanes(D()));

struct Lanes {
  V v;
  HWY_INLINE Lanes() = default;
  HWY_INLINE Lanes(V value) : v(value) {}
  HWY_INLINE Lanes(double value) : v(hn::Set(D(), static_cast<float>(value))) {}
};

HWY_INLINE Lanes operator+(Lanes a, Lanes b) { return hn::Add(a.v, b.v); }
HWY_INLINE Lanes operator-(Lanes a, Lanes b) { return hn::Sub(a.v, b.v); }
HWY_INLINE Lanes operator*(Lanes a, Lanes b) { return hn::Mul(a.v, b.v); }
HWY_INLINE Lanes operator/(Lanes a, Lanes b) { return hn::Div(a.v, b.v); }
HWY_INLINE Lanes operator-(Lanes a) { return hn::Neg(a.v); }

using Mask = hn::Mask<D>;
HWY_INLINE Lanes truth(Mask mask) { return hn::IfThenElseZero(mask, hn::Set(D(), 1.0f)); }
HWY_INLINE Mask holds(Lanes condition) { return hn::Ne(condition.v, hn::Zero(D())); }

HWY_INLINE Lanes where(Lanes condition, Lanes a, Lanes b) { return hn::IfThenElse(holds(condition), a.v, b.v); }
HWY_INLINE Lanes is_less(Lanes a, Lanes b) { return truth(hn::Lt(a.v, b.v)); }
HWY_INLINE Lanes is_less_equal(Lanes a, Lanes b) { return truth(hn::Le(a.v, b.v)); }
HWY_INLINE Lanes is_equal(Lanes a, Lanes b) { return truth(hn::Eq(a.v, b.v)); }
HWY_INLINE Lanes larger(Lanes a, Lanes b) {
  const V sum = hn::Add(a.v, b.v);  // NaN when either is (or ∞ - ∞, which the comparison below settles)
  const V max = hn::Max(a.v, b.v);
  const Mask not_a_number = hn::Or(hn::IsNaN(a.v), hn::IsNaN(b.v));
  return hn::IfThenElse(not_a_number, sum, max);
}
HWY_INLINE Lanes smaller(Lanes a, Lanes b) {
  const V sum = hn::Add(a.v, b.v);
  const V min = hn::Min(a.v, b.v);
  const Mask not_a_number = hn::Or(hn::IsNaN(a.v), hn::IsNaN(b.v));
  return hn::IfThenElse(not_a_number, sum, min);
}
HWY_INLINE Lanes magnitude(Lanes x) { return hn::Abs(x.v); }

HWY_INLINE Lanes multiply_add(Lanes a, Lanes b, Lanes c) { return hn::MulAdd(a.v, b.v, c.v); }
HWY_INLINE Lanes negative_multiply_add(Lanes a, Lanes b, Lanes c) { return hn::NegMulAdd(a.v, b.v, c.v); }
HWY_INLINE Lanes square_root(Lanes x) { return hn::Sqrt(x.v); }
HWY_INLINE Lanes round_down(Lanes x) { return hn::Floor(x.v); }
HWY_INLINE Lanes round_even(Lanes x) { return hn::Round(x.v); }

// Some functions lose lanes outside of the range that their polynomials serve: NaN and the ends are put right here.
HWY_INLINE V keep_nan(V x, V y) { return hn::IfThenElse(hn::IsNaN(x), x, y); }

HWY_INLINE Lanes exponential(Lanes x) {
  const D d;
  V y = hn::Exp(d, x.v);
  y = hn::IfThenElse(hn::Gt(x.v, hn::Set(d, 88.72284f)), hn::Inf(d), y);
  return keep_nan(x.v, y);
}
HWY_INLINE Lanes exponential_minus_1(Lanes x) {
  const D d;
  V y = hn::Expm1(d, x.v);
  y = hn::IfThenElse(hn::Gt(x.v, hn::Set(d, 88.72284f)), hn::Inf(d), y);
  return keep_nan(x.v, y);
}
HWY_INLINE V logarithm_ends(V x, V y) {  // x: the argument of the logarithm
  const D d;
  y = hn::IfThenElse(hn::Eq(x, hn::Inf(d)), x, y);
  y = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(hn::Inf(d)), y);
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::NaN(d), keep_nan(x, y));
}
HWY_INLINE Lanes logarithm(Lanes x) { return logarithm_ends(x.v, hn::Log(D(), x.v)); }
HWY_INLINE Lanes logarithm_plus_1(Lanes x) {
  return logarithm_ends(hn::Add(x.v, hn::Set(D(), 1.0f)), hn::Log1p(D(), x.v));
}

// The kernels are good to 3 ulp up to this magnitude; beyond, the argument is reduced exactly, lane by lane.
HWY_INLINE bool beyond_trigonometry(V x) { return !hn::AllFalse(D(), hn::Gt(hn::Abs(x), hn::Set(D(), 39000.0f))); }
HWY_INLINE Lanes lane_by_lane(double (*f)(double), Lanes a) {
  const D d;
  HWY_ALIGN float x[lanes];
  hn::Store(a.v, d, x);
  for (int i = 0; i < lanes; ++i) x[i] = static_cast<float>(f(x[i]));
  return hn::Load(d, x);
}
HWY_INLINE Lanes sine(Lanes x) {
  if (HWY_UNLIKELY(beyond_trigonometry(x.v))) return lane_by_lane(elementary::sin, x);
  return hn::Sin(D(), x.v);
}
HWY_INLINE Lanes cosine(Lanes x) {
  if (HWY_UNLIKELY(beyond_trigonometry(x.v))) return lane_by_lane(elementary::cos, x);
  return hn::Cos(D(), x.v);
}
HWY_INLINE Lanes arc_tangent(Lanes x) {
  const D d;
  // Its reduction 1/x loses the sign and the size of an infinite x.
  const V limit = hn::Set(d, 1e30f);
  return keep_nan(x.v, hn::Atan(d, hn::Max(hn::Neg(limit), hn::Min(limit, x.v))));
}
HWY_INLINE Lanes error_function(Lanes x) { return error_function_of(x.v); }
HWY_INLINE Lanes raise(Lanes base, Lanes exponent) { return power_of(base.v, exponent.v); }
// tanh x = 2t / (1 + t²) with t = tanh(x/2) = x·P(x²)/Q(x²), so 2nQ / (Q² + n²) with n = x·P: one division, and where
// the result nears 1 errors of P and Q fade. P, Q: minimax for |x| <= 9.02; their common factor 1.7 is the one whose
// roundings serve best. The limit is a place near the end where the quotient rounds to 1 exactly. At most 3.6 ulp.
HWY_INLINE Lanes hyperbolic_tangent(Lanes argument) {
  const D d;
  const V limit = hn::Set(d, 8.917f);
  // With NaN these return their second operand on x86; elsewhere keep_nan below.
  const V x = hn::Max(hn::Neg(limit), hn::Min(limit, argument.v));
  const V z = hn::Mul(x, x);
  V p = hn::Set(d, 7.572580074111102e-08f);
  V q = hn::Set(d, 4.755694135383237e-06f);
  p = hn::MulAdd(p, z, hn::Set(d, 0.00013757791020907462f));
  q = hn::MulAdd(q, z, hn::Set(d, 0.0023864710237830877f));
  p = hn::MulAdd(p, z, hn::Set(d, 0.026834502816200256f));
  q = hn::MulAdd(q, z, hn::Set(d, 0.19533565640449524f));
  p = hn::MulAdd(p, z, hn::Set(d, 0.8500000238418579f));
  q = hn::MulAdd(q, z, hn::Set(d, 1.7000000476837158f));
  const V n = hn::Mul(x, p);
  const V y = hn::Div(hn::Mul(hn::Add(n, n), q), hn::MulAdd(n, n, hn::Mul(q, q)));
#if HWY_TARGET <= HWY_AVX2
  return y;
#else  // without fused operations the quotient may round beyond 1
  const V one = hn::Set(d, 1.0f);
  return keep_nan(argument.v, hn::Max(hn::Neg(one), hn::Min(one, y)));
#endif
}

/// The first `count` lanes of memory, zero behind; never touches what lies behind.
HWY_INLINE V load_some(const float* from, int count) {
  const D d;
#if HWY_TARGET <= HWY_AVX2
  return hn::MaskedLoad(hn::FirstN(d, static_cast<size_t>(count)), d, from);
#else
  HWY_ALIGN float buffer[lanes] = {};
  for (int i = 0; i < count; ++i) buffer[i] = from[i];
  return hn::Load(d, buffer);
#endif
}
/// Writes the first `count` lanes; never touches what lies behind.
HWY_INLINE void store_some(V value, float* to, int count) {
  const D d;
#if HWY_TARGET <= HWY_AVX2
  hn::BlendedStore(value, hn::FirstN(d, static_cast<size_t>(count)), d, to);
#else
  HWY_ALIGN float buffer[lanes];
  hn::Store(value, d, buffer);
  for (int i = 0; i < count; ++i) to[i] = buffer[i];
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
