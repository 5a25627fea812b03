// Arrays one after the other along an axis.
#include <cstring>

#include "cpu/kernel.h"
#include "cpu/kernels/axis_parts.h"

namespace ansatz::cpu {
namespace {

struct ConcatenateCall {
  std::int64_t outer, outer_step;
  std::size_t row_bytes;                 // of the whole
  std::vector<std::size_t> piece_bytes;  // of each input's share of a row
  std::vector<const std::byte*> pieces;
  std::byte* whole = nullptr;
};

void run(const void* self, int part, int) {
  const auto& call = *static_cast<const ConcatenateCall*>(self);
  const std::int64_t begin = part * call.outer_step, end = std::min(begin + call.outer_step, call.outer);
  std::byte* to = call.whole + begin * call.row_bytes;
  for (std::int64_t o = begin; o < end; ++o)
    for (std::size_t i = 0; i < call.pieces.size(); ++i) {
      std::memcpy(to, call.pieces[i] + o * call.piece_bytes[i], call.piece_bytes[i]);
      to += call.piece_bytes[i];
    }
}

bool build(const plan::Task& task, Builder& builder) {
  const Type& type = task.output.type;
  if (type.shape.size() == 0) return false;
  const int axis = static_cast<int>(task.attributes.integers[0]);
  const auto [outer, extent, inner] = axis_view(type.shape, axis);
  auto* call = builder.keep(ConcatenateCall{.outer = outer,
                                            .outer_step = std::max<std::int64_t>(1, elements_a_part / (extent * inner)),
                                            .row_bytes = extent * inner * size_of(type.dtype),
                                            .piece_bytes = {},
                                            .pieces = {}});
  std::vector<plan::PlacedOperand> pieces;
  for (const plan::PlacedOperand& input : task.inputs)
    if (input.type.shape.size() > 0) pieces.push_back(input);
  call->pieces.resize(pieces.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    call->piece_bytes.push_back(pieces[i].type.shape[axis] * inner * size_of(type.dtype));
    builder.bind(call->pieces[i], pieces[i]);
  }
  builder.bind(call->whole, task.output);
  builder.add({run, call, static_cast<int>((outer + call->outer_step - 1) / call->outer_step)});
  return true;
}

}  // namespace

namespace kernels {
const Kernels concatenate = {{"concatenate", build}};
}

}  // namespace ansatz::cpu
