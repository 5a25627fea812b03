#include "model/build.h"

#include <algorithm>
#include <set>

#include "base/fail.h"
#include "model/contents.h"
#include "model/derived_columns.h"
#include "model/graph_writer.h"
#include "model/network_writer.h"
#include "model/rows_apart.h"

namespace ansatz {
namespace {

Array row(const std::vector<float>& numbers) { return Array(numbers, {static_cast<std::int64_t>(numbers.size())}); }

// All numbers beside each other, and what is done with them.
struct Numbers {
  std::vector<std::string> inputs;  // values of one column, or of several
  std::vector<float> median, center, scale;
  std::vector<std::int64_t> indicators;
  bool clip = true;

  // One of the columns of the next value in `inputs`.
  void add(const NumericEncoding& e) {
    if (median.empty()) clip = e.clip;
    if (clip != e.clip) fail("some of the columns are to be drawn in and others not; all or none of them can be");
    if (e.indicator) indicators.push_back(static_cast<std::int64_t>(median.size()));
    median.push_back(e.median);
    center.push_back(e.center);
    scale.push_back(e.scale);
  }
  void add(const std::string& input, const NumericEncoding& e) {
    inputs.push_back(input);
    add(e);
  }

  // The scaled numbers, then the indicators.
  std::vector<std::string> write(GraphWriter& out) const {
    if (inputs.empty()) return {};
    const std::string x = out.node("Concat", inputs, {{"axis", std::int64_t{1}}});
    const std::string missing = out.node("IsNaN", {x});
    const std::string filled = out.node("Where", {missing, out.constant(row(median)), x});
    const std::string centered = out.node("Sub", {filled, out.constant(row(center))});
    const std::string scaled = out.node("Mul", {centered, out.constant(row(scale))});
    std::vector<std::string> groups = {clip ? clipped(out, scaled) : scaled};
    if (!indicators.empty()) {
      const std::string marks = out.node("Cast", {missing}, {{"to", std::int64_t{onnx_type(DType::f32)}}});
      groups.push_back(out.node("Gather", {marks, out.constant(indicators)}, {{"axis", std::int64_t{1}}}));
    }
    return groups;
  }

  static std::string clipped(GraphWriter& out, const std::string& scaled) {
    // smooth_clip of data/encoder.h, in the same order.
    auto number = [&](float value) { return out.constant(Array(std::vector<float>{value}, {})); };
    const std::string v = out.node("Clip", {scaled, number(-1e18f), number(1e18f)});
    const std::string third = out.node("Div", {v, number(3)});
    const std::string root = out.node("Sqrt", {out.node("Add", {number(1), out.node("Mul", {third, third})})});
    return out.node("Div", {v, root});
  }
};

std::string write_levels(GraphWriter& out, const CategoryEncoding& e) {
  const std::string levels =
      out.node("OneHotEncoder", {e.column}, {{"cats_strings", e.levels}, {"zeros", std::int64_t{1}}});
  const std::vector<std::int64_t> flat = {-1, static_cast<std::int64_t>(e.levels.size())};
  return out.node("Reshape", {levels, out.constant(flat)});
}

// The graph's inputs, one a column, each declared when it is first needed.
class Inputs {
 public:
  explicit Inputs(GraphWriter& out) : out_(out) {}

  const std::string& numbers(const std::string& name) { return declare(name, /*text=*/false); }
  const std::string& texts(const std::string& name) { return declare(name, /*text=*/true); }

