// The stages of element-wise chains.
#include "cpu/simd.h"

#include "cpu/chain_kernels.h"
#include "cpu/lanes.h"
#include "ops/formula_headers.inc"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

// Where the tile is, and which of its lanes exist.
struct Tile {
  float* slots;
  std::int64_t row_step, column_step;  // of vector j against vector j - 1
  int count[8];                        // lanes of vector j
};

#define ANSATZ_LIVE V v0, V v1, V v2, V v3, V v4, V v5, V v6, V v7
#define ANSATZ_PASS v0, v1, v2, v3, v4, v5, v6, v7

using Function = void (*)(const ChainStage*, const Tile*, std::int64_t row, std::int64_t column, ANSATZ_LIVE);

#define ANSATZ_NEXT(by) \
  return reinterpret_cast<Function>(stage[by].function)(stage + by, tile, row, column, ANSATZ_PASS)

// Each access reaches vector j of an operand.
struct Wide {
  template <int j>
  static HWY_INLINE V load(const ChainOperand* o, const Tile*, std::int64_t row, std::int64_t column) {
    return hn::LoadU(D(), static_cast<const float*>(o->pointer) + row * o->row_stride + column + j * lanes);
  }
  template <int j>
  static HWY_INLINE void store(V v, const ChainOperand* o, const Tile*, std::int64_t row, std::int64_t column) {
    hn::StoreU(v, D(), static_cast<float*>(o->pointer) + row * o->row_stride + column + j * lanes);
  }
};
struct WideSplat {
  template <int j>
  static HWY_INLINE V load(const ChainOperand* o, const Tile*, std::int64_t row, std::int64_t) {
    return hn::Set(D(), static_cast<const float*>(o->pointer)[row * o->row_stride]);
  }
};
struct Tall {
  template <int j>
  static HWY_INLINE V load(const ChainOperand* o, const Tile*, std::int64_t row, std::int64_t column) {
    return hn::LoadU(D(), static_cast<const float*>(o->pointer) + (row + j) * o->row_stride + column);
  }
  template <int j>
  static HWY_INLINE void store(V v, const ChainOperand* o, const Tile*, std::int64_t row, std::int64_t column) {
    hn::StoreU(v, D(), static_cast<float*>(o->pointer) + (row + j) * o->row_stride + column);
  }
};
struct TallSplat {
  template <int j>
  static HWY_INLINE V load(const ChainOperand* o, const Tile*, std::int64_t row, std::int64_t) {
    return hn::Set(D(), static_cast<const float*>(o->pointer)[(row + j) * o->row_stride]);
  }
};
struct Masked {
  template <int j>
  static HWY_INLINE V load(const ChainOperand* o, const Tile* tile, std::int64_t row, std::int64_t column) {
    return load_some(place<j, float>(o, tile, row, column), tile->count[j]);
  }
  template <int j>
  static HWY_INLINE void store(V v, const ChainOperand* o, const Tile* tile, std::int64_t row, std::int64_t column) {
    store_some(v, place<j, float>(o, tile, row, column), tile->count[j]);
  }
  template <int j, class T>
  static HWY_INLINE T* place(const ChainOperand* o, const Tile* tile, std::int64_t row, std::int64_t column) {
    return static_cast<T*>(o->pointer) + (row + j * tile->row_step) * o->row_stride + column + j * tile->column_step;
  }
};
struct MaskedSplat {
  template <int j>
  static HWY_INLINE V load(const ChainOperand* o, const Tile* tile, std::int64_t row, std::int64_t) {
    if (!tile->count[j]) return hn::Zero(D());
    return hn::Set(D(), static_cast<const float*>(o->pointer)[(row + j * tile->row_step) * o->row_stride]);
  }
};
struct Slot {
  template <int j>
  static HWY_INLINE V load(const ChainOperand* o, const Tile* tile, std::int64_t, std::int64_t) {
    return hn::Load(D(), tile->slots + (o->slot * 8 + j) * lanes);
  }
  template <int j>
  static HWY_INLINE void store(V v, const ChainOperand* o, const Tile* tile, std::int64_t, std::int64_t) {
    hn::Store(v, D(), tile->slots + (o->slot * 8 + j) * lanes);
  }
};

// Booleans are bytes in memory and the numbers 0 and 1 in a chain; rare enough for one path through `count`.
struct Boolean {
  template <int j>
  static HWY_INLINE V load(const ChainOperand* o, const Tile* tile, std::int64_t row, std::int64_t column) {
    const D d;
    HWY_ALIGN float buffer[lanes] = {};
    const std::uint8_t* from =
        static_cast<const std::uint8_t*>(o->pointer) + (row + j * tile->row_step) * o->row_stride;
    if (!o->splat) from += column + j * tile->column_step;
    for (int i = 0; i < tile->count[j]; ++i) buffer[i] = from[o->splat ? 0 : i];
    return hn::Load(d, buffer);
  }
  template <int j>
  static HWY_INLINE void store(V v, const ChainOperand* o, const Tile* tile, std::int64_t row, std::int64_t column) {
    HWY_ALIGN float buffer[lanes];
    hn::Store(v, D(), buffer);
    std::uint8_t* to = Masked::place<j, std::uint8_t>(o, tile, row, column);
    for (int i = 0; i < tile->count[j]; ++i) to[i] = buffer[i] != 0.0f;
  }
};

