// What is asked of a model.
#pragma once

#include <string_view>

namespace ansatz {

enum class Task { regression, classification };

/// "regression" or "classification".
std::string_view task_name(Task task);

}  // namespace ansatz
