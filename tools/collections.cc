// Reads a folder of values of one kind (losses, optimizers, schedules), each in its file, and writes what follows from
// them, so that adding one is adding a file:
//
//   ansatz/<collection>.h   the public declarations: each function, and each struct, that starts a line directly below
//                           a `///` comment; default arguments are written as comments, `options /*= {}*/`
//   <collection>.inc        for the file that finds them by name: the declaration of each function `… huber_from(…)` that
//                           makes one from text, and known(), a map from "huber" to it. `… step_schedule_from(…)` says
//                           the kind too, since linkers tell functions apart by their names alone; its name is "step"
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

// "huber_from" of a line `Loss huber_from(Settings& settings) {…`, else empty.
std::string named_at(const std::string& line) {
  const std::size_t begin = line.find(' ') + 1, end = line.find("_from(");
  const bool definition = end != std::string::npos && line.find('{') != std::string::npos && begin < end;
  return definition && word_at(line, begin) + "(" == line.substr(begin, end + 6 - begin)
             ? line.substr(begin, end + 5 - begin)
             : std::string{};
}

struct Collection {
  std::string declarations;  // what is public
  std::string made, names;   // the functions that make values: their declarations, and entries of the map
  std::vector<std::string> makers;
};

// "step" of "step_from" and, of the kind "schedule", of "step_schedule_from".
std::string name_of(const std::string& maker, const std::string& kind) {
  const std::string name = maker.substr(0, maker.size() - 5), ending = "_" + kind;
  const bool says_kind = name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending;
  return says_kind ? name.substr(0, name.size() - ending.size()) : name;
}

// Throws when another collection has a function of the same name: one of the two would be called for both.
void check_distinct(const fs::path& folder, const std::string& own, const std::string& maker, const std::string& kind) {
  for (const fs::path& path : files_of(folder))
    if (path.extension() == ".inc" && path.filename() != own && read(path).find(" " + maker + "(") != std::string::npos)
      throw std::runtime_error("the function " + maker + " is in " + path.stem().string() + " too; call one of them " +
                               name_of(maker, kind) + "_" + kind + "_from");
}

void read_source(const fs::path& path, const std::string& kind, Collection& collection) {
  std::string declarations;
  for_each_open_line(lines_of(read(path)), [&](const std::vector<std::string>& lines, std::size_t i) {
    if (const std::string maker = named_at(lines[i]); !maker.empty()) {
      collection.makers.push_back(maker);
      collection.made += signature_at(lines, i) + ";\n";
      collection.names += "      {\"" + name_of(maker, kind) + "\", " + maker + "},\n";
    }
    if (const std::string text = public_struct_at(lines, i); !text.empty())
      declarations += '\n' + comment_above(lines, i) + text;
    else if (const std::string signature = public_signature_at(lines, i); !signature.empty())
      declarations += '\n' + comment_above(lines, i) + signature + ";\n";
  });
  if (!declarations.empty()) collection.declarations += "\n// " + path.filename().string() + "\n" + declarations;
}

// What a file that finds values by name includes; empty when none has a name.
std::string known_of(const Collection& collection) {
  if (collection.makers.empty()) return {};
  const std::string map = "std::map<std::string, decltype(&" + collection.makers.front() + ")>";
  return "// Made by the build (tools/collections.cc).\n" + collection.made + "\nnamespace {\n\nconst " + map +
         "& known() {\n  static const " + map + " all = {\n" + collection.names +
         "  };\n  return all;\n}\n\n}  // namespace\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) {
    std::cerr << "usage: collections_generator OUTPUT_FOLDER COLLECTION KIND_HEADER SOURCE_FOLDER...\n";
    return 2;
  }
  try {
    Collection collection;
    const std::string kind = fs::path(arguments[3]).stem().string();
    for (int i = 4; i < count; ++i)
      for (const fs::path& path : files_of(arguments[i]))
        if (path.extension() == ".cc") read_source(path, kind, collection);
    const std::string name = arguments[2];
    for (const std::string& maker : collection.makers) check_distinct(arguments[1], name + ".inc", maker, kind);
    write_if_changed(fs::path(arguments[1]) / "ansatz" / (name + ".h"),
                     "// All " + name + ". Made by the build: each has its file.\n#pragma once\n\n#include \"" +
                         arguments[3] + "\"\n\nnamespace ansatz {\n" + collection.declarations +
                         "\n}  // namespace ansatz\n");
    write_if_changed(fs::path(arguments[1]) / (name + ".inc"), known_of(collection));
  } catch (const std::exception& error) {
    std::cerr << "collections_generator: " << error.what() << '\n';
    return 1;
  }
}
