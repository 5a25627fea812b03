#include "train/loop.h"

#include <cmath>

#include "base/fail.h"

namespace ansatz {
namespace {

// Whether all listeners want to go on; each is asked.
template <class Event, class What>
bool all_go_on(const std::vector<Callback>& callbacks, Event event, const What& what) {
  bool on = true;
  for (const Callback& callback : callbacks)
    if (callback.*event && !(callback.*event)(what)) on = false;
  return on;
}

// The batches of the epoch that are left. False when a listener stopped it.
bool train_epoch(Loop& loop) {
  Position& at = loop.position;
  const int epoch = at.epoch + 1;
  loop.batches.start_epoch(epoch);
  const std::int64_t count = loop.batches.count();
  while (at.batch < count) {
    if (!loop.full_batch)
      loop.trainer.step(loop.batches.fill(at.batch), {epoch, at.batch + 1});
    const float loss =
        loop.full_batch ? static_cast<float>(loop.full_batch->advance(loop.trainer)) : loop.trainer.loss();
    at.loss += loss / static_cast<double>(count);
    ++at.batch;
    const bool on =
        all_go_on(loop.callbacks, &Callback::on_step, StepProgress{epoch, at.batch, loop.trainer.steps(), loss});
    if (!on) return false;
    loop.saver.after_step();
  }
  return true;
}

// What a schedule that watches the metric makes of an epoch.
void move_rate(Loop& loop, const Progress& progress) {
  if (loop.plateau) loop.trainer.set_rate((*loop.plateau)(progress.validation));
}

// Validation, and what follows from it.
const Progress& finish_epoch(Loop& loop) {
  Position& at = loop.position;
  Progress progress;
  progress.epoch = at.epoch + 1;
  progress.epochs = loop.epochs;
  progress.training_loss = at.loss;
  progress.metric = loop.validate.metric();
  progress.validation = loop.validate(loop.trainer);
  if (!std::isfinite(progress.validation))
    fail("epoch {}: the predictions for validation are not finite; a smaller learning rate often helps", progress.epoch);
  progress.best = loop.keep.offer(progress.epoch, progress.validation, loop.trainer);
  move_rate(loop, progress);
  progress.seconds = loop.seconds();
  progress.seconds_left = progress.seconds / progress.epoch * (loop.epochs - progress.epoch);
  at.history.push_back(progress);
  at.epoch = progress.epoch;
  at.batch = 0;
  at.loss = 0;
  return at.history.back();
}

}  // namespace

Ending train(Loop& loop) {
  const Position& at = loop.position;
  // What was seen before decides what it says next.
  for (const Progress& before : at.history) move_rate(loop, before);
  while (true) {
    // Asked here, not after the epoch, so that a fit that goes on decides as the one before would have.
    if (at.batch == 0 && at.epoch >= loop.epochs) break;
    if (at.batch == 0 && at.epoch > 0 && loop.keep.enough(at.epoch, at.history.back().validation))
      return Ending::stopped_early;
    if (at.batch == 0 && loop.full_batch && loop.full_batch->ended()) return Ending::stopped_early;
    const bool on = train_epoch(loop) && all_go_on(loop.callbacks, &Callback::on_epoch, finish_epoch(loop));
    if (!on) {
      loop.saver.now();
      if (at.batch == 0 && at.epoch > 0) loop.keep.finish(at.epoch, at.history.back().validation, loop.trainer);
      return Ending::interrupted;
    }
    if (at.batch == 0) loop.saver.after_epoch(at.epoch);
  }
  loop.keep.finish(at.epoch, at.history.back().validation, loop.trainer);
  return Ending::complete;
}

}  // namespace ansatz
