#include "ansatz/initializers.h"

#include <cmath>

#include "base/random.h"

namespace ansatz {
namespace {

template <class Draw>
Array filled(const Shape& shape, Draw draw) {
  std::vector<float> values(shape.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(draw(i));
  return Array(values, shape);
}

// Number i of the stream, in [0, 1) and in (0, 1].
double unit(std::uint64_t seed, std::uint64_t stream, std::size_t i) {
  return to_unit_float(random_words(seed, stream, i / 4)[i % 4]);
}

// Box and Muller 1958: two words give two independent normal numbers; each element takes one pair.
double gauss(std::uint64_t seed, std::uint64_t stream, std::size_t i) {
  const auto words = random_words(seed, stream, i / 2);
  const double u = 1.0 - to_unit_float(words[i % 2 * 2]), v = to_unit_float(words[i % 2 * 2 + 1]);
  return std::sqrt(-2.0 * std::log(u)) * std::cos(6.283185307179586 * v);
}

double fan_in(const Shape& shape) {
  double product = 1;
  for (int i = 1; i < shape.rank(); ++i) product *= static_cast<double>(shape[i]);
  return product;
}
double fan_out(const Shape& shape) {
  return shape.rank() ? static_cast<double>(shape.size()) / static_cast<double>(shape.rank() > 1 ? shape[1] : 1) : 1;
}

Array uniform_in(const Shape& shape, std::uint64_t seed, std::uint64_t stream, double low, double high) {
  return filled(shape, [&](std::size_t i) { return low + (high - low) * unit(seed, stream, i); });
}

}  // namespace

Initializer constant(double value) {
  return [value](const Shape& shape, std::uint64_t, std::uint64_t) {
    return filled(shape, [&](std::size_t) { return value; });
  };
}

Initializer uniform(double low, double high) {
  return [low, high](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    return uniform_in(shape, seed, stream, low, high);
  };
}

Initializer normal(double mean, double deviation) {
  return [mean, deviation](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    return filled(shape, [&](std::size_t i) { return mean + deviation * gauss(seed, stream, i); });
  };
}

Initializer kaiming_uniform(double gain) {
  return [gain](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    const double bound = gain * std::sqrt(3.0 / std::max(1.0, fan_in(shape)));
    return uniform_in(shape, seed, stream, -bound, bound);
  };
}

Initializer kaiming_normal(double gain) {
  return [gain](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    return normal(0, gain / std::sqrt(std::max(1.0, fan_in(shape))))(shape, seed, stream);
  };
}

Initializer xavier_uniform(double gain) {
  return [gain](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    const double bound = gain * std::sqrt(6.0 / std::max(1.0, fan_in(shape) + fan_out(shape)));
    return uniform_in(shape, seed, stream, -bound, bound);
  };
}

}  // namespace ansatz
