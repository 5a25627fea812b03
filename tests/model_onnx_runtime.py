"""ONNX Runtime answers as the library does: `model_onnx_runtime.py TEST`, where TEST is the program model_onnx_test, which
writes the files. Numbers agree to a relative 1e-5."""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

import reference

try:
    import numpy
    import onnxruntime
except ImportError as missing:
    reference.start_again(missing)

TOLERANCE = 1e-5
failures = []


def session(path):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def compare(name, actual, expected):
    actual, expected = numpy.asarray(actual, "float64").ravel(), numpy.asarray(expected, "float64").ravel()
    if actual.shape != expected.shape:
        failures.append(f"{name}: {actual.size} numbers, {expected.size} expected")
        return
    # Relative to the largest number: sums that cancel have no digits of their own.
    scale = numpy.maximum(abs(expected), min(1, abs(expected).max(initial=0)))
    error = abs(actual - expected) / numpy.maximum(scale, 1e-30)
    if not (error <= TOLERANCE).all():
        failures.append(f"{name}: off by a relative {error.max():.3g}")


def check_operator(path):
    x = numpy.fromfile(path.with_suffix(".x"), "float32").reshape(-1, 6)
    compare(path.stem, session(path).run(None, {"x": x})[0], numpy.fromfile(path.with_suffix(".y"), "float32"))


def check_model(path):
    runtime = session(path)
    rows = list(csv.DictReader(open(path.with_suffix(".csv"), encoding="utf-8")))
    feed = {}
    for value in runtime.get_inputs():
        column = [row[value.name] for row in rows]
        if value.type == "tensor(string)":
            feed[value.name] = numpy.array(column, dtype=object).reshape(-1, 1)
        else:
            feed[value.name] = numpy.array([float(text or "nan") for text in column], "float32").reshape(-1, 1)
    results = runtime.run(None, feed)
    expected = [line.rstrip("\n").split(",") for line in open(path.with_suffix(".expected"), encoding="utf-8")]
    if results[0].dtype.kind == "f":  # numbers: an output [rows, 1] a target
        names = [output.name for output in runtime.get_outputs()]
        if len(names) != len(expected[0]) or not all(name.startswith("predicted_") for name in names):
            failures.append(f"{path.stem}: the outputs {names} for {len(expected[0])} targets")
        for i, result in enumerate(results):
            relative = abs(result.ravel() / numpy.array([float(row[i]) for row in expected]) - 1)
            if result.shape != (len(rows), 1) or not (relative <= TOLERANCE).all():
                failures.append(f"{path.stem}: {names[i]} {result.shape} off by a relative {relative.max():.3g}")
    else:
        if results[0].ravel().tolist() != [row[0] for row in expected]:
            failures.append(f"{path.stem}: the classes {results[0].ravel().tolist()} differ")
        compare(path.stem, results[1], [[float(text) for text in row[1:]] for row in expected])


with tempfile.TemporaryDirectory() as folder:
    made = subprocess.run([sys.argv[1], "--gtest_brief=1"], env={**os.environ, "MODEL_CASES": folder, "GTEST_OUTPUT": ""},
                          capture_output=True, text=True)
    if made.returncode:
        sys.exit(made.stdout + made.stderr)
    files = sorted(pathlib.Path(folder).glob("*.onnx"))
    for file in files:
        try:
            (check_model if file.stem.startswith("model_") else check_operator)(file)
        except Exception as error:
            failures.append(f"{file.stem}: {error}")
print("\n".join(failures) or f"{len(files)} files agree with ONNX Runtime {onnxruntime.__version__}")
sys.exit(1 if failures or len(files) < 50 else 0)
