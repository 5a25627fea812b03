// What a network says about a row must not depend on the other rows; what it keeps between steps keeps its name.
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <fstream>
#include <set>

#include "ansatz/fit.h"
#include "ansatz/nn.h"
#include "ansatz/operations.h"
#include "tests/error_of.h"
#include "tests/model_parts.h"

namespace ansatz {
namespace {

std::string refusal(const std::function<Array(const Array&)>& f) {
  ModelParts parts = testing::flat_parts(testing::flats(40), 1);
  const auto inner = parts.inference;
  parts.inference = [&](const NamedArrays& p, const Array& x) { return inner(p, f(x)); };
  return error_of([&] { build_model(parts); });
}

std::string depends(const std::string& operation) {
  return "the model can't be written: what the network says about a row depends on the other rows (" + operation +
         " takes them together); in inference each row must stand alone";
}

TEST(RowsApart, NetworksThatMixThemAreRefused) {
  EXPECT_EQ(refusal([](const Array& x) { return x; }), "no error");
  EXPECT_EQ(refusal([](const Array& x) { return x - mean(x, {1}, true); }), "no error");
  EXPECT_EQ(refusal([](const Array& x) { return x - max(x, {0}, true); }), depends("max"));
  EXPECT_EQ(refusal([](const Array& x) { return x - mean(x, {0}, true); }), depends("sum"));
  EXPECT_EQ(refusal([](const Array& x) { return x + slice(x, 0, 0, 1); }), depends("slice"));
  EXPECT_EQ(refusal([](const Array& x) {
              return matmul(softmax(matmul(x, transpose(x)), -1), x);
            }).find("depends on") != std::string::npos,
            true);
}

TEST(RowsApart, FitSaysSoBeforeItTrains) {
  bool begun = false;
  const Architecture mixing = [](Scope s, Array x) { return linear(s["out"], x - max(x, {0}, true), 1); };
  FitOptions options;
  options.callbacks = {{.on_start = [&](const FitStart&) { begun = true; }}};
  EXPECT_EQ(error_of([&] { fit(mixing, {testing::flats(60), "rent"}, options); }), depends("max"));
  EXPECT_FALSE(begun);
}

TEST(States, KeepTheirNamesInTheFile) {
  const FitReport report = fit("mlp:4,norm=batch_norm", {testing::flats(60), "rent"}, {.epochs = 1});
  std::set<std::string> states;
  const testing::Folder folder;
  report.model.save(folder / "flats.onnx");
  onnx::ModelProto proto;
  std::ifstream file(folder / "flats.onnx", std::ios::binary);
  ASSERT_TRUE(proto.ParseFromIstream(&file));
  for (const auto& tensor : proto.graph().initializer())
    if (tensor.doc_string() == "state") states.insert(tensor.name());
  EXPECT_EQ(states.size(), 2u);
  for (const std::string& name : states) EXPECT_NE(name.find("running_"), std::string::npos) << name;
}

}  // namespace
}  // namespace ansatz
