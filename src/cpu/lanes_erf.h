// The error function of a vector of floats, to 3 ulp. Included by lanes.h.
#pragma once

#include "cpu/simd.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {

/// Up to 1: x + x·P(x²). Above: 1 - 1/Q(x)⁸, where Q is a polynomial for (1 - erf x)^(-1/8) (the form is Hastings's:
/// Abramowitz and Stegun, 7.1.28), whose errors fade with 1 - erf x. P and Q are minimax; from 4 on the result is 1.
template <class Vector> HWY_INLINE Vector error_function_of(Vector argument) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::DFromV<Vector> d;
  const Vector one = hn::Set(d, 1.0f);
  const Vector z = hn::Mul(argument, argument);
  Vector p = hn::Set(d, 7.853862189222127e-05f);
  p = hn::MulAdd(p, z, hn::Set(d, -0.0008010193705558777f));
  p = hn::MulAdd(p, z, hn::Set(d, 0.005188327748328447f));
  p = hn::MulAdd(p, z, hn::Set(d, -0.026853812858462334f));
  p = hn::MulAdd(p, z, hn::Set(d, 0.1128358542919159f));
  p = hn::MulAdd(p, z, hn::Set(d, -0.3761262595653534f));
  p = hn::MulAdd(p, z, hn::Set(d, 0.12837916612625122f));
  const Vector near = hn::MulAdd(argument, p, argument);

  const Vector x = hn::Min(hn::Abs(argument), hn::Set(d, 4.0f));
  Vector q = hn::Set(d, 0.0005367178237065673f);
  q = hn::MulAdd(q, x, hn::Set(d, -0.003918907139450312f));
  q = hn::MulAdd(q, x, hn::Set(d, 0.017331697046756744f));
  q = hn::MulAdd(q, x, hn::Set(d, -0.03188184276223183f));
  q = hn::MulAdd(q, x, hn::Set(d, 0.07188092917203903f));
  q = hn::MulAdd(q, x, hn::Set(d, 0.0511813648045063f));
  q = hn::MulAdd(q, x, hn::Set(d, 0.15829503536224365f));
  q = hn::MulAdd(q, x, hn::Set(d, 0.996687114238739f));
  q = hn::Mul(q, q);
  q = hn::Mul(q, q);
  q = hn::Mul(q, q);
  const Vector far = hn::CopySign(hn::Sub(one, hn::Div(one, q)), argument);
  // NaN compares as false either way, and comes out of the first form.
  return hn::IfThenElse(hn::Gt(hn::Abs(argument), one), far, near);
}

}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
