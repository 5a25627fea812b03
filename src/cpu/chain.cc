#include "cpu/chain.h"

#include <algorithm>

#include "base/fail.h"
#include "cpu/chain_kernels.h"

namespace ansatz::cpu {
namespace {

Access access_of(const ChainOperand& operand, bool tall, bool masked) {
  if (operand.slot >= 0) return Access::slot;
  if (masked) return operand.splat ? Access::masked_splat : Access::masked;
  if (tall) return operand.splat ? Access::tall_splat : Access::tall;
  return operand.splat ? Access::wide_splat : Access::wide;
}

const void* function_of(const ChainKernels& kernels, const plan::ChainStep& step, const std::vector<ChainOperand>& operands,
                        bool tall, bool masked) {
  const ChainOperand* operand = step.operand >= 0 ? &operands[step.operand] : nullptr;
  const Access access = operand ? access_of(*operand, tall, masked) : Access::slot;
  const bool boolean = operand && operand->boolean;
  switch (step.action) {
    case plan::ChainStep::Action::load: return kernels.load(access, boolean);
    case plan::ChainStep::Action::store: return kernels.store(access, boolean);
    case plan::ChainStep::Action::unary: return kernels.unary(step.formula);
    case plan::ChainStep::Action::binary: return kernels.binary(step.formula, access, step.live_position);
    case plan::ChainStep::Action::ternary: return kernels.ternary(step.formula, step.live_position);
  }
  return nullptr;
}

void build_small(Chain& chain, const std::vector<plan::ChainStep>& steps, const ChainKernels& kernels) {
  chain.run = kernels.run_small;
  for (const plan::ChainStep& step : steps) {
    SmallStep small;
    if (step.formula >= 0) small.function = kernels.small(step.formula, step.live_position);
    if (step.operand >= 0) small.first = &chain.operands[step.operand];
    if (step.second_operand >= 0) small.second = &chain.operands[step.second_operand];
    small.stores = step.action == plan::ChainStep::Action::store;
    chain.small_steps.push_back(small);
  }
}

}  // namespace

void build_chain(Chain& chain, const std::vector<plan::ChainStep>& steps, Isa isa) {
  const ChainKernels& kernels = ANSATZ_PICK(chain_kernels, isa);
  if (!chain.handed_over && chain.rows == 1 && chain.columns <= kernels.lanes) return build_small(chain, steps, kernels);
  const std::int64_t width = chain.block_columns > 0 ? std::min(chain.block_columns, chain.columns) : chain.columns;
  chain.tall = chain.handed_over || (chain.rows > 1 && width < 8 * kernels.lanes);
  chain.run = kernels.run;
  // The processor's own prefetching loses the thread where every stage is one function for all operands.
  constexpr std::int64_t beyond_caches = 1 << 20;
  if (!chain.tall && chain.rows * chain.columns >= beyond_caches)
    for (const ChainOperand& operand : chain.operands)
      if (operand.slot < 0 && !operand.splat && !operand.boolean) chain.far.push_back(&operand);
  for (bool masked : {false, true}) {
    std::vector<ChainStage>& stages = masked ? chain.masked_stages : chain.stages;
    stages.clear();
    for (std::size_t i = chain.handed_over ? 1 : 0; i < steps.size(); ++i) {
      const plan::ChainStep& step = steps[i];
      const void* function = function_of(kernels, step, chain.operands, chain.tall, masked);
      if (!function) fail("internal: no stage for formula {} (action {})", step.formula, static_cast<int>(step.action));
      stages.push_back({function, step.operand >= 0 ? &chain.operands[step.operand] : nullptr});
      // A ternary stage takes its second slot from an entry behind it that is never called.
      if (step.action == plan::ChainStep::Action::ternary) stages.push_back({nullptr, &chain.operands[step.second_operand]});
    }
    stages.push_back({kernels.end(), nullptr});
  }
}

}  // namespace ansatz::cpu
