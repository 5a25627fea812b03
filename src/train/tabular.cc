// The default network for tables: thirty-two small independent networks whose predictions are averaged. Half of them see
// each number also as its place between the quantiles of the training data (piecewise-linear encoding: Gorishniy,
// Rubachev, Babenko 2022, "On Embeddings for Numerical Features", section 3.1); when the target is skewed, half of
// them fit its logarithm. Each ingredient was kept because leaving it out cost accuracy in cross-validation;
// docs/design.md has the table.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "ansatz/operations.h"
#include "base/elementary.h"
#include "train/network.h"
#include "train/ridge.h"
#include "train/standardised.h"

namespace ansatz {
namespace {

constexpr int members = 8, depth = 3, most_bins = 16, most_pieces = 2048;  // members of each of the groups
constexpr std::int64_t width = 128;
constexpr double dropped = 0.1;

// Below so many rows, what is linear in a table is found by ridge regression, not by the network: each member bends its
// own line. There are more and smaller steps then, and predictions may leave the range of the training targets by a part
// of it, as lines do.
constexpr std::int64_t small_table = 1000;
constexpr int least_steps = 400, least_batches = 12, least_batch = 16;
constexpr double beyond = 0.25;

// How one group sees a target.
struct Scale {
  bool logarithm;
  double mean = 0, deviation = 1, low = 0, high = 0;
};

// How it sees all of them.
struct View {
  std::string name;
  std::vector<Scale> targets;
  std::vector<std::vector<RidgeLine>> lines =
      {};  // in a small table, for each target one a member: through the rows it learns from

