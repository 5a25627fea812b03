// The same bits for any number of threads, for every run, and on the portable path for every process.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "ansatz/compile.h"
#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/schedules.h"
#include "tests/arrays.h"
#include "train/trainer.h"

namespace ansatz {
namespace {

const int thread_counts[] = {1, 2, 3, 8};

// FNV-1a over the numbers' bytes.
std::uint64_t hash(const Array& array, std::uint64_t before = 0xcbf29ce484222325u) {
  eval(array, 1);
  const auto* bytes = reinterpret_cast<const unsigned char*>(array.node()->data->data());
  for (std::size_t i = 0; i < array.size() * size_of(array.dtype()); ++i) before = (before ^ bytes[i]) * 0x100000001b3u;
  return before;
}
std::uint64_t hash(const NamedArrays& arrays) {
  std::uint64_t value = 0xcbf29ce484222325u;
  for (const auto& [name, array] : arrays) value = hash(array, value);
  return value;
}

// Numbers that do not depend on a library's distributions.
Array drawn(const Shape& shape, std::uint64_t stream) { return normal(0, 1)(shape, 12, stream); }

std::uint64_t bits_of_training(int threads, std::uint64_t seed, int steps = 5, std::int64_t batch_rows = 128) {
  const Architecture network = mlp({.hidden = {256, 128}, .out = 10, .dropout = 0.2});
  std::vector<std::int64_t> classes(batch_rows);
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = static_cast<std::int64_t>(i * 7 % 10);
  const std::vector<Array> batch = {drawn({batch_rows, 784}, 1), Array(classes, {batch_rows})};
  Trainer trainer([&](Scope s, const std::vector<Array>& b) { return cross_entropy()(network(s, b[0]), b[1]); }, batch,
                  {.optimizer = adam(), .schedule = cosine(20, 2), .seed = seed, .threads = threads});
  for (int i = 0; i < steps; ++i) trainer.step(batch);
  EXPECT_GT(trainer.loss(), 0);
  return hash(trainer.parameters());
}

// The bits of f(x) for every number of threads.
void expect_same_bits(const std::string& what, const std::vector<Array>& x, const Compiled::Function& f) {
  SCOPED_TRACE(what);
  std::uint64_t expected = 0;
  for (const int threads : thread_counts) {
    Compiled compiled(f, {.threads = threads});
    for (int run = 0; run < 2; ++run) {
      std::uint64_t value = 0;
      for (const Array& y : compiled(x)) value = hash(y, value);
      if (threads == 1 && run == 0) expected = value;
      EXPECT_EQ(value, expected) << threads << " threads, run " << run;
    }
  }
}

TEST(RunBits, TrainingIsTheSameForAnyNumberOfThreads) {
  const std::uint64_t expected = bits_of_training(1, 3);
  for (const int threads : thread_counts) EXPECT_EQ(bits_of_training(threads, 3), expected) << threads << " threads";
}

TEST(RunBits, OtherSeedsGiveOtherNumbers) { EXPECT_NE(bits_of_training(2, 3, 1), bits_of_training(2, 4, 1)); }

TEST(RunBits, OddBatches) {
  const std::uint64_t expected = bits_of_training(1, 0, 2, 37);
  for (const int threads : thread_counts) EXPECT_EQ(bits_of_training(threads, 0, 2, 37), expected);
}

TEST(RunBits, Chains) {
  const std::vector<Array> x = {drawn({517, 1031}, 1), drawn({517, 1031}, 2), drawn({1031}, 3), drawn({517, 1}, 4)};
  expect_same_bits("a chain", x, [](const std::vector<Array>& v) {
    const Array y = tanh(v[0] * v[2] + v[3]) * exp(-abs(v[1]));
    return std::vector<Array>{y, log1p(y * y) - v[1] / (1.0 + abs(v[3])), where(y > 0.0, v[0], v[1])};
  });
}

TEST(RunBits, Reductions) {
  for (const Shape& shape : {Shape{700001}, Shape{3, 200003}, Shape{100003, 7}, Shape{33, 65, 129}}) {
    expect_same_bits(to_string(shape), {drawn(shape, 5)}, [](const std::vector<Array>& v) {
      return std::vector<Array>{sum(v[0]),       sum(v[0], {-1}),     sum(v[0], {0}),    mean(v[0] * v[0]),
                                max(v[0], {-1}), variance(v[0], {0}), softmax(v[0], -1), logsumexp(v[0], {-1})};
    });
  }
}

TEST(RunBits, OtherKernels) {
  std::vector<std::int64_t> places(3000);
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<std::int64_t>(i * i % 200);
  const Array indices(places, {3000});
  for (const Shape& shape : {Shape{200, 33}, Shape{200, 7, 130}, Shape{3000, 70}}) {
    expect_same_bits(to_string(shape), {drawn(shape, 5), indices}, [](const std::vector<Array>& v) {
      const Array& x = v[0];
      const Array rows = gather(x, v[1], 0);
      std::vector<Array> results = {rows, scatter_add(x, v[1], rows, 0)};
      for (const int axis : {0, -1})
        for (const Array& y :
             {softmax(x, axis), log_softmax(x, axis), sum(x, {axis}), max(x, {axis}), cumsum(x, axis),
              cast(argsort(x, axis), DType::f32), cast(argmax(x, axis), DType::f32), sort(x, axis),
              concatenate({x, x}, axis), grad([&](const Array& a) { return sum(sort(a, axis) * 0.3); })(x)})
          results.push_back(y);
      return results;
    });
  }
}

TEST(RunBits, Matmul) {
  const std::array<std::int64_t, 3> sizes[] = {{1, 1, 1},       {7, 5, 3},       {64, 16, 16},    {128, 256, 784},
                                               {784, 256, 128}, {129, 257, 511}, {512, 512, 512}, {1, 1000, 300},
                                               {1000, 1, 300},  {3000, 10, 64}};
  for (const auto& [m, n, k] : sizes) {
    const std::vector<Array> x = {drawn({m, k}, 6), drawn({k, n}, 7), drawn({n, k}, 8), drawn({n}, 9)};
    expect_same_bits(to_string(Shape{m, n, k}), x, [](const std::vector<Array>& v) {
      return std::vector<Array>{matmul(v[0], v[1]), relu(matmul(v[0], transpose(v[2])) + v[3])};
    });
  }
  for (const std::int64_t batch : {1, 2, 5, 40, 200})
    expect_same_bits("batches of " + std::to_string(batch),
                     {drawn({batch, 33, 70}, 6), drawn({batch, 70, 41}, 7), drawn({3, batch, 130, 70}, 8)},
                     [](const std::vector<Array>& v) {
                       return std::vector<Array>{tanh(matmul(v[0], v[1])), matmul(v[2], v[1])};
                     });
}

TEST(RunBits, RandomNumbers) {
  expect_same_bits("random", {}, [](const std::vector<Array>&) {
    const Array key = random_key(5);
    return std::vector<Array>{random_uniform(key, {300007}), random_normal(key, {300007}),
                              random_bernoulli(key, 0.3, {300007})};
  });
}

TEST(RunBits, EvalWithAnyNumberOfThreads) {
  std::uint64_t expected = 0;
  for (const int threads : thread_counts) {
    const Array y = softmax(matmul(drawn({300, 400}, 1), drawn({400, 500}, 2)), -1);
    eval(y, threads);
    if (threads == 1) expected = hash(y);
    EXPECT_EQ(hash(y), expected);
  }
}

// The instruction set is chosen once a process, so the portable path is looked at in processes of its own.
std::string portable(const std::string& arguments) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  const std::string command =
      "GTEST_OUTPUT= ANSATZ_ISA=portable '" + self + "' --gtest_also_run_disabled_tests " + arguments;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return "";
  std::string text;
  for (int c; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  pclose(pipe);
  const std::size_t at = text.find("bits ");
  return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
}

TEST(RunBits, DISABLED_PrintBits) {
  const char* threads = std::getenv("ANSATZ_TEST_THREADS");
  std::printf("bits %016llx\n",
              static_cast<unsigned long long>(bits_of_training(threads ? std::atoi(threads) : 1, 3, 2, 64)));
}

TEST(RunBits, PortablePath) {
  const std::string filter = "--gtest_filter=RunBits.DISABLED_PrintBits";
  setenv("ANSATZ_TEST_THREADS", "1", 1);
  const std::string expected = portable(filter);
  EXPECT_EQ(expected.size(), 21u) << expected;
  setenv("ANSATZ_TEST_THREADS", "3", 1);
  EXPECT_EQ(portable(filter), expected);
}

}  // namespace
}  // namespace ansatz
