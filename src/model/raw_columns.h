// A table's columns as the inputs of a model's file.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ansatz/table.h"
#include "data/encoder.h"

namespace ansatz {

/// By the names of the file's inputs: numbers (NaN is missing; a date's parts are computed here, as no ONNX operator
/// reads dates) and texts (without spaces around them; "" is missing).
struct RawColumns {
  std::map<std::string, std::vector<float>> numbers;
  std::map<std::string, std::vector<std::string>> texts;
};

/// Throws when a column is missing; what is odd in the data goes to `notes`.
RawColumns raw_columns(const Encoder& encoder, const Table& table, std::vector<std::string>& notes);

}  // namespace ansatz
