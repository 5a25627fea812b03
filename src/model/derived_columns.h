// Columns that are computed from others: powers, products, functions of numbers, crosses of categories.
#pragma once

#include <string>
#include <vector>

#include "ansatz/array.h"
#include "data/encoder.h"

namespace ansatz {

/// Reads "area^2, cos(sold.month), town:kind" for a table without its targets: expressions over numeric columns and parts
/// of dates (`<column>.month` and the others of DateEncoding), and crosses of two categories, `a:b` or `a*b`. Throws
/// `FormulaError` with the place and the nearest name for what can't be.
std::vector<DerivedColumn> derived_columns(const std::string& text, const Table& inputs,
                                           const std::vector<std::string>& targets);

/// The table with these columns at its end, computed in float32 as the model's file does. What is not finite, or is
/// computed from a missing value, is missing; `notes`, when given, tells of the former.
Table with_derived(const Table& table, const std::vector<DerivedColumn>& derived,
                   std::vector<std::string>* notes = nullptr);

/// `encode` of the table with the encoder's derived columns.
std::vector<float> encode_derived(const Encoder& encoder, const Table& table, std::vector<std::string>& notes);

/// The numbers that derived columns are computed from, each once, as formulas name them: "area", "sold.month".
std::vector<DerivedColumn::Input> numeric_inputs(const std::vector<DerivedColumn>& derived);

/// Their values in a table; NaN is missing.
std::vector<double> values_of(const DerivedColumn::Input& input, const Table& table);

/// Records the numeric ones: [rows, numeric_inputs] → [rows, numeric columns], NaN where a result is not finite.
Array record_derived(const std::vector<DerivedColumn>& derived, const Array& inputs);

}  // namespace ansatz
