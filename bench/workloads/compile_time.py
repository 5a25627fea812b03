"""A user's program that trains a network (bench/programs/train_mlp.cc): seconds to compile it with g++ -O2."""
import statistics

import harness

TARGETS = {"seconds": 10}


def run(options):
    source = harness.ROOT / "bench" / "programs" / "train_mlp.cc"
    call = ["g++", "-std=c++20", "-O2", f"-I{harness.ROOT}/include", f"-I{options.build}/generated", f"-I{options.build}/include",
            "-c", str(source), "-o", "/dev/null"]
    times = []
    print(f"\ncompile_time: {source.relative_to(harness.ROOT)}")
    for _ in range(options.rounds):
        done = harness.run(call, threads=1)
        if done.code:
            print(f"  no verdict: it does not compile: {(done.error.splitlines() or [''])[0]}")
            return True
        times.append(done.seconds)
        harness.record(options, workload="compile_time", metric="compile", value=times[-1], unit="s")
    return harness.verdict("seconds, median", statistics.median(times), at_most=TARGETS["seconds"])
