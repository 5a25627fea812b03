#include "ansatz/initializers.h"
#include "ansatz/layer.h"
#include "base/fail.h"

namespace ansatz {

/// Of `embedding`.
struct EmbeddingOptions {
  std::int64_t padding = -1;     ///< an index whose row begins as zeros and learns nothing; -1: none
  Initializer weight = nullptr;  ///< by default normal with deviation 1, as PyTorch's
};

/// A row of numbers for each index: integers [...] in [0, count) → [..., features]. Parameter: weight [count, features].
/// Throws `Error` for a padding that is no index.
Array embedding(Scope s, const Array& indices, std::int64_t count, std::int64_t features,
                const EmbeddingOptions& options /*= {}*/) {
  if (count < 1 || features < 1)
    fail("embedding \"{}\": a table of {} rows of {} numbers is asked for; at least 1 of each is needed", s.path(),
         count, features);
  const std::int64_t padding = options.padding;
  if (padding < -1 || padding >= count)
    fail("embedding \"{}\": the padding is {}; an index below {} is needed, or -1 for none", s.path(), padding, count);
  const Initializer drawn = options.weight ? options.weight : normal(0, 1);
  const Array weight =
      s.parameter("weight", {count, features}, [=](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
        const Array table = drawn(shape, seed, stream);
        if (padding < 0) return table;
        return where(unsqueeze(arange(0, static_cast<double>(count)), 1) == padding, full({}, 0), table);
      });
  const Array rows = gather(weight, indices);
  if (padding < 0) return rows;
  return where(unsqueeze(indices, indices.rank()) == padding, stop_gradient(rows), rows);
}

}  // namespace ansatz
