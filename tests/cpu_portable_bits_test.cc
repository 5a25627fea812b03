// The portable path and the plain kernels in f32 give the same bits on every machine: hashes of their results against a
// committed table (tests/golden/portable_bits.txt). For new operations, or where arithmetic is changed on purpose:
//   ANSATZ_WRITE_GOLDEN=1 build/release/tests/cpu_portable_bits_test
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "base/random.h"
#include "ops/elementwise.h"
#include "tests/instruction_sets.h"

namespace ansatz {
namespace {

const std::string path = std::string(ANSATZ_SOURCE_DIR) + "/tests/golden/portable_bits.txt";

// FNV-1a. NaN counts as one value: its sign and payload are the processor's choice.
std::string hash_of(std::vector<std::byte> bytes, DType type) {
  if (type == DType::f32)
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
      float value;
      std::memcpy(&value, &bytes[i], 4);
      const std::uint32_t canonical = 0x7fc00000;
      if (std::isnan(value)) std::memcpy(&bytes[i], &canonical, 4);
    }
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const std::byte byte : bytes) hash = (hash ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3u;
  std::ostringstream text;
  text << std::hex << hash;
  return text.str();
}

// Each test compares its part of the table; with ANSATZ_WRITE_GOLDEN the parts are put together in its place.
class PortableBits : public testing::Test {
 protected:
  void expect_bits(const std::string& name, const Array& y) {
    expect_hash(name, hash_of(bytes_on(cpu::Isa::portable, y), y.dtype()));
  }
  void expect_plain_bits(const std::string& name, const Array& y) {
    const std::vector<BufferPointer> numbers = interpret({&y, 1});
    const auto* begin = reinterpret_cast<const std::byte*>(numbers[0]->data());
    expect_hash(name, hash_of({begin, begin + y.size() * size_of(y.dtype())}, y.dtype()));
  }

  static void SetUpTestSuite() {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string name, hash;
      if (line[0] != '#' && words >> name >> hash) table[name] = hash;
    }
    EXPECT_TRUE(writing() || !table.empty()) << path << " is missing";
  }
  static void TearDownTestSuite() {
    if (!writing()) return;
    std::ofstream file(path);
    file
        << "# Hashes (FNV-1a) of results of the portable path and of plain kernels in f32: cpu_portable_bits_test.cc\n";
    for (const auto& [name, hash] : table) file << name << ' ' << hash << '\n';
  }

 private:
  static bool writing() { return std::getenv("ANSATZ_WRITE_GOLDEN") != nullptr; }
  void expect_hash(const std::string& name, const std::string& hash) {
    if (writing())
      table[name] = hash;
    else if (const auto found = table.find(name); found != table.end())
      EXPECT_EQ(hash, found->second) << name << " has other bits than in " << path;
    else
      std::cout << name << " is new: not in " << path << " yet\n";
  }
  inline static std::map<std::string, std::string> table;
};

