// Models as files.
#include "base/checksum.h"
#include "base/fail.h"
#include "base/files.h"
#include "model/contents.h"

namespace ansatz {
namespace {

// The file ends with the checksum of all bytes before it: the value of the last entry of the metadata, which ONNX puts
// last. Other readers see an entry like any other.
constexpr const char* checksum_key = "ansatz.checksum";

}  // namespace

void Model::save(const std::filesystem::path& path) const {
  onnx::ModelProto proto = contents().proto;
  onnx::StringStringEntryProto& entry = *proto.add_metadata_props();
  entry.set_key(checksum_key);
  entry.set_value(std::string(checksum_digits, '0'));
  std::string bytes;
  // Protocol buffers end at 2 GB.
  if (proto.ByteSizeLong() > std::size_t{0x7fffffff} || !proto.SerializeToString(&bytes))
    fail("{}: the model is too large for one ONNX file (2 GB)", path.string());
  const std::size_t body = bytes.size() - checksum_digits;
  bytes.replace(body, checksum_digits, checksum(std::string_view(bytes).substr(0, body)));
  write_file(path, bytes);
}

Model Model::load(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  if (bytes.empty()) fail("{} is empty; an ONNX file that `ansatz fit` wrote is needed", path.string());
  onnx::ModelProto proto;
  const bool parsed = bytes.size() <= 0x7fffffff && proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  const bool ours = parsed && proto.producer_name() == producer;
  const bool of_onnx = parsed && proto.has_graph();
  // A truncated file of ours may not parse, but begins as ours do.
  const bool begins = bytes.find(producer) < 32;
  if (!ours && of_onnx && !begins)
    fail("{} is an ONNX file that {} wrote; only models that Ansatz wrote, with its metadata, can be read",
         path.string(),
         proto.producer_name().empty() ? "another program" : fmt::format("\"{}\"", proto.producer_name()));
  if (!ours && !begins) fail("{} is no ONNX file; one that `ansatz fit` wrote is needed", path.string());
  const std::size_t body = bytes.size() < checksum_digits ? 0 : bytes.size() - checksum_digits;
  if (!ours || checksum(std::string_view(bytes).substr(0, body)) != std::string_view(bytes).substr(body))
    fail("{} is damaged: it was cut off or changed since it was written; fit the model again or get another copy",
         path.string());
  proto.mutable_metadata_props()->RemoveLast();
  try {
    return model_of(std::move(proto));
  } catch (const Error& error) {
    fail("{}: {}", path.string(), error.what());
  }
}

}  // namespace ansatz
