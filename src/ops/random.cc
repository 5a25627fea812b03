#include <algorithm>
#include <cmath>

#include "ansatz/operations.h"
#include "array/operation.h"
#include "base/elementary.h"
#include "base/fail.h"
#include "base/random.h"

namespace ansatz {
namespace {

// integers: the shape
Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  if (!(inputs[0].shape() == Shape{2}) || inputs[0].dtype() != DType::i64)
    fail("random: the key is {}{}; i64[2] (seed, stream) is needed", name_of(inputs[0].dtype()),
         to_string(inputs[0].shape()));
  return {Shape{std::span<const std::int64_t>(attributes.integers)}, DType::f32};
}

std::vector<Array> gradient(const Array&, std::span<const Array>, const Attributes&, const Array&) {
  return {no_gradient()};
}

using Words = std::array<std::uint32_t, 4>;

// Fills the output with the four numbers that `transform` makes of each block of words.
template <class Transform> void fill(const Evaluation& call, Transform transform) {
  const std::int64_t* key = call.inputs[0].as<std::int64_t>();
  const std::int64_t size = call.type.shape.size();
  float* output = static_cast<float*>(call.output);
  for (std::int64_t begin = 0; begin < size; begin += 4) {
    const std::array<float, 4> numbers = transform(random_words(key[0], key[1], begin / 4));
    for (std::int64_t i = begin; i < std::min(begin + 4, size); ++i) output[i] = numbers[i - begin];
  }
}

void evaluate_uniform(const Evaluation& call) {
  fill(call, [](const Words& words) {
    std::array<float, 4> numbers;
    for (int i = 0; i < 4; ++i) numbers[i] = to_unit_float(words[i]);
    return numbers;
  });
}

// Box and Muller (1958): two uniform numbers give two normal ones.
void evaluate_normal(const Evaluation& call) {
  fill(call, [](const Words& words) {
    std::array<float, 4> numbers;
    for (int i = 0; i < 4; i += 2) {
      const double radius = std::sqrt(-2 * elementary::log((words[i] + 0.5) * 0x1p-32));
      const double angle = 2 * M_PI * (words[i + 1] * 0x1p-32);
      numbers[i] = static_cast<float>(radius * elementary::cos(angle));
      numbers[i + 1] = static_cast<float>(radius * elementary::sin(angle));
    }
    return numbers;
  });
}

const Operation uniform_operation{"random_uniform", Kind::general, infer, gradient, evaluate_uniform};
const Operation normal_operation{"random_normal", Kind::general, infer, gradient, evaluate_normal};

}  // namespace

/// The key of a stream of random numbers, i64[2]. Numbers of different keys are independent; the same key and shape
/// give the same numbers.
Array random_key(std::int64_t seed, std::int64_t stream /*= 0*/) {
  return Array(std::vector<std::int64_t>{seed, stream}, {2});
}

/// Numbers (f32) drawn evenly from [0, 1). `key` is i64[2]: seed and stream (Philox4x32-10).
Array random_uniform(const Array& key, const Shape& shape) {
  return record(uniform_operation, {key}, {.integers = {shape.begin(), shape.end()}});
}

/// Numbers (f32) drawn from the normal distribution of mean 0 and variance 1.
Array random_normal(const Array& key, const Shape& shape) {
  return record(normal_operation, {key}, {.integers = {shape.begin(), shape.end()}});
}

/// bool: true with the probability p, which broadcasts against the shape.
Array random_bernoulli(const Array& key, const Array& p, const Shape& shape) { return random_uniform(key, shape) < p; }

}  // namespace ansatz
