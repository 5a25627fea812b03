// Reads the operations' own files and writes what follows from them, so that adding an operation is adding one file:
//
//   ansatz/operations.h       the public declarations
//   ops/formula_headers.inc   #include "ops/<name>.h" for every element-wise formula
//   ops/formulas.inc          ANSATZ_FORMULA(Struct, name, arity) for each of them
//   ops/operation_list.inc    ANSATZ_OPERATION(name_operation) for every record written by hand
//   operations.md             the reference
//   nn/activations.inc        ANSATZ_ACTIVATION(name, source) for every function of an array whose comment has the line
//                             `/// Activation: <where the formula comes from>`, ANSATZ_SCOPED_ACTIVATION for every
//                             layer (a function of a Scope and an array, src/nn/layers/) whose comment does
//
// A formula is a header of the form `struct Name : Unary|Binary|Ternary` in namespace ansatz::formula; its doc comment
// and the parameter names of its `value` become the function's declaration. In any other operation's file (.cc),
// each function definition that starts a line and stands directly below a `///` comment is public; its default
// arguments are written as comments, `int axis /*= -1*/`. A file whose text would not change is left alone.
//
// Usage: operations_generator OPERATIONS_FOLDER LAYERS_FOLDER OUTPUT_FOLDER
#include <algorithm>
#include <iostream>

#include "source.h"

namespace {

struct File {
  std::string name;
  std::vector<Function> functions;
};

struct Formula {
  std::string structure, name;
  int arity;
};

struct Operations {
  std::vector<File> files;
  std::vector<Formula> formulas;
  std::vector<std::string> records;
};

// "name" of a line `const Operation name{…`, defined here, else empty.
std::string record_of(const std::string& line) {
  const std::string prefix = "const Operation ";
  if (!starts_with(line, prefix)) return {};
  const std::string name = word_at(line, prefix.size());
  const std::size_t next = line.find_first_not_of(' ', prefix.size() + name.size());
  return next != std::string::npos && (line[next] == '{' || line[next] == '=') ? name : std::string{};
}

void read_source(const fs::path& path, Operations& operations) {
  File file{path.filename().string(), {}};
  for_each_open_line(lines_of(read(path)), [&](const std::vector<std::string>& lines, std::size_t i) {
    if (const std::string record = record_of(lines[i]); !record.empty()) operations.records.push_back(record);
    if (const std::string signature = public_signature_at(lines, i); !signature.empty())
      file.functions.push_back({comment_above(lines, i), signature});
  });
  if (!file.functions.empty()) operations.files.push_back(file);
}

// The arity of a line `struct Name : Unary {`, else 0.
int arity_of(const std::string& line) {
  const std::size_t colon = line.find(" : ");
  if (!starts_with(line, "struct ") || colon == std::string::npos) return 0;
  const std::string base = word_at(line, colon + 3);
  return base == "Unary" ? 1 : base == "Binary" ? 2 : base == "Ternary" ? 3 : 0;
}

// The names in `value(N condition, N a, N b)`.
std::vector<std::string> parameters_of_value(const std::string& text) {
  std::vector<std::string> names;
  const std::size_t begin = text.find("N value(");
  if (begin == std::string::npos) return names;
  const std::size_t end = std::min(text.find(')', begin), text.size());
  for (std::size_t place = begin + std::string("N value(").size(); place < end;) {
    const std::size_t comma = std::min(text.find(',', place), end);
    while (place < comma && std::isspace(static_cast<unsigned char>(text[place]))) ++place;
    if (text.compare(place, 2, "N ") == 0) names.push_back(word_at(text, place + 2));
    place = comma + 1;
  }
  return names;
}

void read_header(const fs::path& path, Operations& operations) {
  const std::string text = read(path);
  if (text.find("namespace ansatz::formula") == std::string::npos) return;
  const std::vector<std::string> lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int arity = arity_of(lines[i]);
    if (arity == 0) continue;
    const std::string name = path.stem().string();
    const std::vector<std::string> names = parameters_of_value(text);
    if (names.size() != static_cast<std::size_t>(arity) || std::count(names.begin(), names.end(), "") > 0)
      throw std::runtime_error(path.string() + ": `N value(N x…)` needs " + std::to_string(arity) +
                               " named parameters");
    const std::string comment = comment_above(lines, i);
    if (comment.empty()) throw std::runtime_error(path.string() + ": a /// comment above the struct is missing");
    std::string parameters;
    for (const std::string& each : names)
      parameters += (parameters.empty() ? "const Array& " : ", const Array& ") + each;
    operations.formulas.push_back({word_at(lines[i], std::string("struct ").size()), name, arity});
    operations.files.push_back({path.filename().string(), {{comment, "Array " + name + "(" + parameters + ")"}}});
    return;
  }
}

