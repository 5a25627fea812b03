// Architectures by name: their parameters, their first outputs, and what a mistake is answered with.
#include "ansatz/nn.h"
#include "tests/arrays.h"

namespace ansatz {
namespace {

using Purpose = Recording::Purpose;

std::shared_ptr<Recording> initialised(const Architecture& network, const Array& x) {
  auto recording = std::make_shared<Recording>();
  recording->purpose = Purpose::initialize;
  network(Scope(recording), x);
  return recording;
}

std::string parameters_of(const std::string& text) {
  std::string list;
  const auto recording = initialised(architecture(text, 2), zeros({8, 3}));
  for (const std::string& name : recording->order)
    list += (list.empty() ? "" : ", ") + name + to_string(recording->parameters.at(name).shape());
  return list;
}

TEST(NnArchitectures, TheirParameters) {
  EXPECT_EQ(parameters_of("linear"), "0.weight[2, 3], 0.bias[2]");
  EXPECT_EQ(parameters_of("mlp:4"), "0.weight[4, 3], 0.bias[4], 1.weight[2, 4], 1.bias[2]");
  EXPECT_EQ(
      parameters_of("mlp:4,norm=batch_norm,activation=prelu"),
      "0.weight[4, 3], 0.bias[4], 0.norm.weight[4], 0.norm.bias[4], 0.activation.weight[1], 1.weight[2, 4], 1.bias[2]");
  EXPECT_EQ(parameters_of("resnet:4,1,norm=rms_norm"),
            "in.weight[4, 3], in.bias[4], block0.norm.weight[4], block0.first.weight[4, 4], block0.first.bias[4], "
            "block0.second.weight[4, 4], block0.second.bias[4], out.norm.weight[4], out.weight[2, 4], out.bias[2]");
  EXPECT_EQ(parameters_of("densenet:4,2"),
            "0.weight[4, 3], 0.bias[4], 1.weight[4, 7], 1.bias[4], 2.weight[2, 11], 2.bias[2]");
  EXPECT_EQ(parameters_of("kan:4,intervals=6,degree=2"),
            "0.base_weight[4, 3], 0.spline_weight[4, 3, 8], 1.base_weight[2, 4], 1.spline_weight[2, 4, 8]");
  EXPECT_EQ(parameters_of("moe:4,experts=2"),
            "gate.weight[2, 3], 0.0.weight[4, 3], 0.0.bias[4], 0.1.weight[2, 4], 0.1.bias[2], "
            "1.0.weight[4, 3], 1.0.bias[4], 1.1.weight[2, 4], 1.1.bias[2]");
}

// At the start a deep network neither shrinks nor blows up what goes through it, whatever its activation.
TEST(NnArchitectures, TheFirstWeightsSuitTheActivation) {
  Random random;
  const Array x = random_normal(random_key(7), {256, 64});
  for (const char* activation : {"relu", "gelu", "silu", "leaky_relu", "tanh", "selu", "softsign", "elu", "mish"}) {
    const Architecture network = architecture(std::string("mlp:64,64,64,64,64,64,64,64,activation=") + activation, 64);
    const auto drawn = initialised(network, x);
    auto recording = std::make_shared<Recording>();
    recording->parameters = drawn->parameters;
    const double deviation = item(standard_deviation(network(Scope(recording), x)));
    EXPECT_GT(deviation, 0.05) << activation;
    EXPECT_LT(deviation, 5) << activation;
  }
}

TEST(NnArchitectures, OptionsReachTheirLayers) {
  const Array x = random_normal(random_key(7), {64, 3});
  const auto in_training = [&](const std::string& text) {
    const Architecture network = architecture(text, 1);
    const auto drawn = initialised(network, x);
    auto recording = std::make_shared<Recording>();
    recording->purpose = Purpose::training;
    recording->parameters = drawn->parameters;
    recording->states = drawn->states;
    return to_vector<float>(network(Scope(recording), x));
  };
  const std::vector<float> plain = in_training("mlp:16,16");
  for (const char* text : {"mlp:16,16,dropout=0.5", "mlp:16,16,drop_connect=0.5", "mlp:16,16,activation=tanh",
                           "mlp:16,16,initializer=orthogonal", "mlp:16,16,norm=layer_norm", "moe:16,16", "kan:16,16",
                           "resnet:16", "resnet:16,dropout=0.5", "densenet:16"})
    EXPECT_NE(in_training(text), plain) << text;
}

TEST(NnArchitectures, RefuseNamesAndOptions) {
  const auto error = [](const char* text) { return error_of([&] { architecture(text, 1); }); };
  EXPECT_EQ(error("mpl:64"), "unknown architecture \"mpl\"; did you mean \"mlp\"?");
  EXPECT_EQ(error("resnett"), "unknown architecture \"resnett\"; did you mean \"resnet\"?");
  EXPECT_EQ(error("mlp:64,droput=0.1"), "architecture \"mlp\": unknown option \"droput\"; did you mean \"dropout\"?");
  EXPECT_EQ(error("mlp:64,dropout=1"), "dropout is 1; it must be at least 0 and below 1");
  EXPECT_EQ(error("mlp:64,norm=batch"), "unknown norm \"batch\"; did you mean \"batch_norm\"?");
  EXPECT_EQ(error("mlp:64,activation=gleu"), "unknown activation \"gleu\"; did you mean \"gelu\"?");
  EXPECT_EQ(error("mlp:64,initializer=xavier"), "unknown initializer \"xavier\"; did you mean \"xavier_normal\"?");
  EXPECT_EQ(error("mlp:64,dropout"), "architecture \"mlp\": dropout needs a value, as in dropout=0");
  EXPECT_EQ(error("mlp:64,activation"), "architecture \"mlp\": activation needs a value, as in activation=relu");
  EXPECT_TRUE(architecture("mlp:64, 64, dropout=0.1", 1)) << "blanks do not count";
  EXPECT_EQ(error("linear:4"), "architecture \"linear\" has no options; \"4\" was given");
  EXPECT_EQ(error("resnet:64,2,relu,0,none,1"),
            "architecture \"resnet\": 6 values are given for its options: \"width\", \"blocks\", \"activation\", \"dropout\" "
            "and \"norm\"");
  EXPECT_EQ(error("kan:5,degree=0"), "kan: the degree is 0; 1 to 10 are possible");
  EXPECT_EQ(error("moe:8,experts=2,top_k=3"), "moe: a row can't be given to 3 of 2 experts");
  EXPECT_EQ(architecture_names(), (std::vector<std::string>{"densenet", "kan", "linear", "mlp", "moe", "resnet"}));
}

}  // namespace
}  // namespace ansatz
