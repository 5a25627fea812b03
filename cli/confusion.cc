#include "cli/confusion.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>
#include <vector>

#include "ansatz/error.h"
#include "ansatz/text.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

constexpr std::size_t most_classes = 20, most_mistakes = 5;
constexpr int indent = 2, gap = 2, longest_row_name = 22, longest_column_name = 14;

using Names = std::vector<std::string>;

int longest(const Names& names) {
  int most = 0;
  for (const std::string& name : names) most = std::max(most, columns_of(name));
  return most;
}

std::string right_aligned(const std::string& text, int width) {
  return std::string(static_cast<std::size_t>(std::max(0, width - columns_of(text))), ' ') + text;
}

/// For classes that are too many for a table.
std::string mistakes_text(const ConfusionMatrix& matrix, const Names& names) {
  std::vector<std::tuple<std::int64_t, std::size_t, std::size_t>> mistakes;  // the most frequent first
  for (std::size_t truth = 0; truth < names.size(); ++truth)
    for (std::size_t predicted = 0; predicted < names.size(); ++predicted)
      if (truth != predicted && matrix.at(truth, predicted) > 0)
        mistakes.emplace_back(-matrix.at(truth, predicted), truth, predicted);
  std::sort(mistakes.begin(), mistakes.end());
  std::string text;
  for (std::size_t i = 0; i < std::min(most_mistakes, mistakes.size()); ++i) {
    const auto [count, truth, predicted] = mistakes[i];
    text += fmt::format("{}{} taken for {}: {}\n", std::string(indent, ' '), shortened(names[truth], longest_row_name),
                        shortened(names[predicted], longest_row_name), counted(-count, "row"));
  }
  return text.empty() ? text : fmt::format("The most frequent mistakes of {} classes:\n", names.size()) + text;
}

}  // namespace

std::string confusion_text(const ConfusionMatrix& matrix, int width) {
  if (matrix.classes.empty()) return {};
  Names names;
  for (const std::string& name : matrix.classes) names.push_back(name.empty() ? "\"\"" : one_line(name));
  if (names.size() > most_classes) return mistakes_text(matrix, names);

  const auto count_text = [](std::int64_t count) { return count ? std::to_string(count) : std::string("·"); };
  const int digits = columns_of(std::to_string(*std::max_element(matrix.counts.begin(), matrix.counts.end())));
  const Names rows = short_names(names, longest_row_name).names;
  int row_name = std::max(5, longest(rows));
  int room = width - indent - row_name;
  // As much of the names as lets all columns stand side by side; when not even short ones do, they come in blocks.
  const int fitting = std::clamp(room / static_cast<int>(names.size()) - gap, 4, longest_column_name);
  const auto [heads, numbered] = short_names(names, fitting);
  const int column = std::max(digits, longest(heads));
  if (numbered) row_name += 3, room -= 3;
  const std::size_t block = static_cast<std::size_t>(std::max(1, room / (column + gap)));
  std::string text = "Truth in rows, predicted in columns:\n";
  for (std::size_t begin = 0; begin < names.size(); begin += block) {
    const std::size_t end = std::min(names.size(), begin + block);
    text += std::string(static_cast<std::size_t>(indent + row_name), ' ');
    for (std::size_t c = begin; c < end; ++c) text += right_aligned(heads[c], gap + column);
    text += '\n';
    for (std::size_t r = 0; r < names.size(); ++r) {
      const std::string name = numbered ? fmt::format("{} {}", r + 1, names[r]) : rows[r];
      text += std::string(indent, ' ') + padded(shortened(name, row_name), row_name);
      for (std::size_t c = begin; c < end; ++c) text += right_aligned(count_text(matrix.at(r, c)), gap + column);
      text += '\n';
    }
  }
  return text;
}

nlohmann::ordered_json as_json(const ConfusionMatrix& matrix) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (std::size_t r = 0; r < matrix.classes.size(); ++r) {
    const auto begin = matrix.counts.begin() + static_cast<std::ptrdiff_t>(r * matrix.classes.size());
    rows.push_back(std::vector<std::int64_t>(begin, begin + static_cast<std::ptrdiff_t>(matrix.classes.size())));
  }
  return {{"classes", matrix.classes}, {"counts", rows}};
}

}  // namespace ansatz::cli