// From [low, high), by operations that round in one way only.
Array numbers(const Shape& shape, std::uint64_t stream, double low = -4, double high = 4) {
  std::vector<float> values(shape.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(low + (high - low) * to_unit_float(random_words(9, stream, i / 4)[i % 4]));
  return Array(values, shape);
}

TEST_F(PortableBits, Formulas) {
  for (int formula = 0; formula < formula_count(); ++formula) {
    const FormulaTraits& traits = formula_traits(formula);
    const Operation& operation = formula_operation(formula);
    std::vector<Array> x, wide;
    for (int i = 0; i < traits.arity; ++i) {
      x.push_back(numbers({1031}, static_cast<std::uint64_t>(i), traits.low, traits.high));
      wide.push_back(numbers({1031}, static_cast<std::uint64_t>(i + 8), -1e5, 1e5));
      if (i < traits.conditions || traits.logical)
        for (Array* array : {&x.back(), &wide.back()}) *array = *array > 0.0;
    }
    for (const Array& array : x) eval(array);
    for (const Array& array : wide) eval(array);
    expect_bits(std::string("formula.") + operation.name, record(operation, x));
    expect_bits(std::string("formula.wide.") + operation.name, record(operation, wide));
    expect_plain_bits(std::string("plain.") + operation.name, record(operation, x));
    expect_plain_bits(std::string("plain.wide.") + operation.name, record(operation, wide));
  }
}

TEST_F(PortableBits, Kernels) {
  const Array x = numbers({37, 129}, 1), rows = numbers({5, 37, 129}, 2);
  for (const int axis : {0, 1}) {
    const std::string along = "." + std::to_string(axis);
    const std::pair<const char*, Array> results[] = {
        {"softmax", softmax(x, axis)},
        {"log_softmax", log_softmax(x, axis)},
        {"sum", sum(x, {axis})},
        {"mean", mean(x, {axis})},
        {"variance", variance(x, {axis})},
        {"max", max(x, {axis})},
        {"logsumexp", logsumexp(x, {axis})},
        {"cumsum", cumsum(x, axis)},
        {"argsort", argsort(x, axis)},
        {"argmax", argmax(x, axis)},
        {"prod", prod(0.25 * x, {axis}, false)},
    };
    for (const auto& [name, y] : results) {
      expect_bits(std::string("kernel.") + name + along, y);
      expect_plain_bits(std::string("plain.") + name + along, y);
    }
  }
  expect_bits("kernel.sum", sum(rows));
  const Array key = random_key(5, 3);
  expect_bits("random_uniform", random_uniform(key, {4099}));
  expect_bits("random_normal", random_normal(key, {4099}));
}

// Under a sanitizer tiles are smaller, so products are summed in another order.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SKIP_WITH_SMALL_TILES() GTEST_SKIP() << "a sanitizer's build has smaller tiles"
#else
#define SKIP_WITH_SMALL_TILES() (void)0
#endif

TEST_F(PortableBits, MatrixProducts) {
  SKIP_WITH_SMALL_TILES();
  const std::int64_t sizes[][3] = {{1, 1, 1}, {7, 5, 3}, {64, 16, 16}, {129, 65, 257}, {1, 300, 700}, {300, 1, 700}};
  for (const auto& [m, n, k] : sizes) {
    const Array a = numbers({m, k}, 1), b = numbers({k, n}, 2), bt = numbers({n, k}, 3), bias = numbers({n}, 4);
    const std::string size = "." + std::to_string(m) + "." + std::to_string(n) + "." + std::to_string(k);
    expect_bits("matmul" + size, matmul(a, b));
    expect_bits("layer" + size, tanh(0.01 * matmul(a, transpose(bt)) + bias));
  }
  expect_bits("matmul.batched", matmul(numbers({3, 33, 70}, 1), numbers({3, 70, 41}, 2)));
}

// Three steps of gradient descent on a small network, in one graph.
TEST_F(PortableBits, Training) {
  SKIP_WITH_SMALL_TILES();
  const Array x = numbers({64, 20}, 1), t = numbers({64, 5}, 2);
  std::vector<Array> p = {numbers({32, 20}, 3, -0.3, 0.3), numbers({32}, 4, -0.1, 0.1), numbers({5, 32}, 5, -0.3, 0.3)};
  const auto loss = [&](const std::vector<Array>& v) {
    const Array hidden = gelu(matmul(x, transpose(v[0])) + v[1]);
    return mean(square(log_softmax(matmul(hidden, transpose(v[2])), -1) - t));
  };
  Array value;
  for (int step = 0; step < 3; ++step) {
    const auto [now, gradient] = value_and_grad(loss)(p);
    value = now;
    for (std::size_t i = 0; i < p.size(); ++i) p[i] = p[i] - 0.01 * gradient[i] / (sqrt(square(gradient[i])) + 1e-3);
  }
  expect_bits("training.loss", value);
  for (std::size_t i = 0; i < p.size(); ++i) expect_bits("training.parameter." + std::to_string(i), p[i]);
}

}  // namespace
}  // namespace ansatz
