#include "formula/functions.h"

#include "ansatz/formula.h"
#include "ansatz/operations.h"

namespace ansatz {
namespace {

using Arguments = const std::vector<Array>&;

template <Array (*operation)(const Array&)> constexpr FormulaFunction of_one(std::string_view name) {
  return {name, false, [](Arguments a) { return operation(a[0]); }};
}

template <Array (*operation)(const Array&, const Array&)> constexpr FormulaFunction of_several(std::string_view name) {
  return {name, true, [](Arguments a) {
            Array result = a[0];
            for (std::size_t i = 1; i < a.size(); ++i) result = operation(result, a[i]);
            return result;
          }};
}

Array decimal_logarithm(const Array& x) { return log(x) * 0.43429448190325182765; }

constexpr FormulaFunction functions[] = {
    of_one<abs>("abs"),         of_one<acos>("acos"),       of_one<acosh>("acosh"), of_one<asin>("asin"),
    of_one<asinh>("asinh"),     of_one<atan>("atan"),       of_one<atanh>("atanh"), of_one<cos>("cos"),
    of_one<cosh>("cosh"),       of_one<exp>("exp"),         of_one<log>("log"),     of_one<decimal_logarithm>("log10"),
    of_several<maximum>("max"), of_several<minimum>("min"), of_one<sin>("sin"),     of_one<sinh>("sinh"),
    of_one<sqrt>("sqrt"),       of_one<tan>("tan"),         of_one<tanh>("tanh"),
};

}  // namespace

const FormulaFunction* find_formula_function(std::string_view name) {
  for (const FormulaFunction& function : functions)
    if (function.name == name) return &function;
  return nullptr;
}

std::vector<std::string> formula_functions() {
  std::vector<std::string> names;
  for (const FormulaFunction& function : functions) names.emplace_back(function.name);
  return names;
}

}  // namespace ansatz
