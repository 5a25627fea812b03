// What losses over classes share.
#pragma once

#include "ansatz/operations.h"
#include "base/fail.h"

namespace ansatz {

/// Logits are [..., classes], class numbers [...].
inline void check_classes(const char* loss, const Array& logits, const Array& classes) {
  Shape rows = logits.shape();
  if (rows.rank() > 0) rows.erase(rows.rank() - 1);
  if (logits.rank() < 1 || !(rows == classes.shape()))
    fail("{}: logits of shape {} need class numbers of shape {}, not {}", loss, to_string(logits.shape()),
         to_string(rows), to_string(classes.shape()));
}

/// The number of each row of x [..., classes] at its class: [...].
inline Array at_classes(const Array& x, const Array& classes) {
  return squeeze(take_along_axis(x, unsqueeze(cast(classes, DType::i64), classes.rank()), -1), -1);
}

/// The weights as an array [classes] of x's type. Throws `Error` when their count is not the number of classes.
inline Array weights_for(const char* loss, const std::vector<double>& weights, const Array& x) {
  const std::int64_t count = x.shape().back();
  if (static_cast<std::int64_t>(weights.size()) != count)
    fail("{}: {} class weights are given for {} classes", loss, weights.size(), count);
  return cast(Array(weights, {count}), x.dtype());
}

}  // namespace ansatz
