#include "array/convert.h"

#include <limits>
#include <type_traits>

namespace ansatz {
namespace {

template <class To, class From>
To convert_one(From value) {
  if constexpr (std::is_same_v<From, BFloat16>) {
    return convert_one<To>(to_float(value));
  } else if constexpr (std::is_same_v<To, BFloat16>) {
    return to_bfloat16(static_cast<float>(value));
  } else if constexpr (std::is_same_v<To, bool>) {
    return value != From{0};
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    if (value != value) return 0;
    if (value <= static_cast<From>(std::numeric_limits<To>::min())) return std::numeric_limits<To>::min();
    if (value >= static_cast<From>(std::numeric_limits<To>::max())) return std::numeric_limits<To>::max();
    return static_cast<To>(value);
  } else {
    return static_cast<To>(value);
  }
}

}  // namespace

void convert(const void* from, DType from_type, void* to, DType to_type, std::int64_t count) {
  with_type(from_type, [&](auto from_tag) {
    with_type(to_type, [&](auto to_tag) {
      using From = decltype(from_tag);
      using To = decltype(to_tag);
      const From* source = static_cast<const From*>(from);
      To* target = static_cast<To*>(to);
      if constexpr (std::is_same_v<From, To>) {
        for (std::int64_t i = 0; i < count; ++i) target[i] = source[i];
      } else {
        for (std::int64_t i = 0; i < count; ++i) target[i] = convert_one<To>(source[i]);
      }
    });
  });
}

}  // namespace ansatz
