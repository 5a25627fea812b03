#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/settings.h"
#include "loss/same_shape.h"

namespace ansatz {

/// Of `triplet`.
struct TripletOptions {
  double margin = 1.0;  ///< above 0
};

namespace {

void check_margin(double margin) {
  if (!(margin > 0)) fail("triplet: the margin is {}; it must be above 0", margin);
}

// The bound keeps the slope finite where two points are one.
Array root(const Array& squared_distance) { return sqrt(maximum(squared_distance, 1e-12)); }

}  // namespace

/// Mean of max(0, |anchor - positive| - |anchor - negative| + margin) with Euclidean distances along the last axis
/// (Schroff et al. 2015, eq. 3, without the squares, as PyTorch's). All of one shape, [..., features].
Array triplet_margin(const Array& anchor, const Array& positive, const Array& negative,
                     const TripletOptions& options /*= {}*/) {
  check_margin(options.margin);
  check_same_shape("triplet_margin", anchor, positive);
  check_same_shape("triplet_margin", anchor, negative);
  const auto distance = [&](const Array& other) { return root(sum(square(anchor - other), {-1})); };
  return mean(relu(distance(positive) - distance(negative) + options.margin));
}

/// Embeddings [batch, features] and class numbers [batch]: the triplets are each row, the farthest of its class and the
/// nearest of another (batch hard; Hermans et al. 2017, eq. 5). By name: "triplet:margin=1".
Loss triplet(const TripletOptions& options /*= {}*/) {
  check_margin(options.margin);
  return [margin = options.margin](const Array& embeddings, const Array& classes) {
    if (embeddings.rank() != 2 || classes.rank() != 1 || embeddings.dim(0) != classes.dim(0))
      fail(
          "triplet: embeddings of shape {} and class numbers of shape {} are given; [batch, features] and [batch] are "
          "needed",
          to_string(embeddings.shape()), to_string(classes.shape()));
    const Array lengths = sum(square(embeddings), {1}, true);
    const Array distance = root(lengths + transpose(lengths) - 2.0 * matmul(embeddings, transpose(embeddings)));
    const Array same = equal(unsqueeze(classes, 0), unsqueeze(classes, 1));
    const Array farthest = max(where(same, distance, 0.0), {1});
    // A class that is alone in its batch has no negative: its distance is none that counts.
    const Array nearest = min(where(same, 1e30, distance), {1});
    return mean(relu(farthest - nearest + margin));
  };
}

Loss triplet_from(Settings& settings) {
  return triplet(settings.read(TripletOptions{}, {{"margin", &TripletOptions::margin}}));
}

}  // namespace ansatz
