#include <map>

#include "ansatz/loss.h"
#include "base/fail.h"
#include "base/nearest.h"

namespace ansatz {

Loss loss(const std::string& name) {
  static const std::map<std::string, Loss> known = {{"mse", mse},
                                                    {"mae", mae},
                                                    {"huber", huber()},
                                                    {"cross_entropy", cross_entropy()},
                                                    {"binary_cross_entropy", binary_cross_entropy}};
  if (auto found = known.find(name); found != known.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known_name, function] : known) names.push_back(known_name);
  fail("unknown loss \"{}\"{}", name, suggestion(name, names));
}

}  // namespace ansatz
