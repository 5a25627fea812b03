#include "data/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "ansatz/text.h"
#include "base/fail.h"
#include "base/memory.h"

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

std::string gunzip(std::string_view content, const std::filesystem::path& path) {
  const std::uint64_t most = free_memory() / 2;
  std::string result;
  Inflation inflation;
  z_stream& stream = inflation.stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  std::uint64_t unread = content.size();
  std::size_t length = 0;
  while (true) {
    if (stream.avail_in == 0) {
      stream.avail_in = static_cast<uInt>(std::min<std::uint64_t>(unread, 1 << 30));
      unread -= stream.avail_in;
    }
    if (length == result.size()) {
      if (length >= most)
        fail("{} unpacks to more than {} MB, half of the free memory; unpack it with gunzip and give the CSV file",
             path.string(), grouped(static_cast<std::int64_t>(most >> 20)));
      result.resize(std::min<std::uint64_t>(most, std::max<std::uint64_t>(2 * length, 4 * content.size() + 4096)));
    }
    stream.next_out = reinterpret_cast<Bytef*>(result.data() + length);
    stream.avail_out = static_cast<uInt>(std::min<std::uint64_t>(result.size() - length, 1 << 30));
    const uInt room = stream.avail_out;
    const int status = inflate(&stream, Z_NO_FLUSH);
    length += room - stream.avail_out;
    if (status == Z_STREAM_END) {
      const std::uint64_t left = stream.avail_in + unread;
      // Another member may follow; padding with zeros may, too (tape archives do so).
      const std::string_view rest = content.substr(content.size() - left);
      if (rest.find_first_not_of('\0') == std::string_view::npos) break;
      if (!is_gzip(rest)) fail("{} holds something else behind what gzip packed; is it damaged?", path.string());
      inflateReset(&stream);
    } else if (status == Z_BUF_ERROR && stream.avail_in == 0 && unread == 0) {
      fail("{} is cut short: what gzip packed ends too early", path.string());
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      fail("{} is damaged: {}", path.string(), stream.msg ? stream.msg : "gzip can't unpack it");
    }
  }
  result.resize(length);
  result.shrink_to_fit();
  return result;
}

}  // namespace ansatz
