// The column to predict: what kind of task it makes, and its values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ansatz/table.h"
#include "ansatz/task.h"

namespace ansatz {

struct Target {
  std::vector<std::string> names;  ///< one, or several of a regression
  Task task = Task::regression;
  std::vector<std::int64_t> rows;    ///< the table's rows that have a target; the vectors below have one entry for each
  std::vector<float> values;         ///< regression: [rows, names], row-major
  std::vector<std::string> classes;  ///< classification: ascending, as numbers when all are numbers, else in byte order
  std::vector<std::int32_t> codes;   ///< classification: the index into classes
  std::vector<std::string> notes;    ///< what a person should know, one line each

  std::int64_t outputs() const { return static_cast<std::int64_t>(names.size()); }
  /// The first `count` values of one of several targets.
  std::vector<float> values_of(std::int64_t output, std::int64_t count) const;
  /// "price", or "price, area".
  std::string label() const;
};

/// The target of a training table. A numeric column with more than 20 different values, with a value that is no
/// integer, or whose values all differ, makes a regression; other numeric and categorical columns make a classification; `task` overrides this.
///
/// Rows without a target are left out and noted. Throws for an unknown column, for stray text among numbers (at least half
/// are numbers, but not all), when all values are equal or missing, for free text and for dates.
Target find_target(const Table& table, const std::string& name, std::optional<Task> task = std::nullopt);

/// Several targets at once: the rows that have all of them. All must make regressions; throws for others, and as above.
Target find_targets(const Table& table, const std::vector<std::string>& names, std::optional<Task> task = std::nullopt);

/// The target of another table for a model that knows its task and classes, to score it. All values may be equal.
/// Throws for an unknown column, for text where a number belongs, and for a class that the model doesn't have.
Target read_target(const Table& table, const std::string& name, Task task, const std::vector<std::string>& classes);

/// The same for several.
Target read_targets(const Table& table, const std::vector<std::string>& names, Task task,
                    const std::vector<std::string>& classes);

}  // namespace ansatz
