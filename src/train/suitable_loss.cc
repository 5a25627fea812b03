#include "train/suitable_loss.h"

#include <algorithm>

#include "ansatz/run.h"
#include "base/fail.h"

namespace ansatz {
namespace {

bool suits_numbers(const Loss& loss) {
  const auto at = [&](float prediction, float target) {
    return item(loss(Array(std::vector<float>{prediction}, {1, 1}), Array(std::vector<float>{target}, {1, 1})));
  };
  for (const float target : {-1.5f, 0.3f, 2.0f})
    if (!(at(target, target) < at(target - 0.5f, target) && at(target, target) < at(target + 0.5f, target)))
      return false;
  return true;
}

bool suits_classes(const Loss& loss) {
  const Array target(std::vector<std::int64_t>{1}, {1});
  const auto at = [&](std::vector<float> logits) { return item(loss(Array(logits, {1, 3}), target)); };
  return at({0, 0.5f, 0}) < at({0, 0, 0}) && at({0, 0, 0}) < at({0.5f, 0, 0}) && at({0, 0, 0}) < at({0, 0, 0.5f});
}

}  // namespace

bool suits(const Loss& loss, Task task) {
  try {
    return task == Task::regression ? suits_numbers(loss) : suits_classes(loss);
  } catch (const Error&) {
    return false;  // it wants other shapes
  }
}

bool is_known_loss(const std::string& text) {
  const std::vector<std::string> names = loss_names();
  return std::find(names.begin(), names.end(), text.substr(0, text.find(':'))) != names.end();
}

void check_loss(const std::string& text, Task task) {
  if (suits(loss(text), task)) return;
  std::vector<std::string> possible;
  for (const std::string& name : loss_names())
    if (suits(loss(name), task)) possible.push_back(name);
  fail("the loss \"{}\" does not suit a {}; possible: {}", text, task_name(task), fmt::join(possible, ", "));
}

}  // namespace ansatz
