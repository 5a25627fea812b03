// The stages of element-wise chains.
#include "cpu/simd.h"

#include "cpu/chain_kernels.h"
#include "cpu/chain_tile.h"
#include "cpu/lanes.h"
#include "ops/formula_headers.inc"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

using Tile = ChainTile;
using Function = ChainFunction<V>;

#define ANSATZ_NEXT(by) \
  return reinterpret_cast<Function>(stage[by].function)(stage + by, tile, row, column, ANSATZ_PASS)

// Each access finds its operand's place once, and then reaches vector j.
struct Wide {
  float* at;
  HWY_INLINE Wide(const ChainOperand* o, const Tile*, std::int64_t row, std::int64_t column)
      : at(static_cast<float*>(o->pointer) + row * o->row_stride + column) {}
  template <int j>
  HWY_INLINE V load() const { return hn::LoadU(D(), at + j * lanes); }
  template <int j>
  HWY_INLINE void store(V v) const { hn::StoreU(v, D(), at + j * lanes); }
};
struct WideSplat {
  V value;
  HWY_INLINE WideSplat(const ChainOperand* o, const Tile*, std::int64_t row, std::int64_t)
      : value(hn::Set(D(), static_cast<const float*>(o->pointer)[row * o->row_stride])) {}
  template <int j>
  HWY_INLINE V load() const { return value; }
};
struct Tall {
  float *at, *lower;  // of rows 0 and 4: multiples up to 3 of the stride are cheap
  std::int64_t stride;
  HWY_INLINE Tall(const ChainOperand* o, const Tile*, std::int64_t row, std::int64_t column)
      : at(static_cast<float*>(o->pointer) + row * o->row_stride + column),
        lower(at + 4 * o->row_stride),
        stride(o->row_stride) {}
  template <int j>
  HWY_INLINE float* place() const { return (j < 4 ? at : lower) + j % 4 * stride; }
  template <int j>
  HWY_INLINE V load() const { return hn::LoadU(D(), place<j>()); }
  template <int j>
  HWY_INLINE void store(V v) const { hn::StoreU(v, D(), place<j>()); }
};
struct TallSplat {
  Tall place;
  HWY_INLINE TallSplat(const ChainOperand* o, const Tile* tile, std::int64_t row, std::int64_t) : place(o, tile, row, 0) {}
  template <int j>
  HWY_INLINE V load() const { return hn::Set(D(), *place.template place<j>()); }
};
template <class T>
struct Somewhere {
  T* at;
  std::int64_t step;
  const Tile* tile;
  HWY_INLINE Somewhere(const ChainOperand* o, const Tile* tile, std::int64_t row, std::int64_t column)
      : at(static_cast<T*>(o->pointer) + row * o->row_stride + (o->splat ? 0 : column)),
        step(tile->row_step * o->row_stride + (o->splat ? 0 : tile->column_step)),
        tile(tile) {}
  // A vector without lanes must not even look at its place, which may be a line that another thread is writing.
  HWY_INLINE T* place(int j) const { return tile->count[j] ? at + j * step : at; }
};
struct Masked : Somewhere<float> {
  using Somewhere::Somewhere;
  template <int j>
  HWY_INLINE V load() const { return load_some(place(j), tile->count[j]); }
  template <int j>
  HWY_INLINE void store(V v) const { store_some(v, place(j), tile->count[j]); }
};
struct MaskedSplat : Somewhere<float> {
  using Somewhere::Somewhere;
  template <int j>
  HWY_INLINE V load() const { return tile->count[j] ? hn::Set(D(), *place(j)) : hn::Zero(D()); }
};
struct Slot {
  float* at;
  HWY_INLINE Slot(const ChainOperand* o, const Tile* tile, std::int64_t, std::int64_t)
      : at(tile->slots + o->slot * 8 * lanes) {}
  template <int j>
  HWY_INLINE V load() const { return hn::Load(D(), at + j * lanes); }
  template <int j>
  HWY_INLINE void store(V v) const { hn::Store(v, D(), at + j * lanes); }
};

