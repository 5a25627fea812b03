// Functions recorded once and run many times.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ansatz/array.h"
#include "ansatz/tree.h"

namespace ansatz {

struct CompileOptions {
  int threads = 0;  ///< 0: all processors; the numbers are the same for any number
};

/// A function of arrays that is recorded, planned and kept for each combination of argument types that it meets.
/// Calls with the types of the last call only bind pointers and run. Not for use by several threads at once.
class Compiled {
 public:
  using Function = std::function<std::vector<Array>(const std::vector<Array>&)>;

  explicit Compiled(Function function, CompileOptions options = {});
  ~Compiled();
  Compiled(Compiled&&) noexcept;
  Compiled& operator=(Compiled&&) noexcept;

  /// f(arguments), computed.
  std::vector<Array> operator()(const std::vector<Array>& arguments);

  /// For functions (state..., inputs...) -> (new state..., outputs...): computes them and puts the new state in the
  /// place of the old. Memory that only `state` or `outputs` holds is used again, so that a loop allocates nothing;
  /// what somebody else holds too stays as it is. Returns whether the state was replaced.
  ///
  /// With `guarded` the first output is one bool, the guard. When it is false, the work that waits for it is not done:
  /// the state keeps its old numbers, and the other outputs hold nothing to rely on (read only the guard). What
  /// replaces the state must wait for the guard; `barrier` makes it: the new state is computed from
  /// `barrier(gradient, guard)`. Throws `Error` when something that replaces the state does not wait.
  bool update(std::vector<Array>& state, const std::vector<Array>& inputs, std::vector<Array>& outputs,
              bool guarded = false);

  /// Which recording the last call used, counted from 0.
  std::size_t recording() const;

  /// The plan for the last call's types, one line a task.
  std::string plan() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// compile(f)(x...) computes f(x...) with one plan for each combination of types; arguments and result are anything
/// made of arrays.
template <class F>
auto compile(F f, CompileOptions options = {}) {
  return [f = std::move(f), options, state = std::shared_ptr<void>()]<class... X>(const X&... x) mutable {
    using Result = decltype(f(x...));
    struct State {
      std::tuple<X...> arguments;
      std::vector<Result> structures;  // of the results, one for each recording
      std::unique_ptr<Compiled> compiled;
    };
    if (!state) {
      auto fresh = std::make_shared<State>();
      fresh->compiled = std::make_unique<Compiled>(
          [f, raw = fresh.get()](const std::vector<Array>& flat) {
            raw->structures.push_back(std::apply(f, unflatten_tree(raw->arguments, flat)));
            return flatten_tree(raw->structures.back());
          },
          options);
      state = fresh;
    }
    State& s = *static_cast<State*>(state.get());
    s.arguments = std::tuple<X...>(x...);
    const std::vector<Array> results = (*s.compiled)(flatten_tree(s.arguments));
    return unflatten_tree(s.structures[s.compiled->recording()], results);
  };
}

}  // namespace ansatz
