"""float32 matrix products by bench/gemm.cc, which holds ours, OpenBLAS and oneDNN in one program: GFLOP/s.

The program is called with --threads N and prints a JSON line per shape and contestant: framework ("ansatz", "openblas",
"onednn"), threads, metric ("gemm_MxNxK"), value (GFLOP/s), version (of the peer)."""
import math
import statistics

import harness
from harness import OURS

SHAPES = ["64x16x16", "64x64x64", "128x128x128", "256x256x256", "512x512x512", "1024x1024x1024", "128x256x784",
          "784x256x128", "10000x64x288"]
LARGE = ["512x512x512", "1024x1024x1024"]
OPPONENTS = {"openblas": "0.3.21", "onednn": "2.6.3"}
# One thread: ours relative to the best of the opponents. Two: our speed-up at LARGE relative to that of the FMA peak.
TARGETS = {"geometric mean": 1.0, "every shape": 0.93, "speed-up": 0.9}


def run(options):
    try:
        command = [harness.program(options, "gemm")]
    except harness.Missing as why:
        print(f"\ngemm: no verdict: {why}")
        return True
    peak = harness.cpp("peak", "peak.cc", "-pthread")
    values, versions, missing, peaks = {}, {}, {}, {1: [], 2: []}  # values[threads, shape, framework]
    for turn in range(options.rounds):
        for threads in options.threads or (1, 2):
            harness.say(f"round {turn + 1} of {options.rounds}: gemm, {threads} thread(s)")
            done = harness.run([*command, "--threads", str(threads)], threads)
            if done.code:
                print(f"\ngemm: failed: {(done.error.splitlines() or ['no output'])[-1]}")
                return False
            for line in done.lines:
                values.setdefault((threads, line["metric"].removeprefix("gemm_"), line["framework"]), []).append(line["value"])
                versions[line["framework"]] = line.get("version", "")
                harness.record(options, **{**line, "round": turn, "others": round(done.others, 2)})
        try:
            for line in harness.run(peak.command(options), 2).lines:
                peaks[line["threads"]].append(line["value"])
        except harness.Missing as why:
            missing["peak"] = str(why)
    harness.say("")
    best, good = {key: statistics.median(value) for key, value in values.items()}, True

    def absent(threads, shapes, names):
        gone = [f"{name}: {missing.get(name, 'missing')}" for name in names if any((threads, s, name) not in best for s in shapes)]
        return gone + [f"{name}: is {versions[name]}, the opponent named is {want}" for name, want in OPPONENTS.items()
                       if name in names and versions.get(name) and not versions[name].lstrip("v").startswith(want)]

    for threads in options.threads or (1, 2):
        present = [name for name in [OURS, *OPPONENTS] if any(key[0] == threads and key[2] == name for key in best)]
        shapes = list(dict.fromkeys(key[1] for key in best if key[0] == threads))
        print(f"\ngemm, {threads} thread{'s' if threads > 1 else ''}: GFLOP/s, m×n×k, higher is better; {options.rounds} rounds")
        rows, ratios = [], {}
        for shape in shapes:
            theirs = [best[threads, shape, name] for name in OPPONENTS if (threads, shape, name) in best]
            mine = best.get((threads, shape, OURS))
            if theirs and mine:
                ratios[shape] = mine / max(theirs)
            rows.append([shape] + [harness.number(best[threads, shape, n]) if (threads, shape, n) in best else "" for n in present]
                        + [f"{ratios[shape]:.2f}×" if shape in ratios else ""])
        harness.table(["", *present, "ours / best"], rows)
        if threads == 1:
            gone = absent(1, SHAPES, [OURS, *OPPONENTS])
            named = [ratios[shape] for shape in SHAPES if shape in ratios] or [1]
            mean = math.exp(sum(map(math.log, named)) / len(named))
            good &= harness.verdict("geometric mean", mean, at_least=TARGETS["geometric mean"], missing=gone)
            lowest = min(SHAPES, key=lambda shape: ratios.get(shape, math.inf))
            good &= harness.verdict(f"every shape (lowest: {lowest})", min(named), at_least=TARGETS["every shape"], missing=gone)
    if {1, 2} <= set(options.threads or (1, 2)):
        gone = absent(1, LARGE, [OURS]) + absent(2, LARGE, [OURS]) + ([] if all(peaks.values()) else [f"peak: {missing.get('peak', 'missing')}"])
        peak_up = max(peaks[2]) / max(peaks[1]) if all(peaks.values()) else 1
        for shape in LARGE:
            up = best.get((2, shape, OURS), 0) / best.get((1, shape, OURS), 1)
            good &= harness.verdict(f"two threads' speed-up at {shape}, {up:.2f}, relative to the FMA peak's {peak_up:.2f}", up / peak_up,
                                    at_least=TARGETS["speed-up"], missing=gone)
    return good
