// A table's columns as numbers for a network, and a target as numbers for a loss.
//
// Plain data: a model's file carries these structs, so that `predict` takes a raw CSV.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "ansatz/table.h"

namespace ansatz {

/// value = smooth_clip((x - center) * scale), where a missing x is `median`; in float32, in this order. Without `clip` the
/// number is not drawn in.
struct NumericEncoding {
  std::string column;
  float median = 0, center = 0;
  float scale = 1;                      ///< 0 when all values that are there are equal but some are missing
  bool indicator = false;               ///< one more feature: 1 where the value is missing, 0 elsewhere
  Notation notation = Notation::plain;  ///< how the training table wrote the column
  bool clip = true;
};

/// One feature a level, in this order: 1 for the row's level, 0 elsewhere. Unknown or missing: all zeros. Spaces around
/// a text don't count.
struct CategoryEncoding {
  std::string column;
  std::vector<std::string> levels;
};

/// A date's parts, each encoded as a number: their columns are "<column>.year", ".month" (1-12), ".day" (1-31),
/// ".weekday" (0 is Monday) and ".days" (since 1970-01-01, with the time of day as a fraction); constant ones are left out.
struct DateEncoding {
  std::string column;
  std::vector<NumericEncoding> parts;
  Notation notation = Notation::iso_date;  ///< how the training table wrote the column
};

/// A column that is computed from others (model/derived_columns.h): an expression over numbers, or a cross of two
/// categories, whose levels are theirs side by side.
struct DerivedColumn {
  struct Input {
    std::string name;    ///< as the expression names it: "area", or "sold.month" for a part of a date
    std::string column;  ///< the table's
    ColumnKind kind = ColumnKind::numeric;
    Notation notation = Notation::plain;
  };
  std::string text;  ///< "area^2": how it was asked for, and the column's name
  std::vector<Input> inputs = {};
  std::string separator = {};  ///< of a cross: what stands between two levels, in none of them

  bool is_cross() const { return !separator.empty(); }
};

using ColumnEncoding = std::variant<NumericEncoding, CategoryEncoding, DateEncoding>;

/// How columns become features. Features come in three groups, each in the order of `columns`: numbers (date parts
/// among them), indicators of missing values, levels of categories.
struct Encoder {
  std::vector<ColumnEncoding> columns;
  std::vector<std::string> dropped;  ///< columns that are not used, and why; one line each
  std::vector<DerivedColumn> derived = {};  ///< those of `columns` that are computed

  /// The column that is computed under this name; nullptr for a column of the table.
  const DerivedColumn* find_derived(std::string_view name) const;
  /// Whether it makes features of this column.
  bool encodes(std::string_view name) const;
  /// What is read of a table, each column once; `name` is the column's.
  std::vector<DerivedColumn::Input> read_columns() const;

  int features() const;            ///< all of them
  int numeric_features() const;    ///< the first so many are numbers
  int indicator_features() const;  ///< then come so many indicators; the rest are levels
  /// "lot_area", "sold.month", "lot_area.missing", "neighborhood=North_Ames".
  std::vector<std::string> feature_names() const;
  /// How to read a file for it: the kinds and notations of its columns.
  CsvOptions csv_options() const;
};

/// v / sqrt(1 + (v/3)²): about v near 0, never beyond ±3 (Holzmüller, Grinsztajn, Steinwart 2024, "Better by
/// Default", section 3). v is clamped to ±1e18 before, so that the square can't overflow.
float smooth_clip(float v);

/// Learns an encoder from these rows. Numbers: center is the median, scale 1/(q75 - q25), or 2/(max - min) when the
/// quartiles agree (robust scaling, as above). Categories: all levels, or the 100 most frequent, in byte order. Dropped: constant
/// columns, columns without values, free text. Throws when no column is left.
Encoder fit_encoder(const Table& inputs, const std::vector<std::int64_t>& rows);

/// Throws when the table lacks a column that the encoder reads.
void check_columns(const Encoder& encoder, const Table& table);

/// [rows, features], row-major. The table has the derived columns too. Columns that the encoder doesn't know are ignored. Values that can't be read in a numeric
/// or date column count as missing, levels that training never saw as none; both are said in `notes`.
/// Throws when a column is missing: `house.csv lacks the column "lot_area", which the model needs`.
std::vector<float> encode(const Encoder& encoder, const Table& table, std::vector<std::string>& notes);

/// The value of a date's part by its name (".year" without the dot, and so on); NaN for a missing date.
double date_part(double days, std::string_view part);

/// scaled = ((logarithm ? log(y) : y) - mean) / deviation, in float32.
struct TargetScaling {
  bool logarithm = false;
  float mean = 0, deviation = 1;

  float apply(float value) const;
  float invert(float scaled) const;
};

/// Mean and standard deviation (of the logarithms) of the values. Throws when a logarithm is wanted of a value ≤ 0.
TargetScaling fit_target_scaling(const std::vector<float>& values, bool logarithm);

}  // namespace ansatz
