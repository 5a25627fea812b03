#include "figure/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ansatz::figure {
namespace {

/// The smallest of 1, 2, 5 times a power of ten that is at least `rough`.
double round_step(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

/// Digits behind the point that a multiple of `step` needs.
int digits_of(double step) { return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12); }

void add_linear_ticks(Axis& axis, int about) {
  const double step = round_step((axis.high - axis.low) / about);
  const double first = std::ceil(axis.low / step - 1e-9);
  for (int i = 0; i < 4 * about; ++i) {
    const double value = (first + i) * step;
    if (value > axis.high + 1e-9 * step) break;
    axis.ticks.push_back({value, number_text(value == 0 ? 0 : value, digits_of(step))});
  }
}

/// "10⁻⁵".
std::string power_text(int power) {
  constexpr const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = power < 0 ? "10⁻" : "10";
  for (const char digit : std::to_string(std::abs(power))) text += digits[digit - '0'];
  return text;
}

void add_logarithmic_ticks(Axis& axis) {
  const int first = static_cast<int>(std::floor(std::log10(axis.low)));
  const int last = static_cast<int>(std::ceil(std::log10(axis.high)));
  int every = 1;
  for (const int steps : {1, 2, 3, 5, 10, 20, 50, 100})
    if (every = steps; last - first <= 6 * steps) break;
  // At multiples of `every`, so that 1 is among them.
  const int begin = first - (first % every + every) % every;
  const bool between = last - first <= 3;
  for (int power = begin; power <= last; power += every)
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * std::pow(10.0, power);
      if (factor > 1 && !between) continue;
      if (value < axis.low * (1 - 1e-9) || value > axis.high * (1 + 1e-9)) continue;
      axis.ticks.push_back({value, last - first > 6 ? power_text(power) : number_text(value, std::max(0, -power))});
    }
}

}  // namespace

double Axis::position(double value) const {
  if (logarithmic) return std::log(value / low) / std::log(high / low);
  return (value - low) / (high - low);
}

Axis axis_of(const std::vector<double>& values) {
  double least = INFINITY, most = -INFINITY;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  Axis axis;
  if (least > most) return axis;  // nothing to show: no ticks either
  if (least > 0 && most / least > 100) {
    const double room = std::pow(most / least, 0.04);
    return logarithmic_axis(least / room, most * room);
  }
  // Values near zero show their distance from it; others fill the axis.
  const double span = most - least;
  if (span <= 1e-12 * std::max(std::fabs(most), std::fabs(least)) || span == 0) {
    const double around = most == 0 ? 1 : 0.1 * std::fabs(most);
    axis.low = least - around;
    axis.high = most + around;
  } else {
    axis.low = least >= 0 && least < 0.25 * most ? 0 : least - 0.05 * span;
    axis.high = most + 0.05 * span;
  }
  return linear_axis(axis.low, axis.high);
}

Axis linear_axis(double low, double high, int ticks) {
  Axis axis{.low = low, .high = high};
  add_linear_ticks(axis, ticks);
  return axis;
}

Axis logarithmic_axis(double low, double high) {
  Axis axis{.low = low, .high = high, .logarithmic = true};
  add_logarithmic_ticks(axis);
  return axis;
}

Axis axis_of_integers(double low, double high) {
  Axis axis{.low = low, .high = std::max(high, low + 1)};
  const double step = std::max(1.0, round_step((axis.high - axis.low) / 8));
  axis.ticks.push_back({low, number_text(low, 0)});
  for (double value = step; value <= axis.high; value += step)
    if (value - low >= 0.5 * step) axis.ticks.push_back({value, number_text(value, 0)});
  return axis;
}

std::string number_text(double value, int digits) {
  const double size = std::fabs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-4)) return fmt::format("{:.3g}", value);
  std::string text = fmt::format("{:.{}f}", value, digits);
  std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t begin = text[0] == '-' ? 1 : 0;
  for (; point > begin + 3; point -= 3) text.insert(point - 3, ",");
  return text;
}

}  // namespace ansatz::figure
