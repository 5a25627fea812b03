#include "data/source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "ansatz/text.h"
#include "base/fail.h"
#include "base/files.h"
#include "data/gzip.h"

namespace ansatz {
namespace {

constexpr std::uint64_t kSmall = std::uint64_t{8} << 20;
constexpr std::uint64_t kPiece = std::uint64_t{1} << 18;      // of a packed file
constexpr std::uint64_t kUnpacked = std::uint64_t{64} << 20;  // what stays in memory of one

std::filesystem::path temporary_folder() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  return error ? std::filesystem::path("/tmp") : folder;
}

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
  std::shared_ptr<const Source> whole = source;
  if (large)
    source->size_ = static_cast<std::uint64_t>(status.st_size);
  else
    whole = of(read_file(path));  // says what is wrong with a file that can't be read
  std::string start;
  if (!is_gzip(whole->bytes(0, 2, start))) return whole;
  std::error_code ignored;
  const std::filesystem::space_info space = std::filesystem::space(temporary_folder(), ignored);
  return unpacked(*whole, path, kUnpacked,
                  ignored ? kUnpacked : std::max<std::uint64_t>(kUnpacked, space.available / 2));
}

std::shared_ptr<const Source> Source::unpacked(const Source& packed, const std::filesystem::path& path,
                                               std::uint64_t memory, std::uint64_t most) {
  std::shared_ptr<Source> result(new Source);
  result->path_ = path;
  std::uint64_t read = 0;
  std::string piece;
  const auto next = [&] {
    const std::string_view bytes = packed.bytes(read, read + kPiece, piece);
    read += bytes.size();
    return bytes;
  };
  const auto put_on_disk = [&](std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(result->descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0)
        fail("{} can't be unpacked into {}: {}; TMPDIR names another folder", path.string(),
             temporary_folder().string(), std::generic_category().message(errno));
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  };
  const auto take = [&](std::string_view bytes) {
    result->size_ += bytes.size();
    if (result->size_ > most)
      fail("{} unpacks to more than {} MB, half of what is free in {}; unpack it with gunzip and give the CSV file",
           path.string(), grouped(static_cast<std::int64_t>(most >> 20)), temporary_folder().string());
    if (result->in_memory() && result->size_ > memory) {
      std::string name = (temporary_folder() / "ansatz-XXXXXX").string();
      result->descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
      if (result->descriptor_ < 0)
        fail("{} can't be unpacked into {}: {}; TMPDIR names another folder", path.string(),
             temporary_folder().string(), std::generic_category().message(errno));
      ::unlink(name.c_str());  // it lives as long as it is open
      put_on_disk(result->content_);
      result->content_ = {};
    }
    if (result->in_memory())
      result->content_ += bytes;
    else
      put_on_disk(bytes);
  };
  gunzip(next, take, path);
  return result;
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
