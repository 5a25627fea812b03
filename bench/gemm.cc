// Matrix products in float32: ours, OpenBLAS and oneDNN in one program, taking turns block by block.
//
//   gemm [--threads N] [--set standard|mlp|tiny] [--rounds N] [--only SUBSTRING] [--density SHARE] [--table]
//
// Prints a JSON line for every shape and contestant (the median over the rounds), or with --table a table whose last
// column is the median over the rounds of ours relative to the best opponent in the same round. Operands are packed
// anew in every call on all sides. A shape m×n×k may carry the orientation of A and B (n or t: transposed).
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "cpu/gemm.h"

#ifdef ANSATZ_BENCH_OPENBLAS
#include <cblas.h>
#endif
#ifdef ANSATZ_BENCH_ONEDNN
#include <oneapi/dnnl/dnnl.h>
#endif

namespace {

using ansatz::cpu::gemm;
using ansatz::cpu::gemm_plan;
using ansatz::cpu::gemm_workspace_bytes;
using Clock = std::chrono::steady_clock;

struct Shape {
  int m, n, k;
  bool a_transposed = false, b_transposed = false;

  std::string name() const {
    std::string text = fmt::format("gemm_{}x{}x{}", m, n, k);
    if (a_transposed || b_transposed) text += fmt::format("_{}{}", a_transposed ? 't' : 'n', b_transposed ? 't' : 'n');
    return text;
  }
};

std::vector<Shape> shapes_of(std::string_view set) {
  if (set == "mlp") {  // 784-256-128-10 with batch 128: forward, then dX, then dW of each layer
    return {{128, 256, 784, false, true},
            {128, 128, 256, false, true},
            {128, 10, 128, false, true},
            {128, 784, 256},
            {128, 256, 128},
            {128, 128, 10},
            {256, 784, 128, true},
            {128, 256, 128, true},
            {10, 128, 128, true}};
  }
  if (set == "tiny") {  // 2-16-16-1 with batch 64
    return {{64, 16, 2, false, true}, {64, 16, 16, false, true}, {64, 1, 16, false, true}, {64, 16, 1}, {64, 16, 16},
            {16, 2, 64, true},        {16, 16, 64, true},        {1, 16, 64, true}};
  }
  return {{64, 16, 16},       {64, 64, 64},    {128, 128, 128}, {256, 256, 256}, {512, 512, 512},
          {1024, 1024, 1024}, {128, 256, 784}, {784, 256, 128}, {10000, 64, 288}};
}

struct Contestant {
  std::string name, version;
  std::function<void()> call;
};

// A matrix that begins with a line of the cache, as arrays do.
struct Matrix {
  explicit Matrix(std::size_t count)
      : numbers(static_cast<float*>(std::aligned_alloc(64, (count * sizeof(float) / 64 + 1) * 64)), &std::free),
        count(count) {}
  float* data() const { return numbers.get(); }
  float* begin() const { return data(); }
  float* end() const { return data() + count; }

