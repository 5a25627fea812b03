// References that tests compare with and that need not be installed everywhere.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

/// Whether a missing reference is an error: so it is where everything has to be tested.
inline bool references_required() {
  const char* value = std::getenv("CI");
  return value && std::string(value) == "true";
}

/// First line of a test that needs a reference: skips it loudly when `there` is false, fails it with CI=true.
///   REQUIRE_REFERENCE(run("$ANSATZ_PYTHON -c 'import onnxruntime'") == 0, "onnxruntime");
#define REQUIRE_REFERENCE(there, name)                             \
  if (!(there)) {                                                  \
    if (references_required()) FAIL() << name << " is missing";    \
    GTEST_SKIP() << name << " is missing";                         \
  }                                                                \
  static_assert(true)
