// Whole files: read at once, written at once or not at all.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace ansatz {

/// A file's bytes. Throws when it is missing, a folder, or can't be read.
std::string read_file(const std::filesystem::path& path);

/// Makes the file's content this. The bytes go to a temporary file in the same folder, which is synced and renamed, and the
/// folder is synced: after a crash or on a full disk the file is the old one or the new one, never half of one; what a killed
/// process of this machine left beside it is removed. A symbolic link keeps its place and its target is replaced; what is no
/// regular file (/dev/stdout, a pipe) is written to. Throws when the folder is missing or can't be written into, or when the disk is full.
void write_file(const std::filesystem::path& path, std::string_view content);

/// The same piece by piece: the file is what was written when `finish` has returned, and the old one before.
class FileWriter {
 public:
  /// Throws as write_file does.
  explicit FileWriter(const std::filesystem::path& path);
  ~FileWriter();
  void write(std::string_view content);
  void finish();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace ansatz
