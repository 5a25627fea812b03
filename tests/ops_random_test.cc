#include "base/random.h"
#include "tests/arrays.h"

namespace ansatz {
namespace {

using Words = std::array<std::uint32_t, 4>;

// The known answers of the authors' Random123 library.
TEST(Philox, GivesTheKnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, DependsOnTheKeyAlone) {
  const std::vector<double> numbers = to_vector<double>(random_uniform(random_key(7, 1), {5}));
  EXPECT_EQ(to_vector<double>(random_uniform(random_key(7, 1), {5})), numbers);
  EXPECT_NE(to_vector<double>(random_uniform(random_key(8, 1), {5})), numbers);
  EXPECT_NE(to_vector<double>(random_uniform(random_key(7, 2), {5})), numbers);
  // A longer array begins with the same numbers, in any shape.
  std::vector<double> longer = to_vector<double>(random_uniform(random_key(7, 1), {3, 7}));
  longer.resize(5);
  EXPECT_EQ(longer, numbers);
  EXPECT_EQ(numbers[0], to_unit_float(random_words(7, 1, 0)[0]));
  expect_array(random_normal(random_key(0), {0, 3}), {0, 3}, {});
}

// Means of 40000 numbers: bounds of five standard errors.
TEST(Random, HasTheMomentsOfItsDistribution) {
  const Array key = random_key(42), uniform = random_uniform(key, {200, 200}), normal = random_normal(key, {200, 200});
  EXPECT_NEAR(item(mean(uniform)), 0.5, 5 * std::sqrt(1.0 / 12) / 200);
  EXPECT_NEAR(item(variance(uniform)), 1.0 / 12, 0.002);
  EXPECT_GE(item(min(uniform)), 0);
  EXPECT_LT(item(max(uniform)), 1);
  EXPECT_NEAR(item(mean(normal)), 0, 5.0 / 200);
  EXPECT_NEAR(item(variance(normal)), 1, 5 * std::sqrt(2.0) / 200);
  EXPECT_NEAR(item(mean(square(square(normal)))), 3, 5 * std::sqrt(96.0) / 200);
  const Array coins = random_bernoulli(key, 0.3, {200, 200});
  EXPECT_EQ(coins.dtype(), DType::boolean);
  EXPECT_NEAR(item(mean(coins)), 0.3, 5 * std::sqrt(0.21) / 200);
}

TEST(Random, NamesAWrongKey) {
  EXPECT_EQ(error_of([] { random_uniform(Array(3), {2}); }),
            "random: the key is i64[]; i64[2] (seed, stream) is needed");
}

}  // namespace
}  // namespace ansatz
