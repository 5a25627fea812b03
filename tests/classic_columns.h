// Columns of golden tables, as the methods of classic/ take them.
#pragma once

#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/golden.h"

struct GoldenColumns {
  std::vector<std::vector<double>> values;
  std::vector<std::pair<std::string, std::span<const double>>> named;  // x1, x2, …

  explicit GoldenColumns(const GoldenArray& array) {
    const std::size_t width = array.shape.at(1);
    values.resize(width);
    for (std::size_t i = 0; i < array.values.size(); ++i) values[i % width].push_back(array.values[i]);
    for (std::size_t j = 0; j < width; ++j) named.emplace_back("x" + std::to_string(j + 1), values[j]);
  }
  GoldenColumns(const GoldenColumns&) = delete;  // `named` points into `values`
};
