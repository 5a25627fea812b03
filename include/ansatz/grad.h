// Differentiation: from a recorded function to the record of its gradient, so gradients of gradients come free.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "ansatz/array.h"
#include "ansatz/tree.h"

namespace ansatz {

/// The gradients of the scalar `value` with respect to each of `variables`, recorded by reverse accumulation
/// (Griewank and Walther 2008, ch. 3). Zeros where `value` does not depend on a variable. Throws `Error` when `value`
/// is no scalar or not real.
std::vector<Array> gradients(const Array& value, const std::vector<Array>& variables);

/// A fresh variable with the numbers of `array`: what gradients are taken with respect to.
Array variable(const Array& array);

/// The function (x, rest...) -> (f(x, rest...), df/dx), where x is anything made of arrays and f returns a scalar.
template <class F>
auto value_and_grad(F f) {
  return [f = std::move(f)]<class X, class... Rest>(X x, const Rest&... rest) {
    for_each_array(x, [](Array& array) { array = variable(array); });
    const Array value = f(std::as_const(x), rest...);
    return std::pair<Array, X>(value, unflatten_tree(x, gradients(value, flatten_tree(x))));
  };
}

/// The function (x, rest...) -> df/dx, where x is anything made of arrays and f returns a scalar.
template <class F>
auto grad(F f) {
  return [f = value_and_grad(std::move(f))]<class X, class... Rest>(X x, const Rest&... rest) {
    return f(std::move(x), rest...).second;
  };
}

/// The same function, but its inner values are computed again for the gradient, when this is known, instead of being
/// kept: memory for work (Griewank and Walther 2000). The results share one recomputation; random numbers are drawn
/// again from the same streams. What `f` captures is kept as it is, and so is what leaves it by another way than its
/// result: an update of a state (`Scope::update`), which happens once, or a term of the loss (`Scope::loss`).
std::function<std::vector<Array>(const std::vector<Array>&)> checkpoint(
    std::function<std::vector<Array>(const std::vector<Array>&)> f);
std::function<Array(const Array&)> checkpoint(std::function<Array(const Array&)> f);

}  // namespace ansatz
