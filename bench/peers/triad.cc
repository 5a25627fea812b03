// The bandwidth of a[i] = b[i] + 0.5·c[i] over three arrays of 192 MiB, counted at 12 bytes an element: the yardstick of
// an optimizer's update. g++ -O3 -march=native -pthread triad.cc; --threads N.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

int main(int argc, char** argv) {
  std::size_t threads = 1;
  for (int i = 1; i + 1 < argc; ++i)
    if (!std::strcmp(argv[i], "--threads")) threads = static_cast<std::size_t>(std::atoi(argv[i + 1]));
  const std::size_t count = (std::size_t{48} << 20) / threads;  // of each thread
  struct Arrays {
    std::vector<float> a, b, c;
  };
  std::vector<Arrays> arrays(threads);
  for (Arrays& mine : arrays) mine = {std::vector<float>(count, 1), std::vector<float>(count, 2), std::vector<float>(count, 3)};
  auto triad = [&](std::size_t thread) {
    float *a = arrays[thread].a.data(), *b = arrays[thread].b.data(), *c = arrays[thread].c.data();
    for (std::size_t i = 0; i < count; ++i) a[i] = b[i] + 0.5f * c[i];
    asm volatile("" ::: "memory");
  };
  double least = 1e9;
  for (int block = 0; block < 15; ++block) {  // the least: a limit
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> workers;
    for (std::size_t thread = 1; thread < threads; ++thread) workers.emplace_back(triad, thread);
    triad(0);
    for (std::thread& worker : workers) worker.join();
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::printf("{\"workload\":\"adam\",\"framework\":\"triad\",\"threads\":%zu,\"metric\":\"bandwidth\",\"value\":%.2f,"
              "\"unit\":\"GB/s\"}\n",
              threads, 12.0 * static_cast<double>(count * threads) / least * 1e-9);
}
