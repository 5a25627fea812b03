"""Checks that no #include in src/ points upward: `layers.py ROOT`.

Each room src/ROOM says in its README.md "May use: a, b." and may include these rooms, the ones that they may use, and
itself. The program (cli/) and the examples include public headers only. `layers.py --check-itself` tests this file."""
import pathlib
import re
import sys
import tempfile


def read_rooms(source, complain):
    """What each room says that it may use, by the room's name."""
    rooms = {}
    for folder in sorted(path for path in source.iterdir() if path.is_dir()):
        readme = folder / "README.md"
        text = readme.read_text() if readme.exists() else ""
        found = re.search(r"^May use:([^.\n]*)", text, re.MULTILINE)
        if not found or not re.search(r"^Start reading:", text, re.MULTILINE):
            complain(f"{readme}: needs three lines: what lives here, `May use: …`, `Start reading: …`")
        words = re.split(r"[,\s]+", found[1]) if found else []
        rooms[folder.name] = [word for word in words if word not in ("", "nothing")]
    return rooms


def reachable(rooms, room, seen=()):
    """The room and all that it may use; a ring of rooms ends the walk."""
    result = {room}
    for other in rooms.get(room, []):
        if other not in seen:
            result |= reachable(rooms, other, (*seen, room))
    return result


def includes_of(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*["<]([^">]+)[">]', line)
        if found:
            yield number, found[1]


def code_files(folder):
    return sorted(path for path in folder.rglob("*") if path.suffix in (".cc", ".h", ".hpp", ".inc")) if folder.exists() else []


def check(root):
    errors = []
    source = root / "src"
    rooms = read_rooms(source, errors.append)
    for room, used in rooms.items():
        for other in used:
            if other not in rooms and other not in LATER:
                errors.append(f"{source / room / 'README.md'}: there is no room {other}")
            elif room in reachable(rooms, other):
                errors.append(f"{source / room / 'README.md'}: {room} and {other} use each other")
    for room in rooms:
        allowed = reachable(rooms, room)
        for path in code_files(source / room):
            for number, name in includes_of(path):
                other = name.split("/")[0]
                if "/" in name and other in rooms and other not in allowed:
                    errors.append(f"{path}:{number}: {room} may not use {other} (src/{room}/README.md)")
    for folder in ("cli", "examples", "include"):
        for path in code_files(root / folder):
            for number, name in includes_of(path):
                if "/" in name and name.split("/")[0] in {*rooms, "src"}:
                    errors.append(f"{path}:{number}: {folder}/ includes public headers only, not {name}")
    return errors


# Rooms that a README may name before their folder is there.
LATER = {"gpu", "dist", "rl", "logic", "lab"}


def check_itself():
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)

        def write(path, text):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)

        write("src/base/README.md", "# base\nLow.\nMay use: nothing.\nStart reading: a.h.\n")
        write("src/array/README.md", "# array\nMiddle.\nMay use: base.\nStart reading: a.h.\n")
        write("src/ops/README.md", "# ops\nHigh.\nMay use: array.\nStart reading: a.h.\n")
        write("src/ops/a.h", '#include <vector>\n#include "base/a.h"\n#include "ops/b.h"\n')
        assert check(root) == [], check(root)
        write("src/base/a.h", '\n#include "ops/a.h"\n')
        assert [error.split("/src/")[1] for error in check(root)] == [
            "base/a.h:2: base may not use ops (src/base/README.md)"], check(root)
        write("src/base/a.h", "")
        write("cli/main.cc", '#include "ops/a.h"\n')
        assert "public headers only" in check(root)[0], check(root)
        write("cli/main.cc", "")
        write("src/base/README.md", "# base\nLow.\nMay use: ops.\nStart reading: a.h.\n")
        assert "use each other" in check(root)[0], check(root)
        write("src/base/README.md", "# base\nLow.\n")
        assert "three lines" in check(root)[0], check(root)
    return []


if __name__ == "__main__":
    found = check_itself() if sys.argv[1] == "--check-itself" else check(pathlib.Path(sys.argv[1]))
    print("\n".join(found))
    sys.exit(1 if found else 0)
