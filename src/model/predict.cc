// From raw data to predictions and scores.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>

#include "array/node.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "data/target.h"
#include "model/contents.h"
#include "model/metrics.h"
#include "model/raw_columns.h"

namespace ansatz {
namespace {

// A block of rows is planned once for its size. Smaller ones are filled up to a power of two, so that there are few plans.
constexpr std::int64_t most_rows = 4096;

std::int64_t block_of(std::int64_t rows) {
  std::int64_t block = 1;
  while (block < std::min(rows, most_rows)) block *= 2;
  return block;
}

// What one argument of the graph is for a block of rows, one after the other.
struct Filler {
  const std::vector<float>* numbers = nullptr;
  const std::vector<std::string>* texts = nullptr;
  std::unordered_map<std::string_view, std::size_t> levels = {};  // of texts
  std::int64_t width = 1;

  Filler(const GraphArgument& argument, const RawColumns& raw) {
    if (argument.one_hot) {
      texts = &raw.texts.at(argument.column);
      width = static_cast<std::int64_t>(argument.levels.size());
      for (std::size_t i = 0; i < argument.levels.size(); ++i) levels.emplace(argument.levels[i], i);
    } else {
      numbers = &raw.numbers.at(argument.column);
    }
  }

  Array fill(std::int64_t begin, std::int64_t end, std::int64_t block) const {
    const Shape shape = texts ? Shape{block, 1, width} : Shape{block, 1};
    auto buffer = std::make_shared<Buffer>(static_cast<std::size_t>(shape.size()) * sizeof(float));
    float* out = reinterpret_cast<float*>(buffer->data());
    std::fill_n(out, shape.size(), 0.0f);
    if (numbers)
      std::copy(numbers->begin() + begin, numbers->begin() + end, out);
    else
      for (std::int64_t row = begin; row < end; ++row)
        if (auto level = levels.find((*texts)[static_cast<std::size_t>(row)]); level != levels.end())
          out[static_cast<std::size_t>((row - begin) * width) + level->second] = 1;
    return leaf(std::move(buffer), {shape, DType::f32});
  }
};

// The outputs of the file's graph, of all rows: predicted values [rows, targets] and no probabilities, or class indices (as
// whole numbers) and probabilities, row-major.
struct Outputs {
  std::vector<double> values;
  std::vector<float> probabilities;
};

template <class T> void append(std::vector<T>& to, const Array& from, std::int64_t count) {
  const auto old = to.size();
  to.resize(old + static_cast<std::size_t>(count));
  if (count) std::memcpy(to.data() + old, from.node()->data->data(), static_cast<std::size_t>(count) * sizeof(T));
}

Outputs run(const Model::Contents& contents, const RawColumns& raw, std::int64_t rows) {
  std::vector<Filler> fillers;
  for (const GraphArgument& argument : contents.reader->arguments()) {
    const bool there = argument.one_hot ? raw.texts.count(argument.column) : raw.numbers.count(argument.column);
    if (!there) fail("the model's input \"{}\" belongs to no column that its encoder knows", argument.column);
    fillers.emplace_back(argument, raw);
  }
  const std::lock_guard lock(contents.mutex);
  Outputs outputs;
  for (std::int64_t begin = 0; begin < rows;) {
    const std::int64_t block = block_of(rows - begin), end = std::min(rows, begin + block);
    std::vector<Array> arguments;
    for (const Filler& filler : fillers) arguments.push_back(filler.fill(begin, end, block));
    const std::vector<Array> results = (*contents.program)(arguments);
    const bool classifies = contents.description.classifies;
    const auto classes = static_cast<std::int64_t>(contents.description.class_names.size());
    const std::size_t targets = contents.description.targets.size();
    bool expected = results.size() == (classifies ? 2 : targets);
    for (std::size_t i = 0; expected && i < results.size(); ++i)
      expected = results[i].size() == (classifies && i == 1 ? block * classes : block) &&
                 results[i].dtype() == (classifies && i == 0 ? DType::i64 : DType::f32);
    if (!expected) fail("the model's outputs are not what its metadata says");
    if (classifies) {
      std::vector<std::int64_t> indices;
      append(indices, results[0], end - begin);
      outputs.values.insert(outputs.values.end(), indices.begin(), indices.end());
      append(outputs.probabilities, results[1], (end - begin) * classes);
    } else {
      std::vector<std::vector<float>> values(targets);
      for (std::size_t i = 0; i < targets; ++i) append(values[i], results[i], end - begin);
      for (std::size_t row = 0; row < values[0].size(); ++row)
        for (std::size_t i = 0; i < targets; ++i) outputs.values.push_back(values[i][row]);
    }
    begin = end;
  }
  return outputs;
}

Outputs run(const Model::Contents& contents, const Table& table, std::vector<std::string>& notes) {
  return run(contents, raw_columns(contents.description.encoder, table, notes), table.rows());
}

/// What scoring keeps of each row.
struct Scored {
  Target target;  // its rows only count
  Outputs outputs;
  std::int64_t absent = 0;  // rows of blocks that have no target
};

/// Adds the rows of a table, which may be one of many blocks of it.
void score(const Model::Contents& c, const Table& table, bool one_of_many, Scored& scored,
           std::vector<std::string>& notes) {
  const Description& d = c.description;
  Target& all = scored.target;
  std::vector<std::int64_t> present;
  if (one_of_many) {
    std::vector<const Column*> columns;
    for (const std::string& name : d.targets) columns.push_back(&table.column(name));
    for (std::int64_t row = 0; row < table.rows(); ++row)
      if (std::none_of(columns.begin(), columns.end(), [&](const Column* column) { return column->missing(row); }))
        present.push_back(row);
    if (present.empty()) {
      scored.absent += table.rows();
      return;
    }
  }
  Target target =
      read_targets(table, d.targets, d.classifies ? Task::classification : Task::regression, d.class_names);
  const bool complete = static_cast<std::int64_t>(target.rows.size()) == table.rows();
  std::vector<std::string> more;
  Outputs outputs = run(c, complete ? table : table.select(target.rows), more);
  if (one_of_many) {
    scored.absent += table.rows() - static_cast<std::int64_t>(target.rows.size());
    gather_notes(notes, table.notes);
    gather_notes(notes, more);
  } else {
    notes.insert(notes.end(), target.notes.begin(), target.notes.end());
    notes.insert(notes.end(), more.begin(), more.end());
  }
  all.names = target.names;
  all.rows.insert(all.rows.end(), target.rows.begin(), target.rows.end());
  all.values.insert(all.values.end(), target.values.begin(), target.values.end());
  all.codes.insert(all.codes.end(), target.codes.begin(), target.codes.end());
  scored.outputs.values.insert(scored.outputs.values.end(), outputs.values.begin(), outputs.values.end());
  scored.outputs.probabilities.insert(scored.outputs.probabilities.end(), outputs.probabilities.begin(),
                                      outputs.probabilities.end());
}

/// The metrics of each target, and their means: of those that all have, as MAPE is where no target is 0.
Metrics numbers_metrics(const Target& target, const std::vector<double>& predicted, std::vector<Metrics>* each) {
  const std::size_t targets = target.names.size(), rows = target.rows.size();
  std::vector<Metrics> all;
  for (std::size_t i = 0; i < targets; ++i) {
    std::vector<double> truth, values;
    for (std::size_t row = 0; row < rows; ++row) {
      truth.push_back(target.values[row * targets + i]);
      values.push_back(predicted[row * targets + i]);
    }
    all.push_back(regression_metrics(truth, values));
  }
  if (targets == 1) return all[0];
  Metrics means;
  for (const auto& [name, first] : all[0]) {
    double sum = 0;
    for (const Metrics& one : all) sum += one.contains(name) ? one.at(name) : NAN;
    if (!std::isnan(sum)) means[name] = sum / static_cast<double>(targets);
  }
  if (each) *each = std::move(all);
  return means;
}

}  // namespace

CsvOptions Model::csv_options() const { return contents().description.encoder.csv_options(); }

Predictions Model::predict(const Table& table) const {
  const Contents& c = contents();
  Predictions predictions;
  Outputs outputs = run(c, table, predictions.notes);
  if (!c.description.classifies) {
    predictions.values = std::move(outputs.values);
    return predictions;
  }
  const std::size_t classes = c.description.class_names.size();
  for (std::size_t row = 0; row < outputs.values.size(); ++row) {
    const auto index = static_cast<std::size_t>(outputs.values[row]);
    if (index >= classes) fail("the model gives class {} of {}", index, classes);
    predictions.classes.push_back(c.description.class_names[index]);
    const auto first = outputs.probabilities.begin() + static_cast<std::ptrdiff_t>(row * classes);
    predictions.probabilities.emplace_back(first, first + static_cast<std::ptrdiff_t>(classes));
  }
  return predictions;
}

Metrics Model::evaluate(const Table& table, std::vector<std::string>* notes, ConfusionMatrix* confusion,
                        std::vector<Metrics>* each) const {
  const Contents& c = contents();
  const Description& d = c.description;
  for (const std::string& target : d.targets)
    if (!table.has(target))
      fail("{} lacks the column \"{}\", the target of this model{}", table.label(), target,
           did_you_mean(target, table.names()));
  Scored scored;
  std::vector<std::string> ignored;
  std::vector<std::string>& told = notes ? *notes : ignored;
  for_each_block(table, [&](const Table& rows) { score(c, rows, table.sampled(), scored, told); });
  const Target& target = scored.target;
  const Outputs& outputs = scored.outputs;
  if (target.rows.empty())
    fail("{}: no row has a value of the target \"{}\"", table.label(), fmt::join(d.targets, ", "));
  if (scored.absent > 0)
    told.push_back(fmt::format("{}: {} rows have no \"{}\" and are left out", table.label(), scored.absent,
                               fmt::join(d.targets, ", ")));
  if (d.classifies) {
    const auto classes = static_cast<int>(d.class_names.size());
    const std::vector<int> predicted(outputs.values.begin(), outputs.values.end());
    if (confusion) *confusion = {d.class_names, confusion_matrix(target.codes, predicted, classes)};
    return classification_metrics(target.codes, outputs.probabilities, classes);
  }
  return numbers_metrics(target, outputs.values, each);
}

}  // namespace ansatz
