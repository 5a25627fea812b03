// A model: everything that is needed to go from raw data to predictions, as one value and one ONNX file.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ansatz/array.h"
#include "ansatz/table.h"

namespace ansatz {

/// What a model says about rows of raw data.
struct Predictions {
  std::vector<double> values;                       ///< regression: one a row and target, row-major, in the target's own units
  std::vector<std::string> classes;                 ///< classification: the likeliest class of each row
  std::vector<std::vector<float>> probabilities;    ///< classification: of each row, in the order of class_names()
  std::vector<std::string> notes;                   ///< what was strange in the data and how it was handled
};

/// Metrics by their plain names: r2, mae, rmse; accuracy, log_loss, ….
using Metrics = std::map<std::string, double>;

/// How often rows of each class were taken for each class. No classes: there was nothing to count.
struct ConfusionMatrix {
  std::vector<std::string> classes;
  std::vector<std::int64_t> counts;  ///< [classes, classes], row-major: a row is a true class, a column a predicted one

  std::int64_t at(std::size_t truth, std::size_t predicted) const { return counts[truth * classes.size() + predicted]; }
};

class Model {
 public:
  Model();
  /// Reads an ONNX file that this library wrote. Throws `Error` when it is missing, truncated, corrupt, or of another
  /// kind.
  static Model load(const std::filesystem::path& path);
  /// Writes it: to a temporary file, synced, renamed.
  void save(const std::filesystem::path& path) const;

  /// Missing values, unknown classes and unreadable numbers are handled as in the training data, and noted. Throws
  /// `Error` when the table lacks a column that the model needs.
  Predictions predict(const Table& table) const;
  /// Scores against the target column of the table: r2, mae, rmse and, when no target is 0, mape (a fraction); for
  /// classes accuracy, log_loss and f1 (macro). Rows without a target are skipped; `notes`, when given, tells so.
  /// Of a table that is a sample of its file all rows of the file are scored, block by block; only the truth and the
  /// prediction of each are kept.
  /// `confusion`, when given, becomes the counts of a model that classifies. Of several targets the metrics are the means of
  /// those of each, which `each`, when given, receives in the order of targets().
  Metrics evaluate(const Table& table, std::vector<std::string>* notes = nullptr, ConfusionMatrix* confusion = nullptr,
                   std::vector<Metrics>* each = nullptr) const;

  /// How to read a file for this model: the kinds that its columns had in training, and their notations.
  CsvOptions csv_options() const;

  /// The columns that it reads.
  std::vector<std::string> inputs() const;
  /// The first of targets().
  const std::string& target() const;
  /// The columns that it predicts; several of a regression only.
  const std::vector<std::string>& targets() const;
  bool classifies() const;
  const std::vector<std::string>& class_names() const;
  std::int64_t parameter_count() const;
  /// The five elements (input, output, architecture, loss, optimizer), layers, shapes, parameter counts; for people.
  std::string summary() const;

  struct Contents;  // src/model/contents.h
  explicit Model(std::shared_ptr<const Contents> contents) : contents_(std::move(contents)) {}
  /// Throws `Error` for a model that was neither fitted nor loaded.
  const Contents& contents() const;

 private:
  std::shared_ptr<const Contents> contents_;
};

}  // namespace ansatz
