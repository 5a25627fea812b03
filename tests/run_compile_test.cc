// compile and Compiled: who owns what, what is used again, and when a second recording is made.
#include "ansatz/compile.h"

#include "tests/arrays.h"

namespace ansatz {
namespace {

using Arrays = std::vector<Array>;

const void* address(const Array& array) { return array.node()->data->data(); }
Array numbers(const std::vector<float>& values) { return Array(values, {static_cast<std::int64_t>(values.size())}); }

TEST(RunCompile, ComputesAndKeepsOnePlanForEachCombinationOfTypes) {
  int recorded = 0;
  Compiled f([&](const Arrays& x) {
    ++recorded;
    return Arrays{x[0] * 2.0 + x[1]};
  });
  expect_array(f({numbers({1, 2}), numbers({3, 4})})[0], {2}, {5, 8});
  expect_array(f({numbers({5, 6}), numbers({7, 8})})[0], {2}, {17, 20});
  EXPECT_EQ(recorded, 1);
  EXPECT_EQ(f.recording(), 0u);
  expect_array(f({numbers({1, 2, 3}), numbers({1})})[0], {3}, {3, 5, 7});
  EXPECT_EQ(recorded, 2);
  EXPECT_EQ(f.recording(), 1u);
  EXPECT_EQ(name_of(f({Array({1, 2}, {2}, DType::f64), Array({1, 2}, {2}, DType::f64)})[0].dtype()),
            std::string("f64"));
  EXPECT_EQ(recorded, 3);
  expect_array(f({numbers({1, 2}), numbers({0, 0})})[0], {2}, {2, 4});  // the first again
  EXPECT_EQ(recorded, 3);
  EXPECT_EQ(f.recording(), 0u);
  EXPECT_NE(f.plan(), "");
}

TEST(RunCompile, TakesAndReturnsAnythingMadeOfArrays) {
  auto f = compile([](const std::map<std::string, Array>& m, const std::pair<Array, Array>& p) {
    return std::make_tuple(m.at("a") + p.first, Arrays{p.second, m.at("b")});
  });
  const auto [sum_of, rest] = f(std::map<std::string, Array>{{"a", numbers({1})}, {"b", numbers({2})}},
                                std::make_pair(numbers({10}), numbers({20})));
  expect_array(sum_of, {1}, {11});
  expect_array(rest[0], {1}, {20});
  expect_array(rest[1], {1}, {2});
}

enum class Kind { sum, product };

struct Layer {
  Array weight;
  std::optional<Array> bias;
  Kind kind = Kind::sum;
  std::string name;
  auto fields() { return std::tie(weight, bias, kind, name); }
};

TEST(RunCompile, TakesStructsThatListTheirFields) {
  int recorded = 0;
  auto f = compile([&](Layer layer, double factor) {
    ++recorded;
    const Array y = layer.kind == Kind::sum ? layer.weight + factor : layer.weight * factor;
    layer.weight = layer.bias ? y + *layer.bias : y;
    return std::vector<Layer>{layer};
  });
  const Layer plain{numbers({1, 2}), {}, Kind::sum, "plain"}, product{numbers({1, 2}), {}, Kind::product, "product"};
  const Layer biased{numbers({1, 2}), numbers({10}), Kind::sum, "plain"};
  for (int run = 1; run <= 2; ++run) {
    // What is no Array belongs to the program: each value has its own recording.
    expect_array(f(plain, 3.0)[0].weight, {2}, {4, 5});
    expect_array(f(plain, 4.0)[0].weight, {2}, {5, 6});
    expect_array(f(product, 3.0)[0].weight, {2}, {3, 6});
    expect_array(f(biased, 3.0)[0].weight, {2}, {14, 15});
    EXPECT_EQ(f(product, 3.0)[0].name, "product");
    EXPECT_TRUE(f(biased, 3.0)[0].bias.has_value());
    EXPECT_EQ(recorded, 4);
  }
  const Layer gradient = grad([](Layer layer) { return sum(layer.weight * layer.weight * *layer.bias); })(biased);
  expect_array(gradient.weight, {2}, {20, 40});
  expect_array(*gradient.bias, {1}, {5});
}

TEST(RunCompile, TheSameArraysInAnotherStructureAreRecordedAgain) {
  const Array a = numbers({1}), b = numbers({2}), c = numbers({4});
  auto f = compile([](const Arrays& x, const Arrays& y) {
    Array total = Array(0.0);
    for (const Array& v : x) total = total + v;
    for (const Array& v : y) total = total - v;
    return total;
  });
  expect_array(f(Arrays{a, b}, Arrays{c}), {1}, {-1});
  expect_array(f(Arrays{a}, Arrays{b, c}), {1}, {-5});
  auto first = compile([](const std::map<std::string, Array>& m) {
    return m.begin()->first == "a" ? m.begin()->second * 2.0 : m.begin()->second;
  });
  expect_array(first(std::map<std::string, Array>{{"a", a}}), {1}, {2});
  expect_array(first(std::map<std::string, Array>{{"b", a}}), {1}, {1});
  auto any = compile([](const auto& x) { return flatten_tree(x); });
  expect_array(any(a)[0], {1}, {1});
  EXPECT_EQ(any(Arrays{a, b}).size(), 2u);
  EXPECT_EQ(any(std::make_pair(a, b)).size(), 2u);
}

TEST(RunCompile, CopiesShareTheirPlans) {
  int recorded = 0;
  auto f = compile([&](const Array& x) {
    ++recorded;
    return x * 2.0;
  });
  auto copy = f;
  expect_array(f(numbers({1})), {1}, {2});
  expect_array(copy(numbers({2})), {1}, {4});
  EXPECT_EQ(recorded, 1);
}

TEST(RunCompile, ArgumentsMayBeRecords) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] + 1.0}; });
  const Array x = numbers({1, 2}) * 3.0;  // not computed yet
  expect_array(f({x})[0], {2}, {4, 7});
  expect_array(x, {2}, {3, 6});
}

