#include "data/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "base/fail.h"

namespace ansatz {
namespace {

/// zlib's state, released at the end of its scope.
struct Inflation {
  z_stream stream = {};
  Inflation() {
    if (inflateInit2(&stream, 15 + 16) != Z_OK) fail("out of memory");  // + 16: gzip's header and checksum
  }
  Inflation(const Inflation&) = delete;
  ~Inflation() { inflateEnd(&stream); }
};

}  // namespace

bool is_gzip(std::string_view content) { return content.substr(0, 2) == "\x1F\x8B"; }

void gunzip(const std::function<std::string_view()>& next, const std::function<void(std::string_view)>& take,
            const std::filesystem::path& path) {
  Inflation inflation;
  z_stream& stream = inflation.stream;
  std::string unpacked(std::size_t{1} << 18, '\0');
  std::string_view packed;
  // At least `least` bytes of what is not unpacked yet, if there are so many.
  std::string joined;
  const auto fill = [&](std::size_t least) {
    while (packed.size() < least) {
      const std::string rest(packed);
      const std::string_view more = next();
      if (more.empty()) {
        joined = rest;
        packed = joined;
        return;
      }
      if (rest.empty()) {
        packed = more;
      } else {
        joined = rest + std::string(more);
        packed = joined;
      }
    }
  };
  while (true) {
    fill(1);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), 1 << 30));
    const uInt given = stream.avail_in;
    stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
    stream.avail_out = static_cast<uInt>(unpacked.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    packed.remove_prefix(given - stream.avail_in);
    const std::size_t length = unpacked.size() - stream.avail_out;
    if (length > 0) take(std::string_view(unpacked).substr(0, length));
    if (status == Z_STREAM_END) {
      // Another member may follow; padding with zeros may, too (tape archives do so).
      fill(2);
      while (!packed.empty() && packed[0] == '\0') {
        packed.remove_prefix(std::min(packed.find_first_not_of('\0'), packed.size()));
        fill(2);
      }
      if (packed.empty()) return;
      if (!is_gzip(packed)) fail("{} holds something else behind what gzip packed; is it damaged?", path.string());
      inflateReset(&stream);
    } else if (status == Z_BUF_ERROR && given == 0) {
      fail("{} is cut short: what gzip packed ends too early", path.string());
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      fail("{} is damaged: {}", path.string(), stream.msg ? stream.msg : "gzip can't unpack it");
    }
  }
}

}  // namespace ansatz
