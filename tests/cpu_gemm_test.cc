#include "cpu/gemm.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "ansatz/error.h"

namespace ansatz::cpu {
namespace {

constexpr float sentinel = -7.25e11f;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int thinning = 7;  // one of so many of the small shapes: sanitizers are slow
#else
constexpr int thinning = 1;
#endif

struct AlignedBytes {
  explicit AlignedBytes(std::int64_t bytes) : storage(static_cast<std::size_t>(bytes) + 64) {}
  std::byte* data() {
    const auto address = reinterpret_cast<std::uintptr_t>(storage.data());
    return storage.data() + (64 - address % 64) % 64;
  }
  std::vector<std::byte> storage;
};

// A product with random operands; A and B end exactly at the end of their allocations, so that the address sanitizer
// sees a read beyond, and C lies between sentinels.
struct Product {
  GemmProblem problem;
  std::vector<float> a, b, c;
  std::vector<double> expected, magnitude;
  static constexpr std::int64_t guard = 64;

  Product(std::mt19937& random, std::int64_t m, std::int64_t n, std::int64_t k, bool a_transposed, bool b_transposed,
          bool accumulate, std::int64_t a_gap, std::int64_t b_gap, std::int64_t c_gap, double density = 1) {
    problem = {.m = m, .n = n, .k = k, .c_row = n + c_gap, .accumulate = accumulate};
    problem.a_row = a_transposed ? 1 : k + a_gap;
    problem.a_column = a_transposed ? m + a_gap : 1;
    problem.b_row = b_transposed ? 1 : n + b_gap;
    problem.b_column = b_transposed ? k + b_gap : 1;
    const auto extent = [](std::int64_t rows, std::int64_t columns, std::int64_t row, std::int64_t column) {
      return rows > 0 && columns > 0 ? static_cast<std::size_t>((rows - 1) * row + (columns - 1) * column + 1) : 0;
    };
    std::normal_distribution<float> normal;
    a.resize(extent(m, k, problem.a_row, problem.a_column));
    b.resize(extent(k, n, problem.b_row, problem.b_column));
    for (float& x : a) x = normal(random);
    if (density < 1)
      for (float& x : a) x = std::uniform_real_distribution<>()(random) < density ? x : 0.0f;
    for (float& x : b) x = normal(random);
    c.assign(static_cast<std::size_t>(2 * guard + m * problem.c_row), sentinel);
    for (std::int64_t i = 0; i < m; ++i)
      for (std::int64_t j = 0; j < n; ++j) at(c, i, j) = normal(random);
    for (std::int64_t i = 0; i < m; ++i) {
      for (std::int64_t j = 0; j < n; ++j) {
        double sum = accumulate ? at(c, i, j) : 0, size = std::abs(sum);
        for (std::int64_t l = 0; l < k; ++l) {
          const double product =
              double(a[i * problem.a_row + l * problem.a_column]) * double(b[l * problem.b_row + j * problem.b_column]);
          sum += product;
          size += std::abs(product);
        }
        expected.push_back(sum);
        magnitude.push_back(size);
      }
    }
  }

  float& at(std::vector<float>& matrix, std::int64_t i, std::int64_t j) const {
    return matrix[static_cast<std::size_t>(guard + i * problem.c_row + j)];
  }

  // Runs on a copy of C, checks the result, the sentinels and that the epilogue saw every element once; gives the copy.
  std::vector<float> run(Isa isa, int threads, bool with_epilogue) const {
    const GemmPlan plan = gemm_plan(problem, isa);
    std::vector<float> result = c;
    AlignedBytes workspace(gemm_workspace_bytes(plan, threads));
    struct Seen {
      std::vector<int> times;
      std::int64_t n;
      const float* c;
      std::int64_t c_row;
      std::vector<float> values;
      std::mutex mutex;
    } seen{std::vector<int>(static_cast<std::size_t>(problem.m * problem.n)),
           problem.n,
           result.data() + guard,
           problem.c_row,
           std::vector<float>(static_cast<std::size_t>(problem.m * problem.n)),
           {}};
    GemmCall call{
        .a = a.data(), .b = b.data(), .c = result.data() + guard, .workspace = workspace.data(), .plan = &plan};
    if (with_epilogue) {
      call.epilogue_context = &seen;
      call.epilogue = [](const void* context, std::int64_t r0, std::int64_t r1, std::int64_t c0, std::int64_t c1) {
        Seen& s = *static_cast<Seen*>(const_cast<void*>(context));
        const std::lock_guard lock(s.mutex);
        for (std::int64_t i = r0; i < r1; ++i) {
          for (std::int64_t j = c0; j < c1; ++j) {
            ++s.times[static_cast<std::size_t>(i * s.n + j)];
            s.values[static_cast<std::size_t>(i * s.n + j)] = s.c[i * s.c_row + j];
          }
        }
      };
    }
    gemm(call, threads);
    const std::string where = std::string(isa_name(isa)) + ", " + std::to_string(threads) + " threads";
    std::vector<float> outside = result;
    for (std::int64_t i = 0; i < problem.m; ++i) {
      for (std::int64_t j = 0; j < problem.n; ++j) {
        const auto index = static_cast<std::size_t>(i * problem.n + j);
        const double bound = 1e-7 * (2 + std::sqrt(double(problem.k))) * magnitude[index] + 1e-30;
        if (!(std::abs(at(result, i, j) - expected[index]) <= bound)) {
          ADD_FAILURE() << where << ": C[" << i << ", " << j << "] = " << at(result, i, j) << ", not "
                        << expected[index];
          return result;
        }
        if (with_epilogue && (seen.times[index] != 1 || seen.values[index] != at(result, i, j))) {
          ADD_FAILURE() << where << ": the epilogue saw C[" << i << ", " << j << "] " << seen.times[index] << " times";
          return result;
        }
        at(outside, i, j) = sentinel;
      }
    }
    for (const float x : outside) {
      if (x != sentinel) {
        ADD_FAILURE() << where << ": something was written outside of C";
        return result;
      }
    }
    return result;
  }

