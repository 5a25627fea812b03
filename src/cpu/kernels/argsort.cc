// The order of elements along an axis, in memory of the workspace. Numbers of 32 bits and their places make one key of
// 64 bits, so that sorting needs no comparisons of its own and equal elements keep their order.
#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "cpu/kernel.h"
#include "cpu/kernels/axis_parts.h"

namespace ansatz::cpu {
namespace {

using Key = std::uint64_t;

struct SortCall {
  AxisParts parts;
  bool descending;
  std::int64_t kept;
  std::int64_t worker_bytes;
  const void* x = nullptr;
  std::int64_t* places = nullptr;
  std::byte* workspace = nullptr;
};

// Unsigned numbers in the order of the elements. -0 equals 0, and every NaN is the largest.
std::uint32_t ordered(float x) {
  if (x != x) return 0xffffffffu;
  const auto bits = std::bit_cast<std::uint32_t>(x + 0.0f);
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}
std::uint32_t ordered(std::int32_t x) { return static_cast<std::uint32_t>(x) ^ 0x80000000u; }
std::uint32_t ordered(std::uint8_t x) { return x; }

// Sorts by the upper 32 bits in three passes of eleven bits; keys of the same number stay in their order. A pass that
// would move nothing is left out. Returns where the result is: `keys` or `others`.
Key* radix_sort(Key* keys, Key* others, std::int64_t count) {
  constexpr int bits = 11, passes = 3, buckets = 1 << bits;
  std::uint32_t counts[passes][buckets] = {};
  for (std::int64_t i = 0; i < count; ++i)
    for (int pass = 0; pass < passes; ++pass) ++counts[pass][keys[i] >> (32 + bits * pass) & (buckets - 1)];
  for (int pass = 0; pass < passes; ++pass) {
    std::uint32_t* ends = counts[pass];
    const int shift = 32 + bits * pass;
    if (ends[keys[0] >> shift & (buckets - 1)] == count) continue;
    std::uint32_t sum = 0;
    for (int b = 0; b < buckets; ++b) sum += std::exchange(ends[b], sum);
    for (std::int64_t i = 0; i < count; ++i) others[ends[keys[i] >> shift & (buckets - 1)]++] = keys[i];
    std::swap(keys, others);
  }
  return keys;
}

template <class T> void run_narrow(const void* self, int number, int worker) {
  const auto& call = *static_cast<const SortCall*>(self);
  const auto [outer, extent, inner] = call.parts.view;
  const AxisPart part = call.parts[number];
  Key* const workspace = reinterpret_cast<Key*>(call.workspace + worker * call.worker_bytes);
  for (std::int64_t o = part.outer_begin; o < part.outer_end; ++o)
    for (std::int64_t k = part.inner_begin; k < part.inner_begin + part.inner_count; ++k) {
      Key* keys = workspace;
      const T* x = static_cast<const T*>(call.x) + o * extent * inner + k;
      const std::uint32_t turned = call.descending ? 0xffffffffu : 0;
      for (std::int64_t i = 0; i < extent; ++i)
        keys[i] = Key{ordered(x[i * inner]) ^ turned} << 32 | static_cast<std::uint32_t>(i);
      constexpr std::int64_t few = 1000;  // below, comparing costs less than counting
      if (call.kept * 8 < extent)
        std::partial_sort(keys, keys + call.kept, keys + extent);
      else if (extent < few)
        std::sort(keys, keys + extent);
      else
        keys = radix_sort(keys, keys + extent, extent);
      for (std::int64_t i = 0; i < call.kept; ++i)
        call.places[(o * call.kept + i) * inner + k] = static_cast<std::uint32_t>(keys[i]);
    }
}

// NaN counts as larger than every number.
template <class T> bool comes_before(T a, T b) { return a < b || (b != b && a == a); }

template <class T> void run_wide(const void* self, int number, int worker) {
  const auto& call = *static_cast<const SortCall*>(self);
  const auto [outer, extent, inner] = call.parts.view;
  const AxisPart part = call.parts[number];
  auto* order = reinterpret_cast<std::int64_t*>(call.workspace + worker * call.worker_bytes);
  for (std::int64_t o = part.outer_begin; o < part.outer_end; ++o)
    for (std::int64_t k = part.inner_begin; k < part.inner_begin + part.inner_count; ++k) {
      const T* x = static_cast<const T*>(call.x) + o * extent * inner + k;
      std::iota(order, order + extent, std::int64_t{0});
      std::partial_sort(order, order + call.kept, order + extent, [&](std::int64_t a, std::int64_t b) {
        const T first = x[(call.descending ? b : a) * inner], second = x[(call.descending ? a : b) * inner];
        if (comes_before(first, second)) return true;
        return !comes_before(second, first) && a < b;
      });
      for (std::int64_t i = 0; i < call.kept; ++i) call.places[(o * call.kept + i) * inner + k] = order[i];
    }
}

bool build(const plan::Task& task, Builder& builder) {
  const Type& type = task.inputs[0].type;
  if (task.output.type.shape.size() == 0) return false;
  const AxisView view = axis_view(type.shape, static_cast<int>(task.attributes.integers[0]));
  void (*run)(const void*, int, int) = nullptr;
  switch (type.dtype) {
    case DType::f32: run = run_narrow<float>; break;
    case DType::i32: run = run_narrow<std::int32_t>; break;
    case DType::u8:
    case DType::boolean: run = run_narrow<std::uint8_t>; break;
    case DType::f64: run = run_wide<double>; break;
    case DType::i64: run = run_wide<std::int64_t>; break;
    case DType::bf16: return false;
  }
  if (view.extent > 0xffffffff) return false;  // places have 32 bits in a key
  const AxisParts parts(view, elements_a_part / 16);
  auto* call = builder.keep(SortCall{.parts = parts,
                                     .descending = task.attributes.integers[1] != 0,
                                     .kept = task.attributes.integers[2],
                                     .worker_bytes = 2 * view.extent * static_cast<std::int64_t>(sizeof(Key))});
  builder.bind(call->x, task.inputs[0]);
  builder.bind(call->places, task.output);
  builder.need_workspace(0, call->worker_bytes);
  builder.bind_workspace(call->workspace);
  builder.add({run, call, parts.count()});
  return true;
}

}  // namespace

namespace kernels {
const Kernels argsort = {{"argsort", build}};
}

}  // namespace ansatz::cpu
