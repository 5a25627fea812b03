// A loss or gradient that is not finite: the step stops, says where it happened, and changes nothing.
#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/schedules.h"
#include "tests/arrays.h"
#include "train/trainer.h"

namespace ansatz {
namespace {

const float infinity = std::numeric_limits<float>::infinity();

// The bits of every parameter and state.
std::vector<std::vector<float>> numbers_of(const Trainer& trainer) {
  std::vector<std::vector<float>> all;
  for (const NamedArrays& arrays : {trainer.parameters(), trainer.states()})
    for (const auto& [name, array] : arrays) all.push_back(to_vector<float>(array));
  return all;
}

void expect_parts(const std::string& text, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) EXPECT_NE(text.find(part), std::string::npos) << part << " is not in: " << text;
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

struct Fixture {
  std::vector<Array> batch;
  std::unique_ptr<Trainer> trainer;

  explicit Fixture(const Architecture& network, const Optimizer& optimizer = adam(), int threads = 1) {
    Random random;
    batch = {random.array({8, 3}, -1, 1, DType::f32), random.array({8, 1}, -1, 1, DType::f32)};
    eval(batch);
    trainer = std::make_unique<Trainer>(
        [network](Scope s, const std::vector<Array>& b) { return mse(network(s, b[0]), b[1]); }, batch,
        TrainerOptions{.optimizer = optimizer, .schedule = constant_rate(), .threads = threads});
  }

  // The answer to a batch; parameters, states and what the optimizer keeps stay as they were.
  std::string answer(const std::vector<Array>& bad, StepPlace place = {2, 7}) {
    const auto before = numbers_of(*trainer);
    const std::int64_t steps = trainer->steps();
    const std::string text = error_of([&] { trainer->step(bad, place); });
    EXPECT_EQ(numbers_of(*trainer), before);
    EXPECT_EQ(trainer->steps(), steps);
    return text;
  }
};

// The answer of the first step.
std::string first_is(const std::string& culprit) {
  return "step 1 (epoch 2, batch 7): the loss or a gradient is not finite; the first operation whose result is not: " +
         culprit + "; a smaller learning rate often helps";
}

const Architecture small = mlp({.hidden = {5}, .out = 1});

TEST(TrainBadStep, ALossThatOverflows) {
  Fixture f(small);
  f.trainer->step(f.batch);
  f.trainer->step(f.batch);
  // Finite numbers whose squared distance is not.
  expect_parts(f.answer({f.batch[0], full({8, 1}, 1e30)}),
               {"step 3 (epoch 2, batch 7)", "not finite", "square", "a smaller learning rate often helps"});
}

TEST(TrainBadStep, AnOverflowInALayerNamesItsParameter) {
  Fixture f([](Scope s, Array x) { return linear(s["out"], linear(s["hidden"], x, 4, {.weight = constant(2)}), 1); });
  EXPECT_EQ(f.answer({full({8, 3}, 3e38), f.batch[1]}), first_is("matmul at \"hidden.weight\""));
}

// An operation that reads no parameter is named by the scope that was used last.
TEST(TrainBadStep, AnOverflowBetweenLayersNamesThePlace) {
  Fixture f([](Scope s, Array x) {
    x = exp(linear(s["encoder"]["hidden"], x, 4, {.weight = constant(40)}));
    return linear(s["out"], x, 1);
  });
  EXPECT_EQ(f.answer({full({8, 3}, 1), f.batch[1]}), first_is("exp near \"encoder.hidden\""));
}

TEST(TrainBadStep, AnOverflowInsideOfALayerNamesTheLayer) {
  Fixture f([](Scope s, Array x) {
    return linear(s["out"], layer_norm(s["norm"], linear(s["hidden"], x, 4, {.bias = false, .weight = constant(1)})),
                  1);
  });
  EXPECT_EQ(f.answer({full({8, 3}, 3e37), f.batch[1]}), first_is("sum near \"norm\""));
}

TEST(TrainBadStep, WithoutScopesTheOperationStandsAlone) {
  Fixture f([](Scope s, Array x) { return sum(exp(x), {-1}, true) * s.parameter("scale", {1}, constant(1)); });
  EXPECT_EQ(f.answer({full({8, 3}, 100), f.batch[1]}), first_is("exp"));
}

TEST(TrainBadStep, ABatchThatHoldsInfinity) {
  Fixture f(small);
  for (const float bad : {infinity, -infinity, std::nanf("")}) {
    Array x(std::vector<float>{1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, bad}, {8, 3});
    EXPECT_EQ(f.answer({x, f.batch[1]}),
              "step 1 (epoch 2, batch 7): the batch itself holds a number that is not finite");
  }
}

TEST(TrainBadStep, WithoutAPlace) {
  Fixture f(small);
  expect_parts(f.answer({f.batch[0], full({8, 1}, 1e30)}, {}), {"step 1: the loss or a gradient is not finite"});
}

TEST(TrainBadStep, TheNextGoodStepIsAsIfNothingHappened) {
  for (const int threads : {1, 2}) {
    for (const Optimizer& optimizer : {adam(), adamw(), sgd({.momentum = 0.9})}) {
      Fixture f(small, optimizer, threads), undisturbed(small, optimizer, threads);
      for (int i = 0; i < 3; ++i) {
        f.trainer->step(f.batch);
        undisturbed.trainer->step(undisturbed.batch);
        EXPECT_NE(f.answer({f.batch[0], full({8, 1}, 1e30)}), "");
      }
      EXPECT_EQ(numbers_of(*f.trainer), numbers_of(*undisturbed.trainer)) << optimizer.name;
    }
  }
}

TEST(TrainBadStep, AGradientThatIsNotFinite) {
  // √|x·w| at x = 0: the loss is finite, the gradient is not.
  Fixture f(
      [](Scope s, Array x) { return linear(s["out"], sqrt(abs(linear(s["in"], x * 0.0, 2, {.bias = false}))), 1); });
  EXPECT_EQ(f.answer(f.batch), first_is("divide in the gradient near \"in\""));
}

TEST(TrainBadStep, StatesAreKeptToo) {
  Fixture f([](Scope s, Array x) {
    const Array seen = s.state("seen", {3}, 1);
    s.update("seen", seen * 0.5 + mean(x, {0}));
    return linear(s["out"], x - seen, 1);
  });
  f.trainer->step(f.batch);
  EXPECT_NE(to_vector<float>(f.trainer->states().at("seen"))[0], 1.0f);
  expect_parts(f.answer({f.batch[0], full({8, 1}, 1e30)}), {"step 2"});
}

TEST(TrainBadStep, ATrainingThatDivergesStopsWithinOneStep) {
  Fixture f(small, sgd({.learning_rate = 1e12}));
  std::string text = "no error";
  auto before = numbers_of(*f.trainer);
  for (int i = 0; i < 50 && text == "no error"; ++i) {
    before = numbers_of(*f.trainer);
    text = error_of([&] { f.trainer->step(f.batch, {1, 1}); });
  }
  expect_parts(
      text, {"(epoch 1, batch 1)", "the first operation whose result is not", "a smaller learning rate often helps"});
  EXPECT_EQ(numbers_of(*f.trainer), before);
  for (const auto& parameter : before)
    for (const float number : parameter) EXPECT_TRUE(std::isfinite(number));
}

}  // namespace
}  // namespace ansatz
