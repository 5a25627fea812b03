"""2-16-16-1 tanh network, mean squared error, Adam, batch 64: one training step over and over. All overhead shows."""
from harness import Target, cpp, ours, python

NAME, UNIT, BETTER = "tiny_mlp", "µs a training step", "lower"
THREADS, REPEAT = (1,), 3

TARGETS = [
    Target(1, ["tiny_ref-rational"], at_most=1.1),
    Target(1, ["jax-loop"], at_least=3),
    Target(1, ["jax"], at_least=25),
]

CONTESTANTS = [
    ours("tiny_mlp"),
    cpp("tiny_ref-rational", "tiny_ref.cc", "-ffast-math", "-DRATIONAL", only_threads=(1,)),
    cpp("tiny_ref", "tiny_ref.cc", "-ffast-math", only_threads=(1,)),
    python("jax-loop", "tiny_mlp.py", "jax", "0.10.2"),
    python("jax", "tiny_mlp.py", "jax", "0.10.2"),
    *[python(name, "tiny_mlp.py", "torch", "2.15") for name in
      ("torch-compile-onegraph", "torch-compile-full", "torch-compile-fused", "torch-fused", "torch")],
    python("mlx", "tiny_mlp.py", "mlx", "0.32.4"),
]
