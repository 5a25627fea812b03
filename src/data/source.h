// The bytes behind a table: a file on disk, read in pieces, or memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace ansatz {

/// Immutable; any number of threads may read it.
class Source {
 public:
  /// A file that is not small stays on disk and is read in pieces; a small one and a pipe are read at once. What gzip packed
  /// is unpacked: into memory, or, when it is large, into a file without a name in the folder for temporary files. Throws
  /// when there is no such file, when it is a folder, when it can't be read or unpacked, or when it unpacks to more than half
  /// of the space that is free there.
  static std::shared_ptr<const Source> open(const std::filesystem::path& path);
  static std::shared_ptr<const Source> of(std::string content);
  /// What gzip packed: in memory up to so many bytes, else in a file, and `most` bytes at most.
  static std::shared_ptr<const Source> unpacked(const Source& packed, const std::filesystem::path& path,
                                                std::uint64_t memory, std::uint64_t most);

  Source(const Source&) = delete;
  ~Source();

  std::uint64_t size() const { return size_; }
  bool in_memory() const { return descriptor_ < 0; }
  /// Bytes [begin, min(end, size())); they stay valid as long as the source and the buffer do. Throws when the file was
  /// cut short since it was opened.
  std::string_view bytes(std::uint64_t begin, std::uint64_t end, std::string& buffer) const;

 private:
  Source() = default;

  std::string content_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::filesystem::path path_;
};

}  // namespace ansatz
