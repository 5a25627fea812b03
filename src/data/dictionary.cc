#include "data/dictionary.h"

#include <functional>
#include <utility>

namespace ansatz {
namespace {

constexpr std::uint32_t kFree = 0xFFFFFFFF;

std::uint32_t hash_of(std::string_view text) {
  const std::uint64_t hash = std::hash<std::string_view>{}(text);
  return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

}  // namespace

std::uint32_t Dictionary::code(std::string_view text) {
  if (2 * (levels_.size() + 1) > slots_.size()) grow();
  const std::uint32_t hash = hash_of(text);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.code == kFree) {
      slot = {hash, static_cast<std::uint32_t>(levels_.size())};
      levels_.push_back(text);
      return slot.code;
    }
    if (slot.hash == hash && levels_[slot.code] == text) return slot.code;
  }
}

Levels Dictionary::take() {
  slots_.clear();
  return std::exchange(levels_, {});
}

void Dictionary::grow() {
  std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? 16 : 2 * slots_.size()));
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.code == kFree) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].code != kFree) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace ansatz
