#include "ansatz/compile.h"
#include "ansatz/grad.h"
#include "array/graph.h"
#include "tests/arrays.h"

namespace ansatz {
namespace {

using Arrays = std::vector<Array>;

Array block(const Array& x, const Array& weight) { return tanh(matmul(tanh(matmul(x, weight)), weight)); }

TEST(Checkpoint, ChangesNeitherValuesNorGradients) {
  Random random;
  const Arrays arguments{random.array({3, 4}), random.array({4, 4}), random.array({4, 4})};
  auto plain = [](const Arrays& v) { return sum(square(block(block(v[0], v[1]), v[2]))); };
  auto kept = [](const Arrays& v) {
    const auto first = checkpoint([&](const Array& x) { return block(x, v[1]); });
    const auto second = checkpoint([&](const Array& x) { return block(x, v[2]); });
    return sum(square(second(first(v[0]))));
  };
  const auto [value, gradient] = value_and_grad(plain)(arguments);
  const auto [kept_value, kept_gradient] = value_and_grad(kept)(arguments);
  EXPECT_EQ(item(value), item(kept_value));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(to_vector<double>(gradient[i]), to_vector<double>(kept_gradient[i])) << i;
  EXPECT_LT(check_gradient(kept, arguments), 1e-8);
}

TEST(Checkpoint, ReachesWhatTheFunctionCaptured) {
  Random random;
  const Array x = random.array({2, 3});
  // The captured array is itself computed from the variable.
  auto f = [&](const Arrays& v) {
    const Array scale = exp(v[0]);
    return sum(checkpoint([&](const Array& y) { return sin(y * scale) * v[0]; })(x));
  };
  EXPECT_LT(check_gradient(f, {random.array({3})}), 1e-8);
}

TEST(Checkpoint, ReachesVariablesDeclaredInside) {
  const Array weight({0.5, -0.25}, {2}, DType::f64);
  Array inside;
  const Array y = sum(checkpoint([&](const Array& x) {
    inside = variable(weight);
    return square(x * inside);
  })(Array({1, 2}, {2}, DType::f64)));
  expect_array(gradients(y, {inside})[0], {2}, {2 * 0.5 * 1, 2 * -0.25 * 4}, 1e-15);
}

TEST(Checkpoint, WorksWhenTheValueWasAskedForBefore) {
  Random random;
  const Array x = random.array({5});
  auto f = checkpoint([](const Array& v) { return sin(exp(v)); });
  const Array argument = variable(x);
  const Array y = sum(f(argument));
  eval(y);
  expect_array(gradients(y, {argument})[0], {5}, reference(cos(exp(x)) * exp(x)), 1e-14);
}

TEST(Checkpoint, HasSeveralArgumentsAndResults) {
  Random random;
  const auto f = checkpoint([](const Arrays& v) { return Arrays{v[0] * v[1], sin(v[0]) + v[1]}; });
  auto total = [&](const Arrays& v) {
    const Arrays y = f(v);
    return sum(square(y[0]) * y[1]);
  };
  EXPECT_LT(check_gradient(total, {random.array({4}), random.array({4})}), 1e-8);
}

TEST(Checkpoint, HasGradientsOfGradients) {
  Random random;
  const auto f = checkpoint([](const Array& x) { return exp(sin(x)); });
  auto norm = [&](const Arrays& v) { return sum(square(grad([&](const Array& x) { return sum(f(x)); })(v[0]))); };
  EXPECT_LT(check_gradient(norm, {random.array({4})}), 1e-7);
}

int count(const char* operation, const Array& value) {
  int found = 0;
  for (const Node* node : needed_nodes({&value, 1}))
    found += node->operation && node->operation->name == std::string(operation);
  return found;
}

TEST(Checkpoint, ResultsShareOneRecomputation) {
  const Array x = variable(Array({1, 2, 3}, {3}));
  const auto f = checkpoint([](const Arrays& v) {
    const Array inner = exp(v[0]);
    return Arrays{sin(inner), cos(inner), inner * v[0], stop_gradient(inner)};
  });
  const Arrays y = f({x});
  const Array gradient = gradients(sum(y[0] * y[1] + y[2]), {x})[0];
  EXPECT_EQ(count("exp", gradient), 2);  // forward, and once more
  EXPECT_EQ(count("exp", gradients(sum(y[1]), {x})[0]), 1) << "a result that nobody uses is not computed again";
}

// What is drawn is drawn again, from the same stream, instead of being kept.
TEST(Checkpoint, DrawsTheSameNumbersAgain) {
  auto gradient_of = [](const Array& x, const Array& step, bool kept) {
    auto drop = [step](const Array& v) {
      const Array key = random_key(5) + Array(std::vector<std::int64_t>{0, 1}, {2}) * step;
      return square(sin(gate(random_bernoulli(key, 0.5, v.shape()), v)));
    };
    return grad([&](const Array& v) { return sum(kept ? drop(v) : checkpoint(drop)(v)); })(x);
  };
  const Array x = Random().array({64}), step(std::vector<std::int64_t>{3}, {});
  EXPECT_EQ(to_vector<double>(gradient_of(x, step, false)), to_vector<double>(gradient_of(x, step, true)));
  EXPECT_EQ(count("random_uniform", gradient_of(x, step, true)), 1);
}

std::int64_t arena_bytes(const Compiled& compiled) {
  const std::string plan = compiled.plan();
  return std::stoll(plan.substr(plan.rfind("arena ") + 6));
}

// The memory of a step through a deep network: with checkpoints the values between the layers of a block live only
// while the block is differentiated.
TEST(Checkpoint, ADeepNetworkNeedsLessMemory) {
  constexpr int blocks = 8, layers = 8;
  auto step = [](bool kept) {
    return Compiled([kept](const Arrays& arguments) {
      const auto [value, gradient] = value_and_grad([&](const Arrays& weights) {
        Array x = arguments[0];
        for (int b = 0; b < blocks; ++b) {
          std::function<Array(const Array&)> block = [&, b](const Array& in) {
            Array y = in;
            for (int l = 0; l < layers; ++l) y = sin(matmul(y, weights[b * layers + l]));
            return y;
          };
          x = kept ? block(x) : checkpoint(block)(x);
        }
        return mean(square(x));
      })(Arrays(arguments.begin() + 1, arguments.end()));
      Arrays results = gradient;
      results.push_back(value);
      return results;
    });
  };
  Random random;
  Arrays arguments{random.array({256, 32}, -1, 1, DType::f32)};
  for (int i = 0; i < blocks * layers; ++i) arguments.push_back(random.array({32, 32}, -0.3, 0.3, DType::f32));
  Compiled plain = step(true), checkpointed = step(false);
  const Arrays expected = plain(arguments), results = checkpointed(arguments);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(to_vector<float>(expected[i]), to_vector<float>(results[i])) << i;
  const std::int64_t value = 256 * 32 * 4;
  EXPECT_GE(arena_bytes(plain), blocks * layers * value);
  // The ends of the blocks, the values in one block and its gradients, and what is at work.
  EXPECT_LE(arena_bytes(checkpointed), (blocks + 2 * layers + 4) * value);
  std::printf("arena: %lld bytes, with checkpoints %lld\n", static_cast<long long>(arena_bytes(plain)),
              static_cast<long long>(arena_bytes(checkpointed)));
}

// The gradient computes the inner values behind barriers, so what the forward pass made of them can be dropped.
TEST(Checkpoint, ComputesInnerValuesAgain) {
  const Array x = variable(Array({1, 2, 3}, {3}));
  auto count_exponentials = [&](const Array& y) {
    const Array gradient = gradients(sum(y), {x})[0];
    int count = 0;
    for (const Node* node : needed_nodes({&gradient, 1}))
      count += node->operation && std::string(node->operation->name) == "exp";
    return count;
  };
  auto inner = [](const Array& v) { return sin(exp(v)); };
  EXPECT_EQ(count_exponentials(inner(x)), 1);
  const Array gradient = gradients(sum(checkpoint(inner)(x)), {x})[0];
  for (const Node* node : needed_nodes({&gradient, 1})) {
    if (!node->operation || node->operation->name != std::string("exp")) continue;
    EXPECT_STREQ(node->inputs[0].node()->operation->name, "barrier");
  }
}

}  // namespace
}  // namespace ansatz
