// Anything made of arrays: Array, and pair, tuple, std::array, vector, map, optional of such, and a struct that lists
// its fields once:
//
//   struct Line {
//     Array slope, intercept;
//     auto fields() { return std::tie(slope, intercept); }
//   };
//
// Numbers, enumerators and strings may stand beside the arrays; they are carried along.
#pragma once

#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "ansatz/array.h"

namespace ansatz {

template <class T> inline constexpr bool made_of_arrays = false;

/// Walks `value` in a fixed order (map keys ascending): on_array(array) for each Array, and on_other(bytes, count) for
/// whatever else tells two values apart: sizes, keys, numbers, texts.
template <class T, class OnArray, class OnOther>
void walk_tree(T& value, const OnArray& on_array, const OnOther& on_other) {
  const auto each = [&](auto&... parts) { (walk_tree(parts, on_array, on_other), ...); };
  const auto size = [&](std::size_t count) { on_other(&count, sizeof count); };
  if constexpr (std::is_same_v<T, Array>) {
    on_array(value);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    on_other(&value, sizeof value);
  } else if constexpr (std::is_same_v<std::remove_const_t<T>, std::string>) {
    size(value.size());
    on_other(value.data(), value.size());
  } else if constexpr (requires { value.fields(); }) {
    std::apply(each, value.fields());
  } else if constexpr (requires { typename T::mapped_type; }) {
    size(value.size());
    for (auto& [key, part] : value) each(key, part);
  } else if constexpr (requires { std::tuple_size<T>::value; }) {
    std::apply(each, value);
  } else if constexpr (requires { value.has_value(); }) {
    size(value.has_value());
    if (value) each(*value);
  } else if constexpr (requires { value.begin(); }) {
    size(value.size());
    for (auto& part : value) each(part);
  } else {
    static_assert(made_of_arrays<T>,
                  "this type is not made of arrays; give a struct a member `auto fields() { return "
                  "std::tie(first, second); }`");
  }
}

/// Calls visit(array) for every Array in `value`; `visit` may change it.
template <class T, class Visit> void for_each_array(T& value, const Visit& visit) {
  walk_tree(value, visit, [](const void*, std::size_t) {});
}

/// The arrays of `value`, in the order of for_each_array.
template <class T>
std::vector<Array> flatten_tree(const T& value) {
  std::vector<Array> arrays;
  for_each_array(const_cast<T&>(value), [&](const Array& array) { arrays.push_back(array); });
  return arrays;
}

/// `like` with its arrays replaced by `arrays`, in the order of for_each_array.
template <class T> T unflatten_tree(T like, const std::vector<Array>& arrays) {
  std::size_t next = 0;
  for_each_array(like, [&](Array& array) { array = arrays.at(next++); });
  return like;
}

/// Bytes that two values of a type share exactly when they differ in their arrays alone.
template <class T> std::string structure_of(const T& value) {
  std::string bytes;
  walk_tree(
      const_cast<T&>(value), [](const Array&) {},
      [&](const void* data, std::size_t count) { bytes.append(static_cast<const char*>(data), count); });
  return bytes;
}

}  // namespace ansatz
