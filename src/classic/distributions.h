// Tails of Student's t, of F, and of the normal distribution.
#pragma once

namespace ansatz {

/// P(|T| > |t|) of Student's t with so many degrees of freedom; to a relative 10⁻¹³ + 10⁻¹⁶·degrees.
double student_t_two_sided(double t, double degrees_of_freedom);
/// The t with P(|T| ≤ t) = level, in (0, 1).
double student_t_quantile(double level, double degrees_of_freedom);
/// P(F > f) of Fisher's F.
double f_upper_tail(double f, double numerator_degrees, double denominator_degrees);
/// P(|Z| > |z|) of the standard normal distribution.
double normal_two_sided(double z);
/// I_x(a, b), the regularised incomplete beta function; y = 1 - x is given by itself, so that no digits are lost near 1.
double incomplete_beta(double a, double b, double x, double y);

}  // namespace ansatz
