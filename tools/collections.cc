// Reads a folder of values of one kind (losses, optimizers, schedules), each in its file, and writes what follows from
// them, so that adding one is adding a file:
//
//   ansatz/<collection>.h   the public declarations: each function, and each struct, that starts a line directly below
//                           a `///` comment; default arguments are written as comments, `options /*= {}*/`
//   <collection>.inc        ANSATZ_NAMED(huber) for each function `… huber_from(…)` that makes one from text
//
// A file whose text would not change is left alone. A collection's own files include the kind's header only, since the
// structs of the collection's header are theirs.
//
// Usage: collections_generator OUTPUT_FOLDER COLLECTION KIND_HEADER SOURCE_FOLDER…
#include <iostream>

#include "source.h"

namespace {

// The lines of the struct that begins at `line` directly below a `///` comment; else empty.
std::string public_struct_at(const std::vector<std::string>& lines, std::size_t line) {
  if (line == 0 || !starts_with(lines[line], "struct ") || !starts_with(lines[line - 1], "///")) return {};
  std::string text;
  for (; line < lines.size(); ++line) {
    text += lines[line] + '\n';
    if (lines[line] == "};") return text;
  }
  throw std::runtime_error("a struct without a line `};`");
}

// "huber" of a line `Loss huber_from(Settings& settings) {…`, else empty.
std::string named_at(const std::string& line) {
  const std::size_t begin = line.find(' ') + 1, end = line.find("_from(");
  const bool definition = end != std::string::npos && line.find('{') != std::string::npos && begin < end;
  return definition && word_at(line, begin) + "(" == line.substr(begin, end + 6 - begin)
             ? line.substr(begin, end - begin)
             : std::string{};
}

struct Collection {
  std::string declarations, names;
};

void read_source(const fs::path& path, Collection& collection) {
  std::string declarations;
  for_each_open_line(lines_of(read(path)), [&](const std::vector<std::string>& lines, std::size_t i) {
    if (const std::string name = named_at(lines[i]); !name.empty()) collection.names += "ANSATZ_NAMED(" + name + ")\n";
    if (const std::string text = public_struct_at(lines, i); !text.empty())
      declarations += '\n' + comment_above(lines, i) + text;
    else if (const std::string signature = public_signature_at(lines, i); !signature.empty())
      declarations += '\n' + comment_above(lines, i) + signature + ";\n";
  });
  if (!declarations.empty()) collection.declarations += "\n// " + path.filename().string() + "\n" + declarations;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) {
    std::cerr << "usage: collections_generator OUTPUT_FOLDER COLLECTION KIND_HEADER SOURCE_FOLDER...\n";
    return 2;
  }
  try {
    Collection collection;
    for (int i = 4; i < count; ++i)
      for (const fs::path& path : files_of(arguments[i]))
        if (path.extension() == ".cc") read_source(path, collection);
    const std::string name = arguments[2];
    write_if_changed(fs::path(arguments[1]) / "ansatz" / (name + ".h"),
                     "// All " + name + ". Made by the build: each has its file.\n#pragma once\n\n#include \"" +
                         arguments[3] + "\"\n\nnamespace ansatz {\n" + collection.declarations +
                         "\n}  // namespace ansatz\n");
    write_if_changed(fs::path(arguments[1]) / (name + ".inc"), collection.names);
  } catch (const std::exception& error) {
    std::cerr << "collections_generator: " << error.what() << '\n';
    return 1;
  }
}
