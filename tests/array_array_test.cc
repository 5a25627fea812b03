#include "ansatz/array.h"

#include "tests/arrays.h"

namespace ansatz {
namespace {

TEST(Array, HoldsNumbers) {
  const Array x({1, 2, 3, 4, 5, 6}, {2, 3});
  EXPECT_EQ(x.dtype(), DType::f32);
  EXPECT_EQ(x.rank(), 2);
  EXPECT_EQ(x.size(), 6);
  EXPECT_EQ(x.dim(-1), 3);
  EXPECT_EQ(to_vector<float>(x), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(item(Array()), 0);
  EXPECT_EQ(Array(true).dtype(), DType::boolean);
  EXPECT_EQ(Array(7).dtype(), DType::i64);
}

TEST(Array, SaysWhatIsWrong) {
  EXPECT_EQ(error_of([] { Array({1, 2, 3}, {2, 2}); }), "Array: 3 values do not fill the shape [2, 2] of 4 elements");
  EXPECT_EQ(error_of([] { zeros({2, 3}).dim(2); }), "dim: [2, 3] has no axis 2");
  EXPECT_EQ(error_of([] { Shape({2, -1}); }), "a dimension cannot have the extent -1; extents are 0 or more");
  EXPECT_EQ(error_of([] { Shape({1, 1, 1, 1, 1, 1, 1, 1, 1}); }), "an array has at most 8 dimensions");
  EXPECT_EQ(error_of([] { item(zeros({2})); }), "item: the array has the shape [2]; exactly one element is needed");
}

TEST(Array, NeverChangesUnderItsOwner) {
  Array x({1, 2}, {2});
  const Array y = x;
  x += 1.0;
  expect_array(x, {2}, {2, 3});
  expect_array(y, {2}, {1, 2});
}

TEST(Array, PrintsItself) {
  EXPECT_EQ(to_string(Array({1, 2.5, 3, 4}, {2, 2})), "f32[2, 2] [[1, 2.5],\n [3, 4]]");
  EXPECT_EQ(to_string(Array(2.5)), "f32[] 2.5");
  EXPECT_EQ(to_string(zeros({0, 3})), "f32[0, 3] []");
  EXPECT_EQ(to_string(arange(0, 20)), "i64[20] [0, 1, 2, 3, …, 16, 17, 18, 19]");
}

TEST(Array, ConvertsTypes) {
  const Array x({-1.7, 0, 2.5, 3e10, NAN}, {5}, DType::f64);
  expect_array(cast(x, DType::i32), {5}, {-1, 0, 2, 2147483647, 0});
  expect_array(cast(x, DType::u8), {5}, {0, 0, 2, 255, 0});
  expect_array(cast(x, DType::boolean), {5}, {1, 0, 1, 1, 1});
  // 1 + 2⁻⁸ lies between two bf16 numbers and goes to the even one; 1 + 3·2⁻⁸ likewise.
  expect_array(cast(Array({1.00390625, 1.01171875, 3.1415926}, {3}), DType::bf16), {3}, {1, 1.015625, 3.140625});
}

TEST(Shape, Broadcasts) {
  Shape result;
  EXPECT_TRUE(broadcast({2, 1, 3}, {4, 1}, result));
  EXPECT_EQ(to_string(result), "[2, 4, 3]");
  EXPECT_TRUE(broadcast({0}, {1}, result));
  EXPECT_EQ(to_string(result), "[0]");
  EXPECT_FALSE(broadcast({2}, {3}, result));
}

TEST(Array, DeepGraphsAreDestroyedWithoutRecursion) {
  Array y = Array({1}, {1});
  for (int i = 0; i < 300000; ++i) y = y + 1.0;
  y = Array();
}

}  // namespace
}  // namespace ansatz
