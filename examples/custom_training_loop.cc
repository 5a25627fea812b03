// A training loop of one's own: what fit does for tables, laid open for any network and any data.
//
// Everything that changes (parameters, the optimizer's moments, the step) is one vector of arrays, the state. The step
// is one function from the old state and a batch to the new state and the loss. Compiled::update runs it as one plan,
// forward, backward and Adam together, and writes the new state over the old one; unless the loss or a gradient is not
// finite, when nothing is changed.
#include <ansatz/ansatz.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>

using namespace ansatz;

namespace {

Array network(Scope s, Array x) {
  x = tanh(linear(s["hidden"], x, 32));
  return linear(s["out"], x, 1);
}

// Records the network with the given parameters.
Array predict(const NamedArrays& parameters, const Array& x) {
  auto recording = std::make_shared<Recording>();
  recording->parameters = parameters;
  return network(Scope(recording), x);
}

}  // namespace

int main() {
  // A noisy sine to learn.
  constexpr int rows = 256;
  const Array x = reshape(linspace(-3, 3, rows), {rows, 1});
  const Array y = sin(2.0 * x) + 0.05 * random_normal(random_key(7), {rows, 1});

  // Recording the network once with the purpose "initialize" declares the parameters and draws their first numbers.
  auto recording = std::make_shared<Recording>();
  recording->purpose = Recording::Purpose::initialize;
  recording->seed = 1;
  network(Scope(recording), x);
  const std::vector<std::string> names = recording->order;

  const Optimizer optimizer = adam({.learning_rate = 3e-2});
  const Schedule schedule = cosine(/*total=*/2000, /*warmup=*/100);

  std::vector<Array> state;
  for (const std::string& name : names) state.push_back(recording->parameters.at(name));
  const std::size_t count = state.size();
  for (const Array& moment : optimizer.initialize(state)) state.push_back(moment);
  state.push_back(Array({0}, {}));  // the step, in f32

  auto named = [names](const std::vector<Array>& parameters) {
    NamedArrays result;
    for (std::size_t i = 0; i < names.size(); ++i) result.emplace(names[i], parameters[i]);
    return result;
  };

  // (state..., x, y) → (new state..., whether all is finite, loss)
  Compiled step([&](const std::vector<Array>& arguments) {
    std::vector<Array> parameters(arguments.begin(), arguments.begin() + count);
    std::vector<Array> moments(arguments.begin() + count, arguments.end() - 3);
    Array now = arguments.end()[-3];
    const Array x = arguments.end()[-2], y = arguments.end()[-1];
    auto loss = [&](const NamedArrays& p) { return mse(predict(p, x), y); };
    const auto [value, by_name] = value_and_grad(loss)(named(parameters));
    std::vector<Array> gradients;
    for (const std::string& name : names) gradients.push_back(by_name.at(name));
    std::vector<Array> watched = gradients;
    watched.push_back(value);
    const Array finite = all_finite(watched);
    // Everything that the new state is made of waits for the verdict.
    for (Array& gradient : gradients) gradient = barrier(gradient, finite);
    for (Array& moment : moments) moment = barrier(moment, finite);
    now = barrier(now, finite);
    optimizer.update(parameters, gradients, moments, schedule(now), {});
    std::vector<Array> results = parameters;
    results.insert(results.end(), moments.begin(), moments.end());
    results.push_back(now + 1.0);
    results.push_back(finite);
    results.push_back(value);
    return results;
  });

  std::vector<Array> outputs;
  for (int i = 0; i < 2000; ++i) {
    if (!step.update(state, {x, y}, outputs, /*guarded=*/true)) {
      std::printf("step %d: the loss or a gradient is not finite\n", i + 1);
      return EXIT_FAILURE;
    }
    if ((i + 1) % 500 == 0) std::printf("step %4d: loss %.5f\n", i + 1, item(outputs[1]));
  }

  const NamedArrays fitted = named({state.begin(), state.begin() + count});
  const double at_one = item(predict(fitted, Array({1}, {1, 1})));
  std::printf("at 1: %.3f; sin(2) = %.3f\n", at_one, std::sin(2.0));
  return std::abs(at_one - std::sin(2.0)) < 0.1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
