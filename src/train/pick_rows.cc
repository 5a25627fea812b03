#include "train/pick_rows.h"

#include <algorithm>
#include <cstring>

#include "base/threads.h"

namespace ansatz {
namespace {

constexpr std::int64_t line_floats = 16;         // of a line of the cache
constexpr std::int64_t part_floats = 1 << 13;    // worth a part
constexpr std::int64_t serial_floats = 1 << 14;  // below this a second thread isn't worth waking
constexpr std::int64_t ahead = 2;  // rows that are on their way: nothing else can tell where the next lies

void fetch(const float* row, std::int64_t width) {
  for (std::int64_t i = 0; i < width; i += line_floats) __builtin_prefetch(row + i);
}

// The rows [begin, end) of the batch.
void pick(const float* from, std::int64_t width, std::span<const std::int64_t> rows, std::int64_t begin,
          std::int64_t end, float* to) {
  const auto count = static_cast<std::int64_t>(rows.size());
  for (std::int64_t i = begin; i < end; ++i) {
    if (i + ahead < count) fetch(from + rows[i + ahead] * width, width);
    std::memcpy(to + i * width, from + rows[i] * width, static_cast<std::size_t>(width) * sizeof(float));
  }
}

}  // namespace

void pick_rows(const float* from, std::int64_t width, std::span<const std::int64_t> rows, float* to, int threads) {
  const auto count = static_cast<std::int64_t>(rows.size());
  if (width * count < serial_floats) return pick(from, width, rows, 0, count, to);
  const std::int64_t parts = std::min(count, width * count / part_floats);
  parallel(static_cast<int>(parts), threads > 0 ? threads : default_threads(),
           [&](int part, int) { pick(from, width, rows, count * part / parts, count * (part + 1) / parts, to); });
}

}  // namespace ansatz