TEST(RunCompile, CapturedArraysKeepTheirNumbers) {
  Compiled f = [] {
    const Array factor = numbers({2, 3});
    return Compiled([factor](const Arrays& x) { return Arrays{x[0] * factor}; });
  }();
  expect_array(f({numbers({1, 1})})[0], {2}, {2, 3});
  expect_array(f({numbers({2, 2})})[0], {2}, {4, 6});
}

TEST(RunCompile, UniqueStateIsUpdatedInPlace) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] * 0.5 + x[1], sum(x[0])}; });
  Arrays state = {numbers({8, 16, 24})}, inputs = {numbers({1, 2, 3})}, outputs;
  f.update(state, inputs, outputs);
  const void* const place = address(state[0]);
  const void* const output = address(outputs[0]);
  for (int i = 0; i < 3; ++i) f.update(state, inputs, outputs);
  EXPECT_EQ(address(state[0]), place);
  EXPECT_EQ(address(outputs[0]), output);
  expect_array(state[0], {3}, {2.375, 4.75, 7.125});
  expect_array(outputs[0], {}, {16.5});
  expect_array(inputs[0], {3}, {1, 2, 3});
}

TEST(RunCompile, AnArrayNeverChangesUnderItsOwner) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] + 1.0, x[0] * 10.0}; });
  const Array mine = numbers({1, 2});
  Arrays state = {mine}, outputs;
  f.update(state, {}, outputs);
  expect_array(mine, {2}, {1, 2});
  expect_array(state[0], {2}, {2, 3});

  const Array kept_state = state[0], kept_output = outputs[0];  // held across the next update
  f.update(state, {}, outputs);
  expect_array(kept_state, {2}, {2, 3});
  expect_array(kept_output, {2}, {10, 20});
  expect_array(state[0], {2}, {3, 4});
  expect_array(outputs[0], {2}, {20, 30});

  const Array record = state[0] * 100.0;  // a record that still needs the numbers
  f.update(state, {}, outputs);
  expect_array(record, {2}, {300, 400});
  expect_array(state[0], {2}, {4, 5});
}

TEST(RunCompile, StatesMayShareMemoryAtFirst) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] + 1.0, x[1] * 2.0}; });
  const Array same = numbers({3, 4});
  Arrays state = {same, same}, outputs;
  for (int i = 0; i < 2; ++i) f.update(state, {}, outputs);
  expect_array(state[0], {2}, {5, 6});
  expect_array(state[1], {2}, {12, 16});
  expect_array(same, {2}, {3, 4});
}

TEST(RunCompile, StateAsAnInputToo) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] + x[1]}; });
  Arrays state = {numbers({1, 2})}, outputs;
  for (int i = 0; i < 3; ++i) f.update(state, {state[0]}, outputs);
  expect_array(state[0], {2}, {8, 16});
}

TEST(RunCompile, StatesThatChangePlaces) {
  Compiled f([](const Arrays& x) { return Arrays{x[1], x[0]}; });
  Arrays state = {numbers({1, 2}), numbers({3, 4})}, outputs;
  f.update(state, {}, outputs);
  expect_array(state[0], {2}, {3, 4});
  expect_array(state[1], {2}, {1, 2});
}

