// A formula and a table as a problem of least squares.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "ansatz/formula.h"
#include "ansatz/minimize.h"
#include "ansatz/table.h"

namespace ansatz {

class FormulaProblem {
 public:
  /// Rows with missing values are left out. Throws `Error` for what can't be fitted; `fit_formula` says what.
  FormulaProblem(const Table& table, const Formula& formula, std::vector<std::string>& notes);
  /// Some of the rows of another one, evenly spread.
  FormulaProblem(const FormulaProblem& whole, std::size_t rows);

  const std::vector<std::string>& parameters() const { return parameters_; }
  std::size_t rows() const { return left_.size(); }
  const std::vector<double>& left() const { return left_; }
  /// The columns that the right side reads, without missing values.
  const std::map<std::string, std::vector<double>>& columns() const { return columns_; }
  /// Of right - left.
  const Residuals& residuals() const { return residuals_; }

  /// Which parameters the right side is linear in, all of them at once (the products of two are not).
  std::vector<bool> linear() const;

  /// Says where the right side is not finite at these values of the parameters, or nothing where it is finite.
  std::string not_finite(const std::vector<double>& values) const;

 private:
  void record();

  const Table* table_;  // for messages
  Formula formula_;
  std::vector<std::string> parameters_;
  std::map<std::string, std::vector<double>> columns_;
  std::vector<std::int64_t> table_rows_;
  std::vector<double> left_;
  Residuals residuals_;
};

/// The numbers of a table's column. Throws `Error` for one that is neither numeric nor a date.
std::vector<double> formula_numbers(const Table& table, const std::string& name);

}  // namespace ansatz
