#include "cpu/doubles_kernels.h"
#include "cpu/simd.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;
constexpr int lanes = static_cast<int>(hn::MaxLanes(D()));

void dots(const double* const a[4], const double* const b[4], std::int64_t count, double* sums) {
  const D d;
  V tile[4][4];
  for (auto& row : tile)
    for (V& sum : row) sum = hn::Zero(d);
  std::int64_t k = 0;
  for (; k + lanes <= count; k += lanes) {
    const V x[4] = {hn::LoadU(d, a[0] + k), hn::LoadU(d, a[1] + k), hn::LoadU(d, a[2] + k), hn::LoadU(d, a[3] + k)};
    for (int j = 0; j < 4; ++j) {
      const V y = hn::LoadU(d, b[j] + k);
      for (int i = 0; i < 4; ++i) tile[i][j] = hn::MulAdd(x[i], y, tile[i][j]);
    }
  }
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 4; ++j) {
      double sum = hn::GetLane(hn::SumOfLanes(d, tile[i][j]));
      for (std::int64_t rest = k; rest < count; ++rest) sum += a[i][rest] * b[j][rest];
      sums[4 * i + j] += sum;
    }
}

void add_scaled(double factor, const double* x, std::int64_t count, double* y) {
  const D d;
  const V scale = hn::Set(d, factor);
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes)
    hn::StoreU(hn::MulAdd(scale, hn::LoadU(d, x + i), hn::LoadU(d, y + i)), d, y + i);
  for (; i < count; ++i) y[i] += factor * x[i];
}

}  // namespace
}  // namespace HWY_NAMESPACE

namespace ANSATZ_ISA {
const DoublesKernels doubles_kernels = {HWY_NAMESPACE::dots, HWY_NAMESPACE::add_scaled};
}

}  // namespace ansatz::cpu
