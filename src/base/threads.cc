#include "base/threads.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <system_error>
#include <thread>

namespace ansatz {
namespace {

constexpr int max_threads = 256;
constexpr auto spin_time = std::chrono::microseconds(200);       // a worker without work, before it parks
constexpr auto quiet_spin_time = std::chrono::microseconds(100); // before it offers its CPU to others meanwhile

void pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Calls `ready` until it says true or `limit` has passed; false if time ran out. A limit of zero means none.
template <class Ready> bool spin_until(Ready ready, std::chrono::nanoseconds limit) {
  for (int i = 0; i < 256; ++i) {
    if (ready()) return true;
    pause();
  }
  const auto start = std::chrono::steady_clock::now();
  for (;;) {
    for (int i = 0; i < 32; ++i) {
      if (ready()) return true;
      pause();
    }
    const auto waited = std::chrono::steady_clock::now() - start;
    if (limit.count() != 0 && waited > limit) return false;
    if (waited > quiet_spin_time) sched_yield();
  }
}

// Each thread of a job has a share of its parts, which it claims in order; then it helps the others with theirs. So a
// thread meets the same parts of the same job again, and finds in its cache what it left there: on machines whose cores
// are far from each other that is worth more than anything else here.
//
// The job under way is described by atomics that are valid together with the shares' `claim`, whose upper half is the
// job's generation and whose lower half is the next part that nobody has claimed (`closed` while the description is
// being rewritten). A worker reads the description and then claims by compare-and-swap: the swap succeeds only while the
// generation it read is still open, so a worker that comes late can neither mix two descriptions nor take a part of the
// wrong job.
class Pool {
 public:
  void run(int parts, int threads, void (*work)(void*, int, int), void* context) {
    if (parts <= 0) return;
    if (threads > parts) threads = parts;
    if (threads > max_threads) threads = max_threads;
    if (threads <= 1 || busy_.exchange(true, std::memory_order_acquire)) {
      for (int part = 0; part < parts; ++part) work(context, part, 0);
      return;
    }
    start_workers(threads);

    for (int id = 0, used = threads_.load(std::memory_order_relaxed); id < used; ++id)
      shares_[id].claim.store(generation_ << 32 | closed, std::memory_order_relaxed);
    work_.store(work, std::memory_order_release);
    context_.store(context, std::memory_order_release);
    parts_.store(parts, std::memory_order_release);
    threads_.store(threads, std::memory_order_release);
    caller_cpu_.store(sched_getcpu(), std::memory_order_release);
    done_.store(0, std::memory_order_relaxed);
    failed_.store(false, std::memory_order_relaxed);
    const std::uint64_t generation = ++generation_ & 0xffffffff;
    for (int id = threads - 1; id >= 0; --id)
      shares_[id].claim.store(generation << 32 | static_cast<std::uint64_t>(share_begin(id, parts, threads)),
                              std::memory_order_seq_cst);
    for (int id = 1; id < threads && id < started_; ++id) wake(shares_[id]);

    work_on(generation, 0);
    spin_until([&] { return done_.load(std::memory_order_acquire) == parts; }, std::chrono::nanoseconds(0));

    std::exception_ptr error;
    if (failed_.load(std::memory_order_relaxed)) std::swap(error, error_);
    busy_.store(false, std::memory_order_release);
    if (error) std::rethrow_exception(error);
  }

 private:
  static constexpr std::uint64_t closed = 0xffffffff;

  struct alignas(64) Share {
    std::atomic<std::uint64_t> claim{0};
    std::atomic<int> parked{0};
  };

  static int share_begin(int id, int parts, int threads) {
    return static_cast<int>(static_cast<std::int64_t>(parts) * id / threads);
  }

  static void wake(Share& share) {
    // Pairs with `work_for_ever`: either this load sees the worker parked, or the worker sees the new job.
    if (share.parked.load(std::memory_order_seq_cst) != 0) {
      share.parked.store(0, std::memory_order_seq_cst);
      share.parked.notify_one();
    }
  }

