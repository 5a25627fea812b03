#include <string_view>

#include "cpu/instruction.h"
#include "cpu/reduce.h"

namespace ansatz::cpu {

KernelBuilder kernel_for(const Operation& operation) {
  static constexpr struct {
    std::string_view operation;
    KernelBuilder build;
  } kernels[] = {
      {"sum", build_sum},
  };
  for (const auto& kernel : kernels)
    if (kernel.operation == operation.name) return kernel.build;
  return nullptr;
}

}  // namespace ansatz::cpu
