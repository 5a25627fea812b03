// The one thread pool of the process.
//
// Workers spin for a moment after their last part (starting a job on a spinning worker costs under a microsecond) and
// then park on a futex (waking a parked one costs 50 µs and more). A job's parts are fixed by its caller. Each thread
// claims those of its own share first, the same ones whenever the job comes again, and then what others have not
// claimed: a worker that is parked or that lost its CPU delays a job by no more than the part it holds. What a part
// computes must not depend on who runs it; then the result is the same for any number of threads.
#pragma once

#include <type_traits>

namespace ansatz {

/// Runs `work(context, part, worker)` for every part in [0, parts), each exactly once, on at most `threads` threads
/// including the caller, and returns when all of them are done. `worker` in [0, threads) differs between parts that
/// run at the same time, so it can index workspaces. Allocates nothing except for the threads it starts when
/// `threads` is larger than in any earlier call. A call from inside a part, or while another thread's call is under
/// way, runs its parts one after the other on the caller (worker 0). If parts throw, the first exception to arrive is
/// rethrown here.
void parallel(int parts, int threads, void (*work)(void* context, int part, int worker), void* context);

/// The same for any callable `work(part, worker)`.
template <class Work> void parallel(int parts, int threads, Work&& work) {
  using Plain = std::remove_reference_t<Work>;
  parallel(
      parts, threads, [](void* context, int part, int worker) { (*static_cast<Plain*>(context))(part, worker); },
      const_cast<void*>(static_cast<const void*>(&work)));
}

/// The number of CPUs that this process may use (its affinity mask), at least 1.
int default_threads();

}  // namespace ansatz
