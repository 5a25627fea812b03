#include "model/units.h"

#include <cmath>
#include <cstring>
#include <numeric>

#include "base/fail.h"
#include "model/contents.h"

namespace ansatz {
namespace {

struct Linear {
  std::map<int, double> weights;
  double bias = 0;
};

// A constant of the file, or a row of linear combinations.
struct Value {
  std::vector<std::int64_t> shape;  // of a constant; a row's batch axis is left out
  std::vector<double> numbers;      // of a constant
  std::vector<Linear> row;
  bool above_0 = false;  // of a row: not it, but where it is above 0
  bool constant() const { return row.empty(); }
  std::size_t size() const { return constant() ? numbers.size() : row.size(); }
};

Value constant_of(const onnx::TensorProto& tensor) {
  Value value;
  value.shape.assign(tensor.dims().begin(), tensor.dims().end());
  const auto count = static_cast<std::size_t>(
      std::accumulate(value.shape.begin(), value.shape.end(), std::int64_t{1}, std::multiplies<>()));
  const std::string& raw = tensor.raw_data();
  const auto read = [&](auto number) {
    using T = decltype(number);
    if (raw.size() != count * sizeof(T)) fail("the tensor \"{}\" has another size than its shape says", tensor.name());
    for (std::size_t i = 0; i < count; ++i) {
      std::memcpy(&number, raw.data() + i * sizeof(T), sizeof(T));
      value.numbers.push_back(static_cast<double>(number));
    }
  };
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT: read(float{}); break;
    case onnx::TensorProto::DOUBLE: read(double{}); break;
    case onnx::TensorProto::INT64: read(std::int64_t{}); break;
    default: break;  // of no operator that is read here
  }
  return value;
}

class Extractor {
 public:
  explicit Extractor(const Model& model) : contents_(model.contents()) {
    network_.features = contents_.description.encoder.feature_names();
    for (const onnx::TensorProto& tensor : contents_.proto.graph().initializer())
      values_.emplace(tensor.name(), constant_of(tensor));
  }

  UnitNetwork extract() {
    const Description& d = contents_.description;
    bool reached = false;  // the encoder's end
    for (const onnx::NodeProto& node : contents_.proto.graph().node()) {
      if (!reached) {  // a column may have the name "features", then the encoder's has a number behind it
        reached = node.op_type() == "Concat" && node.output(0).starts_with("features");
        if (reached) values_[node.output(0)] = features();
        continue;
      }
      if (d.classifies && node.op_type() == "Softmax") return finished(of(node.input(0)), d.class_names);
      values_[node.output(0)] = result(node);
    }
    if (!reached || d.classifies) fail("the model's network is not where it was expected");
    Value outputs;
    for (const onnx::ValueInfoProto& output : contents_.proto.graph().output()) {
      const Value& each = of(output.name());
      outputs.row.insert(outputs.row.end(), each.row.begin(), each.row.end());
    }
    return finished(outputs, d.targets);
  }

 private:
  Value features() const {
    Value value;
    for (std::size_t i = 0; i < network_.features.size(); ++i) value.row.push_back({{{static_cast<int>(i), 1.0}}, 0});
    return value;
  }

  UnitNetwork finished(const Value& value, const std::vector<std::string>& names) {
    if (value.row.size() != names.size())
      fail("the model's network gives {} numbers for {}", value.row.size(), names.size());
    for (const Linear& each : value.row) network_.outputs.push_back({"", 0, each.weights, each.bias});
    network_.output_names = names;
    return std::move(network_);
  }

  const Value& of(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) fail("the model's network reads \"{}\", which is none of its values", name);
    return found->second;
  }

  [[noreturn]] void refuse(const onnx::NodeProto& node) const {
    fail("a network of linear layers and activations is needed; this one has the operator {}", node.op_type());
  }

