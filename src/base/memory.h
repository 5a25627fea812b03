// How much memory there is.
#pragma once

#include <cstdint>

namespace ansatz {

/// Bytes that this process could still take without swapping: what the kernel calls available, or what the limit of its
/// control group leaves where that is less.
std::uint64_t free_memory();

}  // namespace ansatz
