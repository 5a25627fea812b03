"""2-16-16-1 tanh network, mean squared error, Adam 1e-3, batch 64: microseconds per full training step."""
import numpy as np
from common import arguments, emit, jax_step, mlx_step, seconds_per_call, torch_step

args = arguments("tiny_mlp", ["torch", "torch-fused", "torch-compile-fused", "torch-compile-full", "torch-compile-onegraph",
                              "jax", "jax-loop", "mlx"])
rng = np.random.default_rng(0)
x = rng.standard_normal((64, 2), np.float32)
y = (x[:, :1] * x[:, 1:]).astype(np.float32)
widths = [2, 16, 16, 1]

if args.peer == "torch-compile-onegraph":  # functional step with its own Adam: forward, backward, update in one compiled graph
    import torch
    import torch._inductor.config

    torch._inductor.config.cpp_wrapper = True
    X, Y = torch.tensor(x), torch.tensor(y)
    layers = [torch.nn.Linear(i, o) for i, o in zip(widths, widths[1:])]
    params = [p.detach().clone() for layer in layers for p in layer.parameters()]
    first = [torch.zeros_like(p) for p in params]
    second = [torch.zeros_like(p) for p in params]
    steps = torch.zeros(())

    def loss(params):
        h = X
        for i in range(0, 6, 2):
            h = torch.nn.functional.linear(h, params[i], params[i + 1])
            h = torch.tanh(h) if i < 4 else h
        return ((h - Y) ** 2).mean()

    @torch.compile(fullgraph=True)
    def step():
        gradients, value = torch.func.grad_and_value(loss)(params)
        steps.add_(1)
        for p, g, m, v in zip(params, gradients, first, second):
            m.mul_(0.9).add_(g, alpha=0.1)
            v.mul_(0.999).addcmul_(g, g, value=0.001)
            p.sub_(1e-3 * (m / (1 - 0.9**steps)) / ((v / (1 - 0.999**steps)).sqrt() + 1e-8))
        return value

    with torch.no_grad():
        result = seconds_per_call(lambda: step(), args.blocks, warm=20)
elif args.peer.startswith("torch"):
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
    X, Y = torch.tensor(x), torch.tensor(y)
    step = torch_step(model, lambda m, x, y: ((m(x) - y) ** 2).mean(), args.peer)
    result = seconds_per_call(lambda: step(X, Y), args.blocks, warm=100)
elif args.peer.startswith("jax"):
    import jax
    import jax.numpy as jnp
    import optax

    params = [(jnp.array(rng.uniform(-1, 1, (i, o)) / i**0.5, jnp.float32), jnp.zeros(o)) for i, o in zip(widths, widths[1:])]

    def loss(params, x, y):
        for i, (w, b) in enumerate(params):
            x = x @ w + b
            x = jnp.tanh(x) if i < 2 else x
        return ((x - y) ** 2).mean()

    step = jax_step(loss, params, optax.adam(1e-3))
    X, Y = jnp.array(x), jnp.array(y)
    if args.peer == "jax":
        result = seconds_per_call(lambda: step(X, Y), args.blocks, jax.block_until_ready, 100)
    else:  # many steps inside one jitted loop: no Python per step
        steps = 300
        loop = jax.jit(lambda state, x, y: jax.lax.fori_loop(0, steps, lambda i, s: step.raw(*s, x, y)[:2], state))
        result = seconds_per_call(lambda: loop(tuple(step.state), X, Y), args.blocks, jax.block_until_ready, 2)
        result = [seconds / steps for seconds in result]
else:
    import mlx.core as mx
    import mlx.nn as nn

    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
    step = mlx_step(model, lambda m, x, y: ((m(x) - y) ** 2).mean())
    X, Y = mx.array(x), mx.array(y)
    result = seconds_per_call(lambda: step(X, Y), args.blocks, warm=50)
emit(args, "train_step", result[0] * 1e6, "us", min=result[1] * 1e6, max=result[2] * 1e6)
