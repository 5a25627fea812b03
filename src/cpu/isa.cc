#include "cpu/isa.h"

#include <cstdlib>
#include <string>

#include "base/fail.h"

namespace ansatz::cpu {
namespace {

constexpr const char* names[isa_count] = {"portable", "sse4", "avx2", "avx512", "neon"};

bool in_build(Isa isa) {
  static constexpr bool x = true;  // its address stands for "there"
  static constexpr const void* const there[isa_count] = {ANSATZ_WHERE_PORTABLE(&x), ANSATZ_WHERE_SSE4(&x),
                                                         ANSATZ_WHERE_AVX2(&x), ANSATZ_WHERE_AVX512(&x),
                                                         ANSATZ_WHERE_NEON(&x)};
  return there[static_cast<int>(isa)] != nullptr;
}

bool machine_runs(Isa isa) {
  switch (isa) {
    case Isa::portable: return true;
#if defined(__x86_64__) || defined(__i386__)
    case Isa::sse4:
      return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul");
    case Isa::avx2:
      return machine_runs(Isa::sse4) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("f16c") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    case Isa::avx512:
      return machine_runs(Isa::avx2) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512vl");
#elif defined(__aarch64__)
    case Isa::neon: return true;
#endif
    default: return false;
  }
}

std::string usable_names() {
  std::string text;
  for (const Isa isa : usable_isas()) text += (text.empty() ? "" : ", ") + std::string(isa_name(isa));
  return text;
}

Isa read_choice() {
  const char* name = std::getenv("ANSATZ_ISA");
  if (name == nullptr || *name == '\0') return best_isa();
  for (const Isa isa : usable_isas())
    if (std::string_view(name) == isa_name(isa)) return isa;
  fail("the environment variable ANSATZ_ISA says \"{}\", which this build and machine cannot run; possible: {}", name,
       usable_names());
}

}  // namespace

const char* isa_name(Isa isa) { return names[static_cast<int>(isa)]; }

std::vector<Isa> usable_isas() {
  std::vector<Isa> usable;
  for (int i = 0; i < isa_count; ++i)
    if (in_build(Isa(i)) && machine_runs(Isa(i))) usable.push_back(Isa(i));
  return usable;
}

Isa best_isa() {
  const auto usable = usable_isas();
  if (usable.empty()) fail("this build has no instruction set that this machine can run");
  return usable.back();
}

Isa isa_of_name(std::string_view name) {
  for (const Isa isa : usable_isas())
    if (name == isa_name(isa)) return isa;
  fail("there is no instruction set \"{}\" here; possible: {}", name, usable_names());
}

Isa chosen_isa() {
  static const Isa choice = read_choice();
  return choice;
}

const void* table_of(Isa isa, const void* const (&tables)[isa_count]) {
  const void* table = tables[static_cast<int>(isa)];
  if (table == nullptr) fail("the instruction set \"{}\" is not in this build", isa_name(isa));
  return table;
}

}  // namespace ansatz::cpu
