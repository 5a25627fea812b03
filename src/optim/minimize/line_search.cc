#include "optim/minimize/line_search.h"

#include <algorithm>
#include <cmath>

namespace ansatz {
namespace {

constexpr int most_trials = 40;

class Search {
 public:
  Search(const std::function<LinePoint(double)>& at, const LinePoint& start, const MinimizeOptions& options)
      : at_(at), start_(start), options_(options) {}

  // Algorithm 3.5: longer and longer steps, until some interval must hold a good one.
  LinePoint bracket(double step) {
    LinePoint last = start_, here;
    for (int trial = 0; trial < most_trials; ++trial, step *= 3) {
      here = at_(step);
      if (too_high(here) || (trial > 0 && here.value >= last.value)) return zoom(last, here, trial);
      if (flat(here)) return here;
      if (here.slope >= 0) return zoom(here, last, trial);
      last = here;
    }
    return last;
  }

 private:
  // Algorithm 3.6: `low` is the best so far, and the interval between the two, in either order, holds a good step.
  LinePoint zoom(LinePoint low, LinePoint high, int trial) {
    for (; trial < most_trials && low.step != high.step; ++trial) {
      LinePoint here = at_(between(low, high));
      if (too_high(here) || here.value > low.value) {
        if (here.step == low.step || here.step == high.step) return low;  // no number lies between them
        high = std::move(here);
        continue;
      }
      if (flat(here)) return here;
      if (here.slope * (high.step - low.step) >= 0) high = low;
      low = std::move(here);
    }
    return low;
  }

  // Whether f is above the line of sufficient decrease. Near a minimum f differs by rounding alone; there the slope
  // decides (Hager and Zhang 2005, the approximate Wolfe conditions).
  bool too_high(const LinePoint& p) const {
    if (!std::isfinite(p.value) || !std::isfinite(p.slope)) return true;
    if (p.value <= start_.value + options_.sufficient_decrease * p.step * start_.slope) return false;
    const bool within_rounding = p.value <= start_.value + 1e-14 * std::abs(start_.value);
    return !(within_rounding && p.slope <= (2 * options_.sufficient_decrease - 1) * start_.slope);
  }
  bool flat(const LinePoint& p) const { return std::abs(p.slope) <= -options_.curvature * start_.slope; }

  // The minimum of the cubic through both values and slopes (equation 3.59), kept away from the ends; the middle where
  // there is none.
  static double between(const LinePoint& a, const LinePoint& b) {
    const double width = b.step - a.step, middle = a.step + 0.5 * width;
    if (!std::isfinite(b.value) || !std::isfinite(b.slope)) return a.step + 0.1 * width;
    const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step);
    const double root = d1 * d1 - a.slope * b.slope;
    if (!(root >= 0)) return middle;
    const double d2 = std::copysign(std::sqrt(root), width);
    const double step = b.step - width * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
    const double least = a.step + 0.1 * width, most = b.step - 0.1 * width;
    return std::isfinite(step) ? std::clamp(step, std::min(least, most), std::max(least, most)) : middle;
  }

  const std::function<LinePoint(double)>& at_;
  const LinePoint& start_;
  const MinimizeOptions& options_;
};

}  // namespace

LinePoint line_search(const std::function<LinePoint(double step)>& at, const LinePoint& start, double first,
                      const MinimizeOptions& options) {
  return Search(at, start, options).bracket(first);
}

}  // namespace ansatz
