// The operators of arithmetic and comparison on arrays.
#pragma once

#include "ansatz/operations.h"

namespace ansatz {

inline Array operator+(const Array& a, const Array& b) { return add(a, b); }
inline Array operator-(const Array& a, const Array& b) { return subtract(a, b); }
inline Array operator*(const Array& a, const Array& b) { return multiply(a, b); }
inline Array operator/(const Array& a, const Array& b) { return divide(a, b); }
inline Array operator-(const Array& x) { return negative(x); }
inline Array operator>(const Array& a, const Array& b) { return greater(a, b); }
inline Array operator<(const Array& a, const Array& b) { return less(a, b); }
inline Array operator>=(const Array& a, const Array& b) { return greater_equal(a, b); }
inline Array operator<=(const Array& a, const Array& b) { return less_equal(a, b); }
inline Array operator==(const Array& a, const Array& b) { return equal(a, b); }
inline Array operator!=(const Array& a, const Array& b) { return not_equal(a, b); }
inline Array operator&&(const Array& a, const Array& b) { return logical_and(a, b); }
inline Array operator||(const Array& a, const Array& b) { return logical_or(a, b); }
inline Array operator!(const Array& x) { return logical_not(x); }
inline Array& operator+=(Array& a, const Array& b) { return a = add(a, b); }
inline Array& operator-=(Array& a, const Array& b) { return a = subtract(a, b); }
inline Array& operator*=(Array& a, const Array& b) { return a = multiply(a, b); }
inline Array& operator/=(Array& a, const Array& b) { return a = divide(a, b); }

}  // namespace ansatz