#define ANSATZ_EACH(expression) \
  v0 = expression(0, v0);       \
  v1 = expression(1, v1);       \
  v2 = expression(2, v2);       \
  v3 = expression(3, v3);       \
  v4 = expression(4, v4);       \
  v5 = expression(5, v5);       \
  v6 = expression(6, v6);       \
  v7 = expression(7, v7)

template <class Access>
void load(const ChainStage* stage, const Tile* tile, std::int64_t row, std::int64_t column, ANSATZ_LIVE) {
  const ChainOperand* o = stage->operand;
#define ANSATZ_ONE(j, x) Access::template load<j>(o, tile, row, column)
  ANSATZ_EACH(ANSATZ_ONE);
#undef ANSATZ_ONE
  ANSATZ_NEXT(1);
}

template <class Access>
void store(const ChainStage* stage, const Tile* tile, std::int64_t row, std::int64_t column, ANSATZ_LIVE) {
  const ChainOperand* o = stage->operand;
  Access::template store<0>(v0, o, tile, row, column);
  Access::template store<1>(v1, o, tile, row, column);
  Access::template store<2>(v2, o, tile, row, column);
  Access::template store<3>(v3, o, tile, row, column);
  Access::template store<4>(v4, o, tile, row, column);
  Access::template store<5>(v5, o, tile, row, column);
  Access::template store<6>(v6, o, tile, row, column);
  Access::template store<7>(v7, o, tile, row, column);
  ANSATZ_NEXT(1);
}

template <class F>
void unary(const ChainStage* stage, const Tile* tile, std::int64_t row, std::int64_t column, ANSATZ_LIVE) {
#define ANSATZ_ONE(j, x) F::template value<Lanes>(x).v
  ANSATZ_EACH(ANSATZ_ONE);
#undef ANSATZ_ONE
  ANSATZ_NEXT(1);
}

template <class F, class Access, int live>
void binary(const ChainStage* stage, const Tile* tile, std::int64_t row, std::int64_t column, ANSATZ_LIVE) {
  const ChainOperand* o = stage->operand;
  if constexpr (live == 0) {
#define ANSATZ_ONE(j, x) F::template value<Lanes>(x, Access::template load<j>(o, tile, row, column)).v
    ANSATZ_EACH(ANSATZ_ONE);
#undef ANSATZ_ONE
  } else {
#define ANSATZ_ONE(j, x) F::template value<Lanes>(Access::template load<j>(o, tile, row, column), x).v
    ANSATZ_EACH(ANSATZ_ONE);
#undef ANSATZ_ONE
  }
  ANSATZ_NEXT(1);
}

template <class F, int live>
void ternary(const ChainStage* stage, const Tile* tile, std::int64_t row, std::int64_t column, ANSATZ_LIVE) {
  const ChainOperand* o = stage[0].operand;
  const ChainOperand* p = stage[1].operand;
#define ANSATZ_FIRST(j) Slot::load<j>(o, tile, row, column)
#define ANSATZ_SECOND(j) Slot::load<j>(p, tile, row, column)
#define ANSATZ_ONE(j, x)                                                                   \
  (live == 0   ? F::template value<Lanes>(x, ANSATZ_FIRST(j), ANSATZ_SECOND(j))            \
   : live == 1 ? F::template value<Lanes>(ANSATZ_FIRST(j), x, ANSATZ_SECOND(j))            \
               : F::template value<Lanes>(ANSATZ_FIRST(j), ANSATZ_SECOND(j), x))           \
      .v
  ANSATZ_EACH(ANSATZ_ONE);
#undef ANSATZ_ONE
  ANSATZ_NEXT(2);
}

void end(const ChainStage*, const Tile*, std::int64_t, std::int64_t, ANSATZ_LIVE) {
  (void)v0, (void)v1, (void)v2, (void)v3, (void)v4, (void)v5, (void)v6, (void)v7;
}

const void* pointer_to(Function function) { return reinterpret_cast<const void*>(function); }

template <template <class> class Table>
const void* by_access(Access access) {
  switch (access) {
    case Access::wide: return Table<Wide>::get();
    case Access::wide_splat: return Table<WideSplat>::get();
    case Access::tall: return Table<Tall>::get();
    case Access::tall_splat: return Table<TallSplat>::get();
    case Access::masked: return Table<Masked>::get();
    case Access::masked_splat: return Table<MaskedSplat>::get();
    case Access::slot: return Table<Slot>::get();
    case Access::count: break;
  }
  return nullptr;
}

template <class A>
struct Loads {
  static const void* get() { return pointer_to(load<A>); }
};
const void* load_stage(Access access, bool boolean) {
  return boolean && access != Access::slot ? pointer_to(load<Boolean>) : by_access<Loads>(access);
}

