#include "figure/seeded.h"

#include <utility>

namespace ansatz::figure {
namespace {

struct SeedOptions {
  std::int64_t seed = 0;
};

}  // namespace

Figure seeded(Settings& settings, std::string summary, Picture (*draw)(std::int64_t seed, const Words& say)) {
  const SeedOptions options = settings.read(SeedOptions{}, {{"seed", &SeedOptions::seed}});
  return {.summary = std::move(summary), .draw = [=](const Words& say) { return draw(options.seed, say); }};
}

}  // namespace ansatz::figure
