// What each kind of task becomes: instructions over bound memory.
#pragma once

#include "cpu/chain.h"
#include "cpu/instruction.h"

namespace ansatz::cpu {

/// A chain, in parts of some rows and columns.
void add_chain(const plan::ChainTask& task, Builder& builder);

/// A matrix product or a batch of them, and the chain behind.
void add_matmul(const plan::Task& task, Builder& builder);

/// A copy from strides to row-major order.
void add_copy(const plan::Task& task, Builder& builder);

/// A chain that is ready but for its operands' pointers. It lives as long as the program.
Chain* keep_chain(const plan::ChainTask& task, Builder& builder, bool handed_over = false,
                  std::int64_t block_columns = 0);

/// Where an operand begins in its buffer, in bytes, for one element of the chain's batch (0 without a batch).
std::int64_t first_byte(const plan::ChainOperand& operand, const Shape& batch, std::int64_t element);

}  // namespace ansatz::cpu