  // One number of an operand that may be a single one for all.
  static double number(const Value& v, std::size_t i, std::size_t width, const onnx::NodeProto& node) {
    if (v.numbers.size() != 1 && v.numbers.size() != width)
      fail(
          "a network of linear layers and activations is needed; this one has the operator {} with a constant of {} "
          "numbers",
          node.op_type(), v.numbers.size());
    return v.numbers[v.numbers.size() == 1 ? 0 : i];
  }

  static Linear plus(Linear a, const Linear& b, double times) {
    for (const auto& [source, weight] : b.weights) a.weights[source] += times * weight;
    a.bias += times * b.bias;
    return a;
  }

  static Linear scaled(Linear a, double times) {
    for (auto& [source, weight] : a.weights) weight *= times;
    a.bias *= times;
    return a;
  }

  // a + times·b, elementwise.
  Value sum(const Value& a, const Value& b, double times, const onnx::NodeProto& node) const {
    const std::size_t width = std::max(a.size(), b.size());
    Value out;
    if (a.constant() && b.constant()) {
      for (std::size_t i = 0; i < width; ++i)
        out.numbers.push_back(number(a, i, width, node) + times * number(b, i, width, node));
      out.shape = a.numbers.size() == width ? a.shape : b.shape;
      return out;
    }
    for (std::size_t i = 0; i < width; ++i) {
      const auto part = [&](const Value& v) {
        if (!v.constant() && v.row.size() != width) refuse(node);
        return v.constant() ? Linear{{}, number(v, i, width, node)} : v.row[i];
      };
      out.row.push_back(plus(part(a), part(b), times));
    }
    return out;
  }

  Value product(const Value& a, const Value& b, bool divide, const onnx::NodeProto& node) const {
    const std::size_t width = std::max(a.size(), b.size());
    const auto factor = [&](const Value& v, std::size_t i) {
      const double x = number(v, i, width, node);
      return divide ? 1 / x : x;
    };
    Value out;
    if (a.constant() && b.constant()) {
      for (std::size_t i = 0; i < width; ++i) out.numbers.push_back(number(a, i, width, node) * factor(b, i));
      out.shape = a.numbers.size() == width ? a.shape : b.shape;
      return out;
    }
    const Value& row = a.constant() ? b : a;
    const Value& numbers = a.constant() ? a : b;
    if (!numbers.constant() || (divide && a.constant()) || row.row.size() != width) refuse(node);
    for (std::size_t i = 0; i < width; ++i)
      out.row.push_back(scaled(row.row[i], a.constant() ? number(numbers, i, width, node) : factor(numbers, i)));
    return out;
  }

  Value matrix_product(const Value& x, const Value& w, const onnx::NodeProto& node) const {
    if (x.constant() || !w.constant() || w.shape.size() != 2 || static_cast<std::size_t>(w.shape[0]) != x.row.size())
      refuse(node);
    const auto in = x.row.size(), out_width = static_cast<std::size_t>(w.shape[1]);
    Value out;
    for (std::size_t o = 0; o < out_width; ++o) {
      Linear all;
      for (std::size_t i = 0; i < in; ++i) all = plus(std::move(all), x.row[i], w.numbers[i * out_width + o]);
      out.row.push_back(std::move(all));
    }
    return out;
  }

  Value activated(const Value& x, const std::string& activation, double parameter) {
    Value out;
    for (const Linear& each : x.row) {
      const int source = static_cast<int>(network_.features.size() + network_.units.size());
      network_.units.push_back({activation, parameter, each.weights, each.bias});
      out.row.push_back({{{source, 1.0}}, 0});
    }
    return out;
  }

