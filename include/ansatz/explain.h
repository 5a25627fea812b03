// What a model goes by: which columns its score hangs on, and how its predictions change with each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ansatz/model.h"
#include "ansatz/table.h"

namespace ansatz {

struct ImportanceOptions {
  int shuffles = 5;  ///< of each column; at least 1
  std::uint64_t seed = 0;
};

struct Importance {
  std::string column;
  std::vector<double> drops;       ///< one a shuffle: the score less the score with the column shuffled
  double mean = 0, deviation = 0;  ///< of the drops; the deviation is that of the drops themselves, not of their mean
};

struct Importances {
  std::string metric;               ///< "r2", or "accuracy" for classes
  double score = 0;                 ///< on the data as they are
  std::vector<Importance> columns;  ///< of all inputs, the most important first
};

/// Permutation importance (Breiman 2001, section 10; Fisher, Rudin, Dominici 2019): how much the score on the table falls
/// when a column's values are dealt to other rows. Columns that say the same share their importance. The table must have
/// the target; it is the same for the same seed. Throws `Error` as Model::evaluate does.
Importances permutation_importance(const Model& model, const Table& table, const ImportanceOptions& options = {});

struct DependenceOptions {
  int points = 20;                ///< of a number or a date; at least 2
  std::int64_t most_levels = 12;  ///< of a category: the most frequent ones
  std::int64_t most_rows = 1000;  ///< a sample of so many rows stands for a larger table
  std::uint64_t seed = 0;         ///< of the sample
};

/// Means of the predictions over the rows when a column has the same value in all of them.
struct Dependence {
  std::string column;
  ColumnKind kind = ColumnKind::numeric;
  std::vector<double> places;              ///< numbers, or days since 1970-01-01, ascending
  std::vector<std::string> levels;         ///< of a category; `places` is empty then
  std::vector<std::vector<double>> means;  ///< [targets][places or levels]; for classes the probabilities [classes][…]
};

/// Partial dependence (Friedman 2001, section 8.2) on one of the model's inputs: evenly spaced places between the 5th and
/// the 95th of 100 parts of the column's values, or all values when they are few. Throws `Error` for a column that the
/// model does not read or that has no values.
Dependence partial_dependence(const Model& model, const Table& table, const std::string& column,
                              const DependenceOptions& options = {});

/// A picture of dependences, a panel each, on one scale; several targets, whose units differ, each
/// from the lowest to the highest of its means. `titles`: a line above each panel.
std::string dependence_svg(const Model& model, std::vector<Dependence> dependences,
                           const std::vector<std::string>& titles);

/// The same as a file, which is replaced at once or not at all. Throws `Error` when it can't be written.
void save_dependence_figure(const std::filesystem::path& path, const Model& model,
                            const std::vector<Dependence>& dependences, const std::vector<std::string>& titles);

}  // namespace ansatz
