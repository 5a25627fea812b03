#include <fmt/format.h>

#include "ansatz/fit.h"

namespace ansatz {

std::string to_string(const FitReport& report) {
  std::string text;
  for (const std::string& line : report.inferred) text += line + '\n';
  for (const std::string& note : report.notes) text += "note: " + note + '\n';
  text += fmt::format("{} epochs, the best was {}, {:.1f} s\n", report.history.size(), report.best_epoch, report.seconds);
  for (const auto& [name, value] : report.test) text += fmt::format("test {}: {:g}\n", name, value);
  return text;
}

void print(const FitReport& report) { fmt::print("{}", to_string(report)); }

}  // namespace ansatz
