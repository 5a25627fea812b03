// Functions recorded once and run many times.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <typeindex>
#include <typeinfo>
#include <utility>
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
  /// the state keeps its old numbers, and the other outputs are not known: NaN, or 0 and false where a type has no NaN.
  /// What replaces the state must wait for the guard; `barrier` makes it: the new state is computed from
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

/// compile(f)(x...) computes f(x...) with one plan for each combination of types and structures; arguments and result
/// are anything made of arrays (ansatz/tree.h). What is no Array is part of the program: f is recorded anew for each
/// value of a number among the arguments, so pass what changes from call to call as an Array, and a number in the
/// result is the one that was there when f was recorded. Copies of the returned function share their plans.
template <class F>
auto compile(F f, CompileOptions options = {}) {
  using Plans = std::map<std::pair<std::type_index, std::string>, std::shared_ptr<void>>;  // of a structure
  return [f = std::move(f), options, plans = std::make_shared<Plans>()]<class... X>(const X&... x) {
    using Arguments = std::tuple<X...>;
    using Result = std::decay_t<decltype(f(x...))>;
    struct Plan {
      std::vector<Result> results;  // of the recordings: for the results' structure
      std::unique_ptr<Compiled> compiled;
    };
    const Arguments arguments(x...);
    std::shared_ptr<void>& kept = (*plans)[{typeid(Arguments), structure_of(arguments)}];
    if (!kept) {
      Arguments like = arguments;
      for_each_array(like, [](Array& array) { array = Array(); });  // keeps no numbers
      auto plan = std::make_shared<Plan>();
      plan->compiled = std::make_unique<Compiled>(
          [f, like, raw = plan.get()](const std::vector<Array>& flat) {
            raw->results.push_back(std::apply(f, unflatten_tree(like, flat)));
            return flatten_tree(raw->results.back());
          },
          options);
      kept = std::move(plan);
    }
    Plan& plan = *static_cast<Plan*>(kept.get());
    const std::vector<Array> results = (*plan.compiled)(flatten_tree(arguments));
    return unflatten_tree(plan.results[plan.compiled->recording()], results);
  };
}

}  // namespace ansatz
