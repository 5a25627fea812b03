// The beginning of a CSV file: its separator and its columns' names.
#pragma once

#include <string>
#include <vector>

#include "ansatz/table.h"
#include "data/records.h"

namespace ansatz {

struct CsvHeader {
  std::vector<std::string> names;
  std::int64_t line = 1;  ///< of the header
  RecordMark first;       ///< where the first record behind it begins
  Records records;        ///< source, label, separator, fields and end; nothing is counted yet
};

/// Throws when there is no header, no record behind it, or when a name is empty or repeats.
CsvHeader read_header(std::shared_ptr<const Source> source, const std::string& label, const CsvOptions& options);

}  // namespace ansatz
