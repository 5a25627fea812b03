#include "train/loop.h"

#include <fmt/format.h>

#include <cmath>

#include "base/fail.h"

namespace ansatz {
namespace {

// One pass over the batches; the mean of their losses.
double train_epoch(Loop& loop, int epoch) {
  loop.batches.start_epoch(epoch);
  const std::int64_t count = loop.batches.count();
  double loss = 0;
  for (std::int64_t b = 0; b < count; ++b) {
    loop.trainer.step(loop.batches.fill(b), fmt::format("epoch {}, batch {}", epoch, b + 1));
    loss += loop.trainer.loss() / static_cast<double>(count);
  }
  return loss;
}

}  // namespace

LoopResult train(Loop& loop, const FitOptions& options) {
  LoopResult result;
  std::optional<Plateau> plateau;
  if (loop.plateau) plateau.emplace(*loop.plateau);
  for (int epoch = 1; epoch <= loop.epochs; ++epoch) {
    Progress progress;
    progress.epoch = epoch;
    progress.epochs = loop.epochs;
    progress.training_loss = train_epoch(loop, epoch);
    progress.metric = loop.validate.metric();
    progress.validation = loop.validate(loop.trainer);
    if (!std::isfinite(progress.validation))
      fail("epoch {}: the predictions for validation are not finite; a smaller learning rate often helps", epoch);
    progress.best = loop.keep.offer(epoch, progress.validation, loop.trainer);
    if (plateau) loop.trainer.set_rate((*plateau)(progress.validation));
    progress.seconds = loop.seconds();
    progress.seconds_left = progress.seconds / epoch * (loop.epochs - epoch);
    result.history.push_back(progress);
    if (options.on_progress && !options.on_progress(progress)) {
      result.interrupted = true;
      break;
    }
    if (epoch < loop.epochs && loop.keep.enough(epoch, progress.validation)) {
      result.stopped_early = true;
      break;
    }
  }
  if (const Progress& last = result.history.back(); !result.stopped_early)
    loop.keep.finish(last.epoch, last.validation, loop.trainer);
  return result;
}

}  // namespace ansatz
