// A planned step allocates nothing: while the trap is set, every call of malloc and its family is counted, in any thread.
#include <atomic>
#include <cstddef>
#include <cstdlib>

#include "ansatz/compile.h"
#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/schedules.h"
#include "tests/arrays.h"
#include "train/trainer.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define TRAP_SET 0
#else
#define TRAP_SET 1
#endif

namespace {
std::atomic<bool> counting{false};
std::atomic<int> allocations{0};
void count() {
  if (counting.load(std::memory_order_relaxed)) allocations.fetch_add(1, std::memory_order_relaxed);
}
}  // namespace

#if TRAP_SET
// The program's own definitions take the place of glibc's, which stay reachable under these names; operator new
// calls malloc.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) { return count(), __libc_malloc(size); }
void* calloc(std::size_t n, std::size_t size) { return count(), __libc_calloc(n, size); }
void* realloc(void* old, std::size_t size) { return count(), __libc_realloc(old, size); }
void* memalign(std::size_t alignment, std::size_t size) { return count(), __libc_memalign(alignment, size); }
void* aligned_alloc(std::size_t alignment, std::size_t size) { return count(), __libc_memalign(alignment, size); }
int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
  count();
  *result = __libc_memalign(alignment, size);
  return *result ? 0 : 12;  // ENOMEM
}
}
#endif

