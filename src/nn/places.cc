#include "nn/places.h"

#include "array/graph.h"

namespace ansatz {

void name_places(const Recording& recording, const Array& value) {
  auto next = recording.places.begin();
  std::shared_ptr<const std::string> path;
  for (Node* node : needed_nodes({&value, 1})) {
    for (; next != recording.places.end() && next->first <= node->id; ++next)
      path = next->second.empty() ? nullptr : std::make_shared<const std::string>(next->second);
    if (node->operation && !node->path) node->path = path;
  }
}

}  // namespace ansatz
