// The number types of array elements.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ansatz {

/// Element types. `bf16` is storage only: cast to `f32` to compute.
enum class DType : std::uint8_t { boolean, u8, i32, i64, bf16, f32, f64 };

/// bfloat16: the upper half of a float, rounded to nearest even.
struct BFloat16 {
  std::uint16_t bits = 0;
};

/// Bytes of one element.
constexpr std::size_t size_of(DType type) {
  switch (type) {
    case DType::boolean:
    case DType::u8: return 1;
    case DType::bf16: return 2;
    case DType::i32:
    case DType::f32: return 4;
    case DType::i64:
    case DType::f64: return 8;
  }
  return 0;
}

/// "bool", "u8", "i32", "i64", "bf16", "f32" or "f64".
constexpr const char* name_of(DType type) {
  switch (type) {
    case DType::boolean: return "bool";
    case DType::u8: return "u8";
    case DType::i32: return "i32";
    case DType::i64: return "i64";
    case DType::bf16: return "bf16";
    case DType::f32: return "f32";
    case DType::f64: return "f64";
  }
  return "?";
}

constexpr bool is_real(DType type) { return type == DType::f32 || type == DType::f64; }

template <class T>
struct DTypeOf;
template <> struct DTypeOf<bool> { static constexpr DType value = DType::boolean; };
template <> struct DTypeOf<std::uint8_t> { static constexpr DType value = DType::u8; };
template <> struct DTypeOf<std::int32_t> { static constexpr DType value = DType::i32; };
template <> struct DTypeOf<std::int64_t> { static constexpr DType value = DType::i64; };
template <> struct DTypeOf<BFloat16> { static constexpr DType value = DType::bf16; };
template <> struct DTypeOf<float> { static constexpr DType value = DType::f32; };
template <> struct DTypeOf<double> { static constexpr DType value = DType::f64; };

/// The element type of a C++ number type.
template <class T>
inline constexpr DType dtype_of = DTypeOf<T>::value;

}  // namespace ansatz
