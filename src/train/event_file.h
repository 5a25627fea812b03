// TensorBoard's event files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace ansatz {

/// An event file: TFRecords (length, masked CRC-32C of the length, data, masked CRC-32C of the data) of protocol buffers of
/// the type tensorflow.Event, of which these few fields are written: wall_time = 1, step = 2, file_version = 3,
/// summary = 5 with value = 1 of tag = 1, simple_value = 2, tensor = 8, metadata = 9.
class EventFile {
 public:
  /// A new file of a name of its own in the folder. Throws `Error` when it can't be made.
  explicit EventFile(const std::filesystem::path& folder);

  void scalar(const std::string& tag, std::int64_t step, double value);
  /// Shown as Markdown.
  void text(const std::string& tag, const std::string& value);
  /// What was written reaches the file. Throws `Error` when it doesn't.
  void flush();

 private:
  void event(std::int64_t step, const std::string& field);
  std::filesystem::path path_;
  std::ofstream file_;
};

}  // namespace ansatz
