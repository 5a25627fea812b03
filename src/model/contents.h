// What a Model holds: the ONNX file's content and what is read from it.
#pragma once

#include <onnx/onnx_pb.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ansatz/compile.h"
#include "ansatz/model.h"
#include "data/encoder.h"
#include "model/reader.h"

namespace ansatz {

/// What the file says beside its operators; kept in its metadata.
struct Description {
  Encoder encoder;
  std::vector<std::string> targets;  ///< several of a regression only
  bool classifies = false;
  std::vector<std::string> class_names;
  TargetScaling scaling;
  std::map<std::string, std::string> training;  ///< architecture, loss, optimizer, …
};

struct Model::Contents {
  onnx::ModelProto proto;
  Description description;
  std::optional<GraphReader> reader;  // refers to proto
  mutable std::mutex mutex;           // of `program`
  mutable std::optional<Compiled> program;
};

/// Adds the description to the file's metadata.
void describe(onnx::ModelProto& proto, const Description& description);
/// Reads the description from the file's metadata. Throws `Error` when it is not there.
Description description_of(const onnx::ModelProto& proto);

/// A model from the content of a file. Throws `Error` for content that this library did not write.
Model model_of(onnx::ModelProto proto);

/// "ansatz": who writes these files (ModelProto.producer_name).
inline constexpr const char* producer = "ansatz";

}  // namespace ansatz
