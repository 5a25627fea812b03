#include "cli/bars.h"

#include <algorithm>
#include <cmath>

namespace ansatz::cli {

std::string bar(double part, int width) {
  static constexpr const char* eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int count = static_cast<int>(std::lround(std::clamp(part, 0.0, 1.0) * width * 8));
  std::string text;
  for (int i = 0; i < count / 8; ++i) text += "█";
  return text + eighths[count % 8];
}

}  // namespace ansatz::cli