  // One number of each target, as an operand of [rows, targets].
  template <class Number> Array row(Number number) const {
    std::vector<double> numbers;
    for (const Scale& target : targets) numbers.push_back(number(target));
    return row_of(numbers);
  }
  std::size_t logarithms() const {
    return static_cast<std::size_t>(
        std::count_if(targets.begin(), targets.end(), [](const Scale& target) { return target.logarithm; }));
  }
  // f where the view takes the logarithm of a target; `harmless` is what f may be given for the others.
  template <class Function> Array where_logarithm(const Array& x, double harmless, Function f) const {
    if (logarithms() == 0) return x;
    if (logarithms() == targets.size()) return f(x);
    const Array taken = row([](const Scale& target) { return target.logarithm ? 1.0 : 0.0; }) > 0.5;
    return where(taken, f(where(taken, x, harmless)), x);
  }
};

Scale scale_of(const std::vector<float>& values, bool logarithm) {
  Scale scale{logarithm};
  const auto count = static_cast<double>(values.size());
  const auto value = [&](float y) { return logarithm ? elementary::log(y) : double{y}; };
  for (const float y : values) scale.mean += value(y) / count;
  double variance = 0;
  scale.low = scale.high = value(values[0]);
  for (const float y : values) {
    variance += (value(y) - scale.mean) * (value(y) - scale.mean) / count;
    scale.low = std::min(scale.low, value(y));
    scale.high = std::max(scale.high, value(y));
  }
  if (variance > 0) scale.deviation = std::sqrt(variance);
  return scale;
}

void fit_lines(View& view, const Prepared& data, int folds, int members) {
  for (std::size_t target = 0; target < view.targets.size(); ++target) {
    Scale& scale = view.targets[target];
    std::vector<double> standardised;
    for (const float y : data.target.values_of(static_cast<std::int64_t>(target), data.training)) {
      const double value = y;
      standardised.push_back(((scale.logarithm ? elementary::log(value) : value) - scale.mean) / scale.deviation);
    }
    view.lines.push_back(
        ridge_lines(data.features.data(), data.training, data.encoder.features(), standardised, folds, members));
    if (view.lines[0].empty()) return view.lines.clear();
    const double range = scale.high - scale.low;
    scale.low -= beyond * range;
    scale.high += beyond * range;
  }
}

// What the member's own line says of each target.
Array on_lines(const View& view, std::size_t member, const Array& features) {
  const std::int64_t width = features.dim(1), targets = static_cast<std::int64_t>(view.lines.size());
  std::vector<float> weights(static_cast<std::size_t>(width * targets));
  std::vector<double> biases;
  for (std::size_t target = 0; target < view.lines.size(); ++target) {
    const RidgeLine& line = view.lines[target][member];
    for (std::size_t f = 0; f < line.weights.size(); ++f) weights[f * view.lines.size() + target] = line.weights[f];
    biases.push_back(line.bias);
  }
  return matmul(features, Array(weights, {width, targets})) + row_of(biases);
}

bool is_skewed(const std::vector<float>& values) {
  const auto count = static_cast<double>(values.size());
  double mean = 0, second = 0, third = 0;
  for (const float y : values) {
    if (y <= 0) return false;
    mean += y / count;
  }
  for (const float y : values) {
    const double d = y - mean;
    second += d * d / count;
    third += d * d * d / count;
  }
  return second > 0 && third / (second * std::sqrt(second)) > 1;
}

// The encoder's smooth clip z = u / √(1 + (u/3)²) undone, so that pieces are linear in the column's own units.
constexpr double clip_limit = 1 - 1e-6;
float unclipped(float z) { return static_cast<float>(z / std::sqrt(1 - std::min(z * z / 9.0, clip_limit))); }
Array unclipped(const Array& z) { return z * rsqrt(1.0 - minimum(square(z) * (1 / 9.0), clip_limit)); }

// The edges between the quantiles of each numeric feature: p = clip((u - begin)·slope, 0, 1) for each piece.
struct Pieces {
  std::vector<float> select;  // [numeric features, pieces]: which feature a piece belongs to
  std::vector<float> begin, slope;
  std::int64_t features = 0;
};

Pieces pieces_of(const Prepared& data) {
  Pieces pieces;
  const std::int64_t stride = data.encoder.features();
  pieces.features = data.encoder.numeric_features();
  // Wide tables get fewer pieces a feature, or none: more would make the networks grow with the square of the width.
  const std::int64_t bins = std::min<std::int64_t>(most_bins, most_pieces / std::max<std::int64_t>(pieces.features, 1));
  if (bins < 2) return pieces;
  std::vector<std::int64_t> owner;
  for (std::int64_t f = 0; f < pieces.features; ++f) {
    std::vector<float> values(data.training), edges;
    for (std::int64_t i = 0; i < data.training; ++i) values[i] = unclipped(data.features[i * stride + f]);
    std::sort(values.begin(), values.end());
    for (std::int64_t b = 0; b <= bins; ++b) {
      const double place = static_cast<double>(b) / bins * static_cast<double>(values.size() - 1);
      const auto below = static_cast<std::size_t>(place);
      const std::size_t above = std::min(below + 1, values.size() - 1);
      edges.push_back(
          static_cast<float>(values[below] + (place - static_cast<double>(below)) * (values[above] - values[below])));
    }
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    for (std::size_t e = 0; e + 1 < edges.size(); ++e) {
      pieces.begin.push_back(edges[e]);
      pieces.slope.push_back(1.0f / (edges[e + 1] - edges[e]));
      owner.push_back(f);
    }
  }
  pieces.select.assign(pieces.features * owner.size(), 0.0f);
  for (std::size_t p = 0; p < owner.size(); ++p) pieces.select[owner[p] * owner.size() + p] = 1.0f;
  return pieces;
}

Array with_pieces(const Array& features, const Pieces& pieces) {
  const auto count = static_cast<std::int64_t>(pieces.begin.size());
  if (count == 0) return features;
  const Array numbers = unclipped(slice(features, 1, 0, pieces.features));
  const Array spread = matmul(numbers, Array(pieces.select, {pieces.features, count}));
  const Array inside = (spread - Array(pieces.begin, {count})) * Array(pieces.slope, {count});
  return concatenate({features, clip(inside, 0.0, 1.0)}, 1);
}

// What dropout keeps of each hidden layer, as factors [rows, width]; all members drop the same places, whose units
// have nothing in common. Empty outside of training.
std::vector<Array> kept_units(Scope s, std::int64_t rows) {
  if (!s.training()) return {};
  std::vector<Array> kept;
  for (int layer = 0; layer < depth; ++layer) {
    const Array kept_here = random_bernoulli(s.random(), 1 - dropped, {rows, width});
    kept.push_back(cast(kept_here, DType::f32) * (1 / (1 - dropped)));
  }
  return kept;
}

// One member: features · scale, then `depth` hidden layers, then the output. The scale is taken into the first weight,
// so that its gradient needs no product of its own.
Array member(Scope s, Array x, const std::vector<Array>& kept, std::int64_t out) {
  const Array scale = s.parameter("scale", {x.dim(-1)}, constant(1));
  for (int layer = 0; layer < depth; ++layer) {
    const Scope here = s["hidden" + std::to_string(layer)];
    const double deviation = 1 / std::sqrt(static_cast<double>(x.dim(-1)));
    const Array weight = here.parameter("weight", {width, x.dim(-1)}, normal(0, deviation));
    x = matmul(x, transpose(layer == 0 ? weight * scale : weight)) + here.parameter("bias", {width}, normal(0, 0.5));
    // relu(x) · factor, but one array to keep for the gradient instead of two.
    x = relu(kept.empty() ? x : x * kept[layer]);
  }
  return linear(s["out"], x, out,
                {.weight = normal(0, 0.3 / std::sqrt(static_cast<double>(width))), .bias_initializer = constant(0)});
}

Array standardised(const Array& targets, const View& view) {
  const Array seen = view.where_logarithm(targets, 1, [](const Array& y) { return log(y); });
  return (seen - view.row([](const Scale& t) { return t.mean; })) *
         view.row([](const Scale& t) { return 1 / t.deviation; });
}

// A loss that somebody chose, of which only the mean is known: where a member must not learn, constants stand for its
// outputs, so that these rows have no gradient.
Array loss_of_learned(const Loss& loss, const Array& out, const Array& targets, const Array& learns) {
  const bool classifies = targets.rank() == 1;
  return summed_loss(loss, where(learns, out, classifies ? full(out.shape(), 0.0) : targets), targets);
}

struct Tabular {
  std::vector<View> views;  // none: classification
  Pieces pieces;
  std::int64_t out = 1;

