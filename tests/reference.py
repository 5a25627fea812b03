"""Where the packages are that tests compare with."""
import os
import sys


def start_again(missing):
    """Runs the script anew with the Python that has the packages ($ANSATZ_PYTHON); where that lacks them too, skips the
    test loudly, or fails it in CI."""
    python = os.environ.get("ANSATZ_PYTHON", "")
    if os.path.exists(python) and not os.environ.get("ANSATZ_PYTHON_TRIED"):
        os.environ["ANSATZ_PYTHON_TRIED"] = "1"
        os.execv(python, [python, *sys.argv])
    print(f"SKIPPED: {missing}; ./test installs it (requirements-test.txt)", file=sys.stderr)
    sys.exit(1 if os.environ.get("CI") == "true" else 77)
