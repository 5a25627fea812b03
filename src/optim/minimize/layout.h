// Parameters of any shapes as one vector.
#pragma once

#include <vector>

#include "ansatz/operations.h"
#include "ansatz/run.h"

namespace ansatz {

/// Parameters as one vector of doubles, and back.
struct Layout {
  std::vector<Shape> shapes;
  std::int64_t size = 0;

  explicit Layout(const std::vector<Array>& parameters) {
    for (const Array& p : parameters) {
      shapes.push_back(p.shape());
      size += p.size();
    }
  }
  std::vector<Array> arrays(const std::vector<double>& x) const {
    std::vector<Array> result;
    auto at = x.begin();
    for (const Shape& shape : shapes) {
      result.push_back(Array(std::vector<double>(at, at + shape.size()), shape));
      at += shape.size();
    }
    return result;
  }
  /// The parts of a recorded vector [size].
  std::vector<Array> parts(const Array& x) const {
    std::vector<Array> result;
    std::int64_t begin = 0;
    for (const Shape& shape : shapes) {
      result.push_back(reshape(slice(x, 0, begin, begin + shape.size()), shape));
      begin += shape.size();
    }
    return result;
  }
};

/// The numbers of all, one behind the other.
inline std::vector<double> flat(const std::vector<Array>& parameters) {
  std::vector<double> x;
  for (const Array& p : parameters)
    for (const double value : to_vector<double>(p)) x.push_back(value);
  return x;
}

inline Array vector_of(const std::vector<double>& x) { return Array(x, {static_cast<std::int64_t>(x.size())}); }

}  // namespace ansatz
