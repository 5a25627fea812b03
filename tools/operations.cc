// Reads the operations' own files and writes what follows from them, so that adding an operation is adding one file:
//
//   ansatz/operations.h       the public declarations
//   ops/formula_headers.inc   #include "ops/<name>.h" for every element-wise formula
//   ops/formulas.inc          ANSATZ_FORMULA(Struct, name, arity) for each of them
//   ops/operation_list.inc    ANSATZ_OPERATION(name_operation) for every record written by hand
//   operations.md             the reference
//
// A formula is a header of the form `struct Name : Unary|Binary|Ternary` in namespace ansatz::formula; its doc comment
// and the parameter names of its `value` become the function's declaration. In any other operation's file (.cc),
// each function definition that starts a line and stands directly below a `///` comment is public; its default
// arguments are written as comments, `int axis /*= -1*/`. A file whose text would not change is left alone.
//
// Usage: operations_generator SOURCE_FOLDER OUTPUT_FOLDER
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct Function {
  std::string comment;    // its /// lines
  std::string signature;  // without the semicolon
};

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

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_if_changed(const fs::path& path, const std::string& text) {
  if (fs::exists(path) && read(path) == text) return;
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

bool starts_with(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

// The text up to the first `{` outside a comment and outside parentheses, with `/*= value*/` turned into `= value`;
// empty when a `;` comes first (a declaration) or when there are no parentheses (not a function).
std::string signature_at(const std::vector<std::string>& lines, std::size_t line) {
  std::string text;
  for (; line < lines.size() && text.size() < 4000; ++line) text += lines[line] + '\n';
  std::string signature;
  int depth = 0;
  bool parentheses = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "/*") == 0) {
      const std::size_t end = text.find("*/", i);
      if (end == std::string::npos) return {};
      if (text.compare(i, 3, "/*=") == 0) signature += text.substr(i + 2, end - i - 2);
      i = end + 1;
      continue;
    }
    if (text.compare(i, 2, "//") == 0) {
      i = text.find('\n', i);
      if (i == std::string::npos) return {};
      continue;
    }
    if (text[i] == '(') ++depth, parentheses = true;
    if (text[i] == ')') --depth;
    if (depth == 0 && text[i] == ';') return {};
    if (depth == 0 && text[i] == '{') {
      while (!signature.empty() && std::isspace(static_cast<unsigned char>(signature.back()))) signature.pop_back();
      return parentheses ? signature : std::string{};
    }
    signature += text[i];
  }
  return {};
}

// Collects the /// lines that end directly above `line`.
std::string comment_above(const std::vector<std::string>& lines, std::size_t line) {
  std::size_t begin = line;
  while (begin > 0 && starts_with(lines[begin - 1], "///")) --begin;
  std::string comment;
  for (; begin < line; ++begin) comment += lines[begin] + '\n';
  return comment;
}

void read_source(const fs::path& path, Operations& operations) {
  static const std::regex record(R"(^(?:extern )?const Operation (\w+)\s*(?:=|\{|\().*)");
  const std::vector<std::string> lines = lines_of(read(path));
  File file{path.filename().string(), {}};
  bool hidden = false;  // inside an unnamed namespace
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    if (line == "namespace {") hidden = true;
    if (hidden && (line == "}" || line == "}  // namespace")) hidden = false;
    if (hidden || line.empty()) continue;
    std::smatch match;
    if (std::regex_match(line, match, record)) operations.records.push_back(match[1]);
    const bool code = std::isalpha(static_cast<unsigned char>(line[0])) || line[0] == '[';
    if (!code || i == 0 || !starts_with(lines[i - 1], "///")) continue;
    const std::string signature = signature_at(lines, i);
    if (!signature.empty()) file.functions.push_back({comment_above(lines, i), signature});
  }
  if (!file.functions.empty()) operations.files.push_back(file);
}

void read_header(const fs::path& path, Operations& operations) {
  static const std::regex structure(R"(^struct (\w+)\s*:\s*(?:public )?(Unary|Binary|Ternary)\b.*)");
  static const std::regex value(R"(\bN\s+value\(([^)]*)\))");
  const std::string text = read(path);
  if (text.find("namespace ansatz::formula") == std::string::npos) return;
  const std::vector<std::string> lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::smatch match;
    if (!std::regex_match(lines[i], match, structure)) continue;
    const int arity = match[2] == "Unary" ? 1 : match[2] == "Binary" ? 2 : 3;
    const std::string name = path.stem().string();
    operations.formulas.push_back({match[1], name, arity});

    std::smatch list;
    if (!std::regex_search(text, list, value)) throw std::runtime_error(path.string() + ": `value` is missing");
    const std::string parameters_text = list[1];
    static const std::regex parameter(R"(\bN\s+(\w+))");
    std::string parameters;
    int count = 0;
    for (std::sregex_iterator it(parameters_text.begin(), parameters_text.end(), parameter), end; it != end; ++it, ++count)
      parameters += (parameters.empty() ? "const Array& " : ", const Array& ") + (*it)[1].str();
    if (count != arity)
      throw std::runtime_error(path.string() + ": `value` needs " + std::to_string(arity) + " named parameters (N x)");
    const std::string comment = comment_above(lines, i);
    if (comment.empty()) throw std::runtime_error(path.string() + ": a /// comment above the struct is missing");
    operations.files.push_back({path.filename().string(), {{comment, "Array " + name + "(" + parameters + ")"}}});
    return;
  }
}

Operations read_folder(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  Operations operations;
  for (const fs::path& path : paths) {
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

std::string reference(const Operations& operations) {
  std::string text = "# Operations\n\nMade by the build from the files in `src/ops/`.\n";
  for (const File& file : operations.files) {
    for (const Function& function : file.functions) {
      const std::size_t bracket = function.signature.find('(');
      const std::size_t space = function.signature.find_last_of(" \n&*", bracket);
      text += "\n## " + function.signature.substr(space + 1, bracket - space - 1) + "\n\n```cpp\n" +
              function.signature + ";\n```\n\n";
      for (const std::string& line : lines_of(function.comment))
        text += line.substr(std::min<std::size_t>(line.size(), line[std::min<std::size_t>(3, line.size() - 1)] == ' ' ? 4 : 3)) + '\n';
      text += "\nDefined in `src/ops/" + file.name + "`.\n";
    }
  }
  return text;
}

void write_all(const Operations& operations, const fs::path& folder) {
  std::string headers, formulas, records;
  for (const Formula& formula : operations.formulas) {
    headers += "#include \"ops/" + formula.name + ".h\"\n";
    formulas += "ANSATZ_FORMULA(" + formula.structure + ", " + formula.name + ", " + std::to_string(formula.arity) + ")\n";
  }
  for (const std::string& record : operations.records) records += "ANSATZ_OPERATION(" + record + ")\n";
  write_if_changed(folder / "ansatz/operations.h", declarations(operations));
  write_if_changed(folder / "ops/formula_headers.inc", headers);
  write_if_changed(folder / "ops/formulas.inc", formulas);
  write_if_changed(folder / "ops/operation_list.inc", records);
  write_if_changed(folder / "operations.md", reference(operations));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: operations_generator SOURCE_FOLDER OUTPUT_FOLDER\n";
    return 2;
  }
  try {
    write_all(read_folder(arguments[1]), arguments[2]);
  } catch (const std::exception& error) {
    std::cerr << "operations_generator: " << error.what() << '\n';
    return 1;
  }
}
