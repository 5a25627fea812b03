// A check that most losses begin with.
#pragma once

#include "ansatz/array.h"
#include "base/fail.h"

namespace ansatz {

/// [64, 1] against [64] would broadcast to [64, 64] without a word: refused.
inline void check_same_shape(const char* loss, const Array& prediction, const Array& target) {
  if (!(prediction.shape() == target.shape()))
    fail("{}: predictions have the shape {} and targets {}; they must be the same", loss, to_string(prediction.shape()),
         to_string(target.shape()));
}

}  // namespace ansatz
