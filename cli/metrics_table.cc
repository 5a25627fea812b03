#include "cli/metrics_table.h"

#include <algorithm>

#include "ansatz/error.h"
#include "cli/metrics.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

constexpr int column_width = 12, least_label = 12, most_label = 28;

std::string right_aligned(const std::string& text) {
  return std::string(static_cast<std::size_t>(std::max(1, column_width - columns_of(text))), ' ') + text;
}

}  // namespace

MetricsTable::MetricsTable(const Metrics& first, const std::vector<std::string>& labels, int width)
    : label_width_(least_label) {
  for (const std::string& label : labels)
    label_width_ = std::min(most_label, std::max(label_width_, columns_of(one_line(label)) + 2));
  for (const auto& [label, value] : readable(first)) columns_.push_back(label);
  const int room = std::clamp((width - label_width_) / column_width, 1, 5);
  columns_.resize(std::min(columns_.size(), static_cast<std::size_t>(room)));
}

std::string MetricsTable::head() const {
  std::string text = std::string(static_cast<std::size_t>(label_width_), ' ');
  for (const std::string& column : columns_) text += right_aligned(column);
  return text;
}

std::string MetricsTable::line(const std::string& label, const Metrics& metrics) const {
  std::string text = padded("  " + shortened(one_line(label), label_width_ - 2), label_width_);
  const auto values = readable(metrics);
  for (const std::string& column : columns_) {
    const auto found =
        std::find_if(values.begin(), values.end(), [&](const auto& each) { return each.first == column; });
    text += right_aligned(found == values.end() ? "-" : found->second);
  }
  return text;
}

std::vector<std::string> lines_by_target(const std::vector<std::string>& targets, const std::vector<Metrics>& each,
                                         const Metrics& mean, int width) {
  const MetricsTable table(each.front(), targets, width);
  std::vector<std::string> lines = {table.head()};
  for (std::size_t i = 0; i < targets.size(); ++i) lines.push_back(table.line(targets[i], each[i]));
  lines.push_back(table.line("mean", mean));
  return lines;
}

}  // namespace ansatz::cli
