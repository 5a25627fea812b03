"""The program itself: wall time of `ansatz --version` with a warm file cache, and its size when stripped."""
import pathlib
import statistics
import subprocess
import sys
import tempfile

import harness

TARGETS = {"ms": 10, "MB": 8}

# A process of its own measures, so that the harness's forks don't weigh: milliseconds of argv[1:], one JSON line a call.
MEASURE = """
import os, sys, time
null = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
for _ in range(20):
    start = time.perf_counter()
    _, status = os.waitpid(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=null), 0)
    print('{"ms": %.4f, "status": %d}' % ((time.perf_counter() - start) * 1000, status))
"""


def run(options):
    print("\nstartup: ansatz --version")
    try:
        program = harness.program(options, "ansatz")
    except harness.Missing as why:
        print(f"  no verdict: {why}")
        return True
    times, empty = [], []
    for _ in range(options.rounds):
        for command, out in (([str(program), "--version"], times), (["/bin/true"], empty)):
            lines = harness.run([sys.executable, "-c", MEASURE, *command], threads=1).lines
            if not lines or any(line["status"] for line in lines):
                print(f"  FAIL  {' '.join(command)} does not run")
                return False
            out += [line["ms"] for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        stripped = pathlib.Path(folder) / "ansatz"
        subprocess.run(["strip", "-o", str(stripped), str(program)], check=True)
        size = stripped.stat().st_size / 1e6
    harness.record(options, workload="startup", metric="startup", value=statistics.median(times), unit="ms")
    harness.record(options, workload="startup", metric="stripped", value=size, unit="MB")
    harness.table(["", "median", "least", "most"], [[name, *(f"{f(t):.2f} ms" for f in (statistics.median, min, max))]
                                                    for name, t in (("ansatz --version", times), ("/bin/true", empty))])
    good = harness.verdict("milliseconds", statistics.median(times), at_most=TARGETS["ms"])
    return harness.verdict("megabytes, stripped", size, at_most=TARGETS["MB"]) and good