  // where(x > 0, x, slope·x)
  Value leaky(const onnx::NodeProto& node) {
    const Value &x = of(node.input(0)), &above = of(node.input(1)), &below = of(node.input(2));
    if (!x.above_0 || above.row.size() != x.row.size() || below.row.size() != x.row.size()) refuse(node);
    double slope = NAN;
    for (std::size_t i = 0; i < x.row.size(); ++i) {
      if (above.row[i].weights != x.row[i].weights || above.row[i].bias != x.row[i].bias) refuse(node);
      for (const auto& [source, weight] : x.row[i].weights)
        if (weight != 0 && std::isnan(slope)) slope = below.row[i].weights.at(source) / weight;
      if (std::isnan(slope)) slope = 0.01;  // all weights are 0: any slope of the usual size says so
      const Linear expected = scaled(x.row[i], slope);
      for (const auto& [source, weight] : expected.weights) {
        const auto found = below.row[i].weights.find(source);
        if (found == below.row[i].weights.end() || std::abs(found->second - weight) > 1e-9 * std::abs(weight))
          refuse(node);
      }
      if (std::abs(below.row[i].bias - expected.bias) > 1e-9 * std::abs(expected.bias)) refuse(node);
    }
    return activated(above, "leaky_relu", slope);
  }

  static double attribute(const onnx::NodeProto& node, const char* name, double otherwise) {
    for (const onnx::AttributeProto& each : node.attribute())
      if (each.name() == name) return double{each.f()};
    return otherwise;
  }

  Value result(const onnx::NodeProto& node) {
    static const std::map<std::string, std::string> activations = {
        {"Relu", "relu"}, {"Abs", "abs"},           {"LeakyRelu", "leaky_relu"},
        {"Tanh", "tanh"}, {"Sigmoid", "sigmoid"},   {"Elu", "elu"},
        {"Selu", "selu"}, {"Softplus", "softplus"}, {"Softsign", "softsign"}};
    const std::string& kind = node.op_type();
    const Value& x = of(node.input(0));
    if (const auto found = activations.find(kind); found != activations.end() && !x.constant())
      return activated(x, found->second, attribute(node, "alpha", 0.01));
    if (kind == "Identity") return x;
    if (kind == "Neg") return product(x, Value{{}, {-1}, {}}, false, node);
    if (kind == "Transpose" && x.constant() && x.shape.size() == 2) {
      Value out{{x.shape[1], x.shape[0]}, {}, {}};
      for (std::int64_t i = 0; i < x.shape[1]; ++i)
        for (std::int64_t j = 0; j < x.shape[0]; ++j)
          out.numbers.push_back(x.numbers[static_cast<std::size_t>(j * x.shape[1] + i)]);
      return out;
    }
    if ((kind == "Sqrt" || kind == "Reciprocal") && x.constant()) {
      Value out = x;
      for (double& each : out.numbers) each = kind == "Sqrt" ? std::sqrt(each) : 1 / each;
      return out;
    }
    if (kind == "Concat" && !x.constant()) {
      Value out;
      for (const std::string& name : node.input()) {
        const Value& part = of(name);
        if (part.constant()) refuse(node);
        out.row.insert(out.row.end(), part.row.begin(), part.row.end());
      }
      return out;
    }
    if (kind == "Where" && node.input_size() == 3) return leaky(node);
    if (node.input_size() != 2) refuse(node);
    if (kind == "Gather" && !x.constant() && of(node.input(1)).constant()) {
      Value out;
      for (const double index : of(node.input(1)).numbers) out.row.push_back(x.row.at(static_cast<std::size_t>(index)));
      return out;
    }
    const Value& y = of(node.input(1));
    if (kind == "Greater" && !x.constant() && y.constant() && y.numbers == std::vector<double>{0}) {
      Value out = x;
      out.above_0 = true;
      return out;
    }
    if (x.above_0 || y.above_0) refuse(node);
    if (kind == "MatMul") return matrix_product(x, y, node);
    if (kind == "Add") return sum(x, y, 1, node);
    if (kind == "Sub") return sum(x, y, -1, node);
    if (kind == "Mul") return product(x, y, false, node);
    if (kind == "Div") return product(x, y, true, node);
    refuse(node);
  }

  const Model::Contents& contents_;
  UnitNetwork network_;
  std::map<std::string, Value> values_;
};

}  // namespace

UnitNetwork units_of(const Model& model) { return Extractor(model).extract(); }

}  // namespace ansatz
