// Ridge regression with parts of the rows left out, in closed form.
#pragma once

#include <cstdint>
#include <vector>

namespace ansatz {

/// The line through the rows that a part leaves.
struct RidgeLine {
  std::vector<float> weights;  ///< one a feature
  double bias = 0;
};

/// For each of the first `members` parts (row i belongs to part i % folds) the line that minimises
/// Σ(y - w·x - b)² + λ·Σ wⱼ²·Sⱼ over the rows outside of it, where Sⱼ = Σ(xⱼ - x̄ⱼ)²: the penalty of features with unit
/// variance. λ is the one of 10⁻⁴ … 10¹ whose predictions for the left-out rows are best. Features are [rows, width],
/// row-major. Empty when there are too many features to be worth the time (more than 512).
std::vector<RidgeLine> ridge_lines(const float* features, std::int64_t rows, std::int64_t width,
                                   const std::vector<double>& targets, int folds, int members);

}  // namespace ansatz
