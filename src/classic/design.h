// From a table's columns to the terms of a linear function.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ansatz/table.h"
#include "base/double_double.h"

namespace ansatz {

/// Columns of numbers by name. An indicator is 1 where a category has a level, else 0.
struct NumberColumns {
  std::vector<std::string> names;
  std::vector<std::vector<double>> values;
  std::vector<bool> indicators;
  std::vector<std::int64_t> rows;  // of the table
};

/// How a table's columns become numbers: a number and a date as they are, a category as indicators.
class Design {
 public:
  /// Of all columns but those left out; texts are left out, and noted. Throws `Error` where none is left.
  Design(const Table& table, const std::vector<std::string>& left_out, bool intercept, std::vector<std::string>& notes);

  /// The rows in which none of these columns, nor of `also`, has a missing value. NaN elsewhere with `keep_all`, and in a
  /// row whose category has a level that the first table did not have.
  NumberColumns numbers(const Table& table, const std::vector<std::string>& also, bool keep_all) const;

 private:
  struct Source {
    std::string name;
    bool categorical = false;
    std::vector<std::string> levels = {};  // those with a column of their own
    std::string reference = {};            // the level in the intercept, if there is one
  };
  std::vector<Source> sources_;
};

/// One term of the function: the intercept, or a power of a column. What is computed with is the power of
/// column · 2^-exponent, so that high ones keep within the range of double.
struct Term {
  std::string name;
  int column = -1;  // -1: the intercept
  int power = 1;
  int exponent = 0;

  DoubleDouble value(std::span<const double> row) const;
  /// What a coefficient of the scaled power is multiplied with to be one of the plain power.
  double unscaled() const;
};

/// The intercept, then each column's powers from 1 to `degree`; indicators have none.
std::vector<Term> terms_of(const std::vector<std::string>& names, const std::vector<std::span<const double>>& columns,
                           const std::vector<bool>& indicators, int degree, bool intercept);

}  // namespace ansatz
