#include "train/inferred.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ansatz/text.h"

namespace ansatz {

std::string column_line(const Table& inputs, const Encoder& encoder) {
  std::map<ColumnKind, int> kinds;
  for (const Column& column : inputs.columns()) ++kinds[column.kind];
  std::string text;
  for (const auto& [kind, count] : kinds)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, kind_name(kind));
  return fmt::format("input: {} columns ({}) as {} features", inputs.columns().size(), text, encoder.features());
}

std::string target_line(const Target& target) {
  if (target.task == Task::regression) {
    const auto [low, high] = std::minmax_element(target.values.begin(), target.values.end());
    const auto text = [](float x) {
      return x == std::floor(x) && std::abs(x) < 1e15f ? grouped(static_cast<std::int64_t>(x)) : fmt::format("{:g}", x);
    };
    return fmt::format("output: {}, regression, {} to {}", target.name, text(*low), text(*high));
  }
  std::string text = fmt::format("output: {}, {} classes:", target.name, target.classes.size());
  std::vector<std::int64_t> counts(target.classes.size(), 0);
  for (std::int32_t code : target.codes) ++counts[code];
  for (std::size_t c = 0; c < std::min<std::size_t>(target.classes.size(), 8); ++c)
    text += fmt::format(" {} ({})", target.classes[c], counts[c]);
  return text + (target.classes.size() > 8 ? " …" : "");
}

std::string rows_line(const FitReport& report, bool folds, bool given) {
  const std::string test =
      report.test_rows == 0 ? "none to test" : fmt::format("{} to test{}", grouped(report.test_rows), given ? " (given)" : "");
  if (folds)
    // A member predicts rows that it never learned from; the others did.
    return fmt::format("rows: {} to train ({} validate out of fold), {}", grouped(report.training_rows),
                       grouped(report.validation_rows), test);
  return fmt::format("rows: {} to train, {} to validate, {}", grouped(report.training_rows),
                     grouped(report.validation_rows), test);
}

}  // namespace ansatz
