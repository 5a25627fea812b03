// Other programs: their output, their failures, and those that are missing or don't listen.
#include "base/programs.h"

#include <gtest/gtest.h>

#include "tests/error_of.h"

namespace ansatz {
namespace {

TEST(Programs, WhatGoesInComesOut) {
  std::string long_text;
  for (int i = 0; i < 200000; ++i) long_text += std::to_string(i) + "\n";
  EXPECT_EQ(run_program({"cat"}, long_text), long_text);
  EXPECT_EQ(run_program({"cat"}, ""), "");
}

TEST(Programs, OneThatDoesNotReadIsNoHarm) {
  EXPECT_EQ(run_program({"true"}, std::string(1 << 20, 'x')), "");
  EXPECT_EQ(run_program({"sh", "-c", "exec <&-; sleep 0.1; echo done"}, std::string(1 << 20, 'x')), "done\n");
}

TEST(Programs, Failures) {
  EXPECT_EQ(run_program({"no-such-program-anywhere"}, ""), std::nullopt);
  EXPECT_EQ(error_of([] { run_program({"sh", "-c", "echo why >&2; echo more >&2; exit 3"}, ""); }), "sh failed: why");
  EXPECT_EQ(error_of([] { run_program({"false"}, ""); }), "false failed: it said nothing");
}

}  // namespace
}  // namespace ansatz
