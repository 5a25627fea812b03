// Throwing an Error whose text is formatted in place.
#pragma once

#include <fmt/format.h>

#include <utility>

#include "ansatz/error.h"

namespace ansatz {

/// Throws `Error` with the formatted message (see `Error` for what a message says).
template <class... Arguments>
[[noreturn]] void fail(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  throw Error(fmt::format(format, std::forward<Arguments>(arguments)...));
}

}  // namespace ansatz