  std::unique_ptr<float, void (*)(void*)> numbers;
  std::size_t count;
};

double seconds(int calls, const std::function<void()>& call) {
  const auto start = Clock::now();
  for (int i = 0; i < calls; ++i) call();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
  unsetenv("OPENBLAS_CORETYPE");
  unsetenv("OPENBLAS_L2_SIZE");
  int threads = 1, rounds = 9;
  double density = 1;  // the share of A's numbers that are not zero
  std::string_view set = "standard", only;
  bool table = false;
  for (int i = 1; i < count; ++i) {
    const std::string_view option = arguments[i];
    const char* value = i + 1 < count ? arguments[i + 1] : "";
    if (option == "--threads") threads = std::atoi(value);
    if (option == "--rounds") rounds = std::atoi(value);
    if (option == "--set") set = value;
    if (option == "--only") only = value;
    if (option == "--density") density = std::atof(value);
    if (option == "--table") table = true;
  }
  threads = std::max(threads, 1);
  rounds = std::max(rounds, 1);
  using SetThreads = void (*)(int);
  if (const auto set_threads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads")))
    set_threads(threads);
#ifdef ANSATZ_BENCH_OPENBLAS
  openblas_set_num_threads(threads);
#endif
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-1, 1);

  for (const Shape& shape : shapes_of(set)) {
    if (shape.name().find(only) == std::string::npos) continue;
    const int m = shape.m, n = shape.n, k = shape.k;
    const int a_stride = shape.a_transposed ? m : k, b_stride = shape.b_transposed ? k : n;
    const Matrix a(std::size_t(m) * k), b(std::size_t(k) * n), c(std::size_t(m) * n);
    for (float& x : a) x = (uniform(random) + 1) / 2 < density ? uniform(random) : 0;
    for (float& x : b) x = uniform(random);

    const auto plan = gemm_plan({.m = m,
                                 .n = n,
                                 .k = k,
                                 .a_row = shape.a_transposed ? 1 : a_stride,
                                 .a_column = shape.a_transposed ? a_stride : 1,
                                 .b_row = shape.b_transposed ? 1 : b_stride,
                                 .b_column = shape.b_transposed ? b_stride : 1,
                                 .c_row = n});
    std::byte* workspace = static_cast<std::byte*>(
        std::aligned_alloc(64, static_cast<std::size_t>(gemm_workspace_bytes(plan, threads) / 64 + 1) * 64));
    std::vector<Contestant> contestants;
    contestants.push_back({"ansatz", "", [&, threads] {
                             gemm({.a = a.data(), .b = b.data(), .c = c.data(), .workspace = workspace, .plan = &plan},
                                  threads);
                           }});
#ifdef ANSATZ_BENCH_OPENBLAS
    const std::string_view built = openblas_get_config();  // "OpenBLAS 0.3.21 NO_LAPACK …"
    const auto blank = built.find(' ');
    contestants.push_back(
        {"openblas", std::string(built.substr(blank + 1, built.find(' ', blank + 1) - blank - 1)), [&] {
           cblas_sgemm(CblasRowMajor, shape.a_transposed ? CblasTrans : CblasNoTrans,
                       shape.b_transposed ? CblasTrans : CblasNoTrans, m, n, k, 1.0f, a.data(), a_stride, b.data(),
                       b_stride, 0.0f, c.data(), n);
         }});
#endif
#ifdef ANSATZ_BENCH_ONEDNN
    const dnnl_version_t* dnnl = dnnl_version();
    contestants.push_back({"onednn", fmt::format("{}.{}.{}", dnnl->major, dnnl->minor, dnnl->patch), [&] {
                             dnnl_sgemm(shape.a_transposed ? 'T' : 'N', shape.b_transposed ? 'T' : 'N', m, n, k, 1.0f,
                                        a.data(), a_stride, b.data(), b_stride, 0.0f, c.data(), n);
                           }});
#endif

    // Blocks of about 10 ms; each begins with calls that are not timed, so that caches, clocks and workers are its own.
    std::vector<std::vector<double>> rates(contestants.size());
    std::vector<double> ratios;
    const double flops = 2.0 * m * n * k;
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t i = 0; i < contestants.size(); ++i) {
        const auto& call = contestants[i].call;
        if (threads > 1) std::this_thread::sleep_for(std::chrono::milliseconds(50));  // OpenBLAS's workers spin for half of it
        seconds(2, call);
        const int warm = std::clamp(static_cast<int>(2e-3 / (seconds(3, call) / 3)), 1, 100000);
        const int calls = std::clamp(static_cast<int>(10e-3 / (seconds(warm, call) / warm)), 2, 1000000);
        rates[i].push_back(flops * calls / seconds(calls, call) * 1e-9);
      }
      double best = 0;
      for (std::size_t i = 1; i < contestants.size(); ++i) best = std::max(best, rates[i].back());
      if (best > 0) ratios.push_back(rates[0].back() / best);
    }
    if (table) {
      fmt::print("{:26} {:2} thread(s)", shape.name(), threads);
      for (std::size_t i = 0; i < contestants.size(); ++i)
        fmt::print("  {} {:6.1f} GF/s {:8.3f} us", contestants[i].name, median(rates[i]),
                   flops / median(rates[i]) * 1e-3);
      if (!ratios.empty()) fmt::print("   {:.3f}", median(ratios));
      fmt::print("\n");
    } else {
      for (std::size_t i = 0; i < contestants.size(); ++i)
        fmt::print(
            R"({{"workload":"gemm","framework":"{}","threads":{},"metric":"{}","value":{:.3f},"unit":"GFLOP/s","version":"{}"}})"
            "\n",
            contestants[i].name, threads, shape.name(), median(rates[i]), contestants[i].version);
    }
    std::fflush(stdout);
    std::free(workspace);
  }
}
