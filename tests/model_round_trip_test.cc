// A model made by hand: saved, loaded, and asked.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <functional>

#include "ansatz/error.h"
#include "ansatz/run.h"
#include "model/contents.h"
#include "tests/model_parts.h"

namespace ansatz {
namespace {

using testing::draw;
using testing::flat_parts;
using testing::flats;
using testing::Folder;

// The model's answer by the room data's encoder and the network as it was given.
std::vector<float> directly(const ModelParts& parts, const Table& table) {
  std::vector<std::string> notes;
  const Array x(encode(parts.encoder, table, notes), {table.rows(), parts.encoder.features()});
  return to_vector<float>(parts.inference(parts.parameters, x));
}

TEST(RoundTrip, RegressionAnswersTheSameBitsAfterLoading) {
  const Table table = flats(41);
  const ModelParts parts = flat_parts(table, 1);
  const Model built = build_model(parts);
  const Folder folder;
  built.save(folder / "flats.onnx");
  const Model loaded = Model::load(folder / "flats.onnx");
  const std::vector<double> before = built.predict(table).values, after = loaded.predict(table).values;
  ASSERT_EQ(before.size(), 41u);
  EXPECT_EQ(before, after);
  const std::vector<float> expected = directly(parts, table);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(before[i], parts.scaling.invert(expected[i]), 1e-3) << "row " << i;
  EXPECT_EQ(loaded.target(), "rent");
  EXPECT_FALSE(loaded.classifies());
  EXPECT_EQ(loaded.parameter_count(), built.parameter_count());
  EXPECT_EQ(loaded.summary(), built.summary());
}

TEST(RoundTrip, LogarithmicTargetIsInverted) {
  const Table table = flats(9);
  ModelParts parts = flat_parts(table, 1);
  parts.scaling = {true, 6.5f, 0.4f};
  const std::vector<double> values = build_model(parts).predict(table).values;
  const std::vector<float> expected = directly(parts, table);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(values[i] / parts.scaling.invert(expected[i]), 1, 1e-6) << "row " << i;
}

TEST(RoundTrip, ClassesAndProbabilities) {
  const Table table = flats(20);
  ModelParts parts = flat_parts(table, 3);
  parts.classifies = true;
  parts.class_names = {"low", "middle", "high"};
  const Folder folder;
  build_model(parts).save(folder / "flats.onnx");
  const Model model = Model::load(folder / "flats.onnx");
  const Predictions predictions = model.predict(table);
  ASSERT_EQ(predictions.classes.size(), 20u);
  const std::vector<float> logits = directly(parts, table);
  for (std::size_t i = 0; i < 20; ++i) {
    float sum = 0;
    std::size_t best = 0, likeliest = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      sum += predictions.probabilities[i][j];
      if (predictions.probabilities[i][j] > predictions.probabilities[i][best]) best = j;
      if (logits[3 * i + j] > logits[3 * i + likeliest]) likeliest = j;
    }
    EXPECT_NEAR(sum, 1, 1e-5);
    EXPECT_EQ(predictions.classes[i], parts.class_names[best]);
    EXPECT_EQ(best, likeliest);
  }
}

TEST(RoundTrip, ManyRowsComeInBlocks) {
  const Table table = flats(4096 + 100);
  const ModelParts parts = flat_parts(table, 1);
  const std::vector<double> values = build_model(parts).predict(table).values;
  const std::vector<float> expected = directly(parts, table);
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(values[i], parts.scaling.invert(expected[i]), 1e-2) << "row " << i;
}

TEST(RoundTrip, NoRowsGiveNoPredictions) {
  const Table table = flats(10);
  EXPECT_TRUE(build_model(flat_parts(table, 1)).predict(table.select({})).values.empty());
}

TEST(RoundTrip, UnknownLevelsAndUnreadableNumbersAreNoted) {
  const Table table = flats(40);
  const Model model = build_model(flat_parts(table, 1));
  const Table odd = parse_csv("area,year,district,heating\n50,1990,Nowhere,gas\nlarge,,North,none\n", "odd.csv");
  const Predictions predictions = model.predict(odd);
  ASSERT_EQ(predictions.values.size(), 2u);
  std::string notes;
  for (const std::string& note : predictions.notes) notes += note + "\n";
  EXPECT_NE(notes.find("Nowhere"), std::string::npos) << notes;
  EXPECT_NE(notes.find("large"), std::string::npos) << notes;
}

TEST(RoundTrip, DatesAreComputedBefore) {
  const Table table = parse_csv(
      "sold,area,price\n2020-01-15,50,1\n2021-06-30,60,2\n,70,3\n2022-12-31,80,4\n2019-03-01,90,5\n2018-04-02,55,2\n",
      "sales.csv", {.kinds = {{"sold", ColumnKind::date}}});
  ModelParts parts = flat_parts(flats(10), 1);
  parts.encoder = fit_encoder(table.without("price"), {0, 1, 2, 3, 4, 5});
  parts.target = "price";
  const std::int64_t features = parts.encoder.features();
  parts.parameters.insert_or_assign("hidden.weight", Array(draw(8 * features, 1), {8, features}));
  const Folder folder;
  build_model(parts).save(folder / "sales.onnx");
  const std::vector<double> values = Model::load(folder / "sales.onnx").predict(table).values;
  const std::vector<float> expected = directly(parts, table);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(values[i], parts.scaling.invert(expected[i]), 1e-3) << "row " << i;
}

TEST(Evaluate, ScoresAndSkipsRowsWithoutATarget) {
  const Table table = flats(30);
  const Model model = build_model(flat_parts(table, 1));
  const std::vector<double> predicted = model.predict(table).values;
  std::vector<double> truth;
  double absolute = 0;
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    truth.push_back(i == 3 ? std::numeric_limits<double>::quiet_NaN() : predicted[i] + (i % 2 ? 10.0 : -20.0));
    if (i != 3) absolute += i % 2 ? 10 : 20;
  }
  std::vector<std::string> notes;
  const Metrics metrics = model.evaluate(table.without("rent").with(numeric_column("rent", truth)), &notes);
  EXPECT_NEAR(metrics.at("mae"), absolute / 29, 1e-3);
  EXPECT_GT(metrics.at("r2"), 0.5);
  EXPECT_EQ(notes.size(), 1u);
}