const void* store_stage(Access access, bool boolean) {
  if (access == Access::slot) return pointer_to(store<Slot>);
  if (boolean) return pointer_to(store<Boolean>);
  if (access == Access::wide) return pointer_to(store<Wide>);
  if (access == Access::tall) return pointer_to(store<Tall>);
  if (access == Access::masked) return pointer_to(store<Masked>);
  return nullptr;
}

// The stages of one formula, chosen by its arity.
template <class F, int arity>
struct StagesOf {
  static const void* unary_stage() { return nullptr; }
  static const void* binary_stage(Access, int) { return nullptr; }
  static const void* ternary_stage(int) { return nullptr; }
};
template <class F>
struct StagesOf<F, 1> : StagesOf<F, 0> {
  static const void* unary_stage() { return pointer_to(unary<F>); }
};
template <class F>
struct StagesOf<F, 2> : StagesOf<F, 0> {
  template <class A>
  struct First {
    static const void* get() { return pointer_to(binary<F, A, 0>); }
  };
  template <class A>
  struct Second {
    static const void* get() { return pointer_to(binary<F, A, 1>); }
  };
  static const void* binary_stage(Access access, int live) {
    return live == 0 ? by_access<First>(access) : by_access<Second>(access);
  }
};
template <class F>
struct StagesOf<F, 3> : StagesOf<F, 0> {
  static const void* ternary_stage(int live) {
    return live == 0 ? pointer_to(ternary<F, 0>) : live == 1 ? pointer_to(ternary<F, 1>) : pointer_to(ternary<F, 2>);
  }
};

enum FormulaNumber : int {
#define ANSATZ_FORMULA(Struct, function, arity) number_of_##function,
#include "ops/formulas.inc"
#undef ANSATZ_FORMULA
};

const void* unary_stage(int formula) {
  switch (formula) {
#define ANSATZ_FORMULA(Struct, function, arity) \
  case number_of_##function: return StagesOf<ansatz::formula::Struct, arity>::unary_stage();
#include "ops/formulas.inc"
#undef ANSATZ_FORMULA
  }
  return nullptr;
}
const void* binary_stage(int formula, Access access, int live) {
  switch (formula) {
#define ANSATZ_FORMULA(Struct, function, arity) \
  case number_of_##function: return StagesOf<ansatz::formula::Struct, arity>::binary_stage(access, live);
#include "ops/formulas.inc"
#undef ANSATZ_FORMULA
  }
  return nullptr;
}
const void* ternary_stage(int formula, int live) {
  switch (formula) {
#define ANSATZ_FORMULA(Struct, function, arity) \
  case number_of_##function: return StagesOf<ansatz::formula::Struct, arity>::ternary_stage(live);
#include "ops/formulas.inc"
#undef ANSATZ_FORMULA
  }
  return nullptr;
}
const void* end_stage() { return pointer_to(end); }

HWY_INLINE int clamp_lanes(std::int64_t count) {
  return count < 0 ? 0 : count > lanes ? lanes : static_cast<int>(count);
}

void run(const Chain& chain, std::int64_t row_begin, std::int64_t row_end, std::int64_t column_begin,
         std::int64_t column_end) {
  HWY_ALIGN float slots[plan::max_chain_slots * 8 * lanes];
  Tile full;
  full.slots = slots;
  full.row_step = chain.tall ? 1 : 0;
  full.column_step = chain.tall ? 0 : lanes;
  for (int& count : full.count) count = lanes;
  const std::int64_t tile_rows = chain.tall ? 8 : 1;
  const std::int64_t tile_columns = chain.tall ? lanes : 8 * lanes;
  const V zero = hn::Zero(D());
  const ChainStage* stages = chain.stages.data();
  const ChainStage* masked = chain.masked_stages.data();
  for (std::int64_t row = row_begin; row < row_end; row += tile_rows) {
    for (std::int64_t column = column_begin; column < column_end; column += tile_columns) {
      if (row + tile_rows <= row_end && column + tile_columns <= column_end) {
        reinterpret_cast<Function>(stages->function)(stages, &full, row, column, zero, zero, zero, zero, zero, zero,
                                                     zero, zero);
        continue;
      }
      Tile tile = full;
      for (int j = 0; j < 8; ++j)
        tile.count[j] = row + j * tile.row_step < row_end
                            ? clamp_lanes(column_end - column - j * tile.column_step)
                            : 0;
      reinterpret_cast<Function>(masked->function)(masked, &tile, row, column, zero, zero, zero, zero, zero, zero,
                                                   zero, zero);
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE

namespace ANSATZ_ISA {
const ChainKernels chain_kernels = {
    HWY_NAMESPACE::lanes,        HWY_NAMESPACE::load_stage,    HWY_NAMESPACE::store_stage, HWY_NAMESPACE::unary_stage,
    HWY_NAMESPACE::binary_stage, HWY_NAMESPACE::ternary_stage, HWY_NAMESPACE::end_stage,   HWY_NAMESPACE::run};
}

}  // namespace ansatz::cpu
