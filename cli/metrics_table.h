// Metrics of several things under each other.
#pragma once

#include <string>
#include <vector>

#include "ansatz/model.h"

namespace ansatz::cli {

/// A table with a line for each of several things and a column for each of the first one's metrics, as many as the width
/// has room for, at most five.
class MetricsTable {
 public:
  /// `labels`: of the lines, as far as they are known; longer ones are shortened.
  MetricsTable(const Metrics& first, const std::vector<std::string>& labels, int width);

  /// "                    R²         MAE …"
  std::string head() const;
  /// "  fold 1         0.901      15,032 …"; a metric that is not there is a dash, as MAPE is where a target is 0.
  std::string line(const std::string& label, const Metrics& metrics) const;

 private:
  int label_width_;
  std::vector<std::string> columns_;
};

/// A line for each target, then the mean: head and lines.
std::vector<std::string> lines_by_target(const std::vector<std::string>& targets, const std::vector<Metrics>& each,
                                         const Metrics& mean, int width);

}  // namespace ansatz::cli
