#include "cpu/kernel.h"

namespace ansatz::cpu {

KernelBuilder kernel_for(const Operation& operation) {
  static constexpr const Kernels* all[] = {
#define ANSATZ_KERNELS(name) &kernels::name,
#include "cpu/kernels.inc"
#undef ANSATZ_KERNELS
  };
  for (const Kernels* some : all)
    for (const Kernel& kernel : *some)
      if (kernel.operation == operation.name) return kernel.build;
  return nullptr;
}

}  // namespace ansatz::cpu
