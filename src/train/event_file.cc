#include "train/event_file.h"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/crc32c.h"
#include "base/fail.h"

namespace ansatz {
namespace {

// The wire format of protocol buffers: a key (number of the field, kind), then a varint (kind 0), eight bytes (1), a length
// and so many bytes (2), or four bytes (5).
std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

std::string key(int field, int kind) { return varint(static_cast<std::uint64_t>(field) << 3 | static_cast<unsigned>(kind)); }

template <class T>
std::string raw(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

std::string integer(int field, std::int64_t value) { return key(field, 0) + varint(static_cast<std::uint64_t>(value)); }
std::string real(int field, double value) { return key(field, 1) + raw(value); }
std::string bytes(int field, const std::string& value) { return key(field, 2) + varint(value.size()) + value; }
std::string real32(int field, float value) { return key(field, 5) + raw(value); }

// As TFRecords mask their checksums, so that a checksum of data with checksums is a good one.
std::uint32_t masked(std::uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8u; }

}  // namespace

EventFile::EventFile(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail("the folder \"{}\" can't be made: {}", folder.string(), error.message());
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  // TensorBoard reads files of such names, in their order.
  path_ = folder / fmt::format("events.out.tfevents.{}.ansatz.{}.{}", microseconds / 1'000'000, ::getpid(), microseconds % 1'000'000);
  file_.open(path_, std::ios::binary);
  event(0, bytes(3, "brain.Event:2"));
  flush();
}

void EventFile::scalar(const std::string& tag, std::int64_t step, double value) {
  event(step, bytes(5, bytes(1, bytes(1, tag) + real32(2, static_cast<float>(value)))));
}

void EventFile::text(const std::string& tag, const std::string& value) {
  // A tensor of one string (DT_STRING = 7, no dimensions), and the plugin that shows it.
  const std::string tensor = integer(1, 7) + bytes(2, "") + bytes(8, value);
  const std::string metadata = bytes(1, bytes(1, "text"));
  event(0, bytes(5, bytes(1, bytes(1, tag) + bytes(8, tensor) + bytes(9, metadata))));
}

void EventFile::event(std::int64_t step, const std::string& field) {
  const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  const std::string data = real(1, now) + integer(2, step) + field;
  const std::string length = raw(static_cast<std::uint64_t>(data.size()));
  file_ << length << raw(masked(crc32c(length))) << data << raw(masked(crc32c(data)));
}

void EventFile::flush() {
  file_.flush();
  if (!file_) fail("cannot write \"{}\": {}", path_.string(), std::strerror(errno));
}

}  // namespace ansatz
