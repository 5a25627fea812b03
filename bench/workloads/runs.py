"""Listing 10,000 runs: wall time of `ansatz runs`, for people and for machines, with a warm file cache."""
import os
import statistics
import sys

import harness
from workloads.startup import MEASURE

COUNT, TARGET = 10_000, 100  # runs, milliseconds


def run(options):
    print(f"\nruns: listing {COUNT:,} runs")
    try:
        program, filler = harness.program(options, "ansatz"), options.build / "bench" / "runs"
        if not filler.is_file():
            raise harness.Missing("bench/runs is not built")
    except harness.Missing as why:
        print(f"  no verdict: {why}")
        return True
    store = options.build / "bench" / f"runs_{COUNT}.db"
    harness.say("writing the store")
    if harness.run([filler, "--write", store, "--count", str(COUNT)]).code:
        print("  FAIL  the store can't be written")
        return False
    os.environ["ANSATZ_RUNS"] = str(store)
    commands = {"ansatz runs": ["runs", "--limit", str(COUNT)],
                "ansatz runs --json": ["runs", "--limit", str(COUNT), "--json"]}
    times = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, arguments in commands.items():
            lines = harness.run([sys.executable, "-c", MEASURE, str(program), *arguments], threads=1).lines
            if not lines or any(line["status"] for line in lines):
                print(f"  FAIL  {name} does not run")
                return False
            times[name] += [line["ms"] for line in lines]
    harness.say("")
    for name, values in times.items():
        harness.record(options, workload="runs", metric=name, value=statistics.median(values), unit="ms")
    harness.table(["", "median", "least", "most"], [[name, *(f"{f(t):.1f} ms" for f in (statistics.median, min, max))]
                                                    for name, t in times.items()])
    good = [harness.verdict(f"milliseconds, {name}", statistics.median(values), at_most=TARGET) for name, values in times.items()]
    return all(good)
