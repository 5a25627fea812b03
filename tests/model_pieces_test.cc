// The linear pieces of networks: of those that are known, by count; of fitted ones, against their predictions.
#include "ansatz/pieces.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ansatz/exact.h"
#include "ansatz/fit.h"
#include "tests/error_of.h"
#include "tests/model_parts.h"

namespace ansatz {
namespace {

double area_of(const std::vector<std::vector<double>>& corners) {
  double area = 0;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const auto &a = corners[i], &b = corners[(i + 1) % corners.size()];
    area += (a[0] * b[1] - b[0] * a[1]) / 2;
  }
  return area;
}

TEST(Pieces, OfOneInput) {
  const LinearPieces absolute = linear_pieces(exact_model(exact_absolute()));
  ASSERT_EQ(absolute.pieces.size(), 2u);
  EXPECT_EQ(absolute.ranges[0], std::pair(-2.0, 2.0));
  EXPECT_EQ(absolute.pieces[0].slopes, std::vector<double>{-1});
  EXPECT_EQ(absolute.pieces[1].slopes, std::vector<double>{1});
  EXPECT_EQ(absolute.pieces[0].parts[0][1][0], 0);
  EXPECT_EQ(absolute.inputs, std::vector<std::string>{"x"});
  for (const int n : {1, 2, 3, 4, 7, 50}) {
    const LinearPieces square = linear_pieces(exact_model(square_by_pieces(n)), {{-1, 1}});
    ASSERT_EQ(static_cast<int>(square.pieces.size()), n);
    for (int k = 0; k < n; ++k) {
      EXPECT_NEAR(square.pieces[k].parts[0][0][0], -1 + 2.0 * k / n, 1e-6);
      EXPECT_NEAR(square.pieces[k].slopes[0], -2 + (4.0 * k + 2) / n, 1e-5);
    }
  }
  EXPECT_EQ(linear_pieces(exact_model(exact_absolute()), {{1, 2}}).pieces.size(), 1u);
}

TEST(Pieces, OfTwoInputs) {
  for (const bool skip : {false, true}) {
    const LinearPieces maximum = linear_pieces(exact_model(exact_maximum(skip)));
    ASSERT_EQ(maximum.pieces.size(), 2u);
    double area = 0;
    for (const LinearPiece& piece : maximum.pieces) {
      EXPECT_EQ(piece.slopes[0] + piece.slopes[1], 1);
      EXPECT_EQ(piece.intercept, 0);
      for (const auto& part : piece.parts) area += area_of(part);
    }
    EXPECT_NEAR(area, 16, 1e-12);
  }
  EXPECT_EQ(linear_pieces(exact_model(exact_gate("and")), {{0, 1}, {0, 1}}).pieces.size(), 2u);
}

// A network that was fitted: the pieces cover the range, meet, and give what it predicts.
TEST(Pieces, OfFittedModelsAreTheirPredictions) {
  std::vector<double> a, b, y;
  std::vector<std::string> kind;
  const std::vector<float> numbers = testing::draw(600, 3);
  for (std::size_t i = 0; i < 300; ++i) {
    a.push_back(10 + 3 * numbers[2 * i]);
    b.push_back(numbers[2 * i + 1]);
    y.push_back(std::sin(a[i]) + b[i] * b[i]);
    kind.push_back(y[i] > 0 ? "yes" : "no");
  }
  const Table one({numeric_column("a", a), numeric_column("y", y)});
  for (const std::string name :
       {"mlp:8,8", "mlp:8,activation=leaky_relu,norm=batch_norm", "resnet:6,1,norm=none", "densenet:5,2"}) {
    SCOPED_TRACE(name);
    const Model model = fit(name, {one, "y"}, {.epochs = 20, .threads = 1}).model;
    const LinearPieces all = linear_pieces(model, {{6, 14}});
    ASSERT_GE(all.pieces.size(), 2u);
    EXPECT_EQ(all.pieces.front().parts[0][0][0], 6);
    EXPECT_EQ(all.pieces.back().parts[0][1][0], 14);
    std::vector<double> x, expected;
    for (std::size_t p = 0; p < all.pieces.size(); ++p) {
      const double from = all.pieces[p].parts[0][0][0], to = all.pieces[p].parts[0][1][0];
      ASSERT_LT(from, to);
      if (p) {
        EXPECT_EQ(from, all.pieces[p - 1].parts[0][1][0]);
        EXPECT_NEAR(all.value(all.pieces[p], {from}), all.value(all.pieces[p - 1], {from}), 1e-8);
      }
      for (const double part : {0.0, 0.3, 0.9}) {
        x.push_back(from + part * (to - from));
        expected.push_back(all.value(all.pieces[p], {x.back()}));
      }
    }
    const std::vector<double> predicted = model.predict(Table({numeric_column("a", x)})).values;
    for (std::size_t i = 0; i < x.size(); ++i)
      EXPECT_NEAR(predicted[i], expected[i], 2e-5 * std::max(1.0, std::abs(expected[i])));
  }

  // Two columns and two classes: the log odds.
  const Table two({numeric_column("a", a), numeric_column("b", b), categorical_column("kind", kind)});
  const Model model = fit("mlp:6,6", {two, "kind"}, {.epochs = 20, .threads = 1}).model;
  const LinearPieces all = linear_pieces(model, {{7, 13}, {-1, 1}});
  EXPECT_EQ(all.output, "log odds of yes");
  ASSERT_GE(all.pieces.size(), 4u);
  std::vector<double> x1, x2, expected;
  double area = 0;
  for (const LinearPiece& piece : all.pieces)
    for (const auto& part : piece.parts) {
      std::vector<std::vector<double>> encoded;
      double z1 = 0, z2 = 0;
      for (const auto& corner : part) {
        encoded.push_back({all.encodings[0](corner[0]), all.encodings[1](corner[1])});
        z1 += encoded.back()[0] / static_cast<double>(part.size());
        z2 += encoded.back()[1] / static_cast<double>(part.size());
      }
      area += area_of(encoded);
      x1.push_back(all.encodings[0].inverse(z1));  // inside, since the polygon is convex
      x2.push_back(all.encodings[1].inverse(z2));
      expected.push_back(all.value(piece, {x1.back(), x2.back()}));
    }
  EXPECT_NEAR(area, (all.encodings[0](13) - all.encodings[0](7)) * (all.encodings[1](1) - all.encodings[1](-1)), 1e-9);
  const auto probabilities = model.predict(Table({numeric_column("a", x1), numeric_column("b", x2)})).probabilities;
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(std::log(probabilities[i][1] / probabilities[i][0]), expected[i],
                1e-3 * std::max(1.0, std::abs(expected[i])));
}

TEST(Pieces, WhatHasNoneIsRefused) {
  const Table flat = testing::flats(60);
  const auto message = [&](const std::string& name, const Table& table) {
    return error_of([&] { linear_pieces(fit(name, {table, "rent"}, {.epochs = 1, .threads = 1}).model); });
  };
  const Table numbers({flat.column("area"), flat.column("rent")});
  EXPECT_EQ(message("mlp:4,activation=tanh", numbers),
            "only networks with relu, leaky_relu or abs have linear pieces; this one has tanh");
  EXPECT_EQ(message("mlp:4", flat), "linear pieces are shown of one or two columns; the model reads 4");
  EXPECT_EQ(message("mlp:4", Table({flat.column("heating"), flat.column("rent")})),
            "linear pieces are those of numbers; the model reads a category or a date");
  EXPECT_TRUE(message("mlp:4,norm=layer_norm", numbers)
                  .starts_with("a network of linear layers and activations is needed; this one has the operator "));
  const Model model = exact_model(exact_absolute());
  EXPECT_EQ(error_of([&] { linear_pieces(model, {{1, 1}}); }), "the range of \"x\" goes from 1 to 1; it must rise");
  EXPECT_EQ(error_of([&] {
              linear_pieces(model, {{0, 1}, {0, 1}});
            }),
            "2 ranges are given for 1 columns; each needs one, or none");
}

}  // namespace
}  // namespace ansatz
