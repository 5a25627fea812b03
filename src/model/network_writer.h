// The network's recorded graph as ONNX operators.
#pragma once

#include <string>

#include "model/build.h"
#include "model/graph_writer.h"

namespace ansatz {

struct WrittenNetwork {
  std::string output;  ///< the value's name
  Shape shape;         ///< of one row: the result's shape without the rows
};

/// Records `parts.inference` for the value `features` [N, width], and writes it and the parameters that it uses.
WrittenNetwork write_network(GraphWriter& out, const std::string& features, std::int64_t width,
                             const ModelParts& parts);

}  // namespace ansatz
