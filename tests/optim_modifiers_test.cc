// What is put around an optimizer: against PyTorch's numbers, other optimizers, and formulas in double.
#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/schedules.h"
#include "tests/optim_steps.h"
#include "train/trainer.h"

namespace ansatz {
namespace {

Array start_of(DType type = DType::f64) { return cast(Array(Golden("optimizers")["start"].values, {5}), type); }

std::vector<double> slope(const std::vector<double>& p) {
  return to_vector<double>(grad(valley)(Array(p, {static_cast<std::int64_t>(p.size())})));
}

TEST(OptimModifiers, Clipping) {
  expect_golden("sgd_clipped", clip_by_norm(sgd({.learning_rate = 0.005}), 1));
  expect_golden("sgd_clipped_value", clip_by_value(sgd({.learning_rate = 0.005}), 2));
  // The norm is that of all parameters together.
  std::vector<Array> parameters = {Array({0.0, 0.0}, {2}), Array({0.0}, {1})}, state;
  clip_by_norm(sgd({.learning_rate = 1}), 1)
      .update(parameters, {Array({3.0, 0.0}, {2}), Array({4.0}, {1})}, state, Array(1.0f));
  expect_close(to_vector<double>(parameters[0]), {-0.6, 0}, 1e-6);
  expect_close(to_vector<double>(parameters[1]), {-0.8}, 1e-6);
  EXPECT_EQ(error_of([] { clip_by_norm(adam(), 0); }), "clip_by_norm: most is 0; it must be above 0");
}

TEST(OptimModifiers, PenaltiesAndDecay) {
  expect_golden("adam_decay", l2_penalty(adam({.learning_rate = 0.05}), 0.1));
  expect_golden("sgd_decay", l2_penalty(sgd({.learning_rate = 0.005, .momentum = 0.9}), 0.1));
  expect_golden("adamw", decay_weights(adam({.learning_rate = 0.05}), 0.1));
  // It replaces the optimizer's own decay.
  expect_golden("adamw", decay_weights(adamw({.learning_rate = 0.05, .weight_decay = 0.7}), 0.1));
  expect_golden("lion_decay", decay_weights(lion({.learning_rate = 0.01}), 0.1));

  std::vector<double> p = Golden("optimizers")["start"].values;
  const auto path = twenty_steps(l1_penalty(sgd({.learning_rate = 0.005}), 0.3), start_of());
  for (int t = 0; t < 20; ++t) {
    const std::vector<double> g = slope(p);
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= 0.005 * (g[i] + 0.3 * (p[i] > 0 ? 1 : p[i] < 0 ? -1 : 0));
    expect_close(path[t], p, 1e-10);
  }
}

TEST(OptimModifiers, BiasesAreSpared) {
  EXPECT_TRUE(usual_treatment("out.weight", {3, 4}).decays);
  EXPECT_FALSE(usual_treatment("out.bias", {3}).decays);
  EXPECT_FALSE(usual_treatment("norm.weight", {3}).decays);
  EXPECT_FALSE(adamw().treatment("out.bias", {3}).decays);
  EXPECT_FALSE(l1_penalty(adam(), 0.1).treatment("out.bias", {3}).decays);
  EXPECT_TRUE(adam().treatment("out.bias", {3}).decays) << "nothing decays, so all parameters are one array";
  const Treatment spared = {.decays = false};
  const auto plain = twenty_steps(adam({.learning_rate = 0.05}), start_of());
  EXPECT_EQ(twenty_steps(adamw({.learning_rate = 0.05}), start_of(), spared), plain);
  EXPECT_EQ(twenty_steps(l1_penalty(l2_penalty(adam({.learning_rate = 0.05}), 0.1), 0.1), start_of(), spared), plain);
  EXPECT_EQ(twenty_steps(decay_weights(adam({.learning_rate = 0.05}), 0.1), start_of(), spared), plain);
}

TEST(OptimModifiers, PerPath) {
  const Optimizer optimizer = per_path(
      adam(), {{"head", {.rate = 10}}, {"bias", {.rate = 0.5, .decays = true}}, {"head.bias", {.decays = false}}});
  EXPECT_EQ(optimizer.treat("net.head.weight", {2, 2}), (Treatment{.rate = 10}));
  EXPECT_EQ(optimizer.treat("net.head.bias", {2}), (Treatment{.rate = 5, .decays = false}));
  EXPECT_EQ(optimizer.treat("body.bias", {2}), (Treatment{.rate = 0.5, .decays = true}));
  EXPECT_EQ(optimizer.treat("ahead.weight", {2, 2}), Treatment{});
  const Optimizer slower = adam({.learning_rate = 0.1});
  const auto half = twenty_steps(slower, start_of(), {.rate = 0.5});
  const auto expected = twenty_steps(adam({.learning_rate = 0.05}), start_of());
  for (int t = 0; t < 20; ++t) expect_close(half[t], expected[t], 1e-12);
  EXPECT_EQ(error_of([] {
              per_path(adam(), {{"bias", {.rate = 0}}});
            }),
            "per_path: the rate of \"bias\" is 0; it must be above 0");
}

TEST(OptimModifiers, Accumulate) {
  // Three batches with gradients whose mean is the valley's slope count as one.
  const Optimizer optimizer = accumulate(adamw({.learning_rate = 0.05}), 3);
  std::vector<Array> parameters = {start_of()}, state = optimizer.initialize(parameters);
  const auto expected = twenty_steps(adamw({.learning_rate = 0.05}), start_of());
  std::vector<double> before = to_vector<double>(parameters[0]);
  for (int t = 0; t < 60; ++t) {
    const std::vector<double> g = slope(before);
    const Array gradient = Array(g, {5}) * std::vector<double>{0.5, 2.0, 0.5}[t % 3];
    optimizer.update(parameters, {gradient}, state, cast(Array(1.0), DType::f64));
    eval(parameters);
    eval(state);
    if (t % 3 < 2)
      EXPECT_EQ(to_vector<double>(parameters[0]), before) << t;
    else
      expect_close(before = to_vector<double>(parameters[0]), expected[t / 3], 1e-12);
  }
  EXPECT_EQ(accumulate(adam(), 1).modifiers.size(), 0u);
  EXPECT_EQ(error_of([] { accumulate(adam(), 0); }), "accumulate: 0 batches; at least 1 is needed");
}

TEST(OptimModifiers, AverageWeights) {
  const double decay = 0.8;
  for (const bool clipped : {false, true}) {  // what stands outside passes the averages on
    const Optimizer averaging = average_weights(adam({.learning_rate = 0.05}), decay);
    const Optimizer optimizer = clipped ? accumulate(clip_by_norm(averaging, 1e9), 1) : averaging;
    std::vector<Array> parameters = {start_of()}, state = optimizer.initialize(parameters);
    const auto path = twenty_steps(adam({.learning_rate = 0.05}), start_of());
    for (int t = 0; t < 20; ++t) {
      optimizer.update(parameters, {grad(valley)(parameters[0])}, state, cast(Array(1.0), DType::f64));
      eval(parameters);
      eval(state);
      expect_close(to_vector<double>(parameters[0]), path[t], 1e-8);  // accumulated or not
      std::vector<double> expected(5);
      double weights = 0;
      for (int u = 0; u <= t; ++u) {
        const double weight = std::pow(decay, t - u);
        weights += weight;
        for (int i = 0; i < 5; ++i) expected[i] += weight * path[u][i];
      }
      for (double& value : expected) value /= weights;
      expect_close(to_vector<double>(optimizer.evaluated(parameters, state)[0]), expected, 1e-8);
    }
  }
  EXPECT_EQ(error_of([] { average_weights(adam(), 1); }),
            "average_weights: decay is 1; it must be above 0 and below 1, such as 0.999");
  EXPECT_EQ(error_of([] { average_weights(average_weights(adam(), 0.9), 0.9); }),
            "average_weights: the weights of this optimizer are averaged already");
}

// In the trainer parameters are joined; muon's matrices stand alone, and averages are told from parameters.
TEST(OptimModifiers, InTheTrainer) {
  Random random;
  const Architecture network = mlp({.hidden = {5}, .out = 1});
  const std::vector<Array> batch = {random.array({8, 3}, -2, 2, DType::f32), random.array({8, 1}, -2, 2, DType::f32)};
  const auto trained = [&](const Optimizer& optimizer) {
    Trainer trainer([&](Scope s, const std::vector<Array>& b) { return mse(network(s, b[0]), b[1]); }, batch,
                    {.optimizer = optimizer, .schedule = constant_rate(), .threads = 1});
    for (int i = 0; i < 8; ++i) trainer.step(batch);
    return std::pair(trainer.parameters(), trainer.evaluated_parameters());
  };
  const auto numbers = [](const NamedArrays& arrays) {
    std::vector<double> all;
    for (const auto& [name, array] : arrays)
      for (const double value : to_vector<double>(array)) all.push_back(value);
    return all;
  };
  for (const Optimizer& optimizer : {adam(), muon({.learning_rate = 0.01}), sgd({.momentum = 0.9})}) {
    const auto [plain, evaluated] = trained(optimizer);
    EXPECT_EQ(numbers(plain), numbers(evaluated));
    // The same with every parameter on its own.
    Optimizer apart = optimizer;
    apart.treat = [treat = optimizer.treat](const std::string& name, const Shape& shape) {
      Treatment treatment = treat(name, shape);
      treatment.whole = true;
      return treatment;
    };
    expect_close(numbers(trained(apart).first), numbers(plain), 1e-6);
    const auto [kept, averages] = trained(average_weights(optimizer, 0.9));
    expect_close(numbers(kept), numbers(plain), 1e-6);
    EXPECT_NE(numbers(averages), numbers(plain));
  }
  // Four halves of the batch, two a step, are two steps of the whole.
  const auto steps = [&](const Optimizer& optimizer, bool halves) {
    const auto part = [&](int h) -> std::vector<Array> {
      std::vector<Array> rows = {slice(batch[0], 0, 4 * h, 4 * h + 4), slice(batch[1], 0, 4 * h, 4 * h + 4)};
      eval(rows);
      return rows;
    };
    Trainer trainer([&](Scope s, const std::vector<Array>& b) { return mse(network(s, b[0]), b[1]); },
                    halves ? part(0) : batch, {.optimizer = optimizer, .schedule = constant_rate(), .threads = 1});
    for (int i = 0; i < (halves ? 4 : 2); ++i) trainer.step(halves ? part(i % 2) : batch);
    return numbers(trainer.parameters());
  };
  expect_close(steps(accumulate(adam(), 2), true), steps(adam(), false), 2e-6);
  expect_close(steps(clip_by_norm(accumulate(average_weights(adam(), 0.9), 2), 1e9), true), steps(adam(), false), 2e-6);
  expect_close(steps(accumulate(accumulate(adam(), 2), 1), true), steps(adam(), false), 2e-6);
}

// Batches that complete no step do the work of none: their plan neither reads the moments nor writes the parameters.
TEST(OptimModifiers, AccumulatingBatchesDoNotUpdate) {
  Random random;
  const std::vector<Array> batch = {random.array({8, 3}, -2, 2, DType::f32), random.array({8, 1}, -2, 2, DType::f32)};
  const Architecture network = mlp({.hidden = {5}, .out = 1});
  const auto tasks = [&](const Optimizer& optimizer, int steps) {
    Trainer trainer([&](Scope s, const std::vector<Array>& b) { return mse(network(s, b[0]), b[1]); }, batch,
                    {.optimizer = optimizer, .schedule = constant_rate(), .threads = 1});
    for (int i = 0; i < steps; ++i) trainer.step(batch);
    return trainer.plan();
  };
  const Optimizer optimizer = accumulate(adam(), 4);
  // The arguments: parameters, two corrections, two moments, the count, the mean gradients, the step.
  const std::string collecting = tasks(optimizer, 3), finishing = tasks(optimizer, 4);
  for (const char* moment : {"argument3", "argument4"}) {
    EXPECT_EQ(collecting.find(moment), std::string::npos) << collecting;
    EXPECT_NE(finishing.find(moment), std::string::npos) << finishing;
  }
  EXPECT_EQ(collecting.find("store(argument0)"), std::string::npos) << collecting;
  EXPECT_NE(finishing.find("store(argument0)"), std::string::npos) << finishing;
}

// A loop that watches a metric sets the rate from outside.
TEST(OptimModifiers, RateFromOutside) {
  const auto trained = [](bool adjustable, const std::vector<double>& rates) {
    const std::vector<Array> batch = {Array({1.0f, 2.0f}, {2, 1})};
    Trainer trainer(
        [](Scope s, const std::vector<Array>& b) {
          return mean(square(s.parameter("p", {1}, constant(3)) * b[0] - 1.0));
        },
        batch,
        {.optimizer = sgd({.learning_rate = 0.1}),
         .schedule = constant_rate(),
         .threads = 1,
         .adjustable_rate = adjustable});
    for (const double rate : rates) {
      if (adjustable) trainer.set_rate(rate);
      trainer.step(batch);
    }
    return to_vector<double>(trainer.parameters().at("p"))[0];
  };
  double p = 3;
  for (const double rate : {1.0, 0.5, 0.0}) p -= 0.1 * rate * (5 * p - 3);  // d/dp of the mean of (p·x - 1)²
  EXPECT_NEAR(trained(true, {1, 0.5, 0}), p, 1e-6);
  EXPECT_EQ(trained(true, {1, 1}), trained(false, {1, 1}));
}

}  // namespace
}  // namespace ansatz
