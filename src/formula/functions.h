// The functions that formulas may call.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ansatz/array.h"

namespace ansatz {

struct FormulaFunction {
  std::string_view name;
  bool several;  // takes two arguments or more, instead of one
  Array (*record)(const std::vector<Array>& arguments);
};

/// nullptr where there is none of that name.
const FormulaFunction* find_formula_function(std::string_view name);

}  // namespace ansatz
