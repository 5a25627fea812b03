// A batch's rows, from wherever they lie.
#pragma once

#include <cstdint>
#include <span>

namespace ansatz {

/// to[i, :] = from[rows[i], :], `width` numbers a row, on at most `threads` threads (0: one for each CPU). Each thread
/// meets the same share of each batch, which its parts of the training step then find in its cache.
void pick_rows(const float* from, std::int64_t width, std::span<const std::int64_t> rows, float* to, int threads);

}  // namespace ansatz
