#include "ansatz/tensorboard.h"

#include <cmath>
#include <memory>

#include "ansatz/fit.h"
#include "train/event_file.h"

namespace ansatz {

Callback tensorboard(const std::filesystem::path& folder) {
  // The file is made when the fit begins: a fit that is refused leaves none.
  const auto file = std::make_shared<std::unique_ptr<EventFile>>();
  return {.on_start =
              [=](const FitStart& start) {
                *file = std::make_unique<EventFile>(folder);
                std::string text;
                for (const std::string& line : start.inferred) text += "- " + line + "\n";
                (*file)->text("inferred", text);
                (*file)->flush();
              },
          .on_epoch =
              [=](const Progress& now) {
                (*file)->scalar("loss/training", now.epoch, now.training_loss);
                (*file)->scalar(now.metric + "/validation", now.epoch, now.validation);
                (*file)->scalar("seconds", now.epoch, now.seconds);
                (*file)->flush();
                return true;
              },
          .on_end =
              [=](const FitReport& report) {
                for (const auto& [name, value] : report.test)
                  if (std::isfinite(value)) (*file)->scalar(name + "/test", report.best_epoch, value);
                (*file)->flush();
              }};
}

}  // namespace ansatz
