#include <algorithm>
#include <cctype>

#include "ansatz/operations.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "base/settings.h"
#include "train/network.h"
#include "train/standardised.h"

namespace ansatz {

std::string loss_name_of(const FitOptions& options, Task task) {
  if (options.loss) return options.loss_name.empty() ? "custom" : options.loss_name;
  return task == Task::classification ? "cross_entropy" : "mse";
}

TableNetwork plain_network(const Prepared& data, const Architecture& architecture, const std::string& name,
                           const FitOptions& options) {
  TableNetwork network;
  network.architecture = name;
  const bool classifies = data.target.task == Task::classification;
  network.optimizer = options.optimizer.value_or(adam());
  network.schedule = schedule("cosine:warmup=0.05");
  // Small tables get small batches, so that an epoch has a dozen steps or more.
  while (network.batch > 8 && network.batch * 12 > data.training) network.batch /= 2;
  const Loss loss = options.loss ? options.loss : classifies ? cross_entropy() : Loss(mse);
  network.loss_name = loss_name_of(options, data.target.task);
  const Standardised scale(data.target, data.training);  // of classes: nothing to scale
  network.loss = [architecture, loss, scale](Scope s, const Array& x, const Array& t, const Array&) {
    return summed_loss(loss, architecture(s, x), scale.apply(t));
  };
  network.predict = [architecture, scale](Scope s, const Array& x) { return scale.invert(architecture(s, x)); };
  return network;
}

TableNetwork named_network(const std::string& name, const Prepared& data, const FitOptions& options) {
  check_network_name(name);
  const std::int64_t out = data.target.task == Task::classification
                               ? static_cast<std::int64_t>(data.target.classes.size())
                               : data.target.outputs();
  if (name == tabular_name) {
    TableNetwork network = tabular_network(data, options);
    if (options.optimizer) network.optimizer = *options.optimizer;
    return network;
  }
  return plain_network(data, architecture(name, out), name, options);
}

std::vector<std::string> network_names() {
  std::vector<std::string> names = architecture_names();
  names.push_back(tabular_name);
  return names;
}

void check_network_name(const std::string& name) {
  const std::string kind = name.substr(0, name.find(':'));
  const std::vector<std::string> known = network_names();
  const auto digit =
      std::find_if(kind.begin(), kind.end(), [](unsigned char c) { return std::isdigit(c) || c == ' '; });
  const std::string letters(kind.begin(), digit);  // "mlp" of "mlp64" and of "mlp 64"
  if (letters != kind && std::find(known.begin(), known.end(), letters) != known.end())
    fail("unknown architecture \"{}\"; numbers follow a colon, as in {}:64", kind, letters);
  if (std::find(known.begin(), known.end(), kind) == known.end())
    fail("unknown architecture \"{}\"{}", kind, suggestion(kind, known));
  if (kind != tabular_name)
    architecture(name, 1);
  else
    Settings("architecture", name).read_nothing();
}

}  // namespace ansatz
