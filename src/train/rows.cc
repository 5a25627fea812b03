#include "train/rows.h"

#include "ansatz/split.h"
#include "base/fail.h"
#include "model/derived_columns.h"

namespace ansatz {
namespace {

std::vector<std::int64_t> picked(const std::vector<std::int64_t>& from, const std::vector<std::int64_t>& places) {
  std::vector<std::int64_t> result;
  for (std::int64_t place : places) result.push_back(from[place]);
  return result;
}

// The rows of `target` at these places, in this order.
Target picked(const Target& target, const std::vector<std::int64_t>& places) {
  Target result = target;
  result.rows = picked(target.rows, places);
  if (!target.values.empty()) {
    result.values.clear();
    for (std::int64_t place : places)
      for (std::int64_t output = 0; output < target.outputs(); ++output)
        result.values.push_back(target.values[place * target.outputs() + output]);
  }
  if (!target.codes.empty()) {
    result.codes.clear();
    for (std::int64_t place : places) result.codes.push_back(target.codes[place]);
  }
  return result;
}

// What a test table lacks is said before the training, not after.
void check_test(const Table& test, const Prepared& prepared) {
  std::vector<std::string> ignored;
  encode_derived(prepared.encoder, test.select({0}), ignored);
  read_targets(test, prepared.target.names, prepared.target.task, prepared.target.classes);
}

}  // namespace

FitRows prepare_rows(const Dataset& data, const FitOptions& options, bool folds) {
  FitRows rows;
  rows.target = find_targets(data.table, data.targets(), options.task);
  const Target& all = rows.target;
  rows.notes = data.table.notes;
  rows.notes.insert(rows.notes.end(), all.notes.begin(), all.notes.end());

  const auto available = static_cast<std::int64_t>(all.rows.size());
  if (available < 10)
    fail("{} has {} rows with a target; at least 10 are needed to fit and to check", data.table.label(), available);
  std::vector<std::int64_t> fitting(available), testing;
  for (std::int64_t i = 0; i < available; ++i) fitting[i] = i;
  if (!options.test) {
    const Split parts = split(available, options.test_fraction, options.seed, all.codes);
    fitting = parts.first;
    testing = parts.second;
  }
  const Target rest = picked(all, fitting);
  const auto count = static_cast<std::int64_t>(fitting.size());
  Split parts;
  if (folds)
    parts.first = shuffled(count, options.seed + 1);
  else
    parts = split(count, 0.1, options.seed + 1, rest.codes);
  std::vector<std::int64_t> order = parts.first;
  order.insert(order.end(), parts.second.begin(), parts.second.end());

  Prepared& prepared = rows.prepared;
  prepared.target = picked(rest, order);
  prepared.training = static_cast<std::int64_t>(parts.first.size());
  prepared.validation = static_cast<std::int64_t>(parts.second.size());
  rows.inputs = data.inputs();
  std::vector<DerivedColumn> derived;
  if (!options.features.empty()) derived = derived_columns(options.features, rows.inputs, all.names);
  rows.inputs = with_derived(rows.inputs, derived, &rows.notes);
  const std::vector<std::int64_t> training(prepared.target.rows.begin(),
                                           prepared.target.rows.begin() + prepared.training);
  prepared.encoder = fit_encoder(rows.inputs, training);
  for (const DerivedColumn& column : derived)
    if (prepared.encoder.encodes(column.text)) prepared.encoder.derived.push_back(column);
  prepared.features = encode(prepared.encoder, rows.inputs.select(prepared.target.rows), rows.notes);
  for (const std::string& dropped : prepared.encoder.dropped) rows.notes.push_back(dropped);
  if (options.test) check_test(*options.test, prepared);
  rows.test = options.test ? *options.test : data.table.select(picked(all.rows, testing));
  return rows;
}

}  // namespace ansatz
