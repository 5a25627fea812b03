#include <charconv>
#include <cmath>

#include "ansatz/operations.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "train/network.h"

namespace ansatz {

TableNetwork plain_network(const Prepared& data, const Architecture& architecture, const std::string& name,
                           const FitOptions& options) {
  TableNetwork network;
  network.architecture = name;
  const bool classifies = data.target.task == Task::classification;
  network.optimizer = options.optimizer.value_or(adam());
  network.schedule = [](std::int64_t steps) { return cosine(steps, steps / 20); };
  // Small tables get small batches, so that an epoch has a dozen steps or more.
  while (network.batch > 8 && network.batch * 12 > data.training) network.batch /= 2;
  if (classifies) {
    const Loss loss = options.loss ? options.loss : cross_entropy();
    network.loss_name = "cross_entropy";
    network.loss = [architecture, loss](Scope s, const Array& x, const Array& t, const Array&) { return loss(architecture(s, x), t); };
    network.predict = architecture;
    return network;
  }
  std::vector<float> training(data.target.values.begin(), data.target.values.begin() + data.training);
  const TargetScaling scaling = fit_target_scaling(training, false);
  const Loss loss = options.loss ? options.loss : Loss(mse);
  network.loss_name = "mse";
  network.loss = [architecture, loss, scaling](Scope s, const Array& x, const Array& t, const Array&) {
    return loss(architecture(s, x), (t - scaling.mean) * (1.0 / scaling.deviation));
  };
  network.predict = [architecture, scaling](Scope s, const Array& x) {
    return architecture(s, x) * scaling.deviation + scaling.mean;
  };
  return network;
}

namespace {

std::vector<std::int64_t> widths_of(const std::string& name, const std::string& list) {
  std::vector<std::int64_t> widths;
  const char* at = list.data();
  const char* const end = at + list.size();
  while (true) {
    std::int64_t width = 0;
    const auto [stopped, error] = std::from_chars(at, end, width);
    if (error != std::errc{} || width < 1 || width > 65536 || (stopped != end && *stopped != ','))
      fail("the architecture \"{}\" does not say its hidden widths; write them as in mlp:64,64", name);
    widths.push_back(width);
    if (stopped == end) return widths;
    at = stopped + 1;
  }
}

}  // namespace

TableNetwork named_network(const std::string& name, const Prepared& data, const FitOptions& options) {
  const std::int64_t out =
      data.target.task == Task::classification ? static_cast<std::int64_t>(data.target.classes.size()) : 1;
  const std::string kind = name.substr(0, name.find(':'));
  if (name == tabular_name) {
    TableNetwork network = tabular_network(data);
    if (options.optimizer) network.optimizer = *options.optimizer;
    return network;
  }
  if (name == "linear") return plain_network(data, mlp({.hidden = {}, .out = out}), name, options);
  if (kind == "mlp") {
    const auto widths = kind == name ? std::vector<std::int64_t>{64, 64} : widths_of(name, name.substr(4));
    return plain_network(data, mlp({.hidden = widths, .out = out}), name, options);
  }
  fail("unknown architecture \"{}\"{}", name, suggestion(kind, {tabular_name, "linear", "mlp"}));
}

}  // namespace ansatz
