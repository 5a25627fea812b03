#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

#include "ansatz/grad.h"
#include "ansatz/run.h"
#include "array/convert.h"
#include "array/graph.h"
#include "base/fail.h"
#include "cpu/program.h"
#include "plan/graph.h"
#include "run/cache.h"

namespace ansatz {

namespace {

// One for the process: a plan depends on the structure of a graph alone.
PlanCache& plans() {
  static PlanCache cache(256);
  return cache;
}

}  // namespace

void eval(const std::vector<Array>& arrays, int threads) {
  std::vector<Array> wanted;
  for (const Array& array : arrays)
    if (!array.node()->data) wanted.push_back(array);
  if (wanted.empty()) return;
  const plan::Graph graph = plan::capture(wanted, {});
  const std::shared_ptr<PlanCache::Entry> entry = plans().find(plan::structure(graph));
  std::vector<std::byte*> arguments, results;
  std::vector<BufferPointer> buffers;
  for (const Array& captured : graph.captured) arguments.push_back(captured.node()->data->data());
  for (const Array& array : wanted) {
    buffers.push_back(std::make_shared<Buffer>(array.size() * size_of(array.dtype())));
    results.push_back(buffers.back()->data());
  }
  {
    std::lock_guard running(entry->running);
    if (!entry->program)
      entry->program = std::make_unique<cpu::Program>(plan::make_plan(graph), cpu::chosen_isa());
    entry->program->run(arguments, results, threads);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    Node& node = *wanted[i].node();
    node.data = buffers[i];
    if (!node.traced) {
      node.operation = nullptr;
      node.inputs.clear();
    }
  }
}

template <class T>
std::vector<T> to_vector(const Array& array) {
  eval(array, 1);
  std::vector<T> values(array.size());
  convert(array.node()->data->data(), array.dtype(), values.data(), dtype_of<T>, array.size());
  return values;
}
template std::vector<float> to_vector<float>(const Array&);
template std::vector<double> to_vector<double>(const Array&);
template std::vector<std::int64_t> to_vector<std::int64_t>(const Array&);
template std::vector<std::int32_t> to_vector<std::int32_t>(const Array&);
template std::vector<std::uint8_t> to_vector<std::uint8_t>(const Array&);

double item(const Array& array) {
  if (array.size() != 1) fail("item: the array has the shape {}; exactly one element is needed", to_string(array.shape()));
  return to_vector<double>(array)[0];
}

namespace {

void print_level(std::string& text, const std::vector<double>& values, const Shape& shape, int axis,
                 std::int64_t& place, std::int64_t stride) {
  constexpr std::int64_t shown = 8;  // of each dimension: the first and last four when longer
  text += '[';
  for (std::int64_t i = 0; i < shape[axis]; ++i) {
    if (i) text += axis + 1 == shape.rank() ? ", " : ",\n" + std::string(axis + 1, ' ');
    if (shape[axis] > shown && i == shown / 2) {
      const std::int64_t skipped = shape[axis] - shown;
      text += axis + 1 == shape.rank() ? "…, " : "…,\n" + std::string(axis + 1, ' ');
      i += skipped;
      place += skipped * stride;
    }
    if (axis + 1 == shape.rank())
      text += fmt::format("{:.6g}", values[place++]);
    else
      print_level(text, values, shape, axis + 1, place, stride / std::max<std::int64_t>(shape[axis + 1], 1));
  }
  text += ']';
}

}  // namespace

std::string to_string(const Array& array) {
  const std::vector<double> values = to_vector<double>(array);
  std::string text = fmt::format("{}{} ", name_of(array.dtype()), to_string(array.shape()));
  std::int64_t place = 0;
  if (array.rank() == 0)
    text += fmt::format("{:.6g}", values[0]);
  else if (array.size() == 0)
    text += "[]";
  else
    print_level(text, values, array.shape(), 0, place, array.size() / array.shape()[0]);
  return text;
}

double check_gradient(const std::function<Array(const std::vector<Array>&)>& f, const std::vector<Array>& x,
                      double step) {
  for (const Array& argument : x)
    if (argument.dtype() != DType::f64) fail("check_gradient: arguments must be f64, not {}", name_of(argument.dtype()));
  const std::vector<Array> gradient = grad(f)(x);
  eval(gradient);
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::vector<double> exact = to_vector<double>(gradient[i]);
    std::vector<double> values = to_vector<double>(x[i]);
    for (std::size_t j = 0; j < values.size(); ++j) {
      const double middle = values[j];
      auto at = [&](double value) {
        values[j] = value;
        std::vector<Array> moved = x;
        moved[i] = Array(values, x[i].shape());
        return item(f(moved));
      };
      const double difference = (at(middle + step) - at(middle - step)) / (2 * step);
      values[j] = middle;
      worst = std::max(worst, std::abs(difference - exact[j]) / std::max(1.0, std::abs(exact[j])));
      if (!(std::abs(difference - exact[j]) >= 0)) return difference - exact[j];  // NaN
    }
  }
  return worst;
}

}  // namespace ansatz
