// What is shared and what is copied: whoever holds an array, a model or an optimizer holds a value, whatever a training
// does with another. (Arrays given to a compiled function: run_compile_test.cc. Tied parameters: nn_scope_test.cc.)
#include "ansatz/compile.h"
#include "ansatz/losses.h"
#include "ansatz/model.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/schedules.h"
#include "tests/arrays.h"
#include "tests/model_parts.h"
#include "train/trainer.h"

namespace ansatz {
namespace {

using Arrays = std::vector<Array>;

const void* address(const Array& array) { return array.node()->data->data(); }

std::map<std::string, std::vector<float>> numbers_of(const NamedArrays& arrays) {
  std::map<std::string, std::vector<float>> numbers;
  for (const auto& [name, array] : arrays) numbers[name] = to_vector<float>(array);
  return numbers;
}

const Architecture network = mlp({.hidden = {5}, .out = 1});

Arrays some_batch() {
  Random random;
  Arrays batch = {random.array({8, 3}, -1, 1, DType::f32), random.array({8, 1}, -1, 1, DType::f32)};
  eval(batch);
  return batch;
}

Trainer trainer_of(const Optimizer& optimizer) {
  return Trainer([](Scope s, const Arrays& b) { return mse(network(s, b[0]), b[1]); }, some_batch(),
                 {.optimizer = optimizer, .schedule = constant_rate(), .threads = 1});
}

TEST(Ownership, ACopyOfAnArrayIsTheSameNumbers) {
  std::vector<float> source = {1, 2};
  const Array x(source, {2});
  const Array y = x;
  source[0] = 9;  // an array copies the numbers that it is made from
  expect_array(y, {2}, {1, 2});
  EXPECT_EQ(address(x), address(y));
  const Array record = x * 2.0, same = record;
  eval(record);
  EXPECT_EQ(address(same), address(record));  // computed once, for all handles
  std::vector<float> copy = to_vector<float>(y);
  copy[0] = 9;
  expect_array(x, {2}, {1, 2});
}

TEST(Ownership, ACapturedArrayIsNotOverwrittenAsState) {
  const auto make = [](const Array& captured) {
    return Compiled([captured](const Arrays& x) { return Arrays{x[0] + captured}; });
  };
  Arrays state = {Array({1, 2}, {2})}, outputs;
  Compiled f = make(state[0]);  // holds the first state
  for (int i = 0; i < 3; ++i) f.update(state, {}, outputs);
  expect_array(state[0], {2}, {4, 8});
}

TEST(Ownership, ResultsOfACallAreTheCallersOwn) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] * 2.0, x[0]}; });
  const Array x({1, 2}, {2});
  const Arrays first = f({x}), second = f({Array({3, 4}, {2})});
  expect_array(first[0], {2}, {2, 4});
  expect_array(second[0], {2}, {6, 8});
  EXPECT_NE(address(first[1]), address(x));  // also what only passes through
  auto step = compile([](const Array& v) { return v + 1.0; });
  const Array once = step(x), twice = step(once);
  expect_array(once, {2}, {2, 3});
  expect_array(twice, {2}, {3, 4});
}

TEST(Ownership, ARecordKeepsTheNumbersThatItWasMadeFrom) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] + 1.0}; });
  Arrays state = {Array({1, 2, 3, 4}, {2, 2})}, outputs;
  f.update(state, {}, outputs);
  const Array view = transpose(state[0]), part = slice(state[0], 0, 1, 2);  // not computed yet
  f.update(state, {}, outputs);
  f.update(state, {}, outputs);
  expect_array(view, {2, 2}, {2, 4, 3, 5});
  expect_array(part, {1, 2}, {4, 5});
  expect_array(state[0], {2, 2}, {4, 5, 6, 7});
}

TEST(Ownership, ParametersOfATrainerStayWhileItGoesOn) {
  Trainer trainer = trainer_of(adam());
  trainer.step(some_batch());
  const NamedArrays kept = trainer.parameters();
  const auto before = numbers_of(kept);
  for (int i = 0; i < 3; ++i) trainer.step(some_batch());
  EXPECT_EQ(numbers_of(kept), before);
  EXPECT_NE(numbers_of(trainer.parameters()), before);
}

TEST(Ownership, ABatchIsOnlyRead) {
  const Arrays batch = some_batch();
  const auto before = to_vector<float>(batch[0]);
  Trainer trainer = trainer_of(adam());
  for (int i = 0; i < 3; ++i) trainer.step(batch);
  EXPECT_EQ(to_vector<float>(batch[0]), before);
}

TEST(Ownership, OneOptimizerServesManyTrainings) {
  const Optimizer optimizer = adam({.learning_rate = 0.1});
  Trainer alone = trainer_of(optimizer);
  for (int i = 0; i < 4; ++i) alone.step(some_batch());
  Trainer first = trainer_of(optimizer), second = trainer_of(optimizer);
  for (int i = 0; i < 4; ++i) {  // in turn: neither sees the other's moments
    first.step(some_batch());
    second.step(some_batch());
  }
  EXPECT_EQ(numbers_of(first.parameters()), numbers_of(alone.parameters()));
  EXPECT_EQ(numbers_of(second.parameters()), numbers_of(alone.parameters()));
}

TEST(Ownership, AnArchitectureHoldsNoParameters) {
  const Array x = some_batch()[0];
  const auto initial = [&](std::uint64_t seed) {
    auto recording = std::make_shared<Recording>();
    recording->purpose = Recording::Purpose::initialize;
    recording->seed = seed;
    network(Scope(recording), x);
    return numbers_of(recording->parameters);
  };
  const auto first = initial(1);
  EXPECT_NE(initial(2), first);
  EXPECT_EQ(initial(1), first);
}

TEST(Ownership, ModelsAreValues) {
  const Table table = testing::flats(9);
  Model model = build_model(testing::flat_parts(table, 1));
  const Model copy = model;
  const std::vector<double> before = copy.predict(table).values;
  ModelParts other = testing::flat_parts(table, 1);
  other.scaling = {true, 6.5f, 0.4f};
  model = build_model(other);
  EXPECT_EQ(copy.predict(table).values, before);
  EXPECT_NE(model.predict(table).values, before);
}

TEST(Ownership, AModelKeepsTheParametersThatItWasBuiltFrom) {
  const Table table = testing::flats(9);
  ModelParts parts = testing::flat_parts(table, 1);
  const Model model = build_model(parts);
  const std::vector<double> before = model.predict(table).values;
  Compiled change([](const Arrays& x) { return Arrays{x[0] * 2.0}; });
  for (auto& [name, array] : parts.parameters) {  // a training that goes on with the same arrays
    Arrays state = {array}, outputs;
    array = Array();
    change.update(state, {}, outputs);
  }
  EXPECT_EQ(model.predict(table).values, before);
}

}  // namespace
}  // namespace ansatz