  int groups() const { return 2 * static_cast<int>(std::max<std::size_t>(views.size(), 1)); }
  int count() const { return groups() * members; }

  // Calls visit(output, view, number) for each member; `inputs` gives a member's features, in which the second half of
  // the members see pieces too.
  // Where the view has lines, a member's output is what it adds to its own.
  template <class Visit>
  void each_member(Scope s, const std::function<Array(int member, bool with_pieces)>& inputs, Visit visit) const {
    const std::vector<Array> kept = kept_units(s, inputs(0, false).dim(0));
    int number = 0;
    for (const bool bins : {false, true})
      for (std::size_t v = 0; v < std::max<std::size_t>(views.size(), 1); ++v)
        for (int m = 0; m < members; ++m, ++number) {
          Scope place = s[bins ? "bins" : "plain"];
          if (!views.empty()) place = place[views[v].name + (v > 0 && views[v].name == views[0].name ? "2" : "")];
          const View* view = views.empty() ? nullptr : &views[v];
          Array output = member(place[std::to_string(m)], inputs(number, bins), kept, out);
          if (view && !view->lines.empty())
            output = output + on_lines(*view, static_cast<std::size_t>(number), inputs(number, false));
          visit(output, view, number);
        }
  }
  // The same features for all.
  template <class Visit> void each_member(Scope s, const Array& features, Visit visit) const {
    const Array more = with_pieces(features, pieces);
    each_member(
        s, [&](int, bool with_pieces) { return with_pieces ? more : features; }, visit);
  }

