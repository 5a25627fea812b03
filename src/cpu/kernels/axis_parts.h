// Parts of work along one axis of an array, which is seen as [outer, extent, inner].
#pragma once

#include <algorithm>

#include "cpu/instruction.h"
#include "ops/axes.h"

namespace ansatz::cpu {

/// Some of the outer indices, and some of the inner ones.
struct AxisPart {
  std::int64_t outer_begin, outer_end, inner_begin, inner_count;
};

/// The cuts depend on the sizes alone.
struct AxisParts {
  AxisView view;
  std::int64_t outer_step, inner_step;
  int inner_parts;

  /// About `part_size` elements each.
  AxisParts(const AxisView& axis, std::int64_t part_size)
      : view(axis),
        outer_step(std::max<std::int64_t>(1, part_size / std::max<std::int64_t>(1, axis.extent * axis.inner))),
        inner_step(axis.inner),
        inner_parts(1) {
    if (outer_step > 1 || axis.inner == 1) return;
    inner_step =
        std::min(axis.inner, std::max<std::int64_t>(64, part_size / std::max<std::int64_t>(1, axis.extent) / 64 * 64));
    inner_parts = static_cast<int>((axis.inner + inner_step - 1) / inner_step);
  }
  AxisParts(const Shape& shape, std::int64_t axis, std::int64_t part_size)
      : AxisParts(axis_view(shape, static_cast<int>(axis)), part_size) {}

  int count() const { return static_cast<int>((view.outer + outer_step - 1) / outer_step) * inner_parts; }
  AxisPart operator[](int part) const {
    const std::int64_t outer = part / inner_parts * outer_step, inner = part % inner_parts * inner_step;
    return {outer, std::min(outer + outer_step, view.outer), inner, std::min(inner_step, view.inner - inner)};
  }
};

}  // namespace ansatz::cpu
