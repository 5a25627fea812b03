// What a model is, for people: the five elements.
#include <algorithm>
#include <cstdlib>

#include "ansatz/text.h"
#include "base/fail.h"
#include "model/contents.h"
#include "model/graph_writer.h"

namespace ansatz {
namespace {

constexpr std::size_t width = 80, indent = 14;

// Bytes that do not begin a character of UTF-8 take no place.
std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string shortened(const std::string& text, std::size_t most) {
  if (length(text) <= most) return text;
  std::size_t end = 0, characters = 0;
  while (characters < most - 1 || (text[end] & 0xc0) == 0x80) characters += (text[end++] & 0xc0) != 0x80;
  return text.substr(0, end) + "…";
}

std::string padded(const std::string& text, std::size_t to) {
  return text + std::string(to > length(text) ? to - length(text) : 0, ' ');
}

// A paragraph beside its heading, within the width.
void paragraph(std::string& out, const std::string& heading, const std::string& text) {
  std::string line = padded(heading, indent);
  std::size_t begin = 0;
  bool empty = true;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = shortened(text.substr(begin, end - begin), width - indent);
    if (!empty && length(line) + 1 + length(word) > width) {
      out += line + "\n";
      line = std::string(indent, ' ');
      empty = true;
    }
    line += (empty ? "" : " ") + word;
    empty = false;
    begin = end + 1;
  }
  out += line + "\n";
}

std::string counted(std::int64_t count, const std::string& what) {
  return fmt::format("{} {}{}", grouped(count), what, count == 1 ? "" : what.ends_with("s") ? "es" : "s");
}

struct Line {
  std::string name, kind, detail;
};

Line line_of(const NumericEncoding& e) {
  std::string detail = fmt::format("(x - {}) · {:.4g}", e.center, e.scale);
  if (!e.clip && e.center == 0 && e.scale == 1) detail = "taken as it is";
  if (e.indicator) detail += fmt::format(", missing: {} and a mark", e.median);
  return {e.column, "number", detail};
}

Line line_of(const CategoryEncoding& e) {
  std::string levels;
  for (std::size_t i = 0; i < e.levels.size(); ++i) levels += (i ? ", " : "") + e.levels[i];
  return {e.column, "category",
          fmt::format("{}: {}", counted(static_cast<std::int64_t>(e.levels.size()), "level"), levels)};
}

Line line_of(const DateEncoding& e) {
  std::string parts;
  for (const NumericEncoding& part : e.parts)
    parts += (parts.empty() ? "" : ", ") + part.column.substr(e.column.size() + 1);
  return {e.column, "date", parts + " (the program computes them)"};
}

void write_input(std::string& out, const Encoder& encoder) {
  paragraph(out, "Input",
            fmt::format("{}{}, encoded as {}",
                        counted(static_cast<std::int64_t>(encoder.columns.size() - encoder.derived.size()), "column"),
                        encoder.derived.empty() ? "" : fmt::format(" and {} computed", encoder.derived.size()),
                        counted(encoder.features(), "feature")));
  std::vector<Line> lines;
  std::size_t names = 0;
  for (const ColumnEncoding& encoding : encoder.columns) {
    lines.push_back(std::visit([](const auto& e) { return line_of(e); }, encoding));
    names = std::max(names, std::min<std::size_t>(length(lines.back().name), 24));
  }
  for (const Line& line : lines)
    out += shortened(
               fmt::format("  {}  {}  {}", padded(shortened(line.name, 24), names), padded(line.kind, 8), line.detail),
               width) +
           "\n";
  for (const std::string& dropped : encoder.dropped) paragraph(out, "", dropped);
}

void write_output(std::string& out, const Description& d) {
  if (d.classifies) {
    std::string names;
    for (const std::string& name : d.class_names) names += (names.empty() ? "" : ", ") + name;
    paragraph(
        out, "Output",
        fmt::format("{}: {}: {}", d.targets[0], counted(static_cast<std::int64_t>(d.class_names.size()), "class"), names));
  } else if (d.targets.size() > 1) {
    paragraph(out, "Output", fmt::format("{}: {} numbers at once", fmt::join(d.targets, ", "), d.targets.size()));
  } else {
    std::string formula = "output";
    if (d.scaling.deviation != 1 || d.scaling.mean != 0)
      formula = fmt::format("{:.6g} · output + {:.6g}", d.scaling.deviation, d.scaling.mean);
    if (d.scaling.logarithm) formula = "exp(" + formula + ")";
    paragraph(out, "Output", fmt::format("{}: a number{}", d.targets[0], formula == "output" ? "" : ", " + formula));
  }
}

// What the fit told about itself; each is shown once.
struct Told {
  std::map<std::string, std::string> entries;

