// What a program is a list of, and what a kernel gets to build one.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "cpu/isa.h"
#include "plan/plan.h"

namespace ansatz::cpu {

/// Work that is worth a second thread, in elements; fixed, so that parts depend on the size alone.
inline constexpr std::int64_t elements_a_part = 16384;

/// `run(self, part, worker)` for parts 0 … parts - 1, in any order and at the same time.
struct Instruction {
  void (*run)(const void* self, int part, int worker) = nullptr;
  const void* self = nullptr;
  int parts = 1;
};

/// Collects the instructions of a program, and remembers which pointers belong to which buffer.
class Builder {
 public:
  Isa isa;
  const plan::Plan& plan;

  /// An object that lives as long as the program.
  template <class T>
  T* keep(T value) {
    auto object = std::make_shared<T>(std::move(value));
    objects.push_back(object);
    return object.get();
  }
  /// `pointer` will hold the address of the place before the program runs. It must not move any more.
  template <class T>
  void bind(T*& pointer, int buffer, std::int64_t byte_offset) {
    bindings.push_back({reinterpret_cast<void**>(const_cast<std::remove_const_t<T>**>(&pointer)), buffer, byte_offset});
  }
  template <class T>
  void bind(T*& pointer, const plan::PlacedOperand& operand) {
    bind(pointer, operand.place.buffer, operand.place.offset * static_cast<std::int64_t>(size_of(operand.type.dtype)));
  }
  void add(Instruction instruction) { instructions.push_back(instruction); }
  /// Scratch memory: `shared` bytes, and behind them `per_worker` for each thread; all kernels share it.
  void need_workspace(std::int64_t shared, std::int64_t per_worker);
  void bind_workspace(std::byte*& pointer) { workspaces.push_back(&pointer); }

  struct Binding {
    void** pointer;
    int buffer;
    std::int64_t byte_offset;
  };
  std::vector<std::shared_ptr<void>> objects;
  std::vector<Binding> bindings;
  std::vector<std::byte**> workspaces;
  std::vector<Instruction> instructions;
  std::int64_t workspace_shared = 0, workspace_per_worker = 0;
};

}  // namespace ansatz::cpu
