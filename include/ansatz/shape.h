// The extents of an array.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace ansatz {

/// The extent of each dimension, outermost first; rank 0 is a scalar. At most 8 dimensions.
class Shape {
 public:
  static constexpr int max_rank = 8;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> extents)
      : Shape(std::span<const std::int64_t>(extents.begin(), extents.size())) {}
  /// Throws `Error` for more than 8 dimensions or a negative extent.
  explicit Shape(std::span<const std::int64_t> extents);

  int rank() const { return rank_; }
  /// The number of elements: the product of the extents, 1 for a scalar.
  std::int64_t size() const {
    std::int64_t product = 1;
    for (int i = 0; i < rank_; ++i) product *= extents_[i];
    return product;
  }
  std::int64_t operator[](int axis) const { return extents_[axis]; }
  std::int64_t& operator[](int axis) { return extents_[axis]; }
  /// The last extent, or that many from the end: back(0) is the last.
  std::int64_t back(int from_end = 0) const { return extents_[rank_ - 1 - from_end]; }

  const std::int64_t* begin() const { return extents_.data(); }
  const std::int64_t* end() const { return extents_.data() + rank_; }

  void push_back(std::int64_t extent);
  void insert(int axis, std::int64_t extent);
  void erase(int axis);

  friend bool operator==(const Shape& a, const Shape& b) {
    if (a.rank_ != b.rank_) return false;
    for (int i = 0; i < a.rank_; ++i)
      if (a.extents_[i] != b.extents_[i]) return false;
    return true;
  }

 private:
  std::array<std::int64_t, max_rank> extents_{};
  int rank_ = 0;
};

/// "[64, 16]"; "[]" for a scalar.
std::string to_string(const Shape& shape);

/// The common shape of two operands by NumPy's rule: aligned at the last dimension, extents equal or 1.
/// Returns false when there is none.
bool broadcast(const Shape& a, const Shape& b, Shape& result);

}  // namespace ansatz