TEST(RunCompile, StatesThatNeedEachOther) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] + x[1], x[0] * x[1], x[0] - x[1]}; });
  Arrays state = {numbers({2, 5}), numbers({3, 7})}, outputs;
  f.update(state, {}, outputs);
  expect_array(state[0], {2}, {5, 12});
  expect_array(state[1], {2}, {6, 35});
  expect_array(outputs[0], {2}, {-1, -2});
}

TEST(RunCompile, ResultsThatAreViewsArgumentsConstantsOrTheSameTwice) {
  const Array constant = numbers({7, 8});
  Compiled f([&](const Arrays& x) {
    const Array y = x[0] + 1.0;
    return Arrays{x[0],
                  x[0],
                  y,
                  y,
                  transpose(reshape(x[0], {2, 3})),
                  slice(x[0], 0, 1, 6, 2),
                  reshape(y, {3, 2}),
                  broadcast_to(sum(x[0]), {2}),
                  constant,
                  full({2}, 3.0),
                  Array(5.0f),
                  reshape(constant, {1, 2})};
  });
  for (int run = 0; run < 2; ++run) {
    const Arrays r = f({numbers({1, 2, 3, 4, 5, 6})});
    ASSERT_EQ(r.size(), 12u);
    for (int i : {0, 1}) expect_array(r[i], {6}, {1, 2, 3, 4, 5, 6});
    for (int i : {2, 3}) expect_array(r[i], {6}, {2, 3, 4, 5, 6, 7});
    expect_array(r[4], {3, 2}, {1, 4, 2, 5, 3, 6});
    expect_array(r[5], {3}, {2, 4, 6});
    expect_array(r[6], {3, 2}, {2, 3, 4, 5, 6, 7});
    expect_array(r[7], {2}, {21, 21});
    expect_array(r[8], {2}, {7, 8});
    expect_array(r[9], {2}, {3, 3});
    expect_array(r[10], {}, {5});
    expect_array(r[11], {1, 2}, {7, 8});
    for (std::size_t i = 0; i < r.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) EXPECT_NE(address(r[i]), address(r[j])) << i << " and " << j;
    EXPECT_NE(address(r[8]), address(constant));
  }
}

TEST(RunCompile, StatesThatBecomeViewsConstantsOrStayAsTheyAre) {
  Compiled f([](const Arrays& x) {
    return Arrays{transpose(x[0]), full({3}, 2.0), x[2], reshape(x[0], {4}), slice(concatenate({x[0], x[0]}), 0, 1, 3)};
  });
  Arrays state = {Array({1, 2, 3, 4}, {2, 2}), numbers({9, 9, 9}), numbers({6}), numbers({0, 0, 0, 0})}, outputs;
  f.update(state, {}, outputs);
  expect_array(state[0], {2, 2}, {1, 3, 2, 4});
  expect_array(state[1], {3}, {2, 2, 2});
  expect_array(state[2], {1}, {6});
  expect_array(state[3], {4}, {1, 2, 3, 4});
  expect_array(outputs[0], {2, 2}, {3, 4, 1, 2});
}

TEST(RunCompile, EmptyArrays) {
  Compiled f([](const Arrays& x) {
    return Arrays{x[0] * 2.0, sum(x[0]), sum(x[0], {0}), matmul(x[0], transpose(x[0])), concatenate({x[0], x[1]})};
  });
  const Arrays r = f({zeros({0, 3}), ones({2, 3})});
  expect_array(r[0], {0, 3}, {});
  expect_array(r[1], {}, {0});
  expect_array(r[2], {3}, {0, 0, 0});
  expect_array(r[3], {0, 0}, {});
  expect_array(r[4], {2, 3}, {1, 1, 1, 1, 1, 1});
  Compiled product([](const Arrays& x) { return Arrays{matmul(x[0], x[1])}; });
  expect_array(product({zeros({2, 0}), zeros({0, 3})})[0], {2, 3}, {0, 0, 0, 0, 0, 0});
  Compiled nothing([](const Arrays&) { return Arrays{}; });
  EXPECT_TRUE(nothing({}).empty());
}

TEST(RunCompile, EmptyState) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] + 1.0, sum(x[0])}; });
  Arrays state = {zeros({0})}, outputs;
  for (int i = 0; i < 2; ++i) f.update(state, {}, outputs);
  expect_array(state[0], {0}, {});
  expect_array(outputs[0], {}, {0});
}

