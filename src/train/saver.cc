#include "train/saver.h"

#include "ansatz/error.h"

namespace ansatz {

Saver::Saver(const CheckpointOptions& options, std::function<void()> save)
    : options_(options), save_(std::move(save)), saved_(options.resume) {}

void Saver::after_step() {
  if (options_.file.empty() || options_.every_seconds < 0) return;
  if (std::chrono::duration<double>(Clock::now() - last_).count() >= options_.every_seconds) now();
}

void Saver::after_epoch(int epoch) {
  if (!options_.file.empty() && options_.every_epochs > 0 && epoch % options_.every_epochs == 0) now();
}

void Saver::now() {
  if (options_.file.empty()) return;
  try {
    save_();
    saved_ = true;
    failure_.clear();
  } catch (const Error& error) {
    failure_ = error.what();
  }
  last_ = Clock::now();
}

}  // namespace ansatz
