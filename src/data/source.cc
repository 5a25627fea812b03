#include "data/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/fail.h"
#include "base/files.h"
#include "data/gzip.h"

namespace ansatz {
namespace {

constexpr std::uint64_t kSmall = std::uint64_t{8} << 20;

}  // namespace

Source::~Source() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::shared_ptr<const Source> Source::of(std::string content) {
  std::shared_ptr<Source> source(new Source);
  source->content_ = std::move(content);
  source->size_ = source->content_.size();
  return source;
}

std::shared_ptr<const Source> Source::open(const std::filesystem::path& path) {
  std::shared_ptr<Source> source(new Source);
  source->path_ = path;
  source->descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  const bool large = source->descriptor_ >= 0 && ::fstat(source->descriptor_, &status) == 0 &&
                     S_ISREG(status.st_mode) && static_cast<std::uint64_t>(status.st_size) > kSmall;
  if (large) {
    source->size_ = static_cast<std::uint64_t>(status.st_size);
    std::string start;
    if (!is_gzip(source->bytes(0, 2, start))) return source;
  }
  std::string content = read_file(path);  // says what is wrong with a file that can't be read
  return of(is_gzip(content) ? gunzip(content, path) : std::move(content));
}

std::string_view Source::bytes(std::uint64_t begin, std::uint64_t end, std::string& buffer) const {
  end = std::min(end, size_);
  begin = std::min(begin, end);
  if (in_memory()) return std::string_view(content_).substr(begin, end - begin);
  buffer.resize(end - begin);
  for (std::size_t length = 0; length < buffer.size();) {
    const ssize_t got =
        ::pread(descriptor_, buffer.data() + length, buffer.size() - length, static_cast<off_t>(begin + length));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail("{} changed while it was read; try again", path_.string());
    length += static_cast<std::size_t>(got);
  }
  return buffer;
}

}  // namespace ansatz