// A guard that says no leaves every bit of the state as it was, in whatever way the state would have been replaced.
TEST(RunCompile, AGuardKeepsTheState) {
  auto guarded = [](const Arrays& x) {
    const Array allowed = all_finite({x[4]});
    auto behind = [&](const Array& v) { return barrier(v, allowed); };
    return Arrays{behind(x[0]) * 2.0 + sum(x[4]), behind(x[2]), behind(x[1]),
                  behind(x[3]) + std::int64_t{1}, allowed,      sum(x[4])};
  };
  Compiled f(guarded);
  Arrays state = {numbers({1, -0.0f, 1e-42f}), numbers({4, 5}), numbers({6, 7}),
                  Array(std::vector<std::int64_t>{1, 2}, {2})};
  Arrays outputs;
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(f.update(state, {numbers({1, infinity})}, outputs, true));
  EXPECT_FALSE(f.update(state, {numbers({1, NAN})}, outputs, true));
  expect_array(state[0], {3}, {1, -0.0, static_cast<double>(1e-42f)});
  EXPECT_TRUE(std::signbit(to_vector<float>(state[0])[1]));
  expect_array(state[1], {2}, {4, 5});
  expect_array(state[2], {2}, {6, 7});
  expect_array(state[3], {2}, {1, 2});
  EXPECT_EQ(item(outputs[0]), 0);
  EXPECT_TRUE(f.update(state, {numbers({1, 2})}, outputs, true));
  expect_array(state[0], {3}, {5, 3, 3});
  expect_array(state[1], {2}, {6, 7});
  expect_array(state[2], {2}, {4, 5});
  expect_array(state[3], {2}, {2, 3});
  EXPECT_EQ(item(outputs[0]), 1);
}

// Also what was computed before the guard, or in an earlier step: nobody takes it for a result.
TEST(RunCompile, OutputsOfAStepThatIsNotTakenAreUnknown) {
  Compiled f([](const Arrays& x) {
    const Array allowed = all_finite({x[1]}), next = barrier(x[0], allowed) + sum(x[1]);
    return Arrays{next,
                  allowed,
                  sum(x[1]),
                  next * 2.0,
                  cast(next, DType::f64),
                  cast(next, DType::i64),
                  next > 0.0,
                  cast(x[0], DType::u8)};
  });
  Arrays state = {numbers({1, 2})}, outputs;
  EXPECT_TRUE(f.update(state, {numbers({1, 2})}, outputs, true));
  expect_array(outputs[1], {}, {3});
  const Array kept = outputs[2];
  EXPECT_FALSE(f.update(state, {numbers({1, NAN})}, outputs, true));
  EXPECT_EQ(item(outputs[0]), 0);
  expect_array(outputs[1], {}, {NAN});
  for (const std::size_t i : {2, 3}) expect_array(outputs[i], {2}, {NAN, NAN});
  for (const std::size_t i : {4, 5, 6}) expect_array(outputs[i], {2}, {0, 0});
  expect_array(kept, {2}, {8, 10});  // held by somebody else
  expect_array(state[0], {2}, {4, 5});
}

TEST(RunCompile, AStateThatDoesNotWaitForItsGuardIsRefused) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] * 2.0, all_finite({x[0] * 2.0 + x[1]})}; });
  Arrays state = {numbers({1, 2})}, outputs;
  EXPECT_EQ(error_of([&] {
              f.update(state, {numbers({1, 1})}, outputs, true);
            }),
            "compile: a new state is computed without waiting for the guard; compute it from barrier(x, guard)");
  expect_array(state[0], {2}, {1, 2});
}

TEST(RunCompile, ABarrierIsItsArgumentAndWaits) {
  Random random;
  const Array x = random.array({4}), after = random.array({3});
  expect_array(barrier(x, after), {4}, to_vector<double>(x));
  EXPECT_LT(gradient_error([&](const Arrays& v) { return sin(barrier(v[0], sum(v[0]))); }, {x}), 1e-8);
  // Nothing behind a barrier is computed before what it waits for, nor shared with what is before it.
  Compiled f([](const Arrays& v) {
    const Array early = exp(v[0]);
    return Arrays{exp(barrier(v[0], early))};
  });
  expect_array(f({numbers({0, 1})})[0], {2}, {1, std::exp(1.0)}, 1e-6);
  const std::string plan = f.plan();
  EXPECT_EQ(std::count(plan.begin(), plan.end(), '\n'), 3) << plan;  // two tasks and the arena
}

