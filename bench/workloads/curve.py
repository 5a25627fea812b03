"""32 ReLU units fitted to a curve of 1,000 points: 5,000 steps of Adam from the first to the last, planning included."""
import statistics

import harness

TARGET = 0.2  # seconds


def run(options):
    print("\ncurve: 32 ReLU units, 1,000 points, 5,000 steps of Adam, one thread")
    try:
        program = harness.program(options, "bench/curve")
    except harness.Missing as why:
        print(f"  no verdict: {why}")
        return True
    lines = [line for _ in range(options.rounds) for line in harness.run([str(program)], threads=1).lines]
    if len(lines) < options.rounds:
        print("  FAIL  bench/curve does not run")
        return False
    seconds = statistics.median(line["value"] for line in lines)
    harness.record(options, **{**lines[0], "value": seconds})
    harness.table(["", "median", "loss"], [["ansatz", f"{seconds:.3f} s", f"{lines[0]['loss']:.4f}"]])
    return harness.verdict("seconds", seconds, at_most=TARGET)
