// The linear pieces of networks with ReLU.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ansatz/model.h"

namespace ansatz {

/// Where the network is one linear function: output = intercept + Σ slopes·z of its encoded inputs z.
struct LinearPiece {
  std::vector<double> slopes;
  double intercept = 0;
  /// Of one input the piece's two ends; of two inputs convex polygons, each a list of corners. In the columns' own units.
  std::vector<std::vector<std::vector<double>>> parts;
};

struct LinearPieces {
  std::vector<std::string> inputs;                ///< one column or two
  std::string output;                             ///< the target, or the log odds of the second of two classes
  std::vector<std::pair<double, double>> ranges;  ///< of the inputs: what was looked at
  /// Of each input z = c(s·(x - center)) with c(v) = v, or v/√(1 + (v/3)²) when it is `bent`: fitted models draw large
  /// values in, so that their pieces are straight in z and slightly bent in x.
  struct Encoding {
    double center = 0, scale = 1;
    bool bent = false;
    double operator()(double x) const;
    double inverse(double z) const;
  };
  std::vector<Encoding> encodings;
  std::vector<LinearPiece> pieces;  ///< of one input from left to right

  /// The piece's value at x, in the columns' units.
  double value(const LinearPiece& piece, const std::vector<double>& x) const;
};

/// All pieces of a model of one or two numeric columns whose activations are relu, leaky_relu or abs (Montúfar et al.
/// 2014, "On the number of linear regions of deep neural networks"), found exactly: region by region, each split where a
/// unit's sum changes its sign. Neighbours of one formula are one piece. `ranges`: of each column; by default two
/// quartile distances around the median, [-2, 2] for columns that are taken as they are. Throws `Error` for other
/// models, and for more than 100,000 regions.
LinearPieces linear_pieces(const Model& model, const std::vector<std::pair<double, double>>& ranges = {});

}  // namespace ansatz
