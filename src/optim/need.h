// Options that cannot be.
#pragma once

#include <cmath>
#include <string>

#include "base/fail.h"

namespace ansatz {

/// Throws `Error` unless the option's value holds to what is needed: `adam: beta1 is 2; it must be at least 0 and below 1`.
inline void need(bool holds, const std::string& whose, const char* option, double value, const char* needed) {
  if (!holds) fail("{}: {} is {:g}; it must be {}", whose, option, value, needed);
}

inline void need_positive(const std::string& whose, const char* option, double value) {
  need(value > 0 && std::isfinite(value), whose, option, value, "above 0");
}
inline void need_not_negative(const std::string& whose, const char* option, double value) {
  need(value >= 0 && std::isfinite(value), whose, option, value, "at least 0");
}
/// Of averages over steps: how much of the old is kept.
inline void need_share(const std::string& whose, const char* option, double value) {
  need(value >= 0 && value < 1, whose, option, value, "at least 0 and below 1");
}

}  // namespace ansatz
