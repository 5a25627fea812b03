"""Reading a numeric CSV file of 1 GB, made below the build folder, against pandas' C parser."""
import statistics

import harness

MEGABYTES = 1000


def run(options):
    print(f"\ncsv: a numeric CSV file of {MEGABYTES / 1000:g} GB, 20 columns; seconds, {options.rounds} rounds in turn")
    ours = options.build / "bench" / "csv"
    if not ours.is_file():
        print("  no verdict: bench/csv is not built")
        return True
    file = options.build / "bench" / f"csv_{MEGABYTES}.csv"
    if not file.exists():
        harness.say("writing the file")
        harness.run([ours, "--write", file, "--megabytes", str(MEGABYTES)])
    programs = {"ansatz": [ours, "--file", file], "ansatz, one thread": [ours, "--file", file, "--threads", "1"]}
    missing = []
    if harness.installed(options, "pandas"):
        programs["pandas"] = [options.python, harness.PEERS / "pandas_csv.py", "--file", file]
    else:
        missing = [f"pandas is not installed in {options.python}"]
    seconds, peaks, checks, ratio, others = {}, {}, {}, 0, []
    for turn in range(options.rounds):
        for name, command in programs.items():
            harness.say(f"round {turn + 1} of {options.rounds}: {name}")
            done = harness.run(command)
            if done.code or not done.lines:
                print(f"  FAIL  {name}: {(done.error.splitlines() or ['no output'])[-1]}")
                return False
            line = done.lines[-1]
            seconds.setdefault(name, []).append(line["value"])
            peaks.setdefault(name, []).append(line["peak_bytes"])
            checks[name] = line["check"]
            ratio = max(ratio, line.get("peak_ratio", 0))
            others.append(done.others)
            harness.record(options, **{**line, "framework": name, "round": turn})
    harness.say("")
    print(f"  others kept {statistics.median(others):.2f} processors busy")
    rows = [[name, f"{statistics.median(values):.2f}", f"{min(values):.2f}", f"{max(values):.2f}", f"{max(peaks[name]) / 1e6:,.0f} MB",
             f"{checks[name]:.6g}"] for name, values in seconds.items()]
    harness.table(["", "median", "least", "most", "peak memory", "last row's sum"], rows)
    fast = statistics.median(seconds["pandas"]) / statistics.median(seconds["ansatz"]) if not missing else 0
    good = harness.verdict("speed relative to pandas", fast, at_least=1.0, missing=missing)
    return harness.verdict("peak memory / (rows × columns × 4 bytes)", ratio, at_most=2.5) and good
