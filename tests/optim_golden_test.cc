// Twenty steps of each optimizer, the schedules, and the training of a small network against PyTorch (tests/golden).
#include "ansatz/compile.h"
#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/schedules.h"
#include "tests/arrays.h"
#include "tests/golden.h"
#include "tests/optim_steps.h"

namespace ansatz {
namespace {

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

TEST(OptimGolden, Adagrad) {
  expect_golden("adagrad", adagrad({.learning_rate = 0.1}));
  expect_golden("adagrad_decay",
                adagrad({.learning_rate = 0.1, .rate_decay = 0.05, .initial_sum = 0.5, .weight_decay = 0.1}));
}

TEST(OptimGolden, Adadelta) {
  expect_golden("adadelta", adadelta());
  expect_golden("adadelta_decay", adadelta({.learning_rate = 0.5, .rho = 0.8, .weight_decay = 0.1}));
}

TEST(OptimGolden, Rmsprop) {
  expect_golden("rmsprop", rmsprop());
  expect_golden("rmsprop_decay", rmsprop({.weight_decay = 0.1}));
  expect_golden("rmsprop_momentum", rmsprop({.learning_rate = 0.005, .alpha = 0.9, .momentum = 0.9}));
  expect_golden("rmsprop_centered", rmsprop({.learning_rate = 0.005, .alpha = 0.9, .momentum = 0.5, .centered = true}));
}

TEST(OptimGolden, Nadam) {
  expect_golden("nadam", nadam({.learning_rate = 0.05}));
  expect_golden("nadam_decay", nadam({.learning_rate = 0.05, .momentum_decay = 0.05, .weight_decay = 0.1}));
}

TEST(OptimGolden, Radam) {
  expect_golden("radam", radam({.learning_rate = 0.02}));
  expect_golden("radam_decay", radam({.learning_rate = 0.02, .beta2 = 0.9, .weight_decay = 0.1}));
}

TEST(OptimGolden, Lion) {
  expect_golden("lion", lion({.learning_rate = 0.01}));
  expect_golden("lion_decay", lion({.learning_rate = 0.01, .weight_decay = 0.1}));
}

// Matrices of three shapes and a vector: sum of the squares of (1 - p²) and of the product with a fixed matrix.
TEST(OptimGolden, Muon) {
  const Golden golden("muon");
  const std::vector<std::string> names = {"wide", "tall", "square", "bias"};
  for (const auto& [name, options] :
       {std::pair<std::string, MuonOptions>{"matched", {.learning_rate = 0.02}},
        std::pair<std::string, MuonOptions>{
            "plain", {.learning_rate = 0.02, .nesterov = false, .weight_decay = 0, .match_adamw = false}}})
    for (const DType type : {DType::f32, DType::f64}) {
      SCOPED_TRACE(name + " in " + name_of(type));
      const Optimizer optimizer = muon(options);
      std::vector<Array> state, outputs;
      std::vector<Treatment> treatments;
      for (const std::string& parameter : names) {
        const GoldenArray& start = golden[parameter];
        state.push_back(cast(Array(start.values, Shape(std::span<const std::int64_t>(start.shape))), type));
        treatments.push_back(optimizer.treat(parameter, state.back().shape()));
        EXPECT_EQ(treatments.back().whole, parameter != "bias");
        treatments.back().decays = true;  // as in the table, for the vector too
      }
      const auto loss = [](const std::vector<Array>& p) {
        Array total = sum(square(matmul(matmul(p[0], p[1]), p[2]) - 1.0));
        for (const Array& each : p) total = total + sum(square(1.0 - square(each)));
        return total;
      };
      Compiled step([&](const std::vector<Array>& arguments) {
        std::vector<Array> parameters(arguments.begin(), arguments.begin() + 4), held(arguments.begin() + 4, arguments.end());
        optimizer.update(parameters, grad(loss)(parameters), held, cast(Array(1.0), type), treatments);
        parameters.insert(parameters.end(), held.begin(), held.end());
        return parameters;
      });
      for (const Array& array : optimizer.initialize(std::vector<Array>(state), treatments)) state.push_back(array);
      eval(state);
      for (int t = 0; t < 20; ++t) step.update(state, {}, outputs);
      for (std::size_t i = 0; i < names.size(); ++i) {
        SCOPED_TRACE(names[i]);
        expect_close(to_vector<double>(state[i]), golden[name + "." + names[i]].values, type == DType::f32 ? 5e-5 : 1e-9);
      }
    }
}

TEST(OptimGolden, ByName) {
  EXPECT_EQ(optimizer("adam").name, "adam");
  EXPECT_EQ(optimizer("adam:0.25").learning_rate, 0.25);
  EXPECT_EQ(optimizer("sgd").learning_rate, 1e-2);
  EXPECT_EQ(optimizer("lion:weight_decay=0.5").weight_decay, 0.5);
  const std::vector<std::string> names = {"adadelta", "adagrad", "adam",    "adamw", "lbfgs", "lion",
                                          "muon",     "nadam",   "radam", "rmsprop", "sgd"};
  EXPECT_EQ(optimizer_names(), names);
  for (const std::string& name : names) EXPECT_EQ(optimizer(name).name, name);
  EXPECT_EQ(error_of([] { optimizer("adan"); }), "unknown optimizer \"adan\"; did you mean \"adam\"?");
  EXPECT_EQ(error_of([] { optimizer("sgd:momentun=0.9"); }),
            "optimizer \"sgd\": unknown option \"momentun\"; did you mean \"momentum\"?");
  EXPECT_EQ(error_of([] { optimizer("sgd:momentum=1"); }), "sgd: momentum is 1; it must be at least 0 and below 1");
  EXPECT_EQ(error_of([] { optimizer("sgd:nesterov=true"); }),
            "sgd: nesterov looks ahead along the momentum, which is 0; 0.9 is usual");
  EXPECT_EQ(error_of([] { optimizer("adam:learning_rate=0"); }), "adam: learning_rate is 0; it must be above 0");
  EXPECT_EQ(error_of([] { optimizer("radam:beta2=0.5"); }), "radam: beta2 is 0.5; it must be above 0.6");
}

// The factors of steps 0 to 29 against the table's rates.
void expect_schedule(const std::string& name, const Schedule& schedule) {
  SCOPED_TRACE(name);
  std::vector<float> steps(30);
  for (int t = 0; t < 30; ++t) steps[t] = static_cast<float>(t);
  std::vector<double> factors = Golden("schedules")[name].values;
  for (double& factor : factors) factor /= 0.4;  // the table's base rate
  expect_close(to_vector<double>(broadcast_to(schedule(Array(steps, {30})), {30})), factors, 2e-6);
}

TEST(OptimGolden, Schedules) {
  expect_schedule("constant", constant_rate());
  expect_schedule("step", step_decay(7, 0.5));
  expect_schedule("exponential", exponential_decay(1, 0.9));
  expect_schedule("polynomial", polynomial_decay(20, {.power = 2}));
  expect_schedule("polynomial_line", polynomial_decay(20));
  expect_schedule("cosine", cosine(30, 0, 0.1));
  expect_schedule("cosine_warmup", cosine(30, 6, 0.1));
  expect_schedule("cosine_restarts", cosine_restarts(4, {.cycles = 4, .growth = 2, .floor = 0.1}));
  expect_schedule("cosine_restarts_even", cosine_restarts(10, {.cycles = 3, .growth = 1, .floor = 0.1}));
  expect_schedule("one_cycle", one_cycle(30));
  expect_schedule("one_cycle_early", one_cycle(30, {.rise = 0.2, .start = 0.1, .finish = 1e-3}));
  std::vector<float> steps(30);
  for (int t = 0; t < 30; ++t) steps[t] = static_cast<float>(t);
  expect_close(to_vector<double>(one_cycle_momentum(30)(Array(steps, {30}))), Golden("schedules")["one_cycle_momentum"].values, 2e-7);
  // Beyond its end a schedule stays where it ended.
  EXPECT_NEAR(item(cosine(30, 6, 0.1)(Array(45.0f))), 0.1, 1e-7);
  EXPECT_NEAR(item(one_cycle(30)(Array(45.0f))), 4e-6, 1e-7);
  EXPECT_NEAR(item(cosine_restarts(4, {.cycles = 2, .growth = 1, .floor = 0.1})(Array(45.0f))), 0.1, 1e-7);
  EXPECT_EQ(error_of([] { cosine(10, 11); }),
            "cosine: 11 warm-up steps of 10 steps; 0 ≤ warmup ≤ total and total ≥ 1 are needed");
}

// A schedule moves the momentum as well: SGD's as PyTorch does; Adam's beta1, whose moment is divided by the sum of the
// weights that it has given (PyTorch divides by 1 - beta1^t with the present beta1, which is that sum only when it stands).
TEST(OptimGolden, MomentumThatMoves) {
  const Golden golden("optimizers");
  const Array start(golden["start"].values, {5});
  const Schedule rate = one_cycle(21), momentum = one_cycle_momentum(21);
  const auto path = [&](const Optimizer& optimizer) {
    std::vector<Array> parameters = {start}, state = optimizer.initialize(parameters);
    std::vector<std::vector<double>> result;
    for (int t = 0; t < 20; ++t) {
      const Array step = cast(Array(static_cast<float>(t)), DType::f64);
      optimizer.update(parameters, {grad(valley)(parameters[0])}, state, rate(step), {}, {.momentum = momentum(step)});
      eval(parameters);
      eval(state);
      result.push_back(to_vector<double>(parameters[0]));
    }
    return result;
  };
  const auto sgd_path = path(sgd({.learning_rate = 0.005, .momentum = 0.9}));
  for (int t = 0; t < 20; ++t) {
    const double* row = golden["sgd_one_cycle"].values.data() + 5 * t;
    expect_close(sgd_path[t], std::vector<double>(row, row + 5), 1e-9);
  }
  const auto adam_path = path(adam({.learning_rate = 0.05}));
  std::vector<double> p = golden["start"].values, m(5), v(5);
  double weights1 = 0, weights2 = 0;
  for (int t = 0; t < 20; ++t) {
    const Array step = cast(Array(static_cast<float>(t)), DType::f64);
    const double beta1 = item(momentum(step)), beta2 = 0.999, factor = item(rate(step));
    const std::vector<double> g = to_vector<double>(grad(valley)(Array(p, {5})));
    weights1 = beta1 * weights1 + 1 - beta1;
    weights2 = beta2 * weights2 + 1 - beta2;
    for (int i = 0; i < 5; ++i) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      p[i] -= 0.05 * factor * (m[i] / weights1) / (std::sqrt(v[i] / weights2) + 1e-8);
    }
    expect_close(adam_path[t], p, 1e-9);
  }
  // What has no momentum to move goes on as it would without.
  EXPECT_EQ(path(sgd({.learning_rate = 0.005})).back().size(), 5u);
  EXPECT_FALSE(sgd().moves_momentum);
  EXPECT_TRUE(optimizer("adamw").moves_momentum);
  EXPECT_TRUE(schedule("one_cycle").momentum != nullptr);
  EXPECT_TRUE(schedule("one_cycle:momentum=false").momentum == nullptr);
  EXPECT_EQ(error_of([] { schedule("one_cycle:least_momentum=0.99"); }),
            "one_cycle: least_momentum is 0.99; it must be between 0 and most_momentum");
}

TEST(OptimGolden, Plateau) {
  const Golden golden("schedules");
  for (auto& [name, plateau] :
       {std::pair<std::string, Plateau>{"plateau", Plateau({.factor = 0.5, .patience = 2})},
        std::pair<std::string, Plateau>{
            "plateau_cooling",
            Plateau({.factor = 0.3, .patience = 1, .threshold = 0.01, .cooldown = 3, .floor = 0.05})}}) {
    SCOPED_TRACE(name);
    Plateau now = plateau;
    std::vector<double> rates;
    for (const double metric : golden["metrics"].values) rates.push_back(0.4 * now(metric));
    expect_close(rates, golden[name].values, 1e-12);
  }
}

TEST(OptimGolden, SchedulesByName) {
  const std::vector<std::string> names = {"constant",  "cosine",     "cosine_restarts",   "exponential",
                                          "one_cycle", "polynomial", "reduce_on_plateau", "step"};
  EXPECT_EQ(schedule_names(), names);
  for (const std::string& name : names) EXPECT_EQ(schedule(name).name, name);
  // Ten epochs of four steps: times in epochs, or over the whole.
  const auto at = [](const std::string& text, float step) { return item(schedule(text).over(40, 4)(Array(step))); };
  EXPECT_NEAR(at("step:3,0.5", 11), 1, 1e-6);
  EXPECT_NEAR(at("step:3,0.5", 12), 0.5, 1e-6);
  EXPECT_NEAR(at("exponential:0.5", 4), 0.5, 1e-6);
  EXPECT_NEAR(at("cosine:warmup=0.1", 3), 1, 1e-6);
  EXPECT_NEAR(at("cosine:warmup=0.1", 40), 0, 1e-6);
  EXPECT_NEAR(at("cosine_restarts:cycles=2,growth=1", 20), 1, 1e-6);
  EXPECT_NEAR(at("polynomial", 20), 0.5, 1e-6);
  EXPECT_NEAR(at("one_cycle:rise=0.5", 19), 1, 1e-4);
  EXPECT_EQ(schedule("reduce_on_plateau:0.5,4").plateau->patience, 4);
  EXPECT_EQ(error_of([] { schedule("onecycle"); }), "unknown schedule \"onecycle\"; did you mean \"one_cycle\"?");
  EXPECT_EQ(error_of([] { schedule("plateau"); }), "unknown schedule \"plateau\"; did you mean \"reduce_on_plateau\"?");
  EXPECT_EQ(error_of([] { schedule("step:0"); }), "step: every is 0; it must be at least 1");
  EXPECT_EQ(error_of([] { schedule("cosine:warmup=1"); }),
            "cosine: warmup is 1; it must be a part of the training, at least 0 and below 1");
  EXPECT_EQ(error_of([] { schedule("cosine:warm=1"); }),
            "schedule \"cosine\": unknown option \"warm\"; did you mean \"warmup\"?");
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
