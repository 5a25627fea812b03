// The FMA rate that 1 and 2 threads reach together: the yardstick of a two-thread speed-up.
// g++ -O3 -march=native -pthread peak.cc; x86 with FMA. Twelve independent chains of 8-wide FMA hide the latency.
#include <immintrin.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

static float fma_loop(long n) {
  __m256 b = _mm256_set1_ps(0.999f), c = _mm256_set1_ps(0.001f), a0 = b, a1 = b, a2 = b, a3 = b, a4 = b, a5 = b,
         a6 = b, a7 = b, a8 = b, a9 = b, aa = b, ab = b;
#define F(x) "vfmadd132ps %[c], %[b], " x "\n\t"
  for (long k = 0; k < n; ++k)
    asm volatile(F("%0") F("%1") F("%2") F("%3") F("%4") F("%5") F("%6") F("%7") F("%8") F("%9") F("%10") F("%11")
                 : "+x"(a0), "+x"(a1), "+x"(a2), "+x"(a3), "+x"(a4), "+x"(a5), "+x"(a6), "+x"(a7), "+x"(a8),
                   "+x"(a9), "+x"(aa), "+x"(ab)
                 : [b] "x"(b), [c] "x"(c));
#undef F
  return (a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + aa + ab)[0];
}

static double seconds(int threads, long n) {
  volatile float sink = 0;
  auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> workers;
  for (int i = 1; i < threads; ++i) workers.emplace_back([&] { sink = fma_loop(n); });
  sink = fma_loop(n);
  for (auto& worker : workers) worker.join();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int main() {
  const long n = 20'000'000;
  double least[3] = {0, 1e9, 1e9};
  for (int block = 0; block < 9; ++block)  // alternating, the least of each: a limit
    for (int threads : {1, 2}) least[threads] = std::min(least[threads], seconds(threads, n));
  for (int threads : {1, 2})
    std::printf("{\"workload\":\"gemm\",\"framework\":\"peak\",\"threads\":%d,\"metric\":\"peak_fp32_fma\","
                "\"value\":%.2f,\"unit\":\"GFLOP/s\"}\n",
                threads, threads * n * 12.0 * 16 / least[threads] * 1e-9);
}
