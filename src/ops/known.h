// Operations that other rooms recognise: the planner's views and products, the exporter's operators. An operation
// that nobody has to recognise needs no line here.
#pragma once

#include "array/operation.h"

namespace ansatz {

extern const Operation cast_operation;          // integers: {dtype}
extern const Operation reshape_operation;       // integers: extents
extern const Operation permute_operation;       // integers: axes
extern const Operation broadcast_to_operation;  // integers: extents
extern const Operation slice_operation;         // integers: begin, end, step of axis 0, then of axis 1, …
extern const Operation pad_operation;           // integers: before, between, after of axis 0, …; numbers: {value}
extern const Operation concatenate_operation;   // integers: {axis}
extern const Operation sum_operation;           // integers: axes, ascending
extern const Operation matmul_operation;        // [..., m, k] · [..., k, n]
extern const Operation softmax_operation;       // integers: {axis}
extern const Operation log_softmax_operation;   // integers: {axis}
extern const Operation barrier_operation;       // inputs: x, then what comes before it
extern const Operation all_finite_operation;    // any number of inputs

}  // namespace ansatz
