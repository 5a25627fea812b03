// A checksum against damage, not against forgery.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace ansatz {

/// FNV-1a of 64 bits (Fowler, Noll, Vo): any change of a single byte changes it. Bytes may come in pieces.
class Checksum {
 public:
  Checksum& add(std::string_view bytes) {
    for (const char byte : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
    return *this;
  }
  /// 16 hexadecimal digits.
  std::string text() const { return fmt::format("{:016x}", hash_); }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

inline constexpr std::size_t checksum_digits = 16;

inline std::string checksum(std::string_view bytes) { return Checksum().add(bytes).text(); }

}  // namespace ansatz
