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
/// A function applied to each element.
using Activation = std::function<Array(const Array&)>;

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

/// Linear layers with an activation between them: parameters "0.weight", "0.bias", "1.weight", …
Architecture mlp(const MlpOptions& options);

/// The activation of that name (relu, leaky_relu, elu, selu, gelu, sigmoid, tanh, softplus, silu, mish, identity).
/// Throws `Error` with the nearest name.
Activation activation(const std::string& name);

}  // namespace ansatz
