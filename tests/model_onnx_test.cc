// Every operation that can be written is read back, the ONNX checker accepts the files, and what can't be written is
// named. With MODEL_CASES=FOLDER the files and what they answer are kept there, for tests/model_onnx_runtime.py.
#include <gtest/gtest.h>
#include <onnx/checker.h>

#include <cstdlib>
#include <fstream>
#include <numeric>
#include <functional>
#include <set>

#include "ansatz/error.h"
#include "ansatz/nn.h"
#include "ansatz/run.h"
#include "model/contents.h"
#include "model/derived_columns.h"
#include "model/network_writer.h"
#include "ops/elementwise.h"
#include "tests/model_parts.h"

namespace ansatz {
namespace {

using testing::draw;

constexpr std::int64_t width = 6;

struct Case {
  std::string name;
  std::function<Array(const Array& x)> f;  // x: [rows, 6] in [-1, 1)
};

// One case for each element-wise formula, evaluated where its own tests are.
std::vector<Case> formulas() {
  std::vector<Case> cases;
  for (int i = 0; i < formula_count(); ++i) {
    const FormulaTraits& traits = formula_traits(i);
    const Operation& operation = formula_operation(i);
    cases.push_back({operation.name, [&traits, &operation](const Array& x) {
                       std::vector<Array> operands;
                       for (int j = 0; j < traits.arity; ++j) {
                         const Array part = slice(x, 1, 2 * j, 2 * j + 2);
                         const bool condition = traits.logical || j < traits.conditions;
                         const double half = (traits.high - traits.low) / 2;
                         operands.push_back(condition ? part > 0.1 : part * half + (traits.low + half));
                       }
                       return cast(record(operation, operands), DType::f32);
                     }});
  }
  return cases;
}

std::vector<Case> others() {
  const Array matrix(draw(18, 11), {6, 3}), indices(std::vector<std::int64_t>{2, 0, 5}, {3});
  return {
      {"reshape",
       [](const Array& x) {
         return reshape(reshape(x, {x.dim(0) * 2, 3}), {x.dim(0), 3, 2});
       }},
      {"reshape_twice",
       [](const Array& x) {
         return reshape(reshape(x, {x.dim(0) * 3, 2, 1}), x.shape()) * 2;
       }},
      {"permute",
       [](const Array& x) {
         return permute(reshape(x, {x.dim(0), 3, 2}), {0, 2, 1});
       }},
      {"broadcast_columns",
       [](const Array& x) {
         return broadcast_to(slice(x, 1, 1, 2), {x.dim(0), 4});
       }},
      {"broadcast_rows", [](const Array& x) { return x + broadcast_to(slice(x, 0, 0, 1), x.shape()); }},
      {"full",
       [](const Array& x) {
         return concatenate({x, full({x.dim(0), 2}, 0.5)}, 1);
       }},
      {"slice", [](const Array& x) { return slice(slice(x, 1, 1, 6), 1, 0, 5, 2); }},
      {"slice_last", [](const Array& x) { return x - slice(x, 0, -1, x.dim(0)); }},
      {"pad",
       [](const Array& x) {
         return pad(x, {0, 1}, {0, 2}, 0.25);
       }},
      {"sum", [](const Array& x) { return sum(x, {1}, true) * sum(square(x), {-1}, true); }},
      {"mean", [](const Array& x) { return mean(x, {1}, true); }},
      {"variance", [](const Array& x) { return variance(x, {1}); }},
      {"max", [](const Array& x) { return max(x, {1}); }},
      {"min", [](const Array& x) { return min(x, {1}); }},
      {"prod", [](const Array& x) { return prod(x, {1}); }},
      {"logsumexp", [](const Array& x) { return logsumexp(x, {1}); }},
      {"softmax", [](const Array& x) { return softmax(x); }},
      {"log_softmax",
       [](const Array& x) {
         return log_softmax(reshape(x, {x.dim(0), 3, 2}), 1);
       }},
      {"concatenate",
       [](const Array& x) {
         return concatenate({x, x * 2.0, slice(x, 1, 0, 1)}, 1);
       }},
      {"argmax", [](const Array& x) { return cast(argmax(x, 1), DType::f32); }},
      {"argmin", [](const Array& x) { return cast(argmin(x, 1), DType::f32); }},
      {"sort", [](const Array& x) { return sort(x, 1); }},
      {"top_k", [](const Array& x) { return top_k(x, 3, 1).first; }},
      {"cumsum", [](const Array& x) { return cumsum(x, 1); }},
      {"gather", [indices](const Array& x) { return gather(x, indices, 1); }},
      {"take_along_axis", [](const Array& x) { return take_along_axis(x, argsort(-x, 1), 1); }},
      {"scatter_add_along_axis", [](const Array& x) { return scatter_add_along_axis(x, argsort(x, 1), x * 3.0, 1); }},
      {"one_hot", [](const Array& x) { return one_hot(argmax(x, 1), 6); }},
      {"matmul", [matrix](const Array& x) { return matmul(x, matrix); }},
      {"matmul_batches",
       [](const Array& x) {
         return matmul(reshape(x, {x.dim(0), 2, 3}), reshape(x, {x.dim(0), 3, 2}));
       }},
      {"cast", [](const Array& x) { return cast(cast(x * 5.0, DType::i32), DType::f32); }},
      {"any", [](const Array& x) { return cast(any(x > 0.5, {1}), DType::f32); }},
      {"clip_numbers", [](const Array& x) { return clip(x, -0.5, 0.25); }},
      {"clip_arrays", [](const Array& x) { return clip(x, slice(x, 1, 0, 1), 0.5); }},
      {"identity", [](const Array& x) { return identity(x); }},
      {"stop_gradient", [](const Array& x) { return stop_gradient(x) + x; }},
      {"the_input_itself", [](const Array& x) { return x; }},
  };
}

// What networks are made of, with the numbers of their initialisation.
std::vector<Case> layers() {
  std::vector<Case> cases;
  auto add = [&](const std::string& name, const Activation& layer) {
    auto drawn = std::make_shared<Recording>();
    drawn->purpose = Recording::Purpose::initialize;
    layer(Scope(drawn), zeros({2, width}));
    cases.push_back({"layer_" + name, [layer, drawn](const Array& x) {
                       auto recording = std::make_shared<Recording>();
                       recording->parameters = drawn->parameters;
                       recording->states = drawn->states;
                       return layer(Scope(recording), x);
                     }});
  };
  for (const NamedActivation& each : activations()) add(each.name, each.function);
  for (const char* text : {"linear", "mlp:5,norm=batch_norm,dropout=0.5", "mlp:5,norm=layer_norm,drop_connect=0.5", "resnet:5",
                           "resnet:5,norm=rms_norm", "densenet:5", "kan:4", "moe:5,experts=3", "moe:5,experts=3,top_k=2"})
    add(text, architecture(text, 2));
  add("group_norm", [](Scope s, const Array& x) { return group_norm(s, x, 3); });
  add("bilinear", [](Scope s, const Array& x) { return bilinear(s, x, slice(x, 1, 0, 2), 3); });
  add("embedding", [](Scope s, const Array& x) { return embedding(s, argsort(x, 1), 6, 2); });
  return cases;
}

onnx::ModelProto write(const std::function<Array(const Array&)>& f) {
  onnx::ModelProto proto;
  proto.set_ir_version(8);
  onnx::OperatorSetIdProto& operators = *proto.add_opset_import();
  operators.set_domain("");
  operators.set_version(17);
  proto.mutable_graph()->set_name("case");
  GraphWriter out(*proto.mutable_graph());
  out.input("x", false);
  proto.mutable_graph()
      ->mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(1)
      ->set_dim_value(width);
  ModelParts parts;
  parts.inference = [&](const NamedArrays&, const Array& x) { return f(x); };
  const WrittenNetwork network = write_network(out, "x", width, parts);
  out.node("Identity", {network.output}, {}, "y");
  out.output("y", false, 1);
  // The rank may be any.
  onnx::TypeProto::Tensor& type = *proto.mutable_graph()->mutable_output(0)->mutable_type()->mutable_tensor_type();
  type.clear_shape();
  type.mutable_shape()->add_dim()->set_dim_param(batch_symbol);
  for (const std::int64_t extent : network.shape) type.mutable_shape()->add_dim()->set_dim_value(extent);
  return proto;
}

template <class T> void keep(const std::string& file, const std::vector<T>& numbers) {
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(numbers.data()), static_cast<std::streamsize>(numbers.size() * sizeof(T)));
}

TEST(Operators, EachIsWrittenAndReadBack) {
  std::vector<Case> cases = formulas();
  for (Case& c : others()) cases.push_back(std::move(c));
  for (Case& c : layers()) cases.push_back(std::move(c));
  const char* folder = std::getenv("MODEL_CASES");
  std::set<std::string> used;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    onnx::ModelProto proto;
    ASSERT_NO_THROW(proto = write(c.f));
    for (const onnx::NodeProto& node : proto.graph().node()) used.insert(node.op_type());
    EXPECT_NO_THROW(onnx::checker::check_model(proto));
    const GraphReader reader(proto.graph());
    for (const std::int64_t rows : {1, 4}) {  // other numbers of rows than it was recorded for
      const Array x(draw(rows * width, 5), {rows, width});
      const Array expected = c.f(x), read = std::get<Array>(reader.record({x}).at(0));
      ASSERT_EQ(read.shape(), expected.shape());
      const std::vector<float> a = to_vector<float>(read), b = to_vector<float>(expected);
      for (std::size_t i = 0; i < a.size(); ++i)
        EXPECT_NEAR(a[i], b[i], 2e-6 * std::max(1.0f, std::abs(b[i]))) << "element " << i << " of " << rows << " rows";
      if (folder && rows == 4) {
        const std::string stem = std::string(folder) + "/" + c.name;
        std::ofstream(stem + ".onnx", std::ios::binary) << proto.SerializeAsString();
        keep(stem + ".x", to_vector<float>(x));
        keep(stem + ".y", b);
      }
    }
  }
  // The reader knows no operator that these cases, or the encoders and decoders, do not write.
  for (const char* name : {"OneHotEncoder", "LabelEncoder"}) used.insert(name);
  for (const std::string& name : readable_operators()) EXPECT_TRUE(used.count(name)) << name << " is never written";
}

