// What initialisers share: numbers of a stream, and how many inputs and outputs a weight has.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "ansatz/initializer.h"
#include "base/elementary.h"
#include "base/random.h"

namespace ansatz {

template <class Draw> Array filled(const Shape& shape, Draw draw) {
  std::vector<float> values(shape.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(draw(i));
  return Array(values, shape);
}

/// Number i of the stream, uniform in [0, 1).
inline double uniform_number(std::uint64_t seed, std::uint64_t stream, std::size_t i) {
  return to_unit_float(random_words(seed, stream, i / 4)[i % 4]);
}

/// Number i of the stream, normal. Box and Muller 1958: two words give two independent numbers; each takes one pair.
inline double normal_number(std::uint64_t seed, std::uint64_t stream, std::size_t i) {
  const auto words = random_words(seed, stream, i / 2);
  const double u = 1.0 - to_unit_float(words[i % 2 * 2]), v = to_unit_float(words[i % 2 * 2 + 1]);
  return std::sqrt(-2.0 * elementary::log(u)) * elementary::cos(6.283185307179586 * v);
}

/// How many inputs an output of a weight [out, in, …] has, at least 1.
inline double fan_in(const Shape& shape) {
  double product = 1;
  for (int i = 1; i < shape.rank(); ++i) product *= static_cast<double>(shape[i]);
  return std::max(1.0, product);
}

/// How many outputs an input of a weight [out, in, …] has, at least 1.
inline double fan_out(const Shape& shape) {
  if (shape.rank() == 0) return 1;
  const double in = shape.rank() > 1 ? static_cast<double>(std::max<std::int64_t>(shape[1], 1)) : 1;
  return std::max(1.0, static_cast<double>(shape.size()) / in);
}

/// Normal with mean 0 and a deviation that follows from the shape.
template <class Deviation> Initializer normal_of(Deviation deviation) {
  return [deviation](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    const double scale = deviation(shape);
    return filled(shape, [&](std::size_t i) { return scale * normal_number(seed, stream, i); });
  };
}

/// Uniform around 0 with a deviation that follows from the shape: in ±deviation·√3.
template <class Deviation> Initializer uniform_of(Deviation deviation) {
  return [deviation](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    const double bound = std::sqrt(3.0) * deviation(shape);
    return filled(shape, [&](std::size_t i) { return bound * (2 * uniform_number(seed, stream, i) - 1); });
  };
}

}  // namespace ansatz
