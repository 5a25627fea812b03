// Layers: functions of a Scope and an array. Shapes are given as [batch..., features].
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ansatz/operations.h"
#include "ansatz/scope.h"

namespace ansatz {

/// A network: any function of a scope and its input.
using Architecture = std::function<Array(Scope, Array)>;
/// What stands between linear layers: a function of an array; some have parameters or draw numbers.
using Activation = std::function<Array(Scope, const Array&)>;

struct LinearOptions {
  bool bias = true;
  /// Of the weight; by default uniform in ±1/√in, as PyTorch's.
  Initializer weight = nullptr;
  /// Of the bias; by default uniform in ±1/√in.
  Initializer bias_initializer = nullptr;
};

/// x·weightᵀ + bias: [..., in] → [..., out]. Parameters: weight [out, in], bias [out].
Array linear(Scope s, const Array& x, std::int64_t out, const LinearOptions& options = {});

/// In training each element is dropped with probability p and the others are multiplied by 1/(1 - p); otherwise x.
/// Throws `Error` unless 0 ≤ p < 1. (Srivastava et al. 2014)
Array dropout(Scope s, const Array& x, double p);

/// (x - mean) / √(variance + epsilon) · weight + bias over the last dimension (Ba et al. 2016).
/// Parameters: weight, bias [features].
Array layer_norm(Scope s, const Array& x, double epsilon = 1e-5);

struct MlpOptions {
  std::vector<std::int64_t> hidden = {64, 64};
  std::int64_t out = 1;
  std::string activation = "relu";
  double dropout = 0;
};

/// Linear layers with an activation between them: parameters "0.weight", "0.bias", "1.weight", …, and those of the
/// activation, as in "0.activation.weight".
Architecture mlp(const MlpOptions& options);

struct PreluOptions {
  bool per_feature = false;  ///< a slope for each feature instead of one for all
  double slope = 0.25;       ///< at first
};

/// x for positive x, weight · x for others, where the slope is learned (He et al. 2015, arXiv:1502.01852, equation 1).
/// Parameter: weight [1], or [features].
Array prelu(Scope s, const Array& x, const PreluOptions& options = {});

/// x for positive x, a · x for others. In training each a is drawn from [low, high), otherwise it is their mean
/// (Xu et al. 2015, arXiv:1505.00853). Throws `Error` when low > high.
Array rrelu(Scope s, const Array& x, double low = 1.0 / 8, double high = 1.0 / 3);

struct NamedActivation {
  std::string name, source;  ///< and where its formula comes from
  Activation function;
};

/// Every activation that has a name, with its default settings: those of `ansatz/operations.h` and of this header.
const std::vector<NamedActivation>& activations();

/// The activation of that name, as in "relu". Throws `Error` with the nearest name.
Activation activation(const std::string& name);

}  // namespace ansatz
