// Networks whose weights are known, at every corner and on grids; as models, too.
#include "ansatz/exact.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ansatz/model.h"
#include "ansatz/table.h"
#include "tests/error_of.h"

namespace ansatz {
namespace {

double at(const ReluNetwork& network, std::vector<double> x) { return network(x); }

// The digits of a corner, x1 first.
std::vector<double> corner_of(std::size_t corner, std::size_t inputs) {
  std::vector<double> x;
  for (std::size_t i = 0; i < inputs; ++i) x.push_back(corner >> (inputs - 1 - i) & 1);
  return x;
}

TEST(Exact, AbsoluteValueAndMaximumOnAGrid) {
  const ReluNetwork absolute = exact_absolute(), uniform = exact_maximum(), skipping = exact_maximum(true);
  EXPECT_EQ(uniform.w1.size(), 3u);
  EXPECT_TRUE(uniform.skip.empty());
  EXPECT_EQ(skipping.w1.size(), 1u);
  for (int i = -40; i <= 40; ++i) {
    const double x = i / 8.0;
    EXPECT_EQ(at(absolute, {x}), std::abs(x));
    for (int j = -40; j <= 40; ++j) {
      const double other = j / 8.0;
      EXPECT_EQ(at(uniform, {x, other}), std::max(x, other));
      EXPECT_EQ(at(skipping, {x, other}), std::max(x, other));
    }
  }
}

TEST(Exact, GatesAtEveryCorner) {
  EXPECT_EQ(at(exact_gate("not"), {0}), 1);
  EXPECT_EQ(at(exact_gate("not"), {1}), 0);
  for (int a = 0; a < 2; ++a)
    for (int b = 0; b < 2; ++b) {
      const std::vector<double> x = {static_cast<double>(a), static_cast<double>(b)};
      EXPECT_EQ(at(exact_gate("and"), x), a && b);
      EXPECT_EQ(at(exact_gate("or"), x), a || b);
      EXPECT_EQ(at(exact_gate("xor"), x), a != b);
    }
  EXPECT_EQ(error_of([] { exact_gate("nand"); }), "unknown gate \"nand\"; did you mean \"and\"?");
}

// Every function of one, two and three inputs, and some of ten.
TEST(Exact, AnyTruthTable) {
  for (std::size_t inputs = 1; inputs <= 3; ++inputs) {
    const std::size_t corners = std::size_t{1} << inputs;
    for (std::size_t function = 0; function < std::size_t{1} << corners; ++function) {
      std::string outputs;
      for (std::size_t corner = 0; corner < corners; ++corner) outputs += function >> corner & 1 ? '1' : '0';
      const ReluNetwork network = exact_truth_table(outputs);
      ASSERT_EQ(network.inputs.size(), inputs);
      EXPECT_LE(network.w1.size(), std::max<std::size_t>(1, corners / 2)) << outputs;
      for (std::size_t corner = 0; corner < corners; ++corner)
        ASSERT_EQ(at(network, corner_of(corner, inputs)), outputs[corner] - '0') << outputs << " " << corner;
    }
  }
  std::string outputs;
  unsigned state = 7;
  for (int i = 0; i < 1024; ++i) outputs += (state = state * 1664525 + 1013904223) >> 31 ? '1' : '0';
  const ReluNetwork network = exact_truth_table(outputs);
  for (std::size_t corner = 0; corner < 1024; ++corner)
    ASSERT_EQ(at(network, corner_of(corner, 10)), outputs[corner] - '0') << corner;
  EXPECT_EQ(exact_truth_table("0110").formula, "ReLU(-x1 + x2) + ReLU(x1 - x2)");
  EXPECT_EQ(exact_truth_table("0111").formula, "1 - ReLU(-x1 - x2 + 1)");
  EXPECT_EQ(error_of([] { exact_truth_table("012"); }), "truth_table: its outputs are 0 or 1, not \"2\"");
  EXPECT_EQ(
      error_of([] { exact_truth_table("011"); }),
      "truth_table: 3 outputs; 2, 4, 8, … up to 1024 are possible: one for each combination of the inputs, as in 0110");
}

// Chebyshev: the error reaches its bound with alternating signs 2n + 1 times, at both ends and in the middle of each piece.
TEST(Exact, SquareInPieces) {
  for (const int n : {1, 2, 3, 4, 5, 8, 13, 100}) {
    SCOPED_TRACE(n);
    const ReluNetwork network = square_by_pieces(n);
    const double bound = square_error(n);
    EXPECT_DOUBLE_EQ(bound, 1 / (2.0 * n * n));
    EXPECT_EQ(static_cast<int>(network.w1.size()), n == 1 ? 2 : n % 2 ? n - 1 : n);
    for (int k = 0; k <= 2 * n; ++k) {
      const double x = -1 + static_cast<double>(k) / n;
      EXPECT_NEAR(at(network, {x}) - x * x, k % 2 ? bound : -bound, 1e-13);
    }
    for (int i = -2000; i <= 2000; ++i) {
      const double x = i / 2000.0;
      ASSERT_LE(std::abs(at(network, {x}) - x * x), bound + 1e-13) << x;
    }
  }
  EXPECT_EQ(square_by_pieces(4).formula, "0.5·|x| + ReLU(x - 0.5) + ReLU(-x - 0.5) - 0.03125");
  // What is often printed is 2|x| - 0.04 there.
  EXPECT_NEAR(at(square_as_printed(), {1}), 1.96, 1e-15);
  EXPECT_NEAR(at(square_as_printed(), {0.25}), 0.46, 1e-15);
  EXPECT_EQ(error_of([] { square_by_pieces(0); }), "square: 0 pieces; 1 to 1000 are possible");
}

TEST(Exact, ByName) {
  for (const std::string& name : exact_network_names())
    if (name != "truth_table") {
      EXPECT_FALSE(exact_network(name).formula.empty()) << name;
    }
  EXPECT_EQ(exact_network("square:pieces=8").w1.size(), 8u);
  EXPECT_EQ(exact_network("truth_table:0001").formula, "ReLU(x1 + x2 - 1)");
  EXPECT_EQ(error_of([] { exact_network("xnor"); }), "unknown exact network \"xnor\"; did you mean \"xor\"?");
  EXPECT_EQ(error_of([] { exact_network("square:piece=8"); }),
            "exact network \"square\": unknown option \"piece\"; did you mean \"pieces\"?");
  EXPECT_EQ(error_of([] { at(exact_absolute(), {1, 2}); }), "abs: 2 numbers are given for 1 inputs");
}

// As files they predict the same numbers: their inputs are not drawn in as those of fitted models are.
TEST(Exact, AsModels) {
  for (const std::string name : {"abs", "max", "max_skip", "xor", "square:pieces=5"}) {
    SCOPED_TRACE(name);
    const ReluNetwork network = exact_network(name);
    const Model model = exact_model(network);
    std::vector<std::vector<double>> columns(network.inputs.size());
    std::vector<double> expected;
    for (int i = -8; i <= 8; ++i)
      for (int j = -8; j <= 8; ++j) {
        std::vector<double> x = {i * 50.0, j * 0.125};
        x.resize(network.inputs.size());
        for (std::size_t c = 0; c < x.size(); ++c) columns[c].push_back(x[c]);
        expected.push_back(network(x));
      }
    std::vector<Column> all;
    for (std::size_t c = 0; c < columns.size(); ++c) all.push_back(numeric_column(network.inputs[c], columns[c]));
    const std::vector<double> y = model.predict(Table(std::move(all))).values;
    for (std::size_t i = 0; i < y.size(); ++i)
      EXPECT_NEAR(y[i], expected[i], 2e-6 * std::max(1.0, std::abs(expected[i])));
  }
}

}  // namespace
}  // namespace ansatz