  // Claims and runs parts of the job `generation` until none is left: of the worker's own share first.
  void work_on(std::uint64_t generation, int worker) {
    int finished = 0;
    for (int i = 0, threads = 1; i < threads; ++i) {
      for (;;) {
        threads = threads_.load(std::memory_order_acquire);
        const int owner = (worker + i) % threads;
        std::uint64_t claim = shares_[owner].claim.load(std::memory_order_acquire);
        auto* work = work_.load(std::memory_order_acquire);
        void* context = context_.load(std::memory_order_acquire);
        const int parts = parts_.load(std::memory_order_acquire);
        const std::uint64_t part = claim & 0xffffffff;
        if (claim >> 32 != generation || part >= static_cast<std::uint64_t>(share_begin(owner + 1, parts, threads))) break;
        if (!shares_[owner].claim.compare_exchange_weak(claim, claim + 1, std::memory_order_acq_rel,
                                                        std::memory_order_acquire))
          continue;
        try {
          work(context, static_cast<int>(part), worker);
        } catch (...) {
          if (!failed_.exchange(true, std::memory_order_acq_rel)) error_ = std::current_exception();
        }
        ++finished;
      }
    }
    if (finished > 0) done_.fetch_add(finished, std::memory_order_acq_rel);
  }

  void work_for_ever(int id) {
    Share& share = shares_[id];
    std::uint64_t seen = 0;
    for (;;) {
      const auto new_job = [&] { return share.claim.load(std::memory_order_acquire) >> 32 != seen; };
      if (!spin_until(new_job, spin_time)) {
        share.parked.store(1, std::memory_order_seq_cst);
        if (share.claim.load(std::memory_order_seq_cst) >> 32 == seen) share.parked.wait(1, std::memory_order_seq_cst);
        share.parked.store(0, std::memory_order_seq_cst);
        continue;
      }
      seen = share.claim.load(std::memory_order_acquire) >> 32;
      keep_off(caller_cpu_.load(std::memory_order_acquire));
      work_on(seen, id);
    }
  }

  // A worker that wakes on its caller's CPU would take turns with it, and on a busy machine the scheduler can leave
  // the two together for long. It moves to the other CPUs, and stays with them until its caller comes there too.
  void keep_off(int caller_cpu) {
    if (caller_cpu < 0 || sched_getcpu() != caller_cpu || CPU_COUNT(&usable_) < 2) return;
    cpu_set_t others = usable_;
    CPU_CLR(caller_cpu, &others);
    sched_setaffinity(0, sizeof others, &others);
  }

  // Only called while `busy_` is held. Where the system refuses a thread, the job does with those it has.
  void start_workers(int threads) {
    if (threads <= started_) return;
    if (started_ == 1 && sched_getaffinity(0, sizeof usable_, &usable_) != 0) CPU_ZERO(&usable_);
    sigset_t all, before;
    sigfillset(&all);  // signals are the program's business, on its own threads
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      for (; started_ < threads; ++started_) std::thread(&Pool::work_for_ever, this, started_).detach();
    } catch (const std::system_error&) {
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  alignas(64) std::atomic<int> done_{0};
  alignas(64) std::atomic<void (*)(void*, int, int)> work_{nullptr};
  std::atomic<void*> context_{nullptr};
  std::atomic<int> parts_{0};
  std::atomic<int> threads_{0};
  std::atomic<int> caller_cpu_{-1};
  std::atomic<bool> failed_{false};
  std::exception_ptr error_;
  alignas(64) std::atomic<bool> busy_{false};
  std::uint64_t generation_ = 0;
  int started_ = 1;     // worker 0 is whoever calls
  cpu_set_t usable_{};  // when the first worker started
  Share shares_[max_threads];
};

}  // namespace

void parallel(int parts, int threads, void (*work)(void* context, int part, int worker), void* context) {
  // Never destroyed: its threads outlive the static objects.
  static Pool* const pool = new Pool;
  pool->run(parts, threads, work, context);
}

int default_threads() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (sched_getaffinity(0, sizeof usable, &usable) == 0) return CPU_COUNT(&usable) > 0 ? CPU_COUNT(&usable) : 1;
  const unsigned count = std::thread::hardware_concurrency();
  return count > 0 ? static_cast<int>(count) : 1;
}

}  // namespace ansatz