 private:
  const std::string& declare(const std::string& name, bool text) {
    if (declared_.insert(name).second) out_.input(name, text);
    return name;
  }
  GraphWriter& out_;
  std::set<std::string> declared_;
};

// A level of each side is there, times one another, for the pairs that are levels of the cross.
std::string write_cross(GraphWriter& out, Inputs& inputs, const CategoryEncoding& e, const DerivedColumn& cross) {
  std::vector<std::string> sides[2];
  std::vector<std::size_t> places[2];
  for (const std::string& level : e.levels) {
    const std::size_t at = level.find(cross.separator);
    if (at == std::string::npos) fail("the level \"{}\" of \"{}\" is none of a cross", level, e.column);
    const std::string parts[2] = {level.substr(0, at), level.substr(at + cross.separator.size())};
    for (int side = 0; side < 2; ++side) {
      std::vector<std::string>& levels = sides[side];
      const auto found = std::find(levels.begin(), levels.end(), parts[side]);
      places[side].push_back(static_cast<std::size_t>(found - levels.begin()));
      if (found == levels.end()) levels.push_back(parts[side]);
    }
  }
  std::string hot[2];
  for (std::size_t side = 0; side < 2; ++side) {
    const auto count = static_cast<std::int64_t>(sides[side].size());
    const std::string one = out.node("OneHotEncoder", {inputs.texts(cross.inputs[side].column)},
                                     {{"cats_strings", sides[side]}, {"zeros", std::int64_t{1}}});
    const std::vector<std::int64_t> shape = side == 0 ? std::vector<std::int64_t>{-1, count, 1}
                                                      : std::vector<std::int64_t>{-1, 1, count};
    hot[side] = out.node("Reshape", {one, out.constant(shape)});
  }
  const auto count = static_cast<std::int64_t>(sides[1].size());
  std::vector<std::int64_t> pairs;
  for (std::size_t i = 0; i < e.levels.size(); ++i)
    pairs.push_back(static_cast<std::int64_t>(places[0][i]) * count + static_cast<std::int64_t>(places[1][i]));
  const std::vector<std::int64_t> flat = {-1, static_cast<std::int64_t>(sides[0].size()) * count};
  const std::string all = out.node("Reshape", {out.node("Mul", {hot[0], hot[1]}), out.constant(flat)});
  return out.node("Gather", {all, out.constant(pairs)}, {{"axis", std::int64_t{1}}});
}

// The computed numbers [N, …], beside each other.
std::string write_derived(GraphWriter& out, Inputs& inputs, const std::vector<DerivedColumn>& derived) {
  std::vector<std::string> read;
  for (const DerivedColumn::Input& input : numeric_inputs(derived)) read.push_back(inputs.numbers(input.name));
  const std::string x = out.node("Concat", read, {{"axis", std::int64_t{1}}});
  ModelParts parts;
  parts.inference = [&](const NamedArrays&, const Array& numbers) { return record_derived(derived, numbers); };
  return write_network(out, x, static_cast<std::int64_t>(read.size()), parts).output;
}

// The inputs, and the features that the encoder makes of them.
std::string write_encoder(GraphWriter& out, const Encoder& encoder) {
  Numbers numbers;
  Inputs inputs(out);
  std::vector<DerivedColumn> derived;
  std::vector<std::function<std::string()>> categories;
  for (const ColumnEncoding& encoding : encoder.columns) {
    if (const auto* number = std::get_if<NumericEncoding>(&encoding)) {
      const DerivedColumn* computed = encoder.find_derived(number->column);
      if (!computed) {
        if (!derived.empty()) fail("the column \"{}\" stands behind computed ones", number->column);
        numbers.add(inputs.numbers(number->column), *number);
      } else {
        derived.push_back(*computed);
        numbers.add(*number);
      }
    }
    if (const auto* date = std::get_if<DateEncoding>(&encoding))
      for (const NumericEncoding& part : date->parts) numbers.add(inputs.numbers(part.column), part);
    if (const auto* category = std::get_if<CategoryEncoding>(&encoding)) {
      const DerivedColumn* cross = encoder.find_derived(category->column);
      if (!cross) inputs.texts(category->column);
      if (category->levels.empty()) continue;
      categories.push_back([&out, &inputs, category, cross] {
        return cross ? write_cross(out, inputs, *category, *cross) : write_levels(out, *category);
      });
    }
  }
  if (!derived.empty()) numbers.inputs.push_back(write_derived(out, inputs, derived));
  std::vector<std::string> groups = numbers.write(out);
  for (const auto& write : categories) groups.push_back(write());
  if (groups.empty()) fail("the model has no features");
  return out.node("Concat", groups, {{"axis", std::int64_t{1}}}, out.fresh("features"));
}

// An output for each target.
void write_columns(GraphWriter& out, const WrittenNetwork& network, const std::vector<std::string>& names) {
  const auto count = static_cast<std::int64_t>(names.size());
  if (!(network.shape == Shape{count}))
    fail("the network gives {} for a row; {} numbers are needed", to_string(network.shape), count);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string& name = names[static_cast<std::size_t>(i)];
    out.node("Gather", {network.output, out.constant(std::vector<std::int64_t>{i})}, {{"axis", std::int64_t{1}}}, name);
    out.output(name, /*text=*/false, 1);
  }
}

void write_numbers(GraphWriter& out, const ModelParts& parts, const WrittenNetwork& network, const std::string& name) {
  if (!(network.shape == Shape{1}))
    fail("the network gives {} for a row; one number is needed", to_string(network.shape));
  auto number = [&](float value) { return out.constant(Array(std::vector<float>{value}, {})); };
  const TargetScaling& scaling = parts.scaling;
  std::string value = network.output;
  if (scaling.deviation != 1) value = out.node("Mul", {value, number(scaling.deviation)});
  if (scaling.mean != 0) value = out.node("Add", {value, number(scaling.mean)});
  out.node(scaling.logarithm ? "Exp" : "Identity", {value}, {}, name);
  out.output(name, /*text=*/false, 1);
}

void write_classes(GraphWriter& out, const ModelParts& parts, const WrittenNetwork& network, const std::string& name) {
  const auto classes = static_cast<std::int64_t>(parts.class_names.size());
  if (!(network.shape == Shape{classes}))
    fail("the network gives {} for a row; {} classes are needed", to_string(network.shape), classes);
  const std::string probabilities = out.fresh("probabilities");
  out.node("Softmax", {network.output}, {{"axis", std::int64_t{1}}}, probabilities);
  const std::string index =
      out.node("ArgMax", {probabilities}, {{"axis", std::int64_t{1}}, {"keepdims", std::int64_t{1}}});
  std::vector<std::int64_t> keys;
  for (std::int64_t i = 0; i < classes; ++i) keys.push_back(i);
  out.node("LabelEncoder", {index}, {{"keys_int64s", keys}, {"values_strings", parts.class_names}}, name);
  out.output(name, /*text=*/true, 1);
  out.output(probabilities, /*text=*/false, classes);
}

}  // namespace