TEST(RunCompile, StatesOfOtherTypes) {
  Compiled f([](const Arrays& x) {
    return Arrays{x[0] * 2.0 + 1e-12, x[1] + std::int64_t{1}, !x[2], cast(cast(x[3], DType::i32) + 1, DType::u8)};
  });
  Arrays state = {Array({1, 2}, {2}, DType::f64), Array(std::vector<std::int64_t>{1ll << 40, -5}, {2}),
                  greater(numbers({1, -1}), 0.0), Array(std::vector<std::uint8_t>{7, 254}, {2})};
  Arrays outputs;
  f.update(state, {}, outputs);
  const void* const place = address(state[1]);
  f.update(state, {}, outputs);
  expect_array(state[0], {2}, {4 + 3e-12, 8 + 3e-12}, 1e-15);
  EXPECT_EQ(to_vector<std::int64_t>(state[1]), (std::vector<std::int64_t>{(1ll << 40) + 2, -3}));
  EXPECT_EQ(to_vector<std::uint8_t>(state[2]), (std::vector<std::uint8_t>{1, 0}));
  EXPECT_EQ(to_vector<std::uint8_t>(state[3]), (std::vector<std::uint8_t>{9, 0}));
  EXPECT_EQ(address(state[1]), place);
}

TEST(RunCompile, AStateOfAnotherShapeIsRecordedAgain) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] + 1.0, sum(x[0])}; });
  Arrays small = {numbers({1})}, large = {numbers({1, 2, 3})}, outputs;
  f.update(small, {}, outputs);
  f.update(large, {}, outputs);
  expect_array(outputs[0], {}, {6});
  EXPECT_EQ(f.recording(), 1u);
  f.update(small, {}, outputs);
  EXPECT_EQ(f.recording(), 0u);
  expect_array(small[0], {1}, {3});
}

TEST(RunCompile, AStateMustKeepItsType) {
  Compiled longer([](const Arrays& x) { return Arrays{concatenate({x[0], x[0]})}; });
  Arrays state = {numbers({1, 2})}, outputs;
  EXPECT_NE(error_of([&] { longer.update(state, {}, outputs); }), "no error");
  expect_array(state[0], {2}, {1, 2});
  Compiled other([](const Arrays& x) { return Arrays{cast(x[0], DType::f64)}; });
  EXPECT_NE(error_of([&] { other.update(state, {}, outputs); }), "no error");
  Compiled fewer([](const Arrays&) { return Arrays{}; });
  EXPECT_EQ(error_of([&] { fewer.update(state, {}, outputs); }),
            "compile: the function returns 0 arrays; the 1 arrays of its state come first");
  expect_array(state[0], {2}, {1, 2});
}

TEST(RunCompile, AFunctionThatThrowsCanBeCalledAgain) {
  bool throws = true;
  Compiled f([&](const Arrays& x) -> Arrays {
    if (throws) throw Error("not now");
    return {x[0] + 1.0};
  });
  EXPECT_EQ(error_of([&] { f({numbers({1})}); }), "not now");
  throws = false;
  expect_array(f({numbers({1})})[0], {1}, {2});
}

TEST(RunCompile, NumbersOfAnArgumentAreNotKnownWhileRecording) {
  Compiled f([](const Arrays& x) { return Arrays{x[0] * item(sum(x[0]))}; });
  EXPECT_NE(error_of([&] { f({numbers({1, 2})}); }), "no error");
}

// A long loop against the same loop done by eval.
TEST(RunCompile, ALoopEqualsItsSteps) {
  Random random;
  auto step = [](const Arrays& x) {
    const Array h = tanh(matmul(x[2], x[0]) + x[1]);
    return Arrays{x[0] - 0.1 * matmul(transpose(x[2]), h), x[1] * 0.9 + mean(h, {0}), sum(square(h))};
  };
  Compiled f(step);
  Arrays state = {random.array({6, 4}, -1, 1), random.array({4}, -1, 1)}, by_hand = state, outputs;
  for (int i = 0; i < 10; ++i) {
    const Array x = random.array({5, 6}, -1, 1);
    f.update(state, {x}, outputs);
    const Arrays next = step({by_hand[0], by_hand[1], x});
    eval(next);
    by_hand = {next[0], next[1]};
    expect_array(outputs[0], {}, to_vector<double>(next[2]), 1e-12);
  }
  for (int i : {0, 1}) expect_array(state[i], by_hand[i].shape(), to_vector<double>(by_hand[i]), 1e-12);
}

}  // namespace
}  // namespace ansatz
