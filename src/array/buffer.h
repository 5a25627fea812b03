// A block of numbers that arrays share.
#pragma once

#include <cstddef>
#include <memory>

namespace ansatz {

/// Memory aligned to 64 bytes, with at least 64 more bytes behind its end, so that whole vectors may be read.
class Buffer {
 public:
  /// Uninitialised memory. Throws `Error` when there is not enough.
  explicit Buffer(std::size_t bytes);
  ~Buffer();
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  std::byte* data() { return data_; }
  const std::byte* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }

 private:
  std::byte* data_;
  std::size_t bytes_;
};

using BufferPointer = std::shared_ptr<Buffer>;

}  // namespace ansatz
