// A store of runs to list: `runs --write FILE --count N` fills it with runs like those of the house prices.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "ansatz/runs.h"

int main(int argc, char** argv) {
  std::string out;
  int count = 10'000;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--write") out = argv[i + 1];
    if (option == "--count") count = std::atoi(argv[i + 1]);
  }
  if (out.empty()) return 2;
  std::filesystem::remove(out);
  ansatz::RunStore store(out);
  ansatz::Run run;
  run.state = "done";
  run.command = "ansatz fit data/splits/train_0.csv --target sale_price --test data/splits/test_0.csv --threads 2";
  run.folder = "/data/house_prices";
  run.data = "data/splits/train_0.csv";
  run.target = "sale_price";
  run.model = "train_0.onnx";
  run.inferred = {"input: 14 columns (8 numeric, 6 categorical) as 14 numbers and 83 levels",
                  "output: sale_price, a regression from 12,789 to 755,000; all positive, so half of the members fit its logarithm",
                  "rows: 2,344 to train, all of them also validate, 586 to test",
                  "architecture: tabular, 1,033,824 parameters",
                  "loss: mse",
                  "optimizer: adam, learning rate 0.003, batch 128, at most 40 epochs"};
  run.architecture = "tabular";
  run.metric = "mae";
  run.epochs = 40;
  for (int i = 0; i < count; ++i) {
    run.best = 16'000 + i % 997;
    run.seconds = 1.5 + i % 13 * 0.1;
    run.test = {{"r2", 0.9 - i % 89 * 1e-4}, {"mae", 15'500.0 + i % 83}, {"rmse", 24'000.0 + i % 79}, {"mape", 0.09}};
    store.add(run);
  }
}
