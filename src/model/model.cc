#include "ansatz/model.h"

#include "base/fail.h"
#include "model/contents.h"
#include "model/graph_writer.h"

namespace ansatz {

Model::Model() = default;

const Model::Contents& Model::contents() const {
  if (!contents_) fail("the model is empty; fit one or load one first");
  return *contents_;
}

std::vector<std::string> Model::inputs() const {
  std::vector<std::string> names;
  for (const DerivedColumn::Input& input : contents().description.encoder.read_columns()) names.push_back(input.column);
  return names;
}

const std::string& Model::target() const { return contents().description.targets[0]; }
const std::vector<std::string>& Model::targets() const { return contents().description.targets; }
bool Model::classifies() const { return contents().description.classifies; }
const std::vector<std::string>& Model::class_names() const { return contents().description.class_names; }

std::int64_t Model::parameter_count() const {
  std::int64_t count = 0;
  for (const onnx::TensorProto& tensor : contents().proto.graph().initializer()) {
    if (tensor.doc_string() != parameter_mark) continue;
    std::int64_t size = 1;
    for (std::int64_t extent : tensor.dims()) size *= extent;
    count += size;
  }
  return count;
}

}  // namespace ansatz
