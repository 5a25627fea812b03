// ansatz data info FILE: what a table holds, on one screen.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "ansatz/error.h"
#include "ansatz/table.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/table_options.h"
#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

struct Options {
  std::string action, file;
  TableOptions table;
  bool json = false;
};

struct Level {
  std::string text;
  std::int64_t rows = 0;
};

/// What a person wants to know of a column.
struct Profile {
  std::int64_t missing = 0, different = 0;
  double low = 0, high = 0, mean = 0, median = 0;  // of numbers and dates
  std::vector<Level> levels;                       // of texts: the most frequent, at most five
};

void profile_numbers(const Column& column, Profile& profile) {
  std::vector<double> present;
  for (std::size_t row = 0; row < column.numbers.size(); ++row)
    if (const double number = column.numbers[row]; !std::isnan(number)) present.push_back(number);
  profile.missing = column.rows() - static_cast<std::int64_t>(present.size());
  if (present.empty()) return;
  std::sort(present.begin(), present.end());
  profile.low = present.front();
  profile.high = present.back();
  for (const double number : present) profile.mean += number / static_cast<double>(present.size());
  const std::size_t middle = present.size() / 2;
  profile.median = present.size() % 2 ? present[middle] : (present[middle - 1] + present[middle]) / 2;
  profile.different = std::unique(present.begin(), present.end()) - present.begin();
}

void profile_texts(const Column& column, Profile& profile) {
  const Levels& levels = column.texts.levels();
  std::vector<std::int64_t> counts(levels.size(), 0);
  for (std::size_t row = 0; row < column.texts.size(); ++row) ++counts[column.texts.code(row)];
  for (std::size_t level = 0; level < levels.size(); ++level) {
    if (counts[level] == 0) continue;
    if (is_missing(levels[level])) {
      profile.missing += counts[level];
      continue;
    }
    ++profile.different;
    profile.levels.push_back({std::string(levels[level]), counts[level]});
  }
  const auto before = [](const Level& a, const Level& b) {
    return a.rows != b.rows ? a.rows > b.rows : a.text < b.text;
  };
  const auto kept = std::min<std::ptrdiff_t>(5, static_cast<std::ptrdiff_t>(profile.levels.size()));
  std::partial_sort(profile.levels.begin(), profile.levels.begin() + kept, profile.levels.end(), before);
  profile.levels.resize(static_cast<std::size_t>(kept));
}

Profile profile_of(const Column& column) {
  Profile profile;
  if (column.numbers.empty())
    profile_texts(column, profile);
  else
    profile_numbers(column, profile);
  return profile;
}

/// At most `width` columns, on one line.
std::string fitted(std::string_view text, int width) {
  std::string line(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return shortened(line, width);
}

/// Whole numbers as they are (a year wants no comma), others with four digits.
std::string short_number(double number) {
  if (number != std::floor(number) || std::abs(number) >= 1e15) return rounded(number);
  const auto whole = static_cast<std::int64_t>(number);
  return std::abs(number) < 10000 ? std::to_string(whole) : grouped(whole);
}

/// "12,789 to 755,000, median 160,000", "yes 61 %, no 39 %".
std::string range_of(const Column& column, const Profile& profile) {
  if (profile.missing == column.rows()) return "no values";
  if (column.kind == ColumnKind::date) {
    const auto text = [](double days) {
      return Table({Column{.name = "d", .kind = ColumnKind::date, .numbers = std::vector<double>{days}}}).text(0, "d");
    };
    return fmt::format("{} to {}", text(profile.low), text(profile.high));
  }
  if (column.kind == ColumnKind::numeric) {
    if (profile.low == profile.high) return fmt::format("all {}", short_number(profile.low));
    return fmt::format("{} to {}, median {}", short_number(profile.low), short_number(profile.high),
                       short_number(profile.median));
  }
  if (column.kind == ColumnKind::text)
    return fmt::format("{} different, e.g. {}", grouped(profile.different), profile.levels[0].text);
  std::string text;
  const double values = static_cast<double>(column.rows() - profile.missing);
  for (const Level& level : profile.levels)
    text += fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", level.text,
                        100 * static_cast<double>(level.rows) / values);
  if (const auto more = profile.different - static_cast<std::int64_t>(profile.levels.size()); more > 0)
    text = fmt::format("{} levels: {}, …", grouped(profile.different), text);
  return text;
}

