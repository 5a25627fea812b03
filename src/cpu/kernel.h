// Operations with a kernel of their own. A file src/cpu/kernels/NAME.cc defines `kernels::NAME`, and the build finds it.
#pragma once

#include <initializer_list>
#include <string_view>

#include "cpu/instruction.h"

namespace ansatz::cpu {

/// Adds the instructions of a task to the builder, or returns false where the kernel does not serve the task's types or
/// axes; then the operation's plain kernel runs.
using KernelBuilder = bool (*)(const plan::Task& task, Builder& builder);

struct Kernel {
  std::string_view operation;  ///< its name
  KernelBuilder build;
};
using Kernels = std::initializer_list<Kernel>;

namespace kernels {
#define ANSATZ_KERNELS(name) extern const Kernels name;
#include "cpu/kernels.inc"
#undef ANSATZ_KERNELS
}  // namespace kernels

/// The kernel for an operation, or null.
KernelBuilder kernel_for(const Operation& operation);

}  // namespace ansatz::cpu
