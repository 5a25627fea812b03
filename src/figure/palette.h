// The colours of curves and points, on light and dark pages.
#pragma once

#include <array>

namespace ansatz::figure {

inline constexpr int colors = 8;
using Palette = std::array<const char*, colors>;
inline constexpr Palette light = {"#1f6fb4", "#c7560e", "#1b8a5a", "#8a4fae", "#b3263a", "#0d8a93", "#7a6a3a", "#8a8a8a"};
inline constexpr Palette dark = {"#62aef0", "#f59a52", "#4fc08d", "#c08fe0", "#f0717f", "#4cc3cb", "#c9b67a", "#8d939b"};
/// The same in the 256 colours of a terminal.
inline constexpr std::array<int, colors> terminal = {75, 208, 71, 140, 167, 73, 143, 245};

}  // namespace ansatz::figure
