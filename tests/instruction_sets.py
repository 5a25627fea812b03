"""Checks the objects that are compiled once per instruction set: `instruction_sets.py BUILD_FOLDER SET...`.

The linker keeps one copy of a function that several objects define (a template, an inline function). Were the copy
compiled with AVX-512, the program would crash on a machine without. So every symbol that such an object shares has
to stand in the set's own namespace."""
import pathlib
import re
import subprocess
import sys

# How Highway and this library name the namespaces of a set.
NAMESPACES = {
    "portable": r"N_EMU128|N_SCALAR|portable",
    "sse4": r"N_SSE4|sse4",
    "avx2": r"N_AVX2|avx2",
    "avx512": r"N_AVX3|avx512",
    "neon": r"N_NEON|neon",
}


def shared_symbols(path):
    """Demangled names of what the object defines and the linker may merge with another object's."""
    text = subprocess.run(["nm", "--demangle", "--defined-only", str(path)], capture_output=True, text=True, check=True).stdout
    for line in text.splitlines():
        found = re.match(r"[0-9a-f]* ([WVuTDBR]) (.*)", line)
        if found and found[2] != "DW.ref.__gxx_personality_v0":
            yield found[2]


def main(build, sets):
    errors = []
    for name in sets:
        own = re.compile(rf"\b({NAMESPACES[name]})\b")
        for path in sorted((build / "CMakeFiles" / f"ansatz_{name}.dir").rglob("*.o")):
            errors += [f"{name}: {path.name} shares {symbol}" for symbol in shared_symbols(path) if not own.search(symbol)]
    print("\n".join(errors))
    return 1 if errors else 0


sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2:]))
