// What architectures share: hidden layers as their options say.
#pragma once

#include <string>

#include "ansatz/layer.h"

namespace ansatz {

/// What a hidden layer is made of besides its weights. Names as in layers.h and initializers.h.
struct BlockOptions {
  std::string activation = "relu";
  std::string norm = "none";     ///< none, batch_norm, layer_norm, or rms_norm
  double dropout = 0;            ///< behind the activation; behind selu it is alpha_dropout
  double drop_connect = 0;       ///< of the weights
  std::string initializer = "";  ///< of the weights; by default suitable_initializer(activation)
};

/// The parts of a hidden layer, looked up: `Error`s are thrown here, with the nearest name.
struct Block {
  explicit Block(const BlockOptions& options);

  Activation activation;
  Architecture norm, drop;
  Initializer initializer;
  double drop_connect;

  /// A linear layer or a drop_connect, with this block's initialiser and zeros as the bias.
  Array linear(Scope s, const Array& x, std::int64_t out) const;
  /// norm, activation, dropout in the scopes "norm", "activation" and here.
  Array finish(Scope s, const Array& x) const;
};

/// The last layer: linear, lecun_normal and zeros, since no activation follows.
Array output_layer(Scope s, const Array& x, std::int64_t out);

/// Hidden layers of these widths, each linear and finish, and the output layer, in the scopes "0", "1", ….
Array perceptron(Scope s, Array x, const Block& block, const std::vector<std::int64_t>& hidden, std::int64_t out);

/// Throws `Error` that names the architecture unless every width is from 1 to 65536.
void check_widths(const char* architecture, const std::vector<std::int64_t>& widths);

}  // namespace ansatz
