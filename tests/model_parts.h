// Small models made by hand, for the tests of the room model.
#pragma once

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "ansatz/operations.h"
#include "base/random.h"
#include "data/encoder.h"
#include "model/build.h"

namespace ansatz::testing {

/// A folder that disappears with the test.
struct Folder {
  std::filesystem::path path;
  Folder() {
    static int count = 0;
    path = std::filesystem::temp_directory_path() /
           ("ansatz_model_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path operator/(const std::string& name) const { return path / name; }
};

/// Numbers in [-1, 1) from a stream of their own.
inline std::vector<float> draw(std::int64_t count, std::uint64_t stream) {
  std::vector<float> numbers;
  for (std::int64_t i = 0; i < count; ++i) numbers.push_back(2 * to_unit_float(random_words(1, stream, i)[0]) - 1);
  return numbers;
}

/// Flats: numbers with and without missing values, a category with two levels, a date.
inline Table flats(std::int64_t rows) {
  std::vector<double> area, year, rent;
  std::vector<std::string> district, heating;
  const char* districts[] = {"North", "Old Town", "", "Harbour"};
  const std::vector<float> numbers = draw(3 * rows, 7);
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto at = static_cast<std::size_t>(3 * i);
    area.push_back(std::round(60 + 40 * numbers[at]));
    year.push_back(i % 5 == 2 ? std::numeric_limits<double>::quiet_NaN() : 1960 + std::round(50 * numbers[at + 1]));
    district.push_back(districts[(i * 7 + 3) % 4]);
    heating.push_back(numbers[at + 2] > 0 ? "gas" : "none");
    rent.push_back(12 * area.back() + 100 * numbers[at + 2]);
  }
  return Table({numeric_column("area", area), numeric_column("year", year), categorical_column("district", district),
                categorical_column("heating", heating), numeric_column("rent", rent)});
}

/// features → 8 → outputs, with tanh between.
inline Array two_layers(const NamedArrays& p, const Array& x) {
  const Array hidden = tanh(matmul(x, transpose(p.at("hidden.weight"))) + p.at("hidden.bias"));
  return matmul(hidden, transpose(p.at("out.weight"))) + p.at("out.bias");
}

inline ModelParts flat_parts(const Table& table, std::int64_t outputs) {
  ModelParts parts;
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < table.rows(); ++i) rows.push_back(i);
  parts.encoder = fit_encoder(table.without("rent"), rows);
  parts.target = "rent";
  parts.scaling = {false, 700, 250};
  parts.inference = two_layers;
  const std::int64_t features = parts.encoder.features();
  parts.parameters = {{"hidden.weight", Array(draw(8 * features, 1), {8, features})},
                      {"hidden.bias", Array(draw(8, 2), {8})},
                      {"out.weight", Array(draw(8 * outputs, 3), {outputs, 8})},
                      {"out.bias", Array(draw(outputs, 4), {outputs})}};
  parts.metadata = {
      {"architecture", "mlp:8"}, {"loss", "mse"}, {"optimizer", "adam"}, {"learning_rate", "0.001"}, {"seed", "0"}};
  return parts;
}

}  // namespace ansatz::testing
