#include "model/contents.h"

#include <nlohmann/json.hpp>

#include "base/fail.h"

namespace ansatz {
namespace {

using nlohmann::json;

constexpr const char* description_key = "ansatz.description";
constexpr int description_version = 1;

constexpr std::pair<Notation, const char*> notations[] = {
    {Notation::plain, "plain"},         {Notation::decimal_comma, "decimal_comma"},
    {Notation::grouped, "grouped"},     {Notation::iso_date, "iso_date"},
    {Notation::day_first, "day_first"}, {Notation::month_first, "month_first"}};

std::string written(Notation notation) {
  for (const auto& [each, name] : notations)
    if (each == notation) return name;
  return "";
}

Notation read_notation(const json& j, Notation otherwise) {
  for (const auto& [each, name] : notations)
    if (j.value("notation", written(otherwise)) == name) return each;
  fail("the notation {} of a column is not known", j.at("notation").dump());
}

json written(const NumericEncoding& e) {
  json number = {{"kind", "number"},
          {"column", e.column},
          {"median", e.median},
          {"center", e.center},
          {"scale", e.scale},
          {"indicator", e.indicator},
          {"notation", written(e.notation)}};
  if (!e.clip) number["clip"] = false;
  return number;
}
json written(const CategoryEncoding& e) { return {{"kind", "category"}, {"column", e.column}, {"levels", e.levels}}; }
json written(const DateEncoding& e) {
  json parts = json::array();
  for (const NumericEncoding& part : e.parts) parts.push_back(written(part));
  return {{"kind", "date"}, {"column", e.column}, {"parts", parts}, {"notation", written(e.notation)}};
}

json written(const DerivedColumn& d) {
  json inputs = json::array();
  for (const DerivedColumn::Input& input : d.inputs)
    inputs.push_back({{"name", input.name},
                      {"column", input.column},
                      {"kind", kind_name(input.kind)},
                      {"notation", written(input.notation)}});
  return {{"text", d.text}, {"inputs", inputs}, {"separator", d.separator}};
}

DerivedColumn read_derived(const json& j) {
  DerivedColumn derived{.text = j.at("text"), .separator = j.at("separator")};
  for (const json& input : j.at("inputs")) {
    std::optional<ColumnKind> kind;
    for (const ColumnKind each : {ColumnKind::numeric, ColumnKind::categorical, ColumnKind::date})
      if (input.at("kind") == kind_name(each)) kind = each;
    if (!kind) fail("the kind {} of a column is not known", input.at("kind").dump());
    derived.inputs.push_back({input.at("name"), input.at("column"), *kind, read_notation(input, Notation::plain)});
  }
  const std::size_t least = derived.is_cross() ? 2 : 1;
  if (derived.inputs.size() < least) fail("the computed column \"{}\" reads too few columns", derived.text);
  return derived;
}

NumericEncoding read_number(const json& j) {
  return {j.at("column"), j.at("median"), j.at("center"), j.at("scale"), j.at("indicator"),
          read_notation(j, Notation::plain), j.value("clip", true)};
}

ColumnEncoding read_encoding(const json& j) {
  const std::string kind = j.at("kind");
  if (kind == "number") return read_number(j);
  if (kind == "category") return CategoryEncoding{j.at("column"), j.at("levels")};
  if (kind != "date") fail("the encoding \"{}\" of a column is not known", kind);
  DateEncoding date{j.at("column"), {}, read_notation(j, Notation::iso_date)};
  for (const json& part : j.at("parts")) date.parts.push_back(read_number(part));
  return date;
}

Description read_description(const json& j) {
  if (const int version = j.at("version"); version != description_version)
    fail("its format is version {}; this program reads version {}", version, description_version);
  Description d;
  if (j.contains("targets"))
    d.targets = j.at("targets").get<std::vector<std::string>>();
  else
    d.targets = {j.at("target")};
  d.classifies = j.at("task") == "classification";
  if (d.targets.empty() || (d.classifies && d.targets.size() > 1)) fail("its metadata names {} targets", d.targets.size());
  d.class_names = j.at("classes").get<std::vector<std::string>>();
  d.scaling = {j.at("scaling").at("logarithm"), j.at("scaling").at("mean"), j.at("scaling").at("deviation")};
  for (const json& column : j.at("columns")) d.encoder.columns.push_back(read_encoding(column));
  for (const json& column : j.value("derived", json::array())) d.encoder.derived.push_back(read_derived(column));
  d.encoder.dropped = j.at("dropped").get<std::vector<std::string>>();
  d.training = j.at("training").get<std::map<std::string, std::string>>();
  return d;
}

}  // namespace

void describe(onnx::ModelProto& proto, const Description& description) {
  json columns = json::array();
  for (const ColumnEncoding& encoding : description.encoder.columns)
    columns.push_back(std::visit([](const auto& e) { return written(e); }, encoding));
  json j = {{"version", description_version},
                  {"task", description.classifies ? "classification" : "regression"},
                  {"classes", description.class_names},
                  {"scaling",
                   {{"logarithm", description.scaling.logarithm},
                    {"mean", description.scaling.mean},
                    {"deviation", description.scaling.deviation}}},
                  {"columns", columns},
                  {"dropped", description.encoder.dropped},
                  {"training", description.training}};
  for (const DerivedColumn& derived : description.encoder.derived) j["derived"].push_back(written(derived));
  if (description.targets.size() == 1)
    j["target"] = description.targets[0];
  else
    j["targets"] = description.targets;
  onnx::StringStringEntryProto& entry = *proto.add_metadata_props();
  entry.set_key(description_key);
  try {
    entry.set_value(j.dump());
  } catch (const json::exception&) {
    fail("a column name, level or class is not valid UTF-8; save the data as UTF-8");
  }
}

Description description_of(const onnx::ModelProto& proto) {
  for (const onnx::StringStringEntryProto& entry : proto.metadata_props())
    if (entry.key() == description_key) try {
        return read_description(json::parse(entry.value()));
      } catch (const json::exception& error) {
        fail("its metadata can't be read ({})", error.what());
      }
  fail("it carries no metadata of Ansatz");
}

Model model_of(onnx::ModelProto proto) {
  auto contents = std::make_shared<Model::Contents>();
  contents->proto = std::move(proto);
  contents->description = description_of(contents->proto);
  contents->reader.emplace(contents->proto.graph());
  const GraphReader* reader = &*contents->reader;
  contents->program.emplace([reader](const std::vector<Array>& arguments) {
    std::vector<Array> results;
    for (const OnnxValue& value : reader->record(arguments)) {
      if (const Array* array = std::get_if<Array>(&value)) {
        results.push_back(*array);
      } else if (const Labels* labels = std::get_if<Labels>(&value)) {
        results.push_back(labels->indices);
      } else {
        fail("an output of the model is a column of its input");
      }
    }
    return results;
  });
  return Model(std::move(contents));
}

}  // namespace ansatz
