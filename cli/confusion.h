// A confusion matrix as people and machines read it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ansatz/model.h"

namespace ansatz::cli {

/// The matrix as lines of at most `width` columns: a row a true class, a column a predicted one, in several blocks when
/// one is too wide. Names that are too long for their columns are shortened to what tells them apart, or numbered. Of
/// more than 20 classes only the most frequent mistakes are told. Empty when there are no classes.
std::string confusion_text(const ConfusionMatrix& matrix, int width);

/// {"classes": […], "counts": [[…], …]}.
nlohmann::ordered_json as_json(const ConfusionMatrix& matrix);

}  // namespace ansatz::cli