  std::string text() const {
    const GemmProblem& p = problem;
    return "m n k = " + std::to_string(p.m) + " " + std::to_string(p.n) + " " + std::to_string(p.k) + ", A strides " +
           std::to_string(p.a_row) + " " + std::to_string(p.a_column) + ", B strides " + std::to_string(p.b_row) + " " +
           std::to_string(p.b_column) + ", C stride " + std::to_string(p.c_row) + (p.accumulate ? ", accumulate" : "");
  }
};

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

// Runs one shape on every usable set, on 1 and on more threads.
void check(const Product& product) {
  SCOPED_TRACE(product.text());
  for (const Isa isa : usable_isas()) {
    const auto one = product.run(isa, 1, true);
    const auto plain = product.run(isa, 1, false);
    EXPECT_TRUE(same_bits(one, plain)) << isa_name(isa) << ": other bits without the epilogue";
    for (const int threads : {2, 3, 8})
      EXPECT_TRUE(same_bits(one, product.run(isa, threads, threads == 3)))
          << isa_name(isa) << ": other bits on " << threads << " threads";
  }
}

TEST(Gemm, SmallShapesInEveryOrientation) {
  const unsigned seed = 17;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  int shape = 0;
  for (const std::int64_t m : {0, 1, 2, 3, 5, 13, 16, 33})
    for (const std::int64_t n : {0, 1, 2, 4, 7, 8, 16, 17, 31, 33})
      for (const std::int64_t k : {0, 1, 2, 3, 4, 7, 16, 21, 64})
        for (int bits = 0; bits < 4; ++bits) {
          if (++shape % thinning != 0) continue;
          const bool gaps = (m + n + k) % 3 == 0;
          check(Product(random, m, n, k, bits & 1, bits & 2, (m + n + k + bits) % 2 == 1, gaps ? 3 : 0, gaps ? 5 : 0,
                        gaps ? 2 : 0));
          if (HasFailure()) return;
        }
}

TEST(Gemm, RandomShapes) {
  const unsigned seed = 4711;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto upto = [&](std::int64_t limit) {  // small values as often as large ones
    const double x = std::uniform_real_distribution<>(0, std::log(double(limit) + 1))(random);
    return static_cast<std::int64_t>(std::exp(x));
  };
  for (int round = 0; round < 80; ++round) {
    const std::int64_t m = upto(300), n = upto(300), k = upto(900);
    check(Product(random, m, n, k, random() % 2, random() % 2, random() % 2, random() % 2 * upto(9),
                  random() % 2 * upto(9), random() % 2 * upto(9)));
    if (HasFailure()) return;
  }
}

TEST(Gemm, ShapesThatAreCutIntoManyParts) {
  const unsigned seed = 99;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::int64_t shapes[][3] = {{128, 256, 784},  {784, 256, 128}, {10, 128, 128},  {300, 100, 1000},
                                    {257, 513, 129},  {3, 5000, 70},   {5000, 3, 70},   {1, 4096, 256},
                                    {4096, 1, 256},   {256, 256, 512}, {150, 1030, 40}, {1030, 150, 40},
                                    {128, 512, 1024}, {20, 1500, 300}, {1500, 7, 300}};
  int bits = 0;  // the orientations take turns
  for (const auto& s : shapes) {
    for (int i = 0; i < 2; ++i, bits = (bits + 3) % 4) {
      const Product product(random, s[0], s[1], s[2], bits & 1, bits & 2, i == 1, 0, 0, 0);
      SCOPED_TRACE(product.text());
      for (const Isa isa : usable_isas()) {
        if (isa == Isa::portable && i == 1) continue;  // slow
        const auto one = product.run(isa, 1, true);
        for (const int threads : {2, 3, 8}) EXPECT_TRUE(same_bits(one, product.run(isa, threads, threads == 2)));
      }
      if (HasFailure()) return;
    }
  }
}

// Zeros of A are left out where there are many: above and below that density, in every orientation, with edges.
TEST(Gemm, MostOfAIsZero) {
  const unsigned seed = 31;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::int64_t shapes[][3] = {{128, 256, 784}, {256, 784, 128}, {131, 77, 300}, {1000, 65, 64}, {33, 700, 90}};
  for (const auto& s : shapes)
    for (int bits = 0; bits < 4; ++bits) {
      const double density = std::vector{0.0, 0.1, 0.5, 0.9}[(s[0] + bits) % 4];
      SCOPED_TRACE("density " + std::to_string(density));
      const bool gaps = bits % 2 == 1;
      check(Product(random, s[0], s[1], s[2], bits & 1, bits & 2, bits == 3, gaps ? 3 : 0, gaps ? 5 : 0, gaps ? 2 : 0,
                    density));
      if (HasFailure()) return;
    }
}

TEST(Gemm, AWideProductIsPackedSlabBySlab) {
  std::mt19937 random(5);
  const Product product(random, 6, 9001, 600, false, true, false, 0, 0, 1);
  const auto one = product.run(best_isa(), 1, true);
  EXPECT_TRUE(same_bits(one, product.run(best_isa(), 2, true)));
}

TEST(Gemm, StridesOfRepeatedRowsAndSingleColumns) {
  // One row of A for all rows of C (row stride 0); a column of a wider matrix as B.
  const std::vector<float> a = {1, 2, 3}, b = {1, 9, 9, 2, 9, 9, 3, 9, 9};
  for (const Isa isa : usable_isas()) {
    std::vector<float> c(5, sentinel);
    const GemmPlan plan =
        gemm_plan({.m = 5, .n = 1, .k = 3, .a_row = 0, .a_column = 1, .b_row = 3, .b_column = 1, .c_row = 1}, isa);
    AlignedBytes workspace(gemm_workspace_bytes(plan, 1));
    gemm({.a = a.data(), .b = b.data(), .c = c.data(), .workspace = workspace.data(), .plan = &plan});
    EXPECT_EQ(c, std::vector<float>(5, 14.0f)) << isa_name(isa);
  }
}

TEST(Gemm, NotANumberIsNotLost) {
  const float nan = std::nanf(""), infinity = std::numeric_limits<float>::infinity();
  for (const Isa isa : usable_isas())
    for (const auto& [m, n, k] : {std::array<std::int64_t, 3>{40, 24, 20}, {150, 130, 140}}) {
      const std::vector<float> a(m * k, 0.0f);
      std::vector<float> b(k * n, 1.0f), c(m * n);
      b[7 * n + 5] = nan;
      b[(k - 1) * n + 6] = infinity;  // 0 · ∞ is no number
      const GemmPlan plan = gemm_plan({.m = m, .n = n, .k = k, .a_row = k, .b_row = n, .c_row = n}, isa);
      AlignedBytes workspace(gemm_workspace_bytes(plan, 1));
      gemm({.a = a.data(), .b = b.data(), .c = c.data(), .workspace = workspace.data(), .plan = &plan});
      for (int i = 0; i < m; ++i)
        for (int j = 0; j < n; ++j) ASSERT_EQ(std::isnan(c[i * n + j]), j == 5 || j == 6) << isa_name(isa);
    }
}

TEST(Gemm, BadProblemsAreErrors) {
  try {
    gemm_plan({.m = 2, .n = 3, .k = 4, .a_row = 8, .a_column = 2, .b_row = 3, .c_row = 3});
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "gemm: operand A of shape [2, 4] has the strides 8 and 2; one of the two must be 1");
  }
  EXPECT_THROW(gemm_plan({.m = -1, .n = 3, .k = 4, .a_row = 4, .b_row = 3, .c_row = 3}), Error);
  EXPECT_THROW(gemm_plan({.m = 2, .n = 3, .k = 4, .a_row = 4, .b_row = 3, .c_row = 2}), Error);
}

TEST(Isa, NamesAndErrors) {
  EXPECT_EQ(isa_of_name("portable"), Isa::portable);
  EXPECT_EQ(usable_isas().back(), best_isa());
  try {
    isa_of_name("mmx");
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("there is no instruction set \"mmx\" here; possible: portable"), 0u);
  }
}

}  // namespace
}  // namespace ansatz::cpu