Operations read_folder(const fs::path& folder) {
  Operations operations;
  for (const fs::path& path : files_of(folder)) {
    if (path.extension() == ".cc") read_source(path, operations);
    if (path.extension() == ".h") read_header(path, operations);
  }
  return operations;
}

std::string declarations(const Operations& operations) {
  std::string text =
      "// Every operation on arrays. Made by the build from src/ops/, where each operation has its file.\n"
      "#pragma once\n\n"
      "#include <cstdint>\n#include <optional>\n#include <string>\n#include <utility>\n#include <vector>\n\n"
      "#include \"ansatz/array.h\"\n\n"
      "namespace ansatz {\n";
  for (const File& file : operations.files) {
    text += "\n// " + file.name + "\n";
    for (const Function& function : file.functions) text += '\n' + function.comment + function.signature + ";\n";
  }
  return text + "\n}  // namespace ansatz\n\n#include \"ansatz/operators.h\"\n";
}

std::string name_of(const Function& function) {
  const std::size_t bracket = function.signature.find('(');
  const std::size_t space = function.signature.find_last_of(" \n&*", bracket);
  return function.signature.substr(space + 1, bracket - space - 1);
}

std::string reference(const Operations& operations) {
  std::string text = "# Operations\n\nMade by the build from the files in `src/ops/`.\n";
  for (const File& file : operations.files) {
    for (const Function& function : file.functions) {
      text += "\n## " + name_of(function) + "\n\n```cpp\n" + function.signature + ";\n```\n\n";
      for (const std::string& line : lines_of(function.comment))
        text += line.substr(starts_with(line, "/// ") ? 4 : 3) + '\n';
      text += "\nDefined in `src/ops/" + file.name + "`.\n";
    }
  }
  return text;
}

// What stands behind `/// Activation: `, without the full stop; empty where there is no such line.
std::string activation_source(const std::string& comment) {
  const std::string mark = "/// Activation: ";
  for (const std::string& line : lines_of(comment))
    if (starts_with(line, mark)) return line.substr(mark.size(), line.size() - mark.size() - (line.back() == '.'));
  return {};
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) result += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  return result + '"';
}

std::string activations_in(const Operations& operations, const std::string& macro) {
  std::string text;
  for (const File& file : operations.files)
    for (const Function& function : file.functions)
      if (const std::string source = activation_source(function.comment); !source.empty())
        text += macro + "(" + name_of(function) + ", " + quoted(source) + ")\n";
  return text;
}

void write_all(const Operations& operations, const Operations& layers, const fs::path& folder) {
  std::string headers, formulas, records;
  for (const Formula& formula : operations.formulas) {
    headers += "#include \"ops/" + formula.name + ".h\"\n";
    formulas +=
        "ANSATZ_FORMULA(" + formula.structure + ", " + formula.name + ", " + std::to_string(formula.arity) + ")\n";
  }
  for (const std::string& record : operations.records) records += "ANSATZ_OPERATION(" + record + ")\n";
  write_if_changed(folder / "ansatz/operations.h", declarations(operations));
  write_if_changed(folder / "ops/formula_headers.inc", headers);
  write_if_changed(folder / "ops/formulas.inc", formulas);
  write_if_changed(folder / "ops/operation_list.inc", records);
  write_if_changed(folder / "operations.md", reference(operations));
  write_if_changed(folder / "nn/activations.inc", activations_in(operations, "ANSATZ_ACTIVATION") +
                                                      activations_in(layers, "ANSATZ_SCOPED_ACTIVATION"));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "usage: operations_generator OPERATIONS_FOLDER LAYERS_FOLDER OUTPUT_FOLDER\n";
    return 2;
  }
  try {
    write_all(read_folder(arguments[1]), read_folder(arguments[2]), arguments[3]);
  } catch (const std::exception& error) {
    std::cerr << "operations_generator: " << error.what() << '\n';
    return 1;
  }
}
