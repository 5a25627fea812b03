// What a house costs: from a CSV file to a model in an ONNX file, with a network of our own.
//
// Run it from the root of the repository, or name the table: house_prices path/to/house_prices.csv
#include <ansatz/ansatz.h>

#include <cstdio>

using namespace ansatz;

// A network is a function. A parameter is declared where it is used, and its name is the path of scopes that led there:
// hidden.weight, hidden.bias, out.weight, out.bias. Widths of inputs come from the input.
Array price(Scope s, Array x) {
  x = relu(linear(s["hidden"], x, 64));
  return linear(s["out"], x, 1);
}

int main(int count, char** arguments) try {
  // Columns of numbers, categories and dates are told apart; missing values, unknown categories and skewed numbers are
  // the encoder's business, which becomes part of the model.
  const Dataset houses = read_csv(count > 1 ? arguments[1] : "data/house_prices.csv").target("sale_price");

  // Without an architecture, fit(houses) takes the one that suits tables.
  const FitReport report = fit(price, houses, {.optimizer = adam({.learning_rate = 1e-2}), .epochs = 20});
  print(report);

  // The file has all that is needed to go from raw columns to dollars.
  report.model.save("house.onnx");
  const Model model = Model::load("house.onnx");
  const Table some = houses.table.select({0, 1, 2});
  const Predictions predictions = model.predict(some);
  for (int row = 0; row < 3; ++row)
    std::printf("sold for %.0f, predicted %.0f\n", some.column("sale_price").numbers[row], predictions.values[row]);
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
