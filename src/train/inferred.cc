#include "train/inferred.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ansatz/text.h"

namespace ansatz {

std::string column_line(const Table& inputs, const Encoder& encoder) {
  std::map<ColumnKind, int> kinds;
  for (const Column& column : inputs.columns())
    if (!encoder.find_derived(column.name)) ++kinds[column.kind];
  std::string text;
  for (const auto& [kind, count] : kinds)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, kind_name(kind));
  return fmt::format("input: {} columns ({}){} as {} features", inputs.columns().size() - encoder.derived.size(), text,
                     encoder.derived.empty() ? "" : fmt::format(" and {} computed", encoder.derived.size()),
                     encoder.features());
}

std::string target_line(const Target& target) {
  if (target.task == Task::regression) {
    const auto text = [](float x) {
      return x == std::floor(x) && std::abs(x) < 1e15f ? grouped(static_cast<std::int64_t>(x)) : fmt::format("{:g}", x);
    };
    const auto range = [&](std::int64_t output) {
      const std::vector<float> values = target.values_of(output, static_cast<std::int64_t>(target.rows.size()));
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      return fmt::format("{} to {}", text(*low), text(*high));
    };
    if (target.outputs() == 1) return fmt::format("output: {}, regression, {}", target.names[0], range(0));
    std::string all = fmt::format("output: {} numbers at once:", target.outputs());
    for (std::int64_t i = 0; i < std::min<std::int64_t>(target.outputs(), 8); ++i)
      all += fmt::format("{} {} ({})", i == 0 ? "" : ",", target.names[static_cast<std::size_t>(i)], range(i));
    return all + (target.outputs() > 8 ? ", …" : "");
  }
  std::string text = fmt::format("output: {}, {} classes:", target.names[0], target.classes.size());
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
