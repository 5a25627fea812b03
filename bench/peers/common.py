"""What the peer scripts share: arguments, thread control, timing, data, and one training step per framework."""
import argparse
import gzip
import importlib.metadata
import json
import os
import statistics
import sys
import time


def arguments(workload, peers):
    """Reads --peer, --threads, --blocks, --data; sets every thread switch before a framework is imported."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", choices=peers, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--blocks", type=int, default=5)
    parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist", help="folder with the four IDX .gz files")
    parser.add_argument("--norm", action="store_true", help="mlp: batch norm before each ReLU, dropout behind it")
    args = parser.parse_args()
    args.workload = workload
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # some machines set them, and they change NumPy's speed
        os.environ.pop(name, None)
    for name in ("OMP", "OPENBLAS", "MKL"):
        os.environ[name + "_NUM_THREADS"] = str(args.threads)
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    cpus = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cpus[: args.threads])  # XLA and MLX have no thread switch
    if args.peer.startswith("torch"):
        import torch

        torch.set_num_threads(args.threads)
        torch.manual_seed(0)
    return args


def emit(args, metric, value, unit, **more):
    package = "scikit-learn" if args.peer == "sklearn" else args.peer.split("-")[0]
    line = dict(workload=args.workload, framework=args.peer, version=importlib.metadata.version(package),
                threads=args.threads, metric=metric, value=float(f"{value:.5g}"), unit=unit)
    print(json.dumps({**line, **more}), flush=True)


def seconds_per_call(call, blocks, sync=lambda result: None, warm=3):
    """(median, least, most) over blocks of at least 0.2 s."""
    for _ in range(warm):
        result = call()
    sync(result)
    start = time.perf_counter()
    sync(call())
    calls = max(1, min(100000, round(0.2 / (time.perf_counter() - start) + 0.5)))
    times = []
    for _ in range(blocks):
        start = time.perf_counter()
        for _ in range(calls):
            result = call()
        sync(result)
        times.append((time.perf_counter() - start) / calls)
    return statistics.median(times), min(times), max(times)


def fashion(folder, part="train"):
    import numpy as np

    def read(name, header):
        return np.frombuffer(gzip.open(os.path.join(folder, name)).read(), np.uint8, offset=header)

    images = read(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 784).astype(np.float32) / 255
    return images, read(f"{part}-labels-idx1-ubyte.gz", 8).astype(np.int64)


def torch_step(model, loss, peer):
    """The name says how: compile = torch.compile(forward + loss + backward), fused = Adam(fused=True),
    full = the optimizer is compiled too."""
    import torch

    params = list(model.parameters())
    optimizer = torch.optim.Adam(params, lr=1e-3, **({"fused": True} if "fused" in peer else {}))
    forward = torch.compile(lambda *batch: loss(model, *batch)) if "compile" in peer else lambda *batch: loss(model, *batch)
    update = torch.compile(optimizer.step) if "full" in peer else optimizer.step

    def step(*batch):
        value = forward(*batch)
        value.backward()
        update()
        optimizer.zero_grad(set_to_none=True)
        return value.detach()

    return step


def jax_step(loss, params, transformation, running=None):
    """The whole step in one jit with donated state. step.raw(params, state, *batch) is the jitted function itself. With
    `running`, what a step hands to the next beside the parameters, the loss is called as loss(params, *batch, running, key)
    and answers its value and the next `running`; the random numbers are XLA's own, which are faster than Threefry."""
    import functools

    import jax
    import optax

    state = [params, (transformation.init(params), running, jax.random.key(0, impl="rbg"))]

    @functools.partial(jax.jit, donate_argnums=(0, 1))
    def raw(params, state, *batch):
        inner, running, key = state
        if running is None:
            value, gradient = jax.value_and_grad(loss)(params, *batch)
        else:
            key, now = jax.random.split(key)
            (value, running), gradient = jax.value_and_grad(loss, has_aux=True)(params, *batch, running, now)
        updates, inner = transformation.update(gradient, inner, params)
        return optax.apply_updates(params, updates), (inner, running, key), value

    def step(*batch):
        state[0], state[1], value = raw(*state, *batch)
        return value

    step.raw, step.state = raw, state
    return step


def mlx_step(model, loss):
    import functools

    import mlx.core as mx
    import mlx.nn as nn
    import mlx.optimizers as optim

    mx.set_default_device(mx.cpu)
    optimizer = optim.Adam(1e-3, bias_correction=True)
    mx.eval(model.parameters())
    value_and_grad = nn.value_and_grad(model, lambda *batch: loss(model, *batch))
    state = [model.state, optimizer.state]

    @functools.partial(mx.compile, inputs=state, outputs=state)
    def compiled(*batch):
        value, gradient = value_and_grad(*batch)
        optimizer.update(model, gradient)
        return value

    def step(*batch):
        value = compiled(*batch)
        mx.eval(value, state)
        return value

    return step
