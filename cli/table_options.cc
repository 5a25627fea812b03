#include "cli/table_options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>

#include "ansatz/error.h"
#include "cli/options.h"

namespace ansatz::cli {
namespace {

char separator_of(const std::string& text) {
  if (text.empty()) return 0;
  if (text == "tab" || text == "\\t") return '\t';
  if (text == "space") return ' ';
  if (text.size() == 1) return text[0];
  throw Error(fmt::format("--delimiter {} is no single character; possible: \",\", \";\", \"|\", tab, space", text));
}

/// "500M", "2G", "800k", or bytes.
std::uint64_t bytes_of(const std::string& text) {
  std::size_t digits = 0;
  std::uint64_t bytes = 0;
  for (; digits < text.size() && digits < 15 && text[digits] >= '0' && text[digits] <= '9'; ++digits)
    bytes = 10 * bytes + static_cast<std::uint64_t>(text[digits] - '0');
  const std::string unit = text.substr(digits);
  if (unit == "k" || unit == "K" || unit == "KB") bytes <<= 10;
  if (unit == "M" || unit == "MB") bytes <<= 20;
  if (unit == "G" || unit == "GB") bytes <<= 30;
  const bool known = unit.empty() || unit == "k" ||
                     (unit.size() <= 2 && unit.find_first_of("KMG") == 0 && (unit.size() == 1 || unit[1] == 'B'));
  if (digits == 0 || bytes == 0 || !known || (digits > 9 && !unit.empty()))
    throw Error(fmt::format("--memory {} is no size; write it as 500M or 2G", text));
  return bytes;
}

}  // namespace

void add_memory_option(CLI::App& app, TableOptions& options) {
  add_text(app, "--memory", "SIZE", options.memory,
           "a larger table is read as the fit goes: 500M, 2G; default: half of what is free");
  app.get_option("--memory")->group("the table");
}

void add_blockwise_option(CLI::App& app, std::string& memory) {
  add_text(app, "--memory", "SIZE", memory, "a larger table is read block after block: 500M, 2G; default: 256M");
}

CsvOptions blockwise(CsvOptions options, const std::string& memory) {
  options.memory = memory.empty() ? std::uint64_t{256} << 20 : bytes_of(memory);
  return options;
}

void add_table_options(CLI::App& app, TableOptions& options) {
  add_text(app, "--delimiter", "CHAR", options.delimiter,
           "what separates fields, or tab; default: the first line tells");
  add_text(app, "--categorical", "NAMES", options.categorical, "columns to take as categories: zip,grade");
  add_text(app, "--numeric", "NAMES", options.numeric, "columns to take as numbers");
  add_text(app, "--date", "NAMES", options.date, "columns to take as dates");
  add_text(app, "--text", "NAMES", options.text, "columns to take as free text, which is not used");
  add_text(app, "--ignore", "NAMES", options.ignore, "columns to leave out");
  for (const char* option : {"--delimiter", "--categorical", "--numeric", "--date", "--text", "--ignore"})
    app.get_option(option)->group("the table");
}

std::vector<std::string> names_in(const std::string& option, const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= list.size(); ++at) {
    std::string name;
    at = std::min(list.find_first_not_of(' ', at), list.size());
    if (at < list.size() && list[at] == '"') {
      for (++at; at < list.size() && (list[at] != '"' || list.substr(at, 2) == "\"\""); ++at) {
        if (list[at] == '"') ++at;  // two of them are one in the name
        name += list[at];
      }
      if (at == list.size()) throw Error(fmt::format("{} {}: a quote is not closed", option, list));
      at = list.find_first_not_of(' ', at + 1);
      if (at < list.size() && list[at] != ',')
        throw Error(fmt::format("{} {}: a comma is missing behind \"{}\"", option, list, name));
      at = std::min(at, list.size());
    } else {
      const std::size_t end = std::min(list.find(',', at), list.size());
      name = list.substr(at, end - at);
      name.erase(name.find_last_not_of(' ') + 1);
      at = end;
    }
    if (name.empty()) throw Error(fmt::format("{} {}: a column's name is empty", option, list));
    names.push_back(std::move(name));
  }
  return names;
}

CsvOptions csv_options(const TableOptions& options) {
  CsvOptions result;
  result.separator = separator_of(options.delimiter);
  if (!options.memory.empty()) result.memory = bytes_of(options.memory);
  std::map<std::string, const char*> seen;
  const auto names = [&](const char* option, const std::string& list) {
    if (list.empty()) return std::vector<std::string>();
    const std::vector<std::string> found = names_in(option, list);
    for (const std::string& name : found)
      if (const auto [first, is_new] = seen.emplace(name, option); !is_new)
        throw Error(first->second == option ? fmt::format("{} names \"{}\" twice", option, name)
                                            : fmt::format("{} and {} both name \"{}\"", first->second, option, name));
    return found;
  };
  for (const std::string& name : names("--categorical", options.categorical))
    result.kinds[name] = ColumnKind::categorical;
  for (const std::string& name : names("--numeric", options.numeric)) result.kinds[name] = ColumnKind::numeric;
  for (const std::string& name : names("--date", options.date)) result.kinds[name] = ColumnKind::date;
  for (const std::string& name : names("--text", options.text)) result.kinds[name] = ColumnKind::text;
  result.ignore = names("--ignore", options.ignore);
  return result;
}

CsvOptions csv_options_like(const Table& table, const CsvOptions& options) {
  CsvOptions result = options;
  result.must_exist = false;
  result.memory = {};
  for (const Column& column : table.columns()) {
    result.kinds[column.name] = column.kind;
    if (!column.numbers.empty()) result.notations[column.name] = column.notation;
  }
  return result;
}

}  // namespace ansatz::cli
