// Running one graph on each instruction set of this machine, as `eval` runs it on the chosen one.
#pragma once

#include <string>
#include <vector>

#include "cpu/program.h"
#include "tests/arrays.h"

namespace ansatz {

/// The bytes of the array's numbers, planned and run on an instruction set.
inline std::vector<std::byte> bytes_on(cpu::Isa isa, const Array& array, int threads = 1) {
  const plan::Graph graph = plan::capture({&array, 1}, {});
  cpu::Program program(plan::make_plan(graph), isa);
  std::vector<std::byte*> arguments;
  for (const Array& captured : graph.captured) arguments.push_back(captured.node()->data->data());
  // A guard behind the end: kernels write nothing there.
  const std::size_t size = array.size() * size_of(array.dtype()), guard = 64;
  std::vector<std::byte> result(size + guard, std::byte{0x5a});
  std::byte* const results[] = {result.data()};
  program.run(arguments, results, threads);
  for (std::size_t i = size; i < result.size(); ++i) EXPECT_EQ(result[i], std::byte{0x5a}) << "written behind the end";
  result.resize(size);
  return result;
}

/// f(x) on each instruction set and for several numbers of threads, against the plain kernels (in f64, where x is real).
/// The tolerance is relative to numbers above 1. Within a set, the bits do not depend on the threads.
inline void expect_reference(const std::string& what, const std::vector<Array>& x, double tolerance,
                             const std::function<Array(const std::vector<Array>&)>& f) {
  std::vector<Array> exact;
  for (const Array& array : x) exact.push_back(is_real(array.dtype()) ? cast(array, DType::f64) : array);
  eval(exact);
  eval(x);
  const std::vector<double> expected = reference(f(exact));
  for (const cpu::Isa isa : cpu::usable_isas()) {
    SCOPED_TRACE(what + " on " + cpu::isa_name(isa));
    const Array y = f(x);
    const std::vector<std::byte> bytes = bytes_on(isa, y);
    std::vector<double> values(y.size());
    convert(bytes.data(), y.dtype(), values.data(), DType::f64, y.size());
    expect_close(values, expected, tolerance);
    for (const int threads : {2, 3}) EXPECT_EQ(bytes_on(isa, f(x), threads), bytes) << threads << " threads";
  }
}

}  // namespace ansatz
