// Anything made of arrays: Array, pair, tuple, std::array, vector, map, optional parts of a struct that lists its
// fields once: `auto fields() { return std::tie(weight, bias); }`.
#pragma once

#include <array>
#include <map>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "ansatz/array.h"

namespace ansatz {

/// Calls visit(array) for every Array in `value`, in a fixed order (map keys ascending); `visit` may change it.
template <class Visit>
void for_each_array(Array& value, Visit&& visit) { visit(value); }
template <class T, class Visit> void for_each_array(std::vector<T>& values, Visit&& visit);
template <class T, std::size_t n, class Visit> void for_each_array(std::array<T, n>& values, Visit&& visit);
template <class K, class T, class Visit> void for_each_array(std::map<K, T>& values, Visit&& visit);
template <class... T, class Visit> void for_each_array(std::tuple<T...>& values, Visit&& visit);
template <class A, class B, class Visit> void for_each_array(std::pair<A, B>& values, Visit&& visit);
template <class T, class Visit>
  requires requires(T& t) { t.fields(); }
void for_each_array(T& value, Visit&& visit) {
  auto fields = value.fields();
  for_each_array(fields, visit);
}
template <class T, class Visit>
  requires std::is_arithmetic_v<T>
void for_each_array(T&, Visit&&) {}

template <class T, class Visit>
void for_each_array(std::vector<T>& values, Visit&& visit) {
  for (T& value : values) for_each_array(value, visit);
}
template <class T, std::size_t n, class Visit>
void for_each_array(std::array<T, n>& values, Visit&& visit) {
  for (T& value : values) for_each_array(value, visit);
}
template <class K, class T, class Visit>
void for_each_array(std::map<K, T>& values, Visit&& visit) {
  for (auto& [key, value] : values) for_each_array(value, visit);
}
template <class... T, class Visit>
void for_each_array(std::tuple<T...>& values, Visit&& visit) {
  std::apply([&](auto&... value) { (for_each_array(value, visit), ...); }, values);
}
template <class A, class B, class Visit>
void for_each_array(std::pair<A, B>& values, Visit&& visit) {
  for_each_array(values.first, visit);
  for_each_array(values.second, visit);
}

/// The arrays of `value`, in the order of for_each_array.
template <class T>
std::vector<Array> flatten_tree(const T& value) {
  std::vector<Array> arrays;
  for_each_array(const_cast<T&>(value), [&](Array& array) { arrays.push_back(array); });
  return arrays;
}

/// `like` with its arrays replaced by `arrays`, in the order of for_each_array.
template <class T>
T unflatten_tree(T like, const std::vector<Array>& arrays, std::size_t begin = 0) {
  for_each_array(like, [&](Array& array) { array = arrays.at(begin++); });
  return like;
}

}  // namespace ansatz
