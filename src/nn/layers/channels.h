// What the layers that treat the channels of [batch, channels, …] share.
#pragma once

#include "ansatz/operations.h"
#include "ansatz/scope.h"
#include "base/fail.h"

namespace ansatz {

/// Throws `Error` that names the layer unless x is [batch, channels, …].
inline void check_channels(const char* layer, const Scope& s, const Array& x) {
  if (x.rank() < 2)
    fail("{} \"{}\": the input is {}; [batch, channels, ...] is needed", layer, s.path(), to_string(x.shape()));
}

/// A number a channel [channels] so that it spreads over x [batch, channels, …].
inline Array along_channels(const Array& numbers, const Array& x) {
  Shape shape{numbers.size()};
  for (int i = 2; i < x.rank(); ++i) shape.push_back(1);
  return reshape(numbers, shape);
}

}  // namespace ansatz
