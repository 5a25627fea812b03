"""The workload mlp with batch norm before each ReLU and dropout of 0.2 behind it: statistics, random numbers, and GEMM."""
from harness import Target, ours, python

NAME, UNIT, BETTER = "mlp_norm", "samples/s", "higher"
THREADS = (1, 2)

OPPONENTS = ["jax-scan", "jax", "torch", "torch-fused", "torch-compile-fused", "torch-compile-full"]
TARGETS = [Target(1, OPPONENTS, at_least=1.4), Target(2, OPPONENTS, at_least=1.4)]

VERSION = {"jax": "0.10.2", "torch": "2.15"}
CONTESTANTS = [ours("mlp", "--norm"),
               *[python(name, "mlp.py", name.split("-")[0], VERSION[name.split("-")[0]], "--norm") for name in OPPONENTS]]
