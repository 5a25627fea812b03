"""The package safetensors and the library read each other's files: `model_safetensors.py TEST`, where TEST is the program
model_safetensors_test, which answers."""
import ctypes
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import reference

try:
    import safetensors
except ImportError as missing:
    reference.start_again(missing)

TENSORS = {
    "layer.weight": ("float32", "F32", [2, 3], struct.pack("<6f", 1, -2, 0.1, 3e38, 1e-45, float("inf"))),
    "layer.bias": ("float64", "F64", [2], struct.pack("<2d", 0.1, float("nan"))),
    "steps": ("int64", "I64", [], struct.pack("<q", -(2**63))),
    "order": ("int32", "I32", [3], struct.pack("<3i", 1, -1, 2**31 - 1)),
    "bytes": ("uint8", "U8", [5], bytes([0, 1, 127, 128, 255])),
    "flags": ("bool", "BOOL", [3], bytes([1, 0, 1])),
    "short": ("bfloat16", "BF16", [2, 1], struct.pack("<2H", 0x3F80, 0xC000)),
    "half": ("float16", "F16", [4], struct.pack("<4e", 1.5, -2, 6e-8, 65504)),
    "none": ("float32", "F32", [0, 4], b""),
    "größe \"x\"": ("float32", "F32", [1], struct.pack("<f", 7)),
}
METADATA = {"format": "pt", "zwei\nZeilen": "ja"}

with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    numbers = {key: ctypes.create_string_buffer(data, len(data) + 1) for key, (_, _, _, data) in TENSORS.items()}
    specs = {key: safetensors.TensorSpec(dtype=dtype, shape=shape, data_ptr=ctypes.addressof(numbers[key]), data_len=len(data))
             for key, (dtype, _, shape, data) in TENSORS.items()}
    (folder / "reference.safetensors").write_bytes(safetensors.serialize(specs, METADATA))
    made = subprocess.run([sys.argv[1], "--gtest_brief=1"], env={**os.environ, "SAFETENSORS_CASES": name, "GTEST_OUTPUT": ""},
                          capture_output=True, text=True)
    if made.returncode:
        sys.exit(made.stdout + made.stderr)

    failures = []
    ours = folder / "ours.safetensors"
    read = {key: (value["dtype"], list(value["shape"]), bytes(value["data"]))
            for key, value in safetensors.deserialize(ours.read_bytes())}
    if read.keys() != TENSORS.keys():
        failures.append(f"the tensors are {sorted(read)}")
    for key, (_, dtype, shape, data) in TENSORS.items():
        if dtype == "F16":  # widened
            dtype, data = "F32", struct.pack("<4f", *struct.unpack("<4e", data))
        if read.get(key) != (dtype, shape, data):
            failures.append(f"{key}: {read.get(key)} instead of {(dtype, shape, data)}")
    with safetensors.safe_open(ours, "numpy") as opened:
        if opened.metadata() != METADATA:
            failures.append(f"the metadata are {opened.metadata()}")

    refused = sorted(folder.glob("refused_*"))
    for path in refused:
        try:
            safetensors.deserialize(path.read_bytes())
            failures.append(f"{path.stem}: the reference implementation takes it")
        except safetensors.SafetensorError:
            pass
    print("\n".join(failures) or f"{len(read)} tensors agree, {len(refused)} files are refused by both")
    sys.exit(1 if failures or len(refused) < 15 else 0)