namespace ansatz {
namespace {

// How many allocations `call` makes, in all threads.
template <class Call> int allocations_of(Call call) {
  allocations = 0;
  counting = true;
  call();
  counting = false;
  return allocations;
}

#define REQUIRE_TRAP() \
  if (!TRAP_SET) GTEST_SKIP() << "the sanitizer has its own malloc"

constexpr int warm_up = 5, steps = 50;

TEST(RunAllocation, TheTrapWorks) {
  REQUIRE_TRAP();
  void* volatile kept = nullptr;
  EXPECT_EQ(allocations_of([&] { kept = std::malloc(100); }), 1);
  std::free(kept);
  EXPECT_EQ(allocations_of([&] { kept = new int; }), 1);
  delete static_cast<int*>(kept);
  EXPECT_EQ(allocations_of([&] { kept = ::operator new(100, std::align_val_t(64)); }), 1);
  ::operator delete(kept, std::align_val_t(64));
  EXPECT_EQ(allocations_of([] {}), 0);
}

TEST(RunAllocation, TinyNetwork) {
  REQUIRE_TRAP();
  Random random;
  const std::vector<Array> batch = {random.array({64, 2}, -1, 1, DType::f32), random.array({64, 1}, -1, 1, DType::f32)};
  eval(batch);
  const Architecture network = mlp({.hidden = {16, 16}, .activation = "tanh"});
  Trainer trainer([&](Scope s, const std::vector<Array>& b) { return mse(network(s, b[0]), b[1]); }, batch,
                  {.optimizer = adam(), .schedule = constant_rate(), .threads = 1});
  for (int i = 0; i < warm_up; ++i) trainer.step(batch);
  EXPECT_EQ(allocations_of([&] {
              for (int i = 0; i < steps; ++i) trainer.step(batch);
            }),
            0);
}

TEST(RunAllocation, Classifier) {
  REQUIRE_TRAP();
  Random random;
  std::vector<std::int64_t> classes(128);
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = static_cast<std::int64_t>(i * 7 % 10);
  const std::vector<Array> batch = {random.array({128, 784}, -1, 1, DType::f32), Array(classes, {128})};
  eval(batch);
  const Architecture network = mlp({.hidden = {256, 128}, .out = 10, .dropout = 0.1});
  for (const int threads : {1, 2, 3}) {
    for (const double smoothing : {0.0, 0.1}) {
      Trainer trainer(
          [&](Scope s, const std::vector<Array>& b) {
            return cross_entropy({.label_smoothing = smoothing})(network(s, b[0]), b[1]);
          },
          batch, {.optimizer = adamw(), .schedule = cosine(1000, 10), .threads = threads});
      for (int i = 0; i < warm_up; ++i) trainer.step(batch);
      EXPECT_EQ(allocations_of([&] {
                  for (int i = 0; i < steps; ++i) trainer.step(batch);
                }),
                0)
          << threads << " threads, smoothing " << smoothing;
    }
  }
}

TEST(RunAllocation, LayersWithStatesAndNorms) {
  REQUIRE_TRAP();
  Random random;
  const std::vector<Array> batch = {random.array({32, 12}, -1, 1, DType::f32),
                                    random.array({32, 3}, -1, 1, DType::f32)};
  eval(batch);
  const Architecture network = [](Scope s, Array x) {
    const Array seen = s.state("seen", {12}, 0);
    s.update("seen", seen * 0.9 + mean(x, {0}) * 0.1);
    x = layer_norm(s["norm"], gelu(linear(s["in"], x, 40)));
    return softmax(linear(s["out"], concatenate({x, square(x)}, 1), 3), -1);
  };
  Trainer trainer([&](Scope s, const std::vector<Array>& b) { return huber()(network(s, b[0]), b[1]); }, batch,
                  {.optimizer = sgd({.momentum = 0.9, .nesterov = true}), .schedule = constant_rate(), .threads = 2});
  for (int i = 0; i < warm_up; ++i) trainer.step(batch);
  EXPECT_EQ(allocations_of([&] {
              for (int i = 0; i < steps; ++i) trainer.step(batch);
            }),
            0);
}

Array argmax_of(const Array& x) { return unsqueeze(argmax(x, -1), -1); }

// Every operation that is no chain, in one update.
TEST(RunAllocation, OtherOperations) {
  REQUIRE_TRAP();
  Random random;
  const std::vector<Array> inputs = {random.array({16, 8}, -1, 1, DType::f32),
                                     random.array({4, 8, 8}, -1, 1, DType::f32),
                                     Array(std::vector<std::int64_t>{3, 1, 2, 0, 3}, {5})};
  eval(inputs);
  const std::pair<const char*, std::function<Array(const std::vector<Array>&)>> cases[] = {
      {"gather", [](const std::vector<Array>& v) { return gather(v[0], v[2], 0); }},
      {"scatter_add", [](const std::vector<Array>& v) { return scatter_add(v[0], v[2], gather(v[0], v[2], 0), 0); }},
      {"one_hot", [](const std::vector<Array>& v) { return one_hot(v[2], 4); }},
      {"take_along_axis", [](const std::vector<Array>& v) { return take_along_axis(v[0], argmax_of(v[0]), 1); }},
      {"scatter_add_along_axis",
       [](const std::vector<Array>& v) {
         return scatter_add_along_axis(v[0], argmax_of(v[0]), ones({16, 1}), 1);
       }},
      {"cumsum", [](const std::vector<Array>& v) { return cumsum(v[0], 0); }},
      {"argmax", [](const std::vector<Array>& v) { return argmax(v[0], -1); }},
      {"argsort", [](const std::vector<Array>& v) { return argsort(v[0], 0); }},
      {"argsort of i64", [](const std::vector<Array>& v) { return argsort(v[2], 0, true); }},
      {"argsort of f64", [](const std::vector<Array>& v) { return argsort(cast(v[0], DType::f64), 0); }},
      {"sort", [](const std::vector<Array>& v) { return sort(v[1], 2); }},
      {"top_k", [](const std::vector<Array>& v) { return top_k(v[0], 2).first; }},
      {"transpose", [](const std::vector<Array>& v) { return transpose(v[0]) * 2.0; }},
      {"batched matmul", [](const std::vector<Array>& v) { return tanh(matmul(v[1], transpose(v[1])) * 0.5); }},
      {"attention",
       [](const std::vector<Array>& v) {
         return grad([&](const Array& x) { return sum(matmul(softmax(matmul(x, transpose(x))), x)); })(v[1]);
       }},
      {"concatenate", [](const std::vector<Array>& v) { return concatenate({v[0], v[0]}, 1); }},
      {"slice", [](const std::vector<Array>& v) { return slice(v[0], 1, 1, 8, 3) + 1.0; }},
      {"max", [](const std::vector<Array>& v) { return max(v[0], {0}); }},
      {"sum of several axes", [](const std::vector<Array>& v) { return sum(v[1], {0, 2}); }},
      {"logsumexp", [](const std::vector<Array>& v) { return logsumexp(v[0], {1}); }},
      {"softmax", [](const std::vector<Array>& v) { return log_softmax(v[0], 0); }},
      {"variance", [](const std::vector<Array>& v) { return variance(v[0], {0}); }},
      {"random", [](const std::vector<Array>& v) { return v[0] + random_normal(random_key(3), {16, 8}); }},
      {"f64", [](const std::vector<Array>& v) { return exp(cast(v[0], DType::f64)) * 2.0; }},
      {"i64", [](const std::vector<Array>& v) { return v[2] * std::int64_t{3} + v[2]; }},
  };
  for (const auto& [name, f] : cases) {
    Compiled compiled(
        [&](const std::vector<Array>& v) {
          return std::vector<Array>{v[0] + 1.0, f({v[1], v[2], v[3]})};
        },
        {.threads = 2});
    std::vector<Array> state = {Array(1.0f)}, outputs;
    for (int i = 0; i < warm_up; ++i) compiled.update(state, inputs, outputs);
    EXPECT_EQ(allocations_of([&] {
                for (int i = 0; i < steps; ++i) compiled.update(state, inputs, outputs);
              }),
              0)
        << name;
  }
}

}  // namespace
}  // namespace ansatz
