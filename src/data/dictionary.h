// Numbering texts: each different one gets the next code.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ansatz/column.h"

namespace ansatz {

class Dictionary {
 public:
  /// The text's code; the next free one when it is new.
  std::uint32_t code(std::string_view text);
  const Levels& levels() const { return levels_; }
  /// The levels; the dictionary is empty afterwards.
  Levels take();

 private:
  void grow();

  struct Slot {
    std::uint32_t hash = 0, code = 0xFFFFFFFF;  // 0xFFFFFFFF: free
  };
  Levels levels_;
  std::vector<Slot> slots_;  // open addressing; a power of two, at most half full
};

}  // namespace ansatz
