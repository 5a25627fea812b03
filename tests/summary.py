"""Adds up one run of the tests: `summary.py FOLDER`, with CTest's ctest.xml and a GoogleTest report per executable.

Prints the reasons for skipping, then the line "N passed, N failed[, N skipped]". An executable that left a report
counts with its cases, any other test as one. Exits with 1 when something failed."""
import collections
import json
import pathlib
import sys
import xml.etree.ElementTree as xml


def cases_of(report):
    """(outcome, name, reason) of each case in a GoogleTest report."""
    for suite in json.loads(report.read_text())["testsuites"]:
        for case in suite["testsuite"]:
            name = f"{suite['name']}.{case['name']}"
            if case.get("failures"):
                yield "failed", name, ""
            elif case.get("result") == "SKIPPED":
                reason = " ".join(skip.get("message", "") for skip in case.get("skipped", []))
                yield "skipped", name, reason
            else:
                yield "passed", name, ""


def main(folder):
    count = collections.Counter()
    for test in xml.parse(folder / "ctest.xml").getroot().iter("testcase"):
        name, status = test.get("name"), test.get("status")
        report = folder / f"{name}.json"
        cases = list(cases_of(report)) if report.exists() else []
        if status == "fail" and not any(outcome == "failed" for outcome, _, _ in cases):
            cases.append(("failed", name, ""))  # it crashed, ran out of time, or is no GoogleTest
        if not cases:
            reason = (test.findtext("system-out") or "").strip().splitlines()
            cases.append(("passed" if status == "run" else "skipped", name, reason[-1] if reason else status))
        for outcome, case, reason in cases:
            count[outcome] += 1
            if outcome == "skipped":
                print(f"skipped: {name}: {case}: {reason}" if case != name else f"skipped: {name}: {reason}")
            elif outcome == "failed":
                print(f"failed: {name}: {case}" if case != name else f"failed: {name}")
    line = f"{count['passed']} passed, {count['failed']} failed"
    print(line + (f", {count['skipped']} skipped" if count["skipped"] else ""))
    return 1 if count["failed"] or not count["passed"] else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
