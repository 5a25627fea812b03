// Networks whose weights are written down instead of fitted.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace ansatz {

class Model;

/// y = w2 · ReLU(w1 x + b1) + b2 + skip · x, in double.
struct ReluNetwork {
  std::string name, formula;            ///< "xor", "ReLU(x1 - x2) + ReLU(x2 - x1)"
  std::vector<std::string> inputs;      ///< the names of x
  std::vector<std::vector<double>> w1;  ///< [units][inputs]
  std::vector<double> b1, w2;           ///< [units]
  double b2 = 0;
  std::vector<double> skip = {};  ///< [inputs], or empty: the input goes through the hidden layer alone

  /// y at x, which has as many numbers as there are inputs.
  double operator()(std::span<const double> x) const;
};

/// |x| = ReLU(x) + ReLU(-x).
ReluNetwork exact_absolute();

/// max(x1, x2) = x1 + ReLU(x2 - x1), with x1 passed over the hidden layer; without `skip` in the uniform form of three
/// units, where x1 = ReLU(x1) - ReLU(-x1).
ReluNetwork exact_maximum(bool skip = false);

/// not, and, or, xor of inputs that are 0 or 1. Throws `Error` for another name.
ReluNetwork exact_gate(const std::string& name);

/// Any function of inputs that are 0 or 1, from its table: `outputs` has a 0 or a 1 for each combination of the inputs,
/// counted in binary with x1 the first digit: "0110" is xor, "0001" and. A unit stands at each corner with the rarer
/// output, and is 0 at all others. Throws `Error` unless there are 2, 4, …, 1024 digits.
ReluNetwork exact_truth_table(const std::string& outputs);

/// The best continuous approximation of x² on [-1, 1] of so many linear pieces (1 to 1000): they are equally long, and
/// the error reaches ± `square_error(pieces)` in each. The four of four pieces:
/// 0.5·|x| + ReLU(x - 0.5) + ReLU(-x - 0.5) - 1/32.
ReluNetwork square_by_pieces(int pieces = 4);

/// The largest error of n pieces: a chord of length h = 2/n lies at most h²/4 above x², and half of it below
/// when it is shifted: 1/(2n²).
double square_error(int pieces);

/// 2·ReLU(x - 1) + 2·ReLU(x) + 2·ReLU(-x) + 2·ReLU(-x - 1) - 0.04: often printed for x², but on [-1, 1] it is 2·|x| - 0.04.
ReluNetwork square_as_printed();

/// By name, with options: "abs", "max", "max_skip", "xor", "truth_table:0110", "square:pieces=8". Throws `Error` with the
/// nearest name of a network or an option.
ReluNetwork exact_network(const std::string& text);

/// What `exact_network` knows, in the alphabet's order.
std::vector<std::string> exact_network_names();

/// The network as a model: its inputs are columns, taken as they are, its output is the column y. The weights are
/// rounded to float32. (The class: ansatz/model.h.)
Model exact_model(const ReluNetwork& network);

}  // namespace ansatz
