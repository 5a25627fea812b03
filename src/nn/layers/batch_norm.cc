#include "ansatz/initializers.h"
#include "ansatz/layer.h"
#include "nn/layers/channels.h"

namespace ansatz {

/// Of `batch_norm`.
struct BatchNormOptions {
  double epsilon = 1e-5;
  double momentum = 0.1;  ///< how much of each batch goes into the running statistics
};

/// (x - mean) / √(variance + epsilon) · weight + bias for each channel of [batch, channels, …]: in training with the mean
/// and the variance of the batch, otherwise with the running ones (Ioffe and Szegedy 2015, arXiv:1502.03167, algorithms
/// 1 and 2). Parameters: weight, bias [channels]. States, as PyTorch has them: running_mean, running_var [channels], of
/// which the latter takes in the unbiased variance. Throws `Error` when a training batch has one value a channel.
Array batch_norm(Scope s, const Array& x, const BatchNormOptions& options /*= {}*/) {
  check_channels("batch_norm", s, x);
  const std::int64_t channels = x.dim(1);
  const auto spread = [&](const Array& numbers) { return along_channels(numbers, x); };
  const Array weight = s.parameter("weight", {channels}, constant(1)),
              bias = s.parameter("bias", {channels}, constant(0));
  const Array running_mean = s.state("running_mean", {channels}, 0),
              running_var = s.state("running_var", {channels}, 1);
  if (!s.training()) {
    // One multiplication and one addition an element.
    const Array scale = weight * rsqrt(running_var + options.epsilon);
    return x * spread(scale) + spread(bias - running_mean * scale);
  }
  const std::int64_t count = channels ? x.size() / channels : 0;
  if (count == 1) fail("batch_norm \"{}\": one value a channel has no variance; larger batches are needed", s.path());
  std::vector<int> others = {0};
  for (int axis = 2; axis < x.rank(); ++axis) others.push_back(axis);
  const Array batch_mean = mean(x, others), centered = x - spread(batch_mean);
  const Array batch_var = mean(square(centered), others);
  const double unbiased = static_cast<double>(count) / static_cast<double>(std::max<std::int64_t>(count - 1, 1));
  s.update("running_mean", running_mean + (batch_mean - running_mean) * options.momentum);
  s.update("running_var", running_var + (batch_var * unbiased - running_var) * options.momentum);
  return centered * spread(rsqrt(batch_var + options.epsilon) * weight) + spread(bias);
}

}  // namespace ansatz
