"""What bench/compare and the workloads share: contestants, the race, tables, verdicts."""
import dataclasses
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = ROOT / "bench" / "peers"


@dataclasses.dataclass
class Options:
    """What the command line said."""
    threads: list
    only: list
    rounds: int
    build: pathlib.Path  # the build folder of the release preset
    python: str  # the Python that has the peers
    record: str  # a file to which every measurement is appended, one JSON object a line
    data: pathlib.Path  # Fashion-MNIST


@dataclasses.dataclass
class Contestant:
    """One program in a race. `command(options)` answers the command line, or raises Missing; the program prints
    JSON lines with `metric` and `value`. A native one starts at once, so it runs more often per round."""
    name: str
    command: object
    native: bool = False
    version: str = ""  # what the program's `version` has to begin with
    only_threads: tuple = ()  # thread counts it takes part in; empty: all


@dataclasses.dataclass
class Target:
    """`ours` must be `at_least` times as fast as the fastest of `opponents`, or take `at_most` times its time."""
    threads: int
    opponents: list
    at_least: float = 0
    at_most: float = 0


class Missing(Exception):
    pass


OURS = "ansatz"


def environment():
    env = dict(os.environ)
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        env.pop(name, None)
    env.update(CUDA_VISIBLE_DEVICES="", JAX_PLATFORMS="cpu", TF_CPP_MIN_LOG_LEVEL="3", PYTHONDONTWRITEBYTECODE="1", CCACHE_DISABLE="1")
    return env


def program(options, name):
    """A program of the release build, by its file name."""
    folders = ("", "bench", "cli", "bin", "src", "src/cli")
    for folder in folders:
        path = options.build / folder / name
        if path.is_file() and os.access(path, os.X_OK):
            return path
    raise Missing(f"{name}: not built (cmake --build {options.build})")


def ours(name, *more):
    """bench/NAME.cc in the release build, called with --threads N --data FOLDER and what is said here."""

    def command(options):
        path = options.build / "bench" / name
        if not path.is_file():
            raise Missing("not built")
        return [str(path), "--data", str(options.data), *more]

    return Contestant(OURS, command, native=True)


def cpp(name, source, *flags, libraries=(), version="", only_threads=()):
    """A C++ peer, compiled on demand into the build folder and again when its source is newer."""

    def command(options):
        folder = options.build / "bench" / "peers"
        folder.mkdir(parents=True, exist_ok=True)
        out, text = folder / name, PEERS / source
        if not out.exists() or out.stat().st_mtime < text.stat().st_mtime:
            call = ["g++", "-std=c++20", "-O3", "-march=native", *flags, str(text), "-o", str(out), *libraries]
            done = subprocess.run(call, capture_output=True, text=True)
            if done.returncode:
                raise Missing(f"{source} does not compile: {done.stderr.strip().splitlines()[0] if done.stderr else ''}")
        return [str(out)]

    return Contestant(name, command, native=True, version=version, only_threads=only_threads)


def python(name, script, package, version, *more, only_threads=()):
    """A peer in Python: bench/peers/SCRIPT --peer NAME."""

    def command(options):
        if not installed(options, package):
            raise Missing(f"{package} is not installed in {options.python}")
        return [options.python, str(PEERS / script), "--peer", name, "--data", str(options.data), *more]

    return Contestant(name, command, version=version, only_threads=only_threads)


_installed = {}


def installed(options, package):
    key = (options.python, package)
    if key not in _installed:
        code = f"import importlib.metadata as m; print(m.version({package!r}))"
        done = subprocess.run([options.python, "-c", code], capture_output=True, text=True)
        _installed[key] = done.stdout.strip() if done.returncode == 0 else ""
    return _installed[key]


def machine_seconds():
    """Processor time that everything on the machine has used so far, stolen time included."""
    fields = list(map(int, open("/proc/stat").readline().split()[1:9]))
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass
class Run:
    code: int
    seconds: float
    lines: list  # the JSON objects that it printed
    out: str
    error: str
    others: float  # processors that everybody else kept busy meanwhile


def ahead_of_others():
    """Puts this process before everybody else's where that is allowed (root), so that a busy machine disturbs it less. Linux
    groups processes by session and shares the processors out among the groups, hence the group's own nice value."""
    os.setsid()
    try:
        os.nice(-15)
        with open("/proc/self/autogroup", "w") as group:
            group.write("-15")
    except OSError:
        pass


def run(command, threads=None, timeout=900, cwd=None):
    """Runs a command on the first `threads` processors (all of them when None), ahead of other processes."""

    def prepare():
        os.sched_setaffinity(0, cpus)
        ahead_of_others()

    env = environment()
    cpus = sorted(os.sched_getaffinity(0))
    if threads:
        cpus = cpus[:threads]
        env.update({f"{name}_NUM_THREADS": str(threads) for name in ("OMP", "OPENBLAS", "MKL")})
    before, start, own = machine_seconds(), time.perf_counter(), os.times()
    process = subprocess.Popen([str(part) for part in command], env=env, cwd=cwd, text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, preexec_fn=prepare)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        err = f"stopped after {timeout} s"
    except KeyboardInterrupt:  # it has a session of its own, so the terminal's Ctrl-C doesn't reach it
        process.kill()
        raise
    wall, used = time.perf_counter() - start, os.times()
    mine = used.children_user + used.children_system - own.children_user - own.children_system
    others = max(0.0, (machine_seconds() - before - mine) / wall)
    lines = []
    for line in out.splitlines():
        if line.startswith("{"):
            try:
                lines.append(json.loads(line))
            except ValueError:
                pass
    return Run(process.returncode, wall, lines, out, err.strip(), others)


