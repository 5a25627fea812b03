"""Runs what the READMEs and the documents say: `docs_test.py ROOT BUILD COMPILER`.

- A line `$ command` of a ```console block is run, in one folder a document, in which `data/` and `./ansatz` are as in the
  repository's root. It must succeed, and each line shown below it must be among those that it prints, where numbers,
  spaces and `…` may stand for others. A fit without --epochs is cut short.
- A ```cpp block with a main function is compiled and run. The others of a document make up one program, in their order;
  an ```output block is what it prints. ```cpp excerpt is for reading.
- A link to a file leads to one."""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

# What is not run here: the tests themselves, and what tests/install does.
ELSEWHERE = ("./test", "cmake ", "git ")
SHORTENED = """#!/usr/bin/env bash
# The program; a fit of a network without --epochs is cut short.
if [[ ${1-} == fit && " $* " != *" --epochs "* && " $* " != *" --formula "* ]]; then set -- "$@" --epochs 2; fi
exec -a ./ansatz %s "$@"
"""
LIBRARIES = ["-lfmt", "-lonnx_proto", "-lprotobuf", "-lz", "-pthread"]


def blocks_of(text):
    """(line, info, content) of each fenced block."""
    lines, begin = text.splitlines(), None
    for number, line in enumerate(lines, 1):
        if not line.startswith("```"):
            continue
        if begin is None:
            begin, info = number, line[3:].strip()
        else:
            yield begin, info, lines[begin:number - 1]
            begin = None


def normal(line):
    """A line without its numbers, so that another machine's may differ."""
    line = re.sub(r"[-+]?\d[\d.,]*(e[-+]?\d+)?", "#", line)
    return re.sub(r"\s+", " ", line).strip()


def expected_in(line, printed):
    """Whether the line is printed; a terminal's width may have broken it in two."""
    pattern = ".*".join(re.escape(part.strip()) for part in normal(line).split("…"))
    return re.search(pattern, " ".join(printed)) is not None


class Document:
    def __init__(self, path, root, build, compiler):
        self.path, self.root, self.build, self.compiler, self.errors = path, root, build, compiler, []

    def complain(self, line, message):
        self.errors.append(f"{self.path.relative_to(self.root)}:{line}: {message}")

    def run(self, command, folder):
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)

    def check(self):
        text = self.path.read_text()
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "data").symlink_to(self.root / "data")
            program = folder / "ansatz"
            program.write_text(SHORTENED % shlex.quote(os.environ["ANSATZ"]))
            program.chmod(0o755)
            snippets, outputs = [], []
            for line, info, content in blocks_of(text):
                if info == "console":
                    self.check_console(line, content, folder)
                elif info == "cpp" and any(re.match(r"int main\(", code) for code in content):
                    self.check_program(line, "\n".join(content), [], folder)
                elif info == "cpp":
                    snippets.append("\n".join(content))
                elif info == "output":
                    outputs += [(line + 1 + i, expected) for i, expected in enumerate(content)]
            if snippets:
                includes = [code for part in snippets for code in part.splitlines() if code.startswith("#include")]
                body = [code for part in snippets for code in part.splitlines() if not code.startswith("#include")]
                self.check_program(1, "\n".join([*includes, "int main() {", *body, "}"]), outputs, folder)
        for number, line in enumerate(text.splitlines(), 1):
            for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", line):
                if not (self.path.parent / target).exists():
                    self.complain(number, f"the link to {target} leads nowhere")
        return self.errors

    def check_console(self, line, content, folder):
        printed = None
        for number, text in enumerate(content, line + 1):
            if text.startswith("$ "):
                printed = None
                command = text[2:].split("  #")[0]
                if command.startswith(ELSEWHERE):
                    first = self.root / command.split()[0]
                    if command.startswith("./") and not os.access(first, os.X_OK):
                        self.complain(number, f"there is no program {first.name}")
                    continue
                answer = self.run(["bash", "-c", command], folder)
                if answer.returncode:
                    self.complain(number, f"`{command}` failed with {answer.returncode}: {answer.stderr.strip()}")
                printed = [normal(other) for other in (answer.stdout + answer.stderr).splitlines()]
            elif printed is not None and text.strip() and not expected_in(text, printed):
                self.complain(number, f"`{text}` is not printed; what is:\n  " + "\n  ".join(printed))

    def check_program(self, line, code, outputs, folder):
        source, program = folder / "program.cc", folder / "program"
        source.write_text(code)
        library = sorted(self.build.glob("libansatz.*"))
        built = self.run([self.compiler, "-std=c++20", "-O0", "-Wall", "-Wextra", "-Wno-missing-field-initializers",
                          f"-I{self.root}/include", f"-I{self.build}/generated", str(source), "-o", str(program),
                          *map(str, library), *LIBRARIES], folder)
        if built.returncode or built.stderr:
            return self.complain(line, f"does not compile cleanly:\n{built.stderr}")
        answer = self.run([str(program)], folder)
        if answer.returncode:
            self.complain(line, f"the program failed with {answer.returncode}: {answer.stderr.strip()}")
        printed = [" ".join(other.split()) for other in answer.stdout.splitlines()]
        for number, expected in outputs:
            if expected.strip() and " ".join(expected.split()) not in printed:
                self.complain(number, f"`{expected}` is not printed; what is:\n  " + "\n  ".join(printed))


def main():
    root, build = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    documents = [root / "README.md", root / "README.zh-CN.md", root / "CONTRIBUTING.md", *sorted((root / "docs").rglob("*.md"))]
    errors = [error for path in documents for error in Document(path, root, build, sys.argv[3]).check()]
    print("\n".join(errors) or f"{len(documents)} documents hold what they say")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
