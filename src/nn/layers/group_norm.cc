#include "ansatz/initializers.h"
#include "ansatz/layer.h"
#include "nn/layers/channels.h"

namespace ansatz {

/// (x - mean) / √(variance + epsilon) · weight + bias, where mean and variance are those of a row's group of channels,
/// for [batch, channels, …] (Wu and He 2018, arXiv:1803.08494, equations 1 and 7). Parameters: weight, bias [channels].
/// Throws `Error` unless the channels make up `groups` equal groups.
Array group_norm(Scope s, const Array& x, std::int64_t groups, double epsilon /*= 1e-5*/) {
  check_channels("group_norm", s, x);
  const std::int64_t channels = x.dim(1);
  if (groups < 1 || channels % groups != 0)
    fail("group_norm \"{}\": {} channels do not make up {} equal groups", s.path(), channels, groups);
  const std::int64_t size = x.dim(0) ? x.size() / x.dim(0) / groups : 0;
  const Array grouped = reshape(x, {x.dim(0), groups, size});
  const Array centered = grouped - mean(grouped, {2}, true);
  const Array normal = reshape(centered * rsqrt(mean(square(centered), {2}, true) + epsilon), x.shape());
  return normal * along_channels(s.parameter("weight", {channels}, constant(1)), x) +
         along_channels(s.parameter("bias", {channels}, constant(0)), x);
}

}  // namespace ansatz
