// What the stages of a chain hand on to each other, for the files that start one. Included by .simd.cc files only.
#pragma once

#include "cpu/chain.h"
#include "cpu/simd.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {

/// The tile under the live value: eight vectors of one row, or of eight rows, and which of their lanes exist.
struct ChainTile {
  float* slots;                        // plan::max_chain_slots values of eight vectors
  std::int64_t row_step, column_step;  // of vector j against vector j - 1
  int count[8];                        // lanes of vector j
};

/// Eight vectors of the live value; what is needed of them is passed in registers.
#define ANSATZ_LIVE V v0, V v1, V v2, V v3, V v4, V v5, V v6, V v7
#define ANSATZ_PASS v0, v1, v2, v3, v4, v5, v6, v7

template <class V>
using ChainFunction = void (*)(const ChainStage*, const ChainTile*, std::int64_t row, std::int64_t column, ANSATZ_LIVE);

}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