  // A member's output in the target's units, or as probabilities.
  Array decoded(const Array& output, const View* view) const {
    if (!view) return softmax(output, -1);
    const Array seen = output * view->row([](const Scale& t) { return t.deviation; }) +
                       view->row([](const Scale& t) { return t.mean; });
    const Array inside =
        clip(seen, view->row([](const Scale& t) { return t.low; }), view->row([](const Scale& t) { return t.high; }));
    return view->where_logarithm(inside, 0, [](const Array& y) { return exp(y); });
  }
  Array finished(const Array& decoded) const { return views.empty() ? log(decoded + 1e-12) : decoded; }
};

// Member j never learns from the rows of fold j: its loss is the mean over the others. A quarter of the rows is enough to
// validate where there are many.
int folds_of(const Tabular& tabular, const Prepared& data) {
  const int members = tabular.count();
  return members * static_cast<int>(std::clamp<std::int64_t>(data.training / (8 * members), 1, 4));
}

}  // namespace

TableNetwork tabular_network(const Prepared& data, const FitOptions& options) {
  Tabular tabular;
  tabular.pieces = pieces_of(data);
  TableNetwork network;
  network.architecture = tabular_name;
  network.loss_name = loss_name_of(options, data.target.task);
  const bool classifies = data.target.task == Task::classification;
  if (classifies) {
    tabular.out = static_cast<std::int64_t>(data.target.classes.size());
  } else {
    tabular.out = data.target.outputs();
    View raw{"raw", {}}, logarithm{"raw", {}};
    for (std::int64_t target = 0; target < tabular.out; ++target) {
      const std::vector<float> values = data.target.values_of(target, data.training);
      const bool skewed = is_skewed(values);
      raw.targets.push_back(scale_of(values, false));
      logarithm.targets.push_back(scale_of(values, skewed));
      if (!skewed) continue;
      logarithm.name = "log";
      network.remarks.push_back(
          fmt::format("{} is skewed: half of the members fit its logarithm",
                      tabular.out == 1 ? "the target" : data.target.names[static_cast<std::size_t>(target)]));
    }
    tabular.views = {raw, logarithm};
    if (data.training < small_table) {
      for (View& view : tabular.views) fit_lines(view, data, folds_of(tabular, data), tabular.count());
      if (!tabular.views[0].lines.empty())
        network.remarks.insert(network.remarks.begin(), "a small table: each member bends a ridge regression");
    }
  }

  network.members = tabular.count();
  const int folds = network.folds = folds_of(tabular, data);
  network.loss = [tabular, classifies, folds, loss = options.loss](Scope s, const Array& features, const Array& targets,
                                                                   const Array& fold) {
    const double share = static_cast<double>(folds) / (folds - 1);
    Array total = 0.0;
    tabular.each_member(s, features, [&](const Array& out, const View* view, int number) {
      const Array learns = fold != static_cast<double>(number);
      if (loss) {
        total = total + loss_of_learned(loss, out, classifies ? targets : standardised(targets, *view), learns) * share;
        return;
      }
      Array each;  // the loss of each row [rows, 1]
      if (classifies) {
        each = -take_along_axis(log_softmax(out, -1), unsqueeze(targets, 1), -1);
      } else {
        each = square(out - standardised(targets, *view)) * 0.5;
        if (tabular.out > 1) each = sum(each, {1}, /*keep=*/true);
      }
      total = total + mean(gate(learns, each)) * share;
    });
    return total;
  };
  network.predict = [tabular](Scope s, const Array& features) {
    Array total = 0.0;
    tabular.each_member(s, features,
                        [&](const Array& out, const View* view, int) { total = total + tabular.decoded(out, view); });
    return tabular.finished(total * (1.0 / tabular.count()));
  };
  network.predict_folds = [tabular](Scope s, const std::vector<Array>& features) {
    std::vector<Array> predictions;
    tabular.each_member(
        s,
        [&](int number, bool more) { return more ? with_pieces(features[number], tabular.pieces) : features[number]; },
        [&](const Array& out, const View* view, int) {
          predictions.push_back(tabular.finished(tabular.decoded(out, view)));
        });
    return predictions;
  };
  network.optimizer = per_path(adam({.learning_rate = 3e-3, .beta2 = 0.99}), {{"scale", {.rate = 6.0}}});
  network.schedule = schedule("cosine:warmup=0.1");
  network.epochs = data.training <= 5000 ? 40 : static_cast<int>(std::max<std::int64_t>(8, 200000 / data.training));
  network.batch = data.training < 1000 ? 64 : data.training < 20000 ? 128 : 256;
  if (!classifies && data.training < small_table) {
    while (network.batch > least_batch && network.batch * least_batches > data.training) network.batch /= 2;
    const std::int64_t batches = std::max<std::int64_t>(1, data.training / network.batch);
    network.epochs = std::max(network.epochs, static_cast<int>((least_steps + batches - 1) / batches));
  }
  network.patience = 10;
  network.keep_margin = 0.02;
  return network;
}

}  // namespace ansatz