// Booleans are bytes in memory and the numbers 0 and 1 in a chain; rare enough for one path through `count`.
struct Boolean : Somewhere<std::uint8_t> {
  bool splat;
  HWY_INLINE Boolean(const ChainOperand* o, const Tile* tile, std::int64_t row, std::int64_t column)
      : Somewhere(o, tile, row, column), splat(o->splat) {}
  template <int j>
  HWY_INLINE V load() const {
    HWY_ALIGN float buffer[lanes] = {};
    const std::uint8_t* from = place(j);
    for (int i = 0; i < tile->count[j]; ++i) buffer[i] = from[splat ? 0 : i];
    return hn::Load(D(), buffer);
  }
  template <int j>
  HWY_INLINE void store(V v) const {
    HWY_ALIGN float buffer[lanes];
    hn::Store(v, D(), buffer);
    std::uint8_t* to = place(j);
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
  const Access access(stage->operand, tile, row, column);
#define ANSATZ_ONE(j, x) access.template load<j>()
  ANSATZ_EACH(ANSATZ_ONE);
#undef ANSATZ_ONE
  ANSATZ_NEXT(1);
}

template <class Access>
void store(const ChainStage* stage, const Tile* tile, std::int64_t row, std::int64_t column, ANSATZ_LIVE) {
  const Access access(stage->operand, tile, row, column);
  access.template store<0>(v0);
  access.template store<1>(v1);
  access.template store<2>(v2);
  access.template store<3>(v3);
  access.template store<4>(v4);
  access.template store<5>(v5);
  access.template store<6>(v6);
  access.template store<7>(v7);
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
  const Access access(stage->operand, tile, row, column);
  if constexpr (live == 0) {
#define ANSATZ_ONE(j, x) F::template value<Lanes>(x, access.template load<j>()).v
    ANSATZ_EACH(ANSATZ_ONE);
#undef ANSATZ_ONE
  } else {
#define ANSATZ_ONE(j, x) F::template value<Lanes>(access.template load<j>(), x).v
    ANSATZ_EACH(ANSATZ_ONE);
#undef ANSATZ_ONE
  }
  ANSATZ_NEXT(1);
}

template <class F, int live>
void ternary(const ChainStage* stage, const Tile* tile, std::int64_t row, std::int64_t column, ANSATZ_LIVE) {
  const Slot first(stage[0].operand, tile, row, column), second(stage[1].operand, tile, row, column);
#define ANSATZ_FIRST(j) first.load<j>()
#define ANSATZ_SECOND(j) second.load<j>()
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

// The memory of a tile a little further on. (A prefetch from beyond the operand's end does no harm.)
HWY_INLINE void fetch_ahead(const ChainOperand& operand, std::int64_t row, std::int64_t column) {
  const char* from = reinterpret_cast<const char*>(static_cast<const float*>(operand.pointer) + row * operand.row_stride + column);
  constexpr int bytes = 8 * lanes * static_cast<int>(sizeof(float)), distance = 1024;
  for (int i = 0; i < bytes; i += 64) __builtin_prefetch(from + distance + i);
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
  const ChainOperand* const* far = chain.far.data();
  const std::size_t far_count = chain.far.size();
  for (std::int64_t row = row_begin; row < row_end; row += tile_rows) {
    for (std::int64_t column = column_begin; column < column_end; column += tile_columns) {
      if (row + tile_rows <= row_end && column + tile_columns <= column_end) {
        for (std::size_t i = 0; i < far_count; ++i) fetch_ahead(*far[i], row, column);
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

// A chain of one vector at most is interpreted: of a stage's eight vectors seven would be for nothing.
using SmallFunction = V (*)(V live, V first, V second);

template <class F, int live>
V small(V x, V first, V second) {
  if constexpr (F::arity == 1) return F::template value<Lanes>(x).v;
  if constexpr (F::arity == 2)
    return (live == 0 ? F::template value<Lanes>(x, first) : F::template value<Lanes>(first, x)).v;
  if constexpr (F::arity == 3)
    return (live == 0   ? F::template value<Lanes>(x, first, second)
            : live == 1 ? F::template value<Lanes>(first, x, second)
                        : F::template value<Lanes>(first, second, x))
        .v;
}

const void* small_step(int formula, int live) {
  switch (formula) {
#define ANSATZ_FORMULA(Struct, function, arity)                                                                     \
  case number_of_##function:                                                                                        \
    return live == 0   ? reinterpret_cast<const void*>(static_cast<SmallFunction>(small<ansatz::formula::Struct, 0>)) \
           : live == 1 ? reinterpret_cast<const void*>(static_cast<SmallFunction>(small<ansatz::formula::Struct, 1>)) \
                       : reinterpret_cast<const void*>(static_cast<SmallFunction>(small<ansatz::formula::Struct, 2>));
#include "ops/formulas.inc"
#undef ANSATZ_FORMULA
  }
  return nullptr;
}

void run_small(const Chain& chain, std::int64_t row_begin, std::int64_t row_end, std::int64_t column_begin,
               std::int64_t column_end) {
  if (row_begin == row_end || column_begin == column_end) return;
  const D d;
  const int count = static_cast<int>(column_end - column_begin);
  V slots[plan::max_chain_slots];
  V live = hn::Zero(d);
  auto place = [&](const ChainOperand& o, auto type) {
    return static_cast<decltype(type)*>(o.pointer) + row_begin * o.row_stride + (o.splat ? 0 : column_begin);
  };
  auto load = [&](const ChainOperand& o) -> V {
    if (o.slot >= 0) return slots[o.slot];
    if (o.boolean) {
      HWY_ALIGN float buffer[lanes] = {};
      const std::uint8_t* from = place(o, std::uint8_t{});
      for (int i = 0; i < count; ++i) buffer[i] = from[o.splat ? 0 : i];
      return hn::Load(d, buffer);
    }
    const float* from = place(o, float{});
    return o.splat || count == 1 ? hn::Set(d, *from) : load_some(from, count);
  };
  auto store = [&](const ChainOperand& o) {
    if (o.slot >= 0) {
      slots[o.slot] = live;
    } else if (o.boolean) {
      HWY_ALIGN float buffer[lanes];
      hn::Store(live, d, buffer);
      std::uint8_t* to = place(o, std::uint8_t{});
      for (int i = 0; i < count; ++i) to[i] = buffer[i] != 0.0f;
    } else if (count == 1) {
      *place(o, float{}) = hn::GetLane(live);
    } else {
      store_some(live, place(o, float{}), count);
    }
  };
  for (const SmallStep& step : chain.small_steps) {
    if (step.function != nullptr) {
      const V first = step.first != nullptr ? load(*step.first) : live;
      const V second = step.second != nullptr ? load(*step.second) : live;
      live = reinterpret_cast<SmallFunction>(step.function)(live, first, second);
    } else if (step.stores) {
      store(*step.first);
    } else {
      live = load(*step.first);
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE

namespace ANSATZ_ISA {
const ChainKernels chain_kernels = {
    HWY_NAMESPACE::lanes,        HWY_NAMESPACE::load_stage,    HWY_NAMESPACE::store_stage, HWY_NAMESPACE::unary_stage,
    HWY_NAMESPACE::binary_stage, HWY_NAMESPACE::ternary_stage, HWY_NAMESPACE::end_stage,   HWY_NAMESPACE::small_step,
    HWY_NAMESPACE::run,          HWY_NAMESPACE::run_small};
}

}  // namespace ansatz::cpu
