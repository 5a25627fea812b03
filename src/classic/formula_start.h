// Where a fit of a formula starts.
#pragma once

#include <cstdint>
#include <vector>

#include "classic/formula_problem.h"

namespace ansatz {

/// The values with those that are `free` put where the sum of squares is least, the right side being linear in them; empty
/// where they can't be told apart there, or a residual is not finite.
std::vector<double> with_linear_solved(const FormulaProblem& problem, std::vector<double> values,
                                       const std::vector<bool>& free);

/// Values for those parameters that are not `given`. Throws `Error` where all draws give values that are not finite.
std::vector<double> guessed_start(const FormulaProblem& problem, std::vector<double> values,
                                  const std::vector<bool>& given, std::uint64_t seed);

}  // namespace ansatz
