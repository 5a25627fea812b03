#include "array/buffer.h"

#include <cstdlib>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "base/fail.h"

namespace ansatz {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20, large = 4 * huge_page;

}  // namespace

Buffer::Buffer(std::size_t bytes) : bytes_(bytes) {
  // Large memory comes in pages of 2 MiB where the system has them: far fewer addresses to look up.
  const std::size_t alignment = bytes >= large ? huge_page : 64;
  const std::size_t padded = (bytes + alignment - 1) / alignment * alignment + 64;
  const std::size_t whole = (padded + alignment - 1) / alignment * alignment;
  data_ = static_cast<std::byte*>(whole < bytes ? nullptr : std::aligned_alloc(alignment, whole));
  if (!data_) fail("out of memory: {} bytes are not to be had", bytes);
#if defined(__linux__)
  if (bytes >= large) ::madvise(data_, whole, MADV_HUGEPAGE);
#endif
}

Buffer::~Buffer() { std::free(data_); }

}  // namespace ansatz
