#include <algorithm>
#include <cmath>

#include "ansatz/explain.h"
#include "ansatz/split.h"
#include "base/fail.h"
#include "model/own_kinds.h"

namespace ansatz {

Importances permutation_importance(const Model& model, const Table& table, const ImportanceOptions& options) {
  if (options.shuffles < 1) fail("{} shuffles of each column are asked for; at least 1 is needed", options.shuffles);
  Importances result;
  result.metric = model.classifies() ? "accuracy" : "r2";
  result.score = model.evaluate(table).at(result.metric);
  const Table own = with_own_kinds(model, table);
  std::uint64_t stream = 0;
  for (const std::string& name : model.inputs()) {
    Importance importance{name, {}, 0, 0};
    const Table others = own.without(name);
    const Table alone(std::vector<Column>{own.column(name)});
    for (int i = 0; i < options.shuffles; ++i) {
      const Table dealt = alone.select(shuffled(table.rows(), options.seed, ++stream));
      importance.drops.push_back(result.score - model.evaluate(others.with(dealt.columns()[0])).at(result.metric));
    }
    const auto count = static_cast<double>(options.shuffles);
    for (const double drop : importance.drops) importance.mean += drop / count;
    for (const double drop : importance.drops)
      importance.deviation += (drop - importance.mean) * (drop - importance.mean) / count;
    importance.deviation = std::sqrt(importance.deviation);
    result.columns.push_back(std::move(importance));
  }
  std::stable_sort(result.columns.begin(), result.columns.end(),
                   [](const Importance& a, const Importance& b) { return a.mean > b.mean; });
  return result;
}

}  // namespace ansatz
