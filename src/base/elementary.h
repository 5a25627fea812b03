// Elementary functions that give the same bits on every machine: the C library's differ in the last place from version
// to version, and within one from processor to processor. Only +, -, *, / and exact functions are used, in a fixed
// order. For what is rounded to float in the end (plain kernels in f32, the portable path, random numbers); f64 keeps
// the C library's.
#pragma once

namespace ansatz::elementary {

/// To a relative 10⁻¹⁵, with the limits of C's functions: infinities, zeros and NaN as there.
double exp(double x);
double expm1(double x);
double log(double x);
double log1p(double x);
double tanh(double x);
double atan(double x);
double erf(double x);
double erfc(double x);  // to 10⁻¹³
/// Any finite x: the argument is reduced exactly (Payne and Hanek 1983, "Radian reduction for trigonometric functions").
double sin(double x);
double cos(double x);
/// To a relative 10⁻¹⁵ · (1 + |y log x|): floats come out within 0.51 ulp.
double pow(double x, double y);

}  // namespace ansatz::elementary
