// L-BFGS an iteration at a time.
#pragma once

#include <deque>
#include <vector>

#include "ansatz/minimize.h"
#include "optim/minimize/line_search.h"

namespace ansatz {

/// The inverse curvature as the last steps and changes of the gradient tell it.
class Curvature {
 public:
  struct Pair {
    std::vector<double> step, change;
    double inverse;
  };
  explicit Curvature(int memory) : memory_(memory) {}

  void learn(std::vector<double> step, std::vector<double> change);
  /// The inverse curvature times a vector.
  std::vector<double> times(std::vector<double> q) const;
  bool empty() const { return pairs_.empty(); }
  void forget();
  /// What was learned, the oldest first: learned again in this order it gives the same curvature, bit for bit.
  const std::deque<Pair>& pairs() const { return pairs_; }

 private:
  int memory_;
  double scale_ = 1;
  std::deque<Pair> pairs_;
};

/// A minimisation under way; `minimize_objective` is one from its start to its end.
class Lbfgs {
 public:
  /// Evaluates f at x. Throws `Error` when the options cannot be or f is not finite there.
  Lbfgs(Objective f, std::vector<double> x, const MinimizeOptions& options);

  /// One iteration; false when it has ended, and the report says why.
  bool advance();

  /// Goes on from a point and the curvature of another minimisation of f, as that one would. Throws `Error` as the
  /// constructor does.
  void go_on(std::vector<double> x, Curvature curvature);

  const std::vector<double>& x() const { return here_.x; }
  const Curvature& curvature() const { return curvature_; }
  const MinimizeReport& report() const { return report_; }

 private:
  void begin(std::vector<double> x);
  LinePoint evaluated(std::vector<double> x);
  bool ended(bool converged, const char* message);

  Objective f_;
  MinimizeOptions options_;
  Curvature curvature_;
  LinePoint here_;
  MinimizeReport report_;
};

}  // namespace ansatz
