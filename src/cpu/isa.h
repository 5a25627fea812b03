// Instruction sets, and how a kernel file offers one table of functions per set.
//
// A file NAME.simd.cc of src/cpu/ or src/cpu/kernels/ is compiled once per instruction set, each time with that set's
// flags and with ANSATZ_ISA defined as the set's name (portable, sse4, avx2, avx512, neon); every other file sees
// ANSATZ_HAS_PORTABLE=1, ANSATZ_HAS_AVX2=1, … for the sets in this build. The pattern, in three files:
//
//   name_kernels.h    struct NameKernels { void (*sum)(const float*, int64_t, float*); };
//                     ANSATZ_TABLE_PER_ISA(NameKernels, name_kernels)          // inside namespace ansatz::cpu
//
//   name.simd.cc      #include "cpu/simd.h"
//                     namespace ansatz::cpu {
//                     namespace HWY_NAMESPACE { namespace { void sum(…) { … } } }
//                     namespace ANSATZ_ISA { const NameKernels name_kernels = {HWY_NAMESPACE::sum}; }
//                     }
//
//   name.cc           const NameKernels& kernels = ANSATZ_PICK(name_kernels, chosen_isa());
//
// A .simd.cc file and the headers it includes must not define or instantiate inline functions that other files share
// (std:: templates above all): the linker keeps one copy of such a function, and that may be the one with instructions
// that this machine lacks. Plain structs and declarations are safe, and so is everything in HWY_NAMESPACE.
#pragma once

#include <string_view>
#include <vector>

namespace ansatz::cpu {

enum class Isa { portable, sse4, avx2, avx512, neon };
inline constexpr int isa_count = 5;

/// "portable", "sse4", "avx2", "avx512" or "neon".
const char* isa_name(Isa isa);

/// The sets in this build that this machine can run, from the simplest to the fastest. `portable` is always there.
std::vector<Isa> usable_isas();

/// The fastest of `usable_isas`.
Isa best_isa();

/// The usable set of that name; throws an Error that lists the usable ones when there is none.
Isa isa_of_name(std::string_view name);

/// What the process runs on: the set that the environment variable ANSATZ_ISA names, else `best_isa()`. Read once; an
/// unknown or unusable name throws an Error (on every call).
Isa chosen_isa();

/// The entry of `tables` (indexed by Isa) for `isa`; throws an Error where the build has none.
const void* table_of(Isa isa, const void* const (&tables)[isa_count]);

}  // namespace ansatz::cpu

/// Declares the table `name` of type `Table` once for each instruction set, in a namespace of the set's name.
#define ANSATZ_TABLE_PER_ISA(Table, name) \
  namespace portable {                    \
  extern const Table name;                \
  }                                       \
  namespace sse4 {                        \
  extern const Table name;                \
  }                                       \
  namespace avx2 {                        \
  extern const Table name;                \
  }                                       \
  namespace avx512 {                      \
  extern const Table name;                \
  }                                       \
  namespace neon {                        \
  extern const Table name;                \
  }

/// The table `name` for the set `isa`, as a const reference. Use it inside namespace ansatz::cpu.
#define ANSATZ_PICK(name, isa)                                                                                    \
  (*static_cast<decltype(&::ansatz::cpu::portable::name)>(::ansatz::cpu::table_of(                                \
      isa, {ANSATZ_WHERE_PORTABLE(&::ansatz::cpu::portable::name), ANSATZ_WHERE_SSE4(&::ansatz::cpu::sse4::name), \
            ANSATZ_WHERE_AVX2(&::ansatz::cpu::avx2::name), ANSATZ_WHERE_AVX512(&::ansatz::cpu::avx512::name),     \
            ANSATZ_WHERE_NEON(&::ansatz::cpu::neon::name)})))

#ifdef ANSATZ_HAS_PORTABLE
#define ANSATZ_WHERE_PORTABLE(table) table
#else
#define ANSATZ_WHERE_PORTABLE(table) nullptr
#endif
#ifdef ANSATZ_HAS_SSE4
#define ANSATZ_WHERE_SSE4(table) table
#else
#define ANSATZ_WHERE_SSE4(table) nullptr
#endif
#ifdef ANSATZ_HAS_AVX2
#define ANSATZ_WHERE_AVX2(table) table
#else
#define ANSATZ_WHERE_AVX2(table) nullptr
#endif
#ifdef ANSATZ_HAS_AVX512
#define ANSATZ_WHERE_AVX512(table) table
#else
#define ANSATZ_WHERE_AVX512(table) nullptr
#endif
#ifdef ANSATZ_HAS_NEON
#define ANSATZ_WHERE_NEON(table) table
#else
#define ANSATZ_WHERE_NEON(table) nullptr
#endif
