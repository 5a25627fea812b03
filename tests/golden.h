// Reads the tables of golden values in tests/golden (format: tests/golden/README.md).
//
//   Golden golden("losses");
//   golden["mse.value"].values[0];  golden["mse.gradient"].shape;
#pragma once

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

struct GoldenArray {
  std::vector<std::int64_t> shape;  // empty for a single number
  std::vector<double> values;       // row-major
  std::vector<float> floats() const { return std::vector<float>(values.begin(), values.end()); }
};

class Golden {
 public:
  // `table` is a file of tests/golden without ".txt". Throws std::runtime_error when it is missing or damaged.
  explicit Golden(const std::string& table) : path_(std::string(ANSATZ_SOURCE_DIR) + "/tests/golden/" + table + ".txt") {
    std::ifstream file(path_);
    if (!file) throw std::runtime_error("cannot read " + path_);
    std::string line;
    GoldenArray* current = nullptr;
    std::size_t expected = 0;
    auto finish = [&] {
      if (current && current->values.size() != expected)
        throw std::runtime_error(path_ + ": an array has another size than its shape says");
    };
    while (std::getline(file, line)) {
      if (line.empty() || line[0] == '#') continue;
      std::istringstream words(line);
      bool header = (line[0] >= 'a' && line[0] <= 'z') || (line[0] >= 'A' && line[0] <= 'Z');
      if (header) {
        finish();
        std::string name;
        words >> name;
        current = &arrays_[name];
        expected = 1;
        for (std::int64_t extent; words >> extent; expected *= extent) current->shape.push_back(extent);
      } else {
        if (!current) throw std::runtime_error(path_ + ": numbers before the first name");
        for (std::string word; words >> word;) current->values.push_back(std::strtod(word.c_str(), nullptr));
      }
    }
    finish();
  }

  const GoldenArray& operator[](const std::string& name) const {
    auto found = arrays_.find(name);
    if (found == arrays_.end()) throw std::runtime_error(path_ + " has no array named " + name);
    return found->second;
  }

  bool has(const std::string& name) const { return arrays_.count(name) != 0; }
  const std::map<std::string, GoldenArray>& arrays() const { return arrays_; }

 private:
  std::string path_;
  std::map<std::string, GoldenArray> arrays_;
};
