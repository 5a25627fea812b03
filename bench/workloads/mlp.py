"""Fashion-MNIST with 784-256-128-10 ReLU, cross-entropy, Adam 1e-3, batch 128, shuffled epochs: mostly GEMM."""
from harness import Target, ours, python

NAME, UNIT, BETTER = "mlp", "samples/s", "higher"
THREADS = (1, 2)

OPPONENTS = ["jax-scan", "jax", "torch", "torch-fused", "torch-compile-fused", "torch-compile-full", "mlx"]
TARGETS = [
    Target(1, OPPONENTS, at_least=1.25),
    Target(2, OPPONENTS, at_least=1.4),
]

VERSION = {"jax": "0.10.2", "torch": "2.15", "mlx": "0.32.4"}
CONTESTANTS = [ours("mlp"), *[python(name, "mlp.py", name.split("-")[0], VERSION[name.split("-")[0]]) for name in OPPONENTS]]