std::string message(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Evaluate, NamesTheColumnThatLacks) {
  const Table table = flats(10);
  const Model model = build_model(flat_parts(table, 1));
  const Table renamed = table.without("rent").with(numeric_column("rents", std::vector<double>(10, 1.0)));
  EXPECT_EQ(message([&] { model.evaluate(renamed); }),
            "the table lacks the column \"rent\", the target of this model; did you mean \"rents\"?");
  EXPECT_NE(message([&] { model.predict(table.without("area")); }).find("lacks the column \"area\""),
            std::string::npos);
}

TEST(Summary, ShowsTheFiveElementsWithin80Columns) {
  const std::string summary = build_model(flat_parts(flats(40), 1)).summary();
  for (const char* heading :
       {"Input", "Output", "Architecture", "Loss", "Optimizer", "hidden.weight", "mlp:8", "rent", "district"})
    EXPECT_NE(summary.find(heading), std::string::npos) << heading << "\n" << summary;
  std::size_t begin = 0;
  while (begin < summary.size()) {
    const std::size_t end = summary.find('\n', begin);
    std::size_t characters = 0;
    for (std::size_t i = begin; i < end; ++i) characters += (summary[i] & 0xc0) != 0x80;
    EXPECT_LE(characters, 80u) << summary.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST(Summary, ShowsManyNetworksOfOneKindAsOne) {
  const Table table = flats(40);
  ModelParts parts = flat_parts(table, 1);
  const NamedArrays one = parts.parameters;
  parts.parameters.clear();
  for (int i = 0; i < 10; ++i)
    for (const auto& [name, array] : one) parts.parameters.emplace("member." + std::to_string(i) + "." + name, array);
  parts.inference = [](const NamedArrays& p, const Array& x) {
    Array total = Array(0.0f);
    for (int i = 0; i < 10; ++i) {
      NamedArrays member;
      const std::string path = "member." + std::to_string(i) + ".";
      for (const auto& [name, array] : p)
        if (name.starts_with(path)) member.emplace(name.substr(path.size()), array);
      total = total + testing::two_layers(member, x);
    }
    return total / 10.0;
  };
  const Model model = build_model(parts);
  EXPECT_NE(model.summary().find("member.*.out.weight     [1, 8] × 10"), std::string::npos) << model.summary();
  EXPECT_EQ(model.parameter_count(), 10 * build_model(flat_parts(table, 1)).parameter_count());
}

TEST(Files, EverythingElseIsRefusedInOneLine) {
  const Folder folder;
  const auto path = folder / "x.onnx";
  EXPECT_NE(message([&] { Model::load(path); }), "");
  EXPECT_NE(message([&] { Model::load(folder.path); }), "");
  auto put = [&](const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; };
  put("");
  EXPECT_NE(message([&] { Model::load(path); }).find("is empty"), std::string::npos);
  put("area,rent\n1,2\n");
  EXPECT_NE(message([&] { Model::load(path); }).find("is no ONNX file"), std::string::npos);
  // An empty graph by another program: IR version 8, producer "pytorch", a graph of the name "g".
  put(std::string("\x08\x08\x12\x07pytorch\x3a\x03\x12\x01g", 16));
  EXPECT_NE(message([&] { Model::load(path); }).find("\"pytorch\" wrote"), std::string::npos)
      << message([&] { Model::load(path); });
  EXPECT_EQ(message([] { Model().target(); }), "the model is empty; fit one or load one first");
}

TEST(Files, NoDamageGoesUnnoticed) {
  const Folder folder;
  build_model(flat_parts(flats(10), 1)).save(folder / "whole.onnx");
  std::ifstream file(folder / "whole.onnx", std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(file)), {});
  ASSERT_GT(whole.size(), 500u);
  const auto path = folder / "damaged.onnx";
  auto refused = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    const std::string text = message([&] { Model::load(path); });
    return !text.empty() && text.find('\n') == std::string::npos;
  };
  for (std::size_t length = 0; length < whole.size(); length += length < 100 ? 1 : 211)
    EXPECT_TRUE(refused(whole.substr(0, length))) << "cut off after " << length << " bytes";
  for (std::size_t at = 0; at < whole.size(); at += at < 100 ? 1 : 199) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
    EXPECT_TRUE(refused(bytes)) << "changed at " << at;
  }
  EXPECT_TRUE(refused(whole + "more"));
  EXPECT_FALSE(refused(whole));
}

// Files whose checksum fits but whose content was changed: an answer or an error, whatever they say.
TEST(Files, MadeUpFilesNeverCrash) {
  const Folder folder;
  const Table table = flats(10);
  const Model model = build_model(flat_parts(table, 1));
  const std::string whole = model.contents().proto.SerializeAsString();
  int answers = 0, errors = 0;
  for (std::uint64_t i = 0; i < 1500; ++i) {
    SCOPED_TRACE("mutation " + std::to_string(i));
    std::string bytes = whole;
    const auto random = random_words(2, 9, i);
    for (std::size_t change = 0; change <= random[0] % 3; ++change) {
      const auto words = random_words(3 + change, 9, i);
      bytes[words[0] % bytes.size()] =
          static_cast<char>(words[1] % 4 ? bytes[words[0] % bytes.size()] ^ (1 << words[2] % 8) : words[2]);
    }
    onnx::ModelProto proto;
    if (!proto.ParseFromString(bytes)) continue;
    try {
      model_of(std::move(proto)).predict(table);
      ++answers;
    } catch (const Error&) {
      ++errors;
    }
  }
  EXPECT_GT(answers, 0);
  EXPECT_GT(errors, 0);
}

}  // namespace
}  // namespace ansatz
