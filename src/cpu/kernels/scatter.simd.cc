#include "cpu/simd.h"

#include "cpu/kernels/scatter_kernels.h"
#include "cpu/lanes.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

void add(const float* x, std::int64_t count, float* y) {
  const D d;
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes) hn::StoreU(hn::Add(hn::LoadU(d, y + i), hn::LoadU(d, x + i)), d, y + i);
  if (i < count) {
    const int rest = static_cast<int>(count - i);
    store_some(hn::Add(load_some(y + i, rest), load_some(x + i, rest)), y + i, rest);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE

namespace ANSATZ_ISA {
const ScatterKernels scatter_kernels = {HWY_NAMESPACE::add};
}

}  // namespace ansatz::cpu
