// Which losses make sense for which task.
#pragma once

#include <string>
#include <vector>

#include "ansatz/loss.h"
#include "data/target.h"

namespace ansatz {

/// Whether the loss is least where the prediction is the target: for numbers [rows, 1] at the target itself, for class
/// numbers [rows] at the class's logit. Found by trying it, so that a new loss needs no list.
bool suits(const Loss& loss, Task task);

/// Whether `loss` knows the name that the text begins with.
bool is_known_loss(const std::string& text);

/// Throws `Error` with those that do unless the loss that `text` names ("huber:delta=0.5") suits the task.
void check_loss(const std::string& text, Task task);

}  // namespace ansatz