Model build_model(const ModelParts& parts) {
  onnx::ModelProto proto;
  proto.set_ir_version(8);
  proto.set_producer_name(producer);
  proto.set_producer_version(ANSATZ_VERSION);
  onnx::OperatorSetIdProto &standard = *proto.add_opset_import(), &ml = *proto.add_opset_import();
  standard.set_domain("");
  standard.set_version(17);
  ml.set_domain("ai.onnx.ml");
  ml.set_version(3);

  onnx::GraphProto& graph = *proto.mutable_graph();
  graph.set_name(parts.target);
  GraphWriter out(graph);
  const std::string features = write_encoder(out, parts.encoder);
  check_rows_apart(parts);
  std::vector<std::string> targets = {parts.target}, names;
  targets.insert(targets.end(), parts.further_targets.begin(), parts.further_targets.end());
  for (const std::string& target : targets) names.push_back(out.fresh("predicted_" + target));
  const WrittenNetwork network = write_network(out, features, parts.encoder.features(), parts);
  if (parts.classifies)
    write_classes(out, parts, network, names[0]);
  else if (names.size() > 1)
    write_columns(out, network, names);
  else
    write_numbers(out, parts, network, names[0]);
  describe(proto, {parts.encoder, targets, parts.classifies, parts.class_names, parts.scaling, parts.metadata});
  return model_of(std::move(proto));
}

}  // namespace ansatz
