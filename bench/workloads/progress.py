"""What the progress display costs: one fit of short epochs on one processor, its screen a terminal or nothing, in turn; processor
time, the least of the runs each, since whatever else the machine does only adds."""
import os
import pty
import tempfile
import threading

import harness

TARGET = 1.0  # percent
RUNS = 8      # a round, of each


def processor_seconds(command, cwd, screen):
    """User and system time of a command whose standard error goes to the descriptor `screen`."""
    def prepare():
        os.chdir(cwd)
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        harness.ahead_of_others()

    child = os.fork()
    if child == 0:
        try:
            prepare()
            os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
            os.dup2(screen, 2)
            os.execv(command[0], command)
        finally:
            os._exit(127)
    _, status, usage = os.wait4(child, 0)
    return usage.ru_utime + usage.ru_stime if status == 0 else None


def drain(descriptor, seen):
    """Reads what the terminal shows until its other end is closed."""
    try:
        while block := os.read(descriptor, 1 << 16):
            seen[0] += len(block)
    except OSError:
        pass


def run(options):
    print("\nprogress: ansatz fit data/house_prices.csv --target sale_price --arch mlp:32 --epochs 4000 --patience 4000 --threads 1")
    try:
        program = harness.program(options, "ansatz")
    except harness.Missing as why:
        print(f"  no verdict: {why}")
        return True
    times, seen = {"shown": [], "not shown": []}, [0]
    with tempfile.TemporaryDirectory() as folder:
        command = [str(program), "fit", str(harness.ROOT / "data" / "house_prices.csv"), "--target", "sale_price", "--arch", "mlp:32",
                   "--epochs", "4000", "--patience", "4000", "--threads", "1", "--out", os.path.join(folder, "model.onnx")]
        os.environ["XDG_DATA_HOME"] = folder
        for _ in range(RUNS * options.rounds):
            master, terminal = pty.openpty()
            reader = threading.Thread(target=drain, args=(master, seen))
            reader.start()
            times["shown"].append(processor_seconds(command, folder, terminal))
            os.close(terminal)
            reader.join()
            os.close(master)
            nothing = os.open("/dev/null", os.O_WRONLY)
            times["not shown"].append(processor_seconds(command, folder, nothing))
            os.close(nothing)
    if None in times["shown"] + times["not shown"]:
        print("  FAIL  the fit does not run")
        return False
    least = {name: min(values) for name, values in times.items()}
    cost = 100 * (least["shown"] / least["not shown"] - 1)
    harness.table(["", "least", "most"], [[name, f"{min(values):.4f} s", f"{max(values):.4f} s"] for name, values in times.items()])
    print(f"  the terminal got {seen[0] // (RUNS * options.rounds):,} bytes a fit")
    harness.record(options, workload="progress", metric="cost", value=cost, unit="%")
    return harness.verdict("percent of a fit's processor time", cost, at_most=TARGET)
