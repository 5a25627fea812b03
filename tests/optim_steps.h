// What the tests of optimizers share: twenty steps in a valley, against the table "optimizers".
#pragma once

#include <string>
#include <vector>

#include "ansatz/compile.h"
#include "ansatz/optimizers.h"
#include "tests/arrays.h"
#include "tests/golden.h"

namespace ansatz {

/// sum (1 - p_i)² + 5 sum (p_{i+1} - p_i²)², the function of the table.
inline Array valley(const Array& p) {
  return sum(square(1.0 - p)) + 5.0 * sum(square(slice(p, 0, 1, 5) - square(slice(p, 0, 0, 4))));
}

/// Steps of state (parameter, optimizer's state) with one plan; the parameter after each.
inline std::vector<std::vector<double>> twenty_steps(const Optimizer& optimizer, const Array& start,
                                              const Treatment& treatment = {}) {
  Compiled step([&](const std::vector<Array>& arguments) {
    std::vector<Array> parameters = {arguments[0]}, state(arguments.begin() + 1, arguments.end());
    optimizer.update(parameters, {grad(valley)(arguments[0])}, state, cast(Array(1.0), start.dtype()), {treatment});
    state.insert(state.begin(), parameters[0]);
    return state;
  });
  std::vector<Array> state = optimizer.initialize({start}), outputs;
  state.insert(state.begin(), start);
  eval(state);
  std::vector<std::vector<double>> path;
  for (int t = 0; t < 20; ++t) {
    step.update(state, {}, outputs);
    path.push_back(to_vector<double>(state[0]));
  }
  EXPECT_EQ(to_vector<double>(start), Golden("optimizers")["start"].values) << "the caller's array has changed";
  return path;
}

/// The tolerances, relative to max(1, |parameter|), are for twenty steps' errors.
inline void expect_golden(const std::string& name, const Optimizer& optimizer) {
  const Golden golden("optimizers");
  for (const DType type : {DType::f32, DType::f64}) {
    SCOPED_TRACE(name + " in " + name_of(type));
    const auto path = twenty_steps(optimizer, cast(Array(golden["start"].values, {5}), type));
    for (int t = 0; t < 20; ++t) {
      SCOPED_TRACE("step " + std::to_string(t + 1));
      const double* row = golden[name].values.data() + 5 * t;
      expect_close(path[t], std::vector<double>(row, row + 5), type == DType::f32 ? 2e-5 : 1e-9);
    }
  }
}

}  // namespace ansatz
