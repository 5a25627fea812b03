// Twenty steps of each optimizer, the schedules, and the training of a small network against PyTorch (tests/golden).
#include "ansatz/compile.h"
#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/optim.h"
#include "tests/arrays.h"
#include "tests/golden.h"

namespace ansatz {
namespace {

// sum (1 - p_i)² + 5 sum (p_{i+1} - p_i²)², the function of the table.
Array valley(const Array& p) {
  return sum(square(1.0 - p)) + 5.0 * sum(square(slice(p, 0, 1, 5) - square(slice(p, 0, 0, 4))));
}

// Steps of state (parameter, optimizer's state) with one plan; the parameter after each.
std::vector<std::vector<double>> twenty_steps(const Optimizer& optimizer, const Array& start,
                                              const std::string& parameter_name = "weight") {
  Compiled step([&](const std::vector<Array>& arguments) {
    std::vector<Array> parameters = {arguments[0]}, state(arguments.begin() + 1, arguments.end());
    const std::vector<std::string> groups = {optimizer.group ? optimizer.group(parameter_name) : ""};
    optimizer.update(parameters, {grad(valley)(arguments[0])}, state, cast(Array(1.0), start.dtype()), groups);
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

// The tolerances, relative to max(1, |parameter|), are for twenty steps' errors.
void expect_golden(const std::string& name, const Optimizer& optimizer) {
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

TEST(OptimGolden, Function) {
  const Golden golden("optimizers");
  const Array start(golden["start"].values, {5});
  expect_array(valley(start), {}, golden["loss"].values, 1e-14);
  expect_array(grad(valley)(start), {5}, golden["gradient"].values, 1e-14);
}

TEST(OptimGolden, Sgd) {
  expect_golden("sgd", sgd({.learning_rate = 0.005}));
  expect_golden("sgd_momentum", sgd({.learning_rate = 0.005, .momentum = 0.9}));
  expect_golden("sgd_nesterov", sgd({.learning_rate = 0.005, .momentum = 0.9, .nesterov = true}));
  expect_golden("sgd_decay", sgd({.learning_rate = 0.005, .momentum = 0.9, .weight_decay = 0.1}));
}

TEST(OptimGolden, Adam) {
  expect_golden("adam", adam({.learning_rate = 0.05}));
  expect_golden("adam_decay", adam({.learning_rate = 0.05, .weight_decay = 0.1}));
  expect_golden("adamw", adamw({.learning_rate = 0.05, .weight_decay = 0.1}));
}

TEST(OptimGolden, AdamwSparesBiases) {
  const Array start = Array(Golden("optimizers")["start"].floats(), {5});
  const Optimizer decaying = adamw({.learning_rate = 0.05, .weight_decay = 0.1});
  EXPECT_EQ(twenty_steps(decaying, start, "out.bias"), twenty_steps(adam({.learning_rate = 0.05}), start));
  EXPECT_NE(twenty_steps(decaying, start, "out.weight"), twenty_steps(decaying, start, "out.bias"));
}

TEST(OptimGolden, RatesByName) {
  const Array start = Array(Golden("optimizers")["start"].floats(), {5});
  const Optimizer slower = adam({.learning_rate = 0.1, .rates = {{"bias", 0.5}}});
  const auto half = twenty_steps(slower, start, "out.bias"),
             expected = twenty_steps(adam({.learning_rate = 0.05}), start);
  for (int t = 0; t < 20; ++t) expect_close(half[t], expected[t], 1e-6);
}

TEST(OptimGolden, ByName) {
  EXPECT_EQ(optimizer("adam").name, "adam");
  EXPECT_EQ(optimizer("adam", 0.25).learning_rate, 0.25);
  EXPECT_EQ(optimizer("sgd").learning_rate, 1e-2);
  EXPECT_EQ(error_of([] { optimizer("adan"); }), "unknown optimizer \"adan\"; did you mean \"adam\"?");
}

TEST(OptimGolden, Schedules) {
  const Golden golden("schedules");
  for (const auto& [name, schedule] : {std::pair<std::string, Schedule>{"cosine", cosine(30, 0, 0.1)},
                                       std::pair<std::string, Schedule>{"cosine_warmup", cosine(30, 6, 0.1)}}) {
    SCOPED_TRACE(name);
    std::vector<float> steps(30);
    for (int t = 0; t < 30; ++t) steps[t] = static_cast<float>(t);
    std::vector<double> factors = golden[name].values;
    for (double& factor : factors) factor /= 0.4;  // the table's base rate
    expect_close(to_vector<double>(schedule(Array(steps, {30}))), factors, 1e-6);
  }
  // Beyond its end a schedule stays at its floor.
  EXPECT_NEAR(item(cosine(30, 6, 0.1)(Array(45.0f))), 0.1, 1e-7);
  EXPECT_EQ(item(constant_rate()(Array(45.0f))), 1.0);
  EXPECT_EQ(error_of([] { cosine(10, 11); }),
            "cosine: 11 warm-up steps of 10 steps; 0 ≤ warmup ≤ total and total ≥ 1 are needed");
}

// 2-16-16-1 with tanh, the whole step (forward, backward, Adam) as one plan.
TEST(OptimGolden, TinyNetwork) {
  const Golden golden("tiny_mlp");
  const std::vector<std::string> names = {"first.weight", "first.bias",   "second.weight",
                                          "second.bias",  "third.weight", "third.bias"};
  const Optimizer optimizer = adam({.learning_rate = 1e-3});
  for (const DType type : {DType::f32, DType::f64}) {
    SCOPED_TRACE(name_of(type));
    auto of = [&](const std::string& name) {
      return cast(Array(golden[name].values, Shape(std::span<const std::int64_t>(golden[name].shape))), type);
    };
    auto loss = [&](const std::vector<Array>& parameters, const Array& x, const Array& y) {
      auto recording = std::make_shared<Recording>();
      recording->purpose = Recording::Purpose::training;
      for (std::size_t i = 0; i < names.size(); ++i) recording->parameters.emplace(names[i], parameters[i]);
      const Scope s(recording);
      const Array first = tanh(linear(s["first"], x, 16)), second = tanh(linear(s["second"], first, 16));
      return mse(linear(s["third"], second, 1), y);
    };
    std::vector<Array> state, inputs = {of("x"), of("y")}, outputs;
    for (const std::string& name : names) state.push_back(of(name));
    const std::size_t count = state.size();
    for (const Array& a : optimizer.initialize(std::vector<Array>(state))) state.push_back(a);
    eval(state);
    const std::size_t held = state.size();
    Compiled step([&](const std::vector<Array>& arguments) {
      const auto at = [&](std::size_t i) { return arguments.begin() + static_cast<std::ptrdiff_t>(i); };
      std::vector<Array> parameters(at(0), at(count)), moments(at(count), at(held));
      const auto [value, gradient] = value_and_grad(loss)(parameters, arguments[held], arguments[held + 1]);
      optimizer.update(parameters, gradient, moments, cast(Array(1.0), type), {});
      parameters.insert(parameters.end(), moments.begin(), moments.end());
      parameters.push_back(value);
      return parameters;
    });
    std::vector<double> losses;
    for (int t = 0; t < 20; ++t) {
      step.update(state, inputs, outputs);
      losses.push_back(item(outputs[0]));
    }
    const std::vector<double>& expected = golden[type == DType::f32 ? "loss.f32" : "loss"].values;
    for (int t = 0; t < 20; ++t)
      EXPECT_NEAR(losses[t], expected[t], (type == DType::f32 ? 1e-5 : 1e-9) * expected[t]) << t;
    for (std::size_t i = 0; i < count; ++i)
      expect_close(to_vector<double>(state[i]), golden["after." + names[i]].values, type == DType::f32 ? 2e-5 : 1e-9);
  }
}

}  // namespace
}  // namespace ansatz
