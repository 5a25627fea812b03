#include "base/settings.h"
#include "nn/initializers/draw.h"

namespace ansatz {

/// Every element is `value`. By name: "constant:0.5", "zeros", "ones".
Initializer constant(double value) {
  return [value](const Shape& shape, std::uint64_t, std::uint64_t) {
    return filled(shape, [&](std::size_t) { return value; });
  };
}

namespace {

struct ConstantOptions {
  double value = 0;
};

}  // namespace

Initializer constant_from(Settings& settings) {
  return constant(settings.read(ConstantOptions{}, {{"value", &ConstantOptions::value}}).value);
}

Initializer zeros_from(Settings& settings) {
  settings.read_nothing();
  return constant(0);
}

Initializer ones_from(Settings& settings) {
  settings.read_nothing();
  return constant(1);
}

}  // namespace ansatz
