// Dividing rows for training, validation and cross-validation.
#pragma once

#include <cstdint>
#include <vector>

namespace ansatz {

/// 0 … count-1 in an order that depends on the seed and the stream alone (Fisher-Yates with Philox).
std::vector<std::int64_t> shuffled(std::int64_t count, std::uint64_t seed, std::uint64_t stream = 0);

struct Split {
  std::vector<std::int64_t> first, second;  ///< each ascending; together all rows
};

/// Puts `fraction` (0 to 1) of the rows 0 … rows-1, rounded, into `second`, reproducibly from the seed. Neither side is
/// empty unless there are fewer than two rows, or the fraction is 0 or 1. With `classes`, a code ≥ 0 for each row,
/// every class is divided in this proportion to within a row (stratified), and a class with two rows or more is never
/// wholly in `second`.
Split split(std::int64_t rows, double fraction, std::uint64_t seed, const std::vector<std::int32_t>& classes = {});

/// Deals the rows 0 … rows-1 into `count` folds for cross-validation, reproducibly from the seed: each row is in one
/// fold, a fold's rows ascend, and the sizes differ by one row at most. With `classes`, a code ≥ 0 for each row, so do
/// the rows of each class (stratified). Throws unless 2 ≤ count ≤ rows.
std::vector<std::vector<std::int64_t>> folds(std::int64_t rows, int count, std::uint64_t seed,
                                             const std::vector<std::int32_t>& classes = {});

}  // namespace ansatz