std::string refusal(const std::function<Array(const Array&)>& f) {
  try {
    write(f);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Operators, WhatCannotBeWrittenIsNamed) {
  EXPECT_NE(refusal([](const Array& x) { return x + random_normal(random_key(1), x.shape()); }).find("random_normal"),
            std::string::npos);
  EXPECT_NE(refusal([](const Array& x) { return x - mean(x, {0}, true); }).find("number of rows"), std::string::npos);
  EXPECT_NE(refusal([](const Array& x) { return sum(x); }).find("[rows, …]"), std::string::npos);
}

TEST(Checker, AcceptsWholeModels) {
  const Table table = testing::flats(60);
  ModelParts numbers = testing::flat_parts(table, 1), logarithm = numbers, classes = testing::flat_parts(table, 3),
             several = testing::flat_parts(table, 2);
  logarithm.scaling = {true, 6.5f, 0.4f};
  classes.classifies = true;
  classes.class_names = {"low", "middle", "high"};
  // Columns that are computed in the file: numbers, one of them from missing values and out of the logarithm's domain, and
  // a cross.
  const std::string features =
      "area^2, log(area - 45), tanh(year/1900) * sqrt(area), min(area, 70, year - 1950), log10(area), district:heating";
  ModelParts derived = numbers;
  {
    const Table inputs = table.without("rent");
    const std::vector<DerivedColumn> columns = derived_columns(features, inputs, {"rent"});
    std::vector<std::int64_t> rows(60);
    std::iota(rows.begin(), rows.end(), 0);
    derived.encoder = fit_encoder(with_derived(inputs, columns), rows);
    derived.encoder.derived = columns;
    const std::int64_t width = derived.encoder.features();
    derived.parameters["hidden.weight"] = Array(testing::draw(8 * width, 1), {8, width});
  }
  several.scaling = {};
  several.further_targets = {"deposit, net"};
  const char* folder = std::getenv("MODEL_CASES");
  // Raw values as a person has them: missing ones, levels that training never saw.
  const Table raw = parse_csv(
      "area,year,district,heating\n50,1990,North,gas\n75,,Old "
      "Town,none\n,2001,Nowhere,gas\n1e6,1985,,coal\n44.5,1999,Harbour,none\n");
  for (const auto& [name, parts] :
       {std::pair{"numbers", numbers}, std::pair{"logarithm", logarithm}, std::pair{"classes", classes}, std::pair{"several", several},
        std::pair{"derived", derived}}) {
    const Model model = build_model(parts);
    EXPECT_NO_THROW(onnx::checker::check_model(model.contents().proto)) << name;
    if (!folder) continue;
    const std::string stem = std::string(folder) + "/model_" + name;
    model.save(stem + ".onnx");
    write_csv(stem + ".csv", raw);
    const Predictions predictions = model.predict(raw);
    std::ofstream out(stem + ".expected");
    out.precision(9);
    const std::size_t targets = model.targets().size();
    for (std::size_t i = 0; i < predictions.values.size(); ++i)
      out << predictions.values[i] << (i % targets + 1 == targets ? "\n" : ",");
    for (std::size_t i = 0; i < predictions.classes.size(); ++i) {
      out << predictions.classes[i];
      for (const float probability : predictions.probabilities[i]) out << "," << probability;
      out << "\n";
    }
  }
}

}  // namespace
}  // namespace ansatz
