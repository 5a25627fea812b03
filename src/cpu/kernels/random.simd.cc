// Philox4x32-10 (base/random.h has the reference) on sixteen counters at a time: plain loops over lanes, which the
// compiler turns into vectors of this unit's instruction set.
#include "cpu/simd.h"

#include "cpu/kernels/random_kernels.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

constexpr int lanes = 16;

void uniform(std::uint64_t seed, std::uint64_t stream, std::int64_t block, std::int64_t blocks, float* numbers) {
  for (std::int64_t first = 0; first < blocks; first += lanes) {
    std::uint32_t c0[lanes], c1[lanes], c2[lanes], c3[lanes];
    for (int i = 0; i < lanes; ++i) {
      const std::uint64_t counter = static_cast<std::uint64_t>(block + first + i);
      c0[i] = static_cast<std::uint32_t>(counter);
      c1[i] = static_cast<std::uint32_t>(counter >> 32);
      c2[i] = static_cast<std::uint32_t>(stream);
      c3[i] = static_cast<std::uint32_t>(stream >> 32);
    }
    std::uint32_t k0 = static_cast<std::uint32_t>(seed), k1 = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
      for (int i = 0; i < lanes; ++i) {
        const std::uint64_t a = std::uint64_t{0xD2511F53} * c0[i], b = std::uint64_t{0xCD9E8D57} * c2[i];
        c0[i] = static_cast<std::uint32_t>(b >> 32) ^ c1[i] ^ k0;
        c1[i] = static_cast<std::uint32_t>(b);
        c2[i] = static_cast<std::uint32_t>(a >> 32) ^ c3[i] ^ k1;
        c3[i] = static_cast<std::uint32_t>(a);
      }
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
    float words[4 * lanes];
    for (int i = 0; i < lanes; ++i) {
      words[4 * i + 0] = static_cast<float>(static_cast<std::int32_t>(c0[i] >> 8)) * 0x1p-24f;
      words[4 * i + 1] = static_cast<float>(static_cast<std::int32_t>(c1[i] >> 8)) * 0x1p-24f;
      words[4 * i + 2] = static_cast<float>(static_cast<std::int32_t>(c2[i] >> 8)) * 0x1p-24f;
      words[4 * i + 3] = static_cast<float>(static_cast<std::int32_t>(c3[i] >> 8)) * 0x1p-24f;
    }
    const std::int64_t count = 4 * (blocks - first < lanes ? blocks - first : lanes);
    for (std::int64_t i = 0; i < count; ++i) numbers[4 * first + i] = words[i];
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE

namespace ANSATZ_ISA {
const RandomKernels random_kernels = {HWY_NAMESPACE::uniform};
}

}  // namespace ansatz::cpu
