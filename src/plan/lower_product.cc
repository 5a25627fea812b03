#include "plan/lower.h"

namespace ansatz::plan {

void lower_product(const Lowering& l, int v, Task& task) {
  const Vertex& vertex = l.graph.vertices[v];
  for (int i : {0, 1}) {
    const int input = vertex.inputs[i];
    const Shape& shape = l.graph.vertices[input].type.shape;
    Place place = l.memory.of(input);
    // Rows of all leading dimensions must be evenly spaced, and one of the two strides must be 1.
    const int rank = shape.rank();
    bool even = true;
    for (int d = rank - 3; d >= 0; --d)
      even &= shape[d] == 1 || place.strides[d] == place.strides[d + 1] * shape[d + 1];
    const bool unit_stride =
        place.strides[rank - 1] == 1 || (rank == 2 && place.strides[rank - 2] == 1) || shape.back() == 1;
    // A stride of 0 (a broadcast) is no matrix that the kernels know.
    const bool repeats =
        (shape.back() > 1 && place.strides[rank - 1] == 0) || (shape.back(1) > 1 && place.strides[rank - 2] == 0);
    if (!even || !unit_stride || repeats) place = l.memory.copy_of(input);
    const std::int64_t columns = shape.back(), rows = columns ? shape.size() / columns : 0;
    task.inputs.push_back({{place.buffer, place.offset, {place.strides[rank - 2], place.strides[rank - 1]}},
                           {{rows, columns}, DType::f32}});
  }
  const std::int64_t columns = vertex.type.shape.back(), rows = vertex.type.shape.size() / columns;
  const Place place = l.memory.destination(v);
  task.output = {{place.buffer, place.offset, {columns, 1}}, {{rows, columns}, DType::f32}};
}

}  // namespace ansatz::plan
