"""The program itself: wall time of `ansatz --version` with a warm file cache, and its size when stripped."""
import pathlib
import statistics
import subprocess
import tempfile

import harness

TARGETS = {"ms": 10, "MB": 8}


def run(options):
    print("\nstartup: ansatz --version")
    try:
        program = harness.program(options, "ansatz")
    except harness.Missing as why:
        print(f"  no verdict: {why}")
        return True
    times = [harness.run([program, "--version"]).seconds * 1000 for _ in range(20 * options.rounds)]
    empty = [harness.run(["/bin/true"]).seconds * 1000 for _ in range(20 * options.rounds)]
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
