// What the build's generators share: reading C++ files by their layout, without parsing them.
#pragma once

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace fs = std::filesystem;

struct Function {
  std::string comment;    // its /// lines
  std::string signature;  // without the semicolon
};

inline std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_if_changed(const fs::path& path, const std::string& text) {
  if (fs::exists(path) && read(path) == text) return;
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

inline bool starts_with(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

// The identifier that begins at `place`, after blanks.
inline std::string word_at(const std::string& text, std::size_t place) {
  while (place < text.size() && text[place] == ' ') ++place;
  std::size_t end = place;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_')) ++end;
  return text.substr(place, end - place);
}

// The text up to the first `{` outside a comment and outside parentheses, with `/*= value*/` turned into `= value`;
// empty when a `;` comes first (a declaration) or when there are no parentheses (not a function).
inline std::string signature_at(const std::vector<std::string>& lines, std::size_t line) {
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
inline std::string comment_above(const std::vector<std::string>& lines, std::size_t line) {
  std::size_t begin = line;
  while (begin > 0 && starts_with(lines[begin - 1], "///")) --begin;
  std::string comment;
  for (; begin < line; ++begin) comment += lines[begin] + '\n';
  return comment;
}

// The signature of the function that begins at `line` directly below a `///` comment; else empty.
inline std::string public_signature_at(const std::vector<std::string>& lines, std::size_t line) {
  const bool code = std::isalpha(static_cast<unsigned char>(lines[line][0])) || lines[line][0] == '[';
  return code && line > 0 && starts_with(lines[line - 1], "///") ? signature_at(lines, line) : std::string{};
}

// Calls visit(lines, number) for every line that is not empty and not in an unnamed namespace.
template <class Visit> void for_each_open_line(const std::vector<std::string>& lines, Visit visit) {
  bool hidden = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i] == "namespace {") hidden = true;
    if (hidden && lines[i] == "}  // namespace") hidden = false;
    if (!hidden && !lines[i].empty()) visit(lines, i);
  }
}

// The files of a folder by name.
inline std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}
