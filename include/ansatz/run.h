// From records to numbers.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ansatz/array.h"
#include "ansatz/tree.h"

namespace ansatz {

/// Computes the arrays' numbers, together, and keeps them in the arrays. `threads` = 0: all processors; the numbers
/// are the same for any number of threads. Throws `Error` when a number depends on an argument of a function that is
/// only being recorded.
void eval(const std::vector<Array>& arrays, int threads = 0);
inline void eval(const Array& array, int threads = 0) { eval(std::vector<Array>{array}, threads); }

/// The numbers of `array`, row-major, converted to T.
template <class T>
std::vector<T> to_vector(const Array& array);
extern template std::vector<float> to_vector<float>(const Array&);
extern template std::vector<double> to_vector<double>(const Array&);
extern template std::vector<std::int64_t> to_vector<std::int64_t>(const Array&);
extern template std::vector<std::int32_t> to_vector<std::int32_t>(const Array&);
extern template std::vector<std::uint8_t> to_vector<std::uint8_t>(const Array&);

/// The number of an array of one element. Throws `Error` when it has more or fewer.
double item(const Array& array);

/// Type, shape and numbers, as text; long dimensions are shortened.
std::string to_string(const Array& array);

/// The largest difference between the gradient of `f` (a scalar of f64 arguments) and central finite differences,
/// relative to max(1, |gradient|), over all elements of `x`; around 1e-9 where f is smooth and the gradient right.
double check_gradient(const std::function<Array(const std::vector<Array>&)>& f, const std::vector<Array>& x,
                      double step = 1e-5);

}  // namespace ansatz
