// What a call says when it refuses.
#pragma once

#include <string>

#include "ansatz/error.h"

/// The text of the Error that the call throws, or "no error".
template <class Call> std::string error_of(Call call) {
  try {
    call();
  } catch (const ansatz::Error& error) {
    return error.what();
  }
  return "no error";
}
