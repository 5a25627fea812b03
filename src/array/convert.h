// Numbers from one element type to another, and the dispatch from a type's name to C++'s type.
#pragma once

#include <cstdint>
#include <utility>

#include "ansatz/dtype.h"

namespace ansatz {

/// Converts `count` numbers. Real to integer truncates toward zero and saturates (NaN becomes 0); to bool: not 0.
void convert(const void* from, DType from_type, void* to, DType to_type, std::int64_t count);

inline float to_float(BFloat16 value) {
  const std::uint32_t bits = static_cast<std::uint32_t>(value.bits) << 16;
  return __builtin_bit_cast(float, bits);
}

/// Rounds to nearest, ties to even; NaN stays NaN.
inline BFloat16 to_bfloat16(float value) {
  const std::uint32_t bits = __builtin_bit_cast(std::uint32_t, value);
  if (value != value) return {static_cast<std::uint16_t>(bits >> 16 | 0x40)};
  return {static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16)};
}

/// Calls `f(T{})` with the C++ type of `type`; bf16 arrives as BFloat16.
template <class F>
decltype(auto) with_type(DType type, F&& f) {
  switch (type) {
    case DType::boolean: return f(bool{});
    case DType::u8: return f(std::uint8_t{});
    case DType::i32: return f(std::int32_t{});
    case DType::i64: return f(std::int64_t{});
    case DType::bf16: return f(BFloat16{});
    case DType::f32: return f(float{});
    case DType::f64: break;
  }
  return f(double{});
}

}  // namespace ansatz
