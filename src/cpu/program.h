// A plan made ready for this machine: a flat list of instructions over memory that is there.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "cpu/isa.h"
#include "plan/plan.h"

namespace ansatz::cpu {

/// Runs a plan. Running allocates nothing. One run at a time.
class Program {
 public:
  Program(plan::Plan plan, Isa isa);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Runs over the given memory: the arguments' in order, and the results' in order (null for a result that takes over
  /// an argument's). The numbers do not depend on `threads`.
  /// Returns false when the plan's guard forbade to replace arguments; they are unchanged then.
  bool run(std::span<std::byte* const> arguments, std::span<std::byte* const> results, int threads);

  const plan::Plan& plan() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace ansatz::cpu
