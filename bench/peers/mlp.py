"""Fashion-MNIST, 784-256-128-10 ReLU, cross-entropy, Adam 1e-3, batch 128: samples per second over shuffled epochs.

--norm: batch norm before each ReLU, dropout of 0.2 behind it (torch, JAX). An epoch is 468 batches in a fresh random order (MLX: 40 batches, it is slow on Linux CPUs; scikit-learn: all 469)."""
import numpy as np
from common import arguments, emit, fashion, jax_step, mlx_step, seconds_per_call, torch_step

args = arguments("mlp", ["torch", "torch-fused", "torch-compile-fused", "torch-compile-full", "jax", "jax-scan", "mlx", "sklearn"])
args.workload = "mlp_norm" if args.norm else "mlp"
x, y = fashion(args.data)
batch = 128
batches = 40 if args.peer == "mlx" else len(x) // batch
rng = np.random.default_rng(0)
widths = [784, 256, 128, 10]
epochs = 1 if args.peer == "sklearn" else args.blocks


def shuffled():
    return rng.permutation(len(x))[: batches * batch].reshape(batches, batch)


if args.peer.startswith("torch"):
    import torch
    from torch import nn

    def hidden(i, o):
        norm, dropout = ([nn.BatchNorm1d(o)], [nn.Dropout(0.2)]) if args.norm else ([], [])
        return [nn.Linear(i, o), *norm, nn.ReLU(), *dropout]

    model = nn.Sequential(*hidden(784, 256), *hidden(256, 128), nn.Linear(128, 10))
    X, Y = torch.tensor(x), torch.tensor(y)
    step = torch_step(model, lambda m, x, y: nn.functional.cross_entropy(m(x), y), args.peer)
    for _ in range(5):
        step(X[:batch], Y[:batch])

    def epoch():
        for i in torch.randperm(len(x))[: batches * batch].view(batches, batch):
            loss = step(X[i], Y[i])
        return float(loss)

elif args.peer.startswith("jax"):
    import jax
    import jax.numpy as jnp
    import optax

    params = [(jnp.array(rng.uniform(-1, 1, (i, o)) / i**0.5, jnp.float32), jnp.zeros(o)) for i, o in zip(widths, widths[1:])]
    if args.norm:
        params = [(*p, jnp.ones(p[1].size), jnp.zeros(p[1].size)) for p in params]  # scale and shift (the last are unused)

    def network(params, h, running, key):
        """The logits and the next running statistics; without --norm these are as they were."""
        statistics = []
        for layer, (w, b, *norm) in enumerate(params):
            h = h @ w + b
            if layer == 2:
                break
            if norm:
                mean, variance = h.mean(0), h.var(0)
                h = (h - mean) * jax.lax.rsqrt(variance + 1e-5) * norm[0] + norm[1]
                old, unbiased = running[layer], variance * (batch / (batch - 1))
                statistics.append((0.9 * old[0] + 0.1 * mean, 0.9 * old[1] + 0.1 * unbiased))
            h = jax.nn.relu(h)
            if norm:
                key, now = jax.random.split(key)
                h = jnp.where(jax.random.bernoulli(now, 0.8, h.shape), h / 0.8, 0)
        return h, statistics

    def loss(params, X, Y, i, running=None, key=None):
        h, statistics = network(params, X[i], running, key)
        value = optax.softmax_cross_entropy_with_integer_labels(h, Y[i]).mean()
        return (value, statistics) if args.norm else value

    running = [(jnp.zeros(o), jnp.ones(o)) for o in widths[1:3]] if args.norm else None
    step = jax_step(loss, params, optax.adam(1e-3), running)
    X, Y = jnp.array(x), jnp.array(y.astype(np.int32))
    if args.peer == "jax":
        step(X, Y, np.arange(batch))

        def epoch():
            for i in shuffled():
                value = step(X, Y, i)
            return float(value)

    else:  # a whole epoch in one jit: no Python per step

        @jax.jit
        def scan(state, X, Y, order):
            def body(state, i):
                *state, value = step.raw(*state, X, Y, i)
                return tuple(state), value

            return jax.lax.scan(body, state, order)

        state = [tuple(step.state)]

        def epoch():
            state[0], values = scan(state[0], X, Y, shuffled())
            return float(values[-1])

elif args.peer == "mlx":
    import mlx.core as mx
    import mlx.nn as nn

    model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))
    step = mlx_step(model, lambda m, x, y: nn.losses.cross_entropy(m(x), y, reduction="mean"))
    X, Y = mx.array(x), mx.array(y.astype(np.int32))

    def epoch():
        for i in shuffled():
            j = mx.array(i)
            value = step(X[j], Y[j])
        return value.item()

else:
    import warnings

    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore")
    model = MLPClassifier((256, 128), batch_size=batch, max_iter=1, warm_start=True, random_state=0)
    epoch = lambda: model.fit(x, y).loss_

median, least, most = seconds_per_call(epoch, epochs, warm=1)
emit(args, "train", batches * batch / median, "samples/s", min=batches * batch / most, max=batches * batch / least,
     final_loss=round(float(epoch()), 4))
