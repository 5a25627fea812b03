"""Runs a file of commands and compares what they answer with what the file says: `run.py FILE.txt`.

README.md in this folder describes the files. `run.py --check-itself` tests this program."""
import dataclasses
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

SKIPPED = 77
TIME_LIMIT = 120  # seconds, for one command
FILE_LIMIT_KIB = 1 << 20  # a command that runs away must not fill the disk


@dataclasses.dataclass
class Step:
    line: int
    command: str
    output: list = dataclasses.field(default_factory=list)
    errors: list = dataclasses.field(default_factory=list)
    code: int = 0
    is_need: bool = False


def read_steps(text):
    steps = []
    for number, line in enumerate(text.splitlines(), 1):
        if line == "#" or line.startswith("# "):
            continue
        if line.startswith("$ "):
            steps.append(Step(number, line[2:]))
        elif line.startswith("% needs "):
            steps.append(Step(number, line[len("% needs "):], is_need=True))
        elif not steps:
            if line.strip():
                raise ValueError(f"line {number}: an answer before the first command")
        elif line.startswith("> "):
            steps[-1].command += "\n" + line[2:]
        elif line == "!" or line.startswith("! "):
            steps[-1].errors.append(line[2:])
        elif re.fullmatch(r"\? \d+", line):
            steps[-1].code = int(line[2:])
        else:
            steps[-1].output.append(line)
    return steps


def pattern_of(line):
    if len(line) > 2 and line.startswith("/") and line.endswith("/"):
        return line[1:-1]
    return ".*".join(re.escape(part) for part in line.split("..."))


def without_blank_end(lines):
    lines = list(lines)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def agrees(expected, found):
    """Whether the lines agree; where they first do not, as a position in `expected`, otherwise."""
    places = {0}  # how many lines of `found` may be behind us
    for position, line in enumerate(expected):
        if line == "...":
            places = set(range(min(places), len(found) + 1))
        else:
            pattern = re.compile(pattern_of(line))
            places = {place + 1 for place in places if place < len(found) and pattern.fullmatch(found[place])}
        if not places:
            return position
    return True if len(found) in places else len(expected)


def differences(step, result):
    found = []
    if result.returncode != step.code:
        found.append(f"exit code {result.returncode} instead of {step.code}")
    checks = [("standard output", step.output, result.stdout)]
    if step.errors:
        checks.append(("standard error", step.errors, result.stderr))
    for name, expected, text in checks:
        expected, lines = without_blank_end(expected), without_blank_end(text.splitlines())
        position = agrees(expected, lines)
        if position is not True:
            what = f"line {position + 1} of what was expected" if position < len(expected) else "there is more than expected"
            found.append(f"{name}: {what}\n" + "\n".join([f"  - {line}" for line in expected] + [f"  + {line}" for line in lines]))
    if found and not step.errors and result.stderr:
        found.append("standard error was\n" + "\n".join(f"  + {line}" for line in result.stderr.splitlines()))
    return found


def run_command(command, folder, environment):
    """What the command answered, or None when it took too long. Nothing that it started goes on afterwards."""
    process = subprocess.Popen(["bash", "-c", f"ulimit -f {FILE_LIMIT_KIB}\n{command}"], cwd=folder, env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               encoding="utf-8", errors="replace", start_new_session=True)
    try:
        output, errors = process.communicate(timeout=TIME_LIMIT)
        return subprocess.CompletedProcess(command, process.returncode, output, errors)
    except subprocess.TimeoutExpired:
        return None
    finally:
        end_session(process.pid)
        process.communicate()


def end_session(session):
    """Ends what is left of a session; its leader was its first process."""
    for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()  # state, parent, group, session, ...
            if int(fields[3]) == session:
                os.kill(int(entry.parent.name), signal.SIGKILL)
        except (OSError, ValueError, IndexError):
            pass  # it ended by itself


def run_file(path, say=print):
    """The exit code: 0, 1 after a difference, SKIPPED when something is missing."""
    steps = read_steps(path.read_text())
    program = pathlib.Path(os.environ.get("ANSATZ", ""))
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if name != "CI"}
        environment.update(PATH=f"{program.parent}:{os.environ['PATH']}", HOME=folder, LC_ALL="C.UTF-8", TERM="dumb")
        for step in steps:
            result = run_command(step.command, folder, environment)
            if result is None:
                say(f"{path}:{step.line}: $ {step.command}\nno end within {TIME_LIMIT} s")
                return 1
            if step.is_need:
                if result.returncode == 0:
                    continue
                say(f"missing: {step.command}")
                return 1 if os.environ.get("CI") == "true" else SKIPPED
            found = differences(step, result)
            if found:
                say(f"{path}:{step.line}: $ {step.command}")
                for text in found:
                    say(text)
                return 1
    return 0


def check_itself():
    def outcome(text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "case.txt"
            path.write_text(text)
            return run_file(path, say=lambda text: None)

    good = [
        "$ echo hello\nhello\n\n# comment\n$ false\n? 1\n",
        "$ printf 'a\\nb\\nc\\n'\na\n...\nc\n",
        "$ seq 100\n1\n...\n50\n...\n",
        "$ echo took 3.2 s\ntook ... s\n",
        "$ echo took 3.2 s\n/took \\d+\\.\\d s/\n",
        "$ echo wrong >&2; exit 2\n! wrong\n? 2\n",
        "$ echo a > f\n$ cat \\\n> f\na\n",
        "$ true\n! \n",
        "% needs true\n$ true\n",
    ]
    bad = [
        "$ echo hello\nhallo\n",
        "$ echo hello\n",
        "$ true\nhello\n",
        "$ false\n",
        "$ printf 'a\\nb\\n'\na\n",
        "$ printf 'a\\nb\\n'\n...\na\n",
        "$ echo wrong >&2\n! right\n",
        "$ echo wrong >&2\n! \n",
    ]
    for text in good:
        assert outcome(text) == 0, text
    for text in bad:
        assert outcome(text) == 1, text
    return 0


if __name__ == "__main__":
    sys.exit(check_itself() if sys.argv[1] == "--check-itself" else run_file(pathlib.Path(sys.argv[1])))