  std::string take(const std::string& key) {
    auto found = entries.find(key);
    if (found == entries.end()) return "";
    const std::string value = found->second;
    entries.erase(found);
    return value;
  }
  // ", learning rate 0.01" and so on, for those that are there.
  std::string take_all(const std::vector<std::pair<const char*, const char*>>& keys) {
    std::string text;
    for (const auto& [key, words] : keys)
      if (const std::string value = take(key); !value.empty()) text += fmt::format(", {} {}", words, value);
    return text;
  }
};

struct Layer {
  std::string name, shape;
  std::int64_t count, times;
};

// "bins.3.weight" → "bins.*.weight".
std::string without_numbers(const std::string& name) {
  std::string result;
  std::size_t begin = 0;
  while (begin <= name.size()) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    const std::string part = name.substr(begin, end - begin);
    const bool number = !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
    result += (begin ? "." : "") + (number ? "*" : part);
    begin = end + 1;
  }
  return result;
}

// Many networks of one kind beside each other are shown as one: names that differ in numbers only, of one shape.
std::vector<Layer> merged(const std::vector<Layer>& layers) {
  std::vector<Layer> result;
  for (const Layer& layer : layers) {
    const std::string name = without_numbers(layer.name);
    auto same = std::find_if(result.begin(), result.end(),
                             [&](const Layer& other) { return other.name == name && other.shape == layer.shape; });
    if (same == result.end()) {
      result.push_back({name, layer.shape, layer.count, 1});
    } else {
      same->count += layer.count;
      ++same->times;
    }
  }
  return result;
}

void write_layers(std::string& out, const onnx::GraphProto& graph) {
  constexpr std::size_t most_lines = 24;
  std::vector<Layer> layers;
  for (const onnx::TensorProto& tensor : graph.initializer()) {
    if (tensor.doc_string() != parameter_mark) continue;
    const Shape shape{
        std::span<const std::int64_t>(tensor.dims().data(), static_cast<std::size_t>(tensor.dims_size()))};
    layers.push_back({tensor.name(), to_string(shape), shape.size(), 1});
  }
  if (layers.size() > most_lines) layers = merged(layers);
  std::size_t names = 0, shapes = 0;
  for (Layer& layer : layers) {
    layer.name = shortened(layer.name, 40);
    if (layer.times > 1) layer.shape += " × " + std::to_string(layer.times);
    names = std::max(names, length(layer.name));
    shapes = std::max(shapes, length(layer.shape));
  }
  for (const Layer& layer : layers)
    out +=
        fmt::format("  {}  {}  {:>10}\n", padded(layer.name, names), padded(layer.shape, shapes), grouped(layer.count));
}

}  // namespace

std::string Model::summary() const {
  const Contents& c = contents();
  const Description& d = c.description;
  Told told{d.training};
  std::string out;
  write_input(out, d.encoder);
  write_output(out, d);
  std::string architecture = told.take("architecture");
  if (architecture.empty()) architecture = "a function";
  paragraph(out, "Architecture", fmt::format("{}, {}", architecture, counted(parameter_count(), "parameter")));
  write_layers(out, c.proto.graph());
  const std::string loss = told.take("loss"), optimizer = told.take("optimizer");
  paragraph(out, "Loss", loss.empty() ? "not known" : loss);
  paragraph(out, "Optimizer",
            (optimizer.empty() ? "not known" : optimizer) + told.take_all({{"learning_rate", "learning rate"},
                                                                           {"schedule", "schedule"},
                                                                           {"epochs", "epochs"},
                                                                           {"best_epoch", "best epoch"},
                                                                           {"batch", "batch"},
                                                                           {"seed", "seed"},
                                                                           {"rows", "rows"}}));
  for (const auto& [key, value] : told.entries) {
    std::string words = key;
    std::replace(words.begin(), words.end(), '_', ' ');
    paragraph(out, "", fmt::format("{}: {}", words, value));
  }
  return out;
}

}  // namespace ansatz
