#include "model/build.h"

#include "base/fail.h"
#include "model/contents.h"
#include "model/graph_writer.h"
#include "model/network_writer.h"
#include "model/rows_apart.h"

namespace ansatz {
namespace {

Array row(const std::vector<float>& numbers) { return Array(numbers, {static_cast<std::int64_t>(numbers.size())}); }

// All numeric inputs beside each other, and what is done with them.
struct Numbers {
  std::vector<std::string> inputs;
  std::vector<float> median, center, scale;
  std::vector<std::int64_t> indicators;

  void add(GraphWriter& out, const NumericEncoding& e) {
    out.input(e.column, /*text=*/false);
    if (e.indicator) indicators.push_back(static_cast<std::int64_t>(inputs.size()));
    inputs.push_back(e.column);
    median.push_back(e.median);
    center.push_back(e.center);
    scale.push_back(e.scale);
  }

  // The scaled numbers, then the indicators.
  std::vector<std::string> write(GraphWriter& out) const {
    if (inputs.empty()) return {};
    const std::string x = out.node("Concat", inputs, {{"axis", std::int64_t{1}}});
    const std::string missing = out.node("IsNaN", {x});
    const std::string filled = out.node("Where", {missing, out.constant(row(median)), x});
    const std::string centered = out.node("Sub", {filled, out.constant(row(center))});
    const std::string scaled = out.node("Mul", {centered, out.constant(row(scale))});
    // smooth_clip of data/encoder.h, in the same order.
    auto number = [&](float value) { return out.constant(Array(std::vector<float>{value}, {})); };
    const std::string v = out.node("Clip", {scaled, number(-1e18f), number(1e18f)});
    const std::string third = out.node("Div", {v, number(3)});
    const std::string root = out.node("Sqrt", {out.node("Add", {number(1), out.node("Mul", {third, third})})});
    std::vector<std::string> groups = {out.node("Div", {v, root})};
    if (!indicators.empty()) {
      const std::string marks = out.node("Cast", {missing}, {{"to", std::int64_t{onnx_type(DType::f32)}}});
      groups.push_back(out.node("Gather", {marks, out.constant(indicators)}, {{"axis", std::int64_t{1}}}));
    }
    return groups;
  }
};

std::string write_levels(GraphWriter& out, const CategoryEncoding& e) {
  const std::string levels =
      out.node("OneHotEncoder", {e.column}, {{"cats_strings", e.levels}, {"zeros", std::int64_t{1}}});
  const std::vector<std::int64_t> flat = {-1, static_cast<std::int64_t>(e.levels.size())};
  return out.node("Reshape", {levels, out.constant(flat)});
}

// The inputs, one a column, and the features that the encoder makes of them.
std::string write_encoder(GraphWriter& out, const Encoder& encoder) {
  Numbers numbers;
  std::vector<const CategoryEncoding*> categories;
  for (const ColumnEncoding& encoding : encoder.columns) {
    if (const auto* number = std::get_if<NumericEncoding>(&encoding)) numbers.add(out, *number);
    if (const auto* date = std::get_if<DateEncoding>(&encoding))
      for (const NumericEncoding& part : date->parts) numbers.add(out, part);
    if (const auto* category = std::get_if<CategoryEncoding>(&encoding)) {
      out.input(category->column, /*text=*/true);
      if (!category->levels.empty()) categories.push_back(category);
    }
  }
  std::vector<std::string> groups = numbers.write(out);
  for (const CategoryEncoding* category : categories) groups.push_back(write_levels(out, *category));
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