std::string share(std::int64_t missing, std::int64_t rows) {
  if (missing == 0) return "";
  const double percent = 100 * static_cast<double>(missing) / static_cast<double>(rows);
  return percent < 1 ? "< 1 %" : fmt::format("{:.0f} %", percent);
}

std::string screen(const Table& table, const std::vector<Profile>& profiles) {
  int width = 6;
  for (const Column& column : table.columns()) width = std::max(width, std::min(24, columns_of(column.name)));
  std::string out = fmt::format("{}: {}, {}\n\n", table.label(), counted(table.rows(), "row"),
                                counted(static_cast<std::int64_t>(table.columns().size()), "column"));
  const bool any_missing =
      std::any_of(profiles.begin(), profiles.end(), [](const Profile& p) { return p.missing > 0; });
  const auto row = [&](const std::string& name, std::string_view kind, const std::string& missing,
                       const std::string& values) {
    std::string text = fmt::format("  {}  {:<11}  ", padded(fitted(name, width), width), kind);
    if (any_missing) text += fmt::format("{:>7}  ", missing);
    return text + fitted(values, 80 - columns_of(text)) + "\n";
  };
  out += row("column", "kind", "missing", "values");
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    const Column& column = table.columns()[i];
    out += row(column.name, kind_name(column.kind), share(profiles[i].missing, table.rows()),
               range_of(column, profiles[i]));
  }
  return out;
}

nlohmann::ordered_json json_of(const Table& table, const std::vector<Profile>& profiles) {
  nlohmann::ordered_json columns = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    const Column& column = table.columns()[i];
    const Profile& profile = profiles[i];
    nlohmann::ordered_json entry = {{"name", column.name},
                                    {"kind", kind_name(column.kind)},
                                    {"missing", profile.missing},
                                    {"different", profile.different}};
    if (column.kind == ColumnKind::numeric && profile.missing < column.rows()) {
      entry["least"] = profile.low;
      entry["most"] = profile.high;
      entry["mean"] = profile.mean;
      entry["median"] = profile.median;
    }
    if (column.kind == ColumnKind::date && profile.missing < column.rows()) {
      entry["least_days"] = profile.low;
      entry["most_days"] = profile.high;
    }
    if (column.numbers.empty()) {
      nlohmann::ordered_json levels = nlohmann::ordered_json::array();
      for (const Level& level : profile.levels) levels.push_back({{"level", level.text}, {"rows", level.rows}});
      entry["levels"] = levels;
    }
    columns.push_back(entry);
  }
  return {{"command", "data info"},
          {"data", table.label()},
          {"rows", table.rows()},
          {"columns", columns},
          {"notes", table.notes}};
}

int info(const Options& options) {
  if (options.action != "info")
    throw Error(fmt::format("unknown action \"{}\"{}; see: ansatz data --help", options.action,
                            nearest_name(options.action, {"info"}).empty() ? "" : "; did you mean \"info\"?"));
  if (options.file.empty()) throw Error("FILE is missing; see: ansatz data --help");
  Terminal terminal;
  const Table table = read_csv(options.file, csv_options(options.table));
  std::vector<Profile> profiles;
  for (const Column& column : table.columns()) profiles.push_back(profile_of(column));
  if (options.json) {
    write_json(json_of(table, profiles));
    return 0;
  }
  write_output(screen(table, profiles));
  for (const std::string& note : table.notes) terminal.line("note: " + note, 6);
  return 0;
}

}  // namespace

Command data_command() {
  return {.name = "data",
          .summary = "Tells what a data file holds",
          .details =
              "`ansatz data info FILE` shows the columns, what they were taken for, their\n"
              "ranges, their most frequent levels and what is missing. The options say what\n"
              "else a column is; fit takes the same.\n\n"
              "examples:\n"
              "  ansatz data info houses.csv\n"
              "  ansatz data info houses.csv --categorical zip --json\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            add_argument(app, "ACTION", options->action, "info");
            add_argument(app, "FILE", options->file, "a CSV file (also .csv.gz) whose first line names the columns");
            add_table_options(app, options->table);
            add_flag(app, "--json", options->json, "print one JSON object instead of a table");
            return [options] { return info(*options); };
          }};
}

}  // namespace ansatz::cli
