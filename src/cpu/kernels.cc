#include <string_view>

#include "cpu/instruction.h"
#include "cpu/random.h"
#include "cpu/reduce.h"

namespace ansatz::cpu {

KernelBuilder kernel_for(const Operation& operation) {
  static constexpr struct {
    std::string_view operation;
    KernelBuilder build;
  } kernels[] = {
      {"all_finite", build_all_finite},
      {"random_uniform", build_random_uniform},
      {"sum", build_sum},
  };
  for (const auto& kernel : kernels)
    if (kernel.operation == operation.name) return kernel.build;
  return nullptr;
}

}  // namespace ansatz::cpu
