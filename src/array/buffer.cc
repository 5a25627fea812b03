#include "array/buffer.h"

#include <cstdlib>

#include "base/fail.h"

namespace ansatz {

Buffer::Buffer(std::size_t bytes) : bytes_(bytes) {
  const std::size_t padded = (bytes + 63) / 64 * 64 + 64;
  data_ = static_cast<std::byte*>(padded < bytes ? nullptr : std::aligned_alloc(64, padded));
  if (!data_) fail("out of memory: {} bytes are not to be had", bytes);
}

Buffer::~Buffer() { std::free(data_); }

}  // namespace ansatz
