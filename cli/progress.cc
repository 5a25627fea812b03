#include "cli/progress.h"

#include <fmt/format.h>

#include "cli/metrics.h"
#include "cli/terminal.h"

namespace ansatz::cli {

std::string progress_line(const Progress& now, const Progress& best, int width) {
  // Columns keep their places from epoch to epoch, so that numbers can be compared down the screen.
  const std::string epochs = std::to_string(now.epochs);
  const std::string epoch = fmt::format("epoch {:>{}}/{}", now.epoch, epochs.size(), epochs);
  const std::string loss = fmt::format("  loss {:<8}", rounded(now.training_loss));
  std::string validation, metric, record;
  if (!now.metric.empty()) {
    metric = fmt::format("{} {:<8}", metric_label(now.metric), metric_text(now.metric, now.validation));
    validation = "  validation " + metric;
    const bool behind = !now.best && best.epoch > 0;
    record = behind ? fmt::format("  best {:<8}", metric_text(best.metric, best.validation)) : "  (best)       ";
  }
  const std::string left = now.epoch < now.epochs ? fmt::format("  {} left", duration(now.seconds_left)) : "";
  for (const std::string& line : {epoch + loss + validation + record + left, epoch + loss + validation + left,
                                  epoch + validation + left, epoch + "  " + metric + left}) {
    const std::string text = line.substr(0, line.find_last_not_of(' ') + 1);
    if (columns_of(text) <= width) return text;
  }
  return epoch + left;
}

std::string refit_line(const Progress& now, int width) {
  const std::string text = fmt::format("all rows, epoch {:>{}}/{}  loss {:<8}", now.epoch,
                                       std::to_string(now.epochs).size(), now.epochs, rounded(now.training_loss));
  const std::string left = now.epoch < now.epochs ? fmt::format("  {} left", duration(now.seconds_left)) : "";
  const std::string all = text + left;
  return columns_of(all) <= width ? all : fmt::format("epoch {}/{}", now.epoch, now.epochs);
}

}  // namespace ansatz::cli