class Race:
    """The measurements of one call: values[name] of one metric, and why anybody is missing."""

    def __init__(self):
        self.values, self.missing, self.others = {}, {}, []

    def median(self, name):
        return statistics.median(self.values[name])


def record(options, **line):
    if options.record:
        with open(options.record, "a") as out:
            out.write(json.dumps(dict(time=time.strftime("%Y-%m-%dT%H:%M:%S"), **line)) + "\n")


def race(options, contestants, threads, repeat=1):
    """Everybody in turn, round after round, so that the machine's drift meets all alike."""
    result, commands = Race(), {}
    for one in contestants:
        if one.only_threads and threads not in one.only_threads:
            continue
        if options.only and one.name not in options.only and one.name != OURS:
            result.missing[one.name] = "left out by --only"
            continue
        try:
            commands[one.name] = (one, one.command(options) + ["--threads", str(threads)])
        except Missing as why:
            result.missing[one.name] = str(why)
    for turn in range(options.rounds):
        order = [c for c in commands.values() if c[0].native] * repeat + [c for c in commands.values() if not c[0].native]
        for one, command in order:
            if one.name in result.missing:
                continue
            say(f"round {turn + 1} of {options.rounds}: {one.name}, {threads} thread(s)")
            done = run(command, threads)
            line = done.lines[-1] if done.lines else None
            if done.code or not line:
                result.missing[one.name] = f"failed: {(done.error.splitlines() or ['no output'])[-1][:120]}"
            elif one.version and not line.get("version", "").startswith(one.version):
                result.missing[one.name] = f"is {line.get('version')}, the opponent named is {one.version}"
            if one.name in result.missing:
                result.values.pop(one.name, None)
                continue
            result.values.setdefault(one.name, []).append(line["value"])
            result.others.append(done.others)
            record(options, **{**line, "framework": one.name, "round": turn, "others": round(done.others, 2)})
    say("")
    return result


def say(text):
    """One line of progress on a terminal's stderr."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        print(f"\r{text[:width]:<{width}}\r", end="", file=sys.stderr, flush=True)


def table(head, rows):
    """Columns as wide as their content, the first to the left, the others to the right."""
    rows = [head] + rows
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(head))]
    for row in rows:
        cells = [str(cell).ljust(w) if i == 0 else str(cell).rjust(w) for i, (cell, w) in enumerate(zip(row, widths))]
        print("  " + "  ".join(cells).rstrip())


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def verdict(text, measured, at_least=None, at_most=None, missing=()):
    """One line: PASS, FAIL, or no verdict and who is missing. Answers whether it did not fail."""
    limit = f"at least {at_least:g}" if at_least is not None else f"at most {at_most:g}"
    if missing:
        print(f"  no verdict  {text} ({limit}): " + "; ".join(missing))
        return True
    good = measured >= at_least if at_least is not None else measured <= at_most
    print(f"  {'PASS' if good else 'FAIL'}  {text}: {measured:.4g} ({limit})")
    return good


def compare(options, workload):
    """The usual workload: the same job in everybody's hands, one number each."""
    rate = workload.BETTER == "higher"
    good = True
    for threads in options.threads or workload.THREADS:
        result = race(options, workload.CONTESTANTS, threads, getattr(workload, "REPEAT", 1))
        busy = statistics.median(result.others) if result.others else 0
        print(f"\n{workload.NAME}, {threads} thread{'s' if threads > 1 else ''}: {workload.UNIT}, {workload.BETTER} is better; "
              f"{options.rounds} rounds; others kept {busy:.2f} processors busy")
        rows = []
        for name in sorted(result.values, key=result.median, reverse=rate):
            factor = ""
            if OURS in result.values:
                mine, theirs = result.median(OURS), result.median(name)
                factor = f"{mine / theirs if rate else theirs / mine:.2f}×"
            values = result.values[name]
            rows.append([name, number(result.median(name)), number(min(values)), number(max(values)), len(values), factor])
        table(["", "median", "least", "most", "runs", "ours is … as fast"], rows)
        for name, why in result.missing.items():
            print(f"  {name}: {why}")
        for target in workload.TARGETS:
            if target.threads != threads:
                continue
            gone = [f"{n}: {result.missing.get(n, 'missing')}" for n in [OURS, *target.opponents] if n not in result.values]
            ratio, best = 0, "the best of " + ", ".join(target.opponents) if len(target.opponents) > 1 else target.opponents[0]
            if not gone:
                pick = max if rate else min
                best = pick(target.opponents, key=result.median)
                mine, theirs = result.median(OURS), result.median(best)
                ratio = mine / theirs if rate else theirs / mine
            if target.at_most:
                good &= verdict(f"time relative to {best}", 1 / ratio if ratio else 0, at_most=target.at_most, missing=gone)
            else:
                good &= verdict(f"speed relative to {best}", ratio, at_least=target.at_least, missing=gone)
    return good
