// Where in a network an operation was recorded; for messages.
#pragma once

#include "ansatz/scope.h"

namespace ansatz {

/// Gives the operations behind `value` the path of the scope that was used last before each was recorded (Node::path),
/// unless it was the root. Gradients that are recorded afterwards pass the paths on to their own operations.
void name_places(const Recording& recording, const Array& value);

}  // namespace ansatz
