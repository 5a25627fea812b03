// CRC-32C (Castagnoli): the checksum of TFRecord files.
#pragma once

#include <cstdint>
#include <string_view>

namespace ansatz {

/// The polynomial 0x1EDC6F41, reflected (RFC 3720, appendix B.4: 32 bytes of 0 give 0x8A9136AA). A bit at a time: what is
/// checked is small.
inline std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffu;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? 0x82F63B78u : 0);
  }
  return ~crc;
}

}  // namespace ansatz
