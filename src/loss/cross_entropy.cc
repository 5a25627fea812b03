#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/fail.h"

namespace ansatz {

Loss cross_entropy(const CrossEntropyOptions& options) {
  const double smoothing = options.label_smoothing;
  if (!(smoothing >= 0 && smoothing < 1))
    fail("cross_entropy: label_smoothing is {}; it must be at least 0 and below 1", smoothing);
  return [options, smoothing](const Array& logits, const Array& classes) {
    Shape rows = logits.shape();
    if (rows.rank() > 0) rows.erase(rows.rank() - 1);
    if (logits.rank() < 1 || !(rows == classes.shape()))
      fail("cross_entropy: logits of shape {} need class numbers of shape {}, not {}", to_string(logits.shape()),
           to_string(rows), to_string(classes.shape()));
    const std::int64_t count = logits.shape().back();
    const Array log_probability = log_softmax(logits, -1);
    const Array index = unsqueeze(cast(classes, DType::i64), classes.rank());
    const Array picked = squeeze(take_along_axis(log_probability, index, -1), -1);
    if (options.class_weights.empty()) {
      Array loss = -mean(picked);
      if (smoothing > 0) loss = loss * (1 - smoothing) - mean(log_probability) * smoothing;
      return loss;
    }
    if (static_cast<std::int64_t>(options.class_weights.size()) != count)
      fail("cross_entropy: {} class weights are given for {} classes", options.class_weights.size(), count);
    const Array weights = cast(Array(options.class_weights, {count}), logits.dtype());
    const Array weight = gather(weights, cast(classes, DType::i64), 0);
    const Array total = sum(weight);
    Array loss = -sum(picked * weight) / total;
    if (smoothing > 0)
      loss = loss * (1 - smoothing) - sum(log_probability * weights) / total * (smoothing / static_cast<double>(count));
    return loss;
  };
}

}  // namespace ansatz
