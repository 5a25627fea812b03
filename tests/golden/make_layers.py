#!/usr/bin/env python3
"""Writes layer_cases.txt beside this file: layers in training, from PyTorch (made with 2.15.0) and SciPy (1.17.1), float64.

    python tests/golden/make_layers.py     # an environment with torch and scipy

Of each case: its inputs, its parameters (CASE.p.PATH), the gradient that arrives (CASE.upstream), the output CASE.y, and the
gradients CASE.d.INPUT and CASE.d.PATH. Inputs are multiples of 1/64."""
import math
import pathlib

import numpy as np
import torch
from scipy.interpolate import BSpline
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(17)
file = open(HERE / "layer_cases.txt", "w")


def write(name, values):
    values = torch.as_tensor(values).detach()
    file.write(" ".join([name, *map(str, values.shape)]) + "\n")
    flat = [f"{value:.17g}" for value in values.flatten().tolist()]
    for i in range(0, len(flat), 5):
        file.write(" ".join(flat[i : i + 5]) + "\n")


def coarse(*shape, scale=1.0):
    """Normal numbers rounded to multiples of 1/64."""
    return torch.round(torch.randn(*shape) * scale * 64) / 64


def case(name, inputs, parameters, function):
    """Writes function(inputs…, parameters…), and its gradients."""
    inputs = {key: value.clone() for key, value in inputs.items()}
    learned = {key: value.requires_grad_() for key, value in inputs.items() if value.is_floating_point()}
    parameters = {key: value.clone().requires_grad_() for key, value in parameters.items()}
    y = function(*inputs.values(), *parameters.values())
    upstream = coarse(*y.shape)
    wanted = {**learned, **parameters}
    gradients = torch.autograd.grad(y, list(wanted.values()), upstream)
    for key, value in inputs.items():
        write(f"{name}.{key}", value)
    for key, value in parameters.items():
        write(f"{name}.p.{key}", value)
    write(f"{name}.upstream", upstream)
    write(f"{name}.y", y)
    for key, value in zip(wanted, gradients):
        write(f"{name}.d.{key}", value)


for comment in __doc__.strip().splitlines():
    file.write(f"# {comment}\n")
file.write("# batch_norm*: steps of three batches [3, ...] with momentum 0.1, epsilon 1e-5; the states after each, and eval_y of the first batch after all.\n"
           "# group_norm: 3 groups of [2, 6, 4]; group_norm_rows: 2 groups of [4, 6]. embedding: row 1 is the padding. rms_norm: epsilon 1e-6.\n"
           "# mixture*: 3 experts, each linear; .loss is their load-balancing term with weight 0.5, .dloss.PATH its gradient. mixture_top_k: top_k 2.\n"
           "# kan: 4 intervals of degree 3 from -1 to 1, kan_linear: 3 intervals of degree 1; from scipy.interpolate.BSpline.basis_element.\n")

for name, shape in (("batch_norm", (8, 3)), ("batch_norm_images", (4, 3, 2, 5))):
    batches = coarse(3, *shape, scale=2) + torch.arange(3.0).reshape(3, *[1] * len(shape))
    mean, variance = torch.zeros(3), torch.ones(3)
    weight, bias = coarse(3), coarse(3)
    case(name, {"x": batches[0]}, {"weight": weight, "bias": bias}, lambda x, w, b: F.batch_norm(x, None, None, w, b, True, 0.1, 1e-5))
    write(f"{name}.batches", batches)
    for step in range(3):
        F.batch_norm(batches[step], mean, variance, weight, bias, True, 0.1, 1e-5)
        write(f"{name}.running_mean.{step}", mean)
        write(f"{name}.running_var.{step}", variance)
    write(f"{name}.eval_y", F.batch_norm(batches[0], mean, variance, weight, bias, False, 0.1, 1e-5))

case("group_norm", {"x": coarse(2, 6, 4, scale=2)}, {"weight": coarse(6), "bias": coarse(6)}, lambda x, w, b: F.group_norm(x, 3, w, b, 1e-5))
case("group_norm_rows", {"x": coarse(4, 6, scale=2)}, {"weight": coarse(6), "bias": coarse(6)}, lambda x, w, b: F.group_norm(x, 2, w, b, 1e-5))
case("rms_norm", {"x": coarse(3, 6, scale=2)}, {"weight": coarse(6)}, lambda x, w: F.rms_norm(x, (6,), w, 1e-6))
case("bilinear", {"x": coarse(4, 3), "x2": coarse(4, 2)}, {"weight": coarse(5, 3, 2), "bias": coarse(5)}, F.bilinear)
case("bilinear_leading", {"x": coarse(2, 3, 2), "x2": coarse(2, 3, 4)}, {"weight": coarse(1, 2, 4), "bias": coarse(1)}, F.bilinear)
case("embedding", {"indices": torch.tensor([[0, 1, 4], [4, 2, 4]])}, {"weight": coarse(5, 3)}, lambda i, w: F.embedding(i, w, padding_idx=1))
case("residual", {"x": coarse(4, 3)}, {"weight": coarse(3, 3), "bias": coarse(3)}, lambda x, w, b: x + F.linear(x, w, b))
case("residual_projection", {"x": coarse(4, 3)}, {"weight": coarse(2, 3), "bias": coarse(2), "projection.weight": coarse(2, 3)},
     lambda x, w, b, p: F.linear(x, p) + F.linear(x, w, b))
case("dense_connection", {"x": coarse(4, 3)}, {"weight": coarse(2, 3), "bias": coarse(2)}, lambda x, w, b: torch.cat([x, F.linear(x, w, b)], -1))

for name, top_k in (("mixture", 3), ("mixture_top_k", 2)):
    def gates_of(x, gate):
        logits = F.linear(x, gate)
        best = torch.topk(logits, top_k, -1).indices
        return torch.softmax(torch.full_like(logits, -math.inf).scatter(-1, best, logits.gather(-1, best)), -1)

    def mixture(x, gate, *experts):
        gates = gates_of(x, gate)
        return sum(gates[:, e : e + 1] * F.linear(x, experts[2 * e], experts[2 * e + 1]) for e in range(3))

    x, gate = coarse(6, 4), coarse(3, 4)
    experts = {f"{e}.{part}": coarse(*shape) for e in range(3) for part, shape in (("weight", (2, 4)), ("bias", (2,)))}
    case(name, {"x": x}, {"gate.weight": gate, **experts}, mixture)
    gate = gate.clone().requires_grad_()
    importance = gates_of(x, gate).sum(0)
    loss = 0.5 * importance.var(correction=0) / importance.mean() ** 2
    write(f"{name}.loss", loss)
    write(f"{name}.dloss.gate.weight", torch.autograd.grad(loss, gate)[0])


class Basis(torch.autograd.Function):
    """B-splines and their derivatives as SciPy has them."""

    @staticmethod
    def forward(context, x, intervals, degree):
        h = 2 / intervals
        knots = -1 + h * np.arange(-degree, intervals + degree + 1)
        splines = [BSpline.basis_element(knots[j : j + degree + 2], extrapolate=False) for j in range(intervals + degree)]
        at = lambda functions: torch.tensor(np.stack([np.nan_to_num(f(x.numpy())) for f in functions], -1))
        context.slope = at([spline.derivative() for spline in splines])
        return at(splines)

    @staticmethod
    def backward(context, upstream):
        return (upstream * context.slope).sum(-1), None, None


for name, intervals, degree in (("kan", 4, 3), ("kan_linear", 3, 1)):
    x = coarse(7, 3, scale=0.5) + 1 / 1024  # on no knot
    case(name, {"x": x}, {"base_weight": coarse(2, 3), "spline_weight": coarse(2, 3, intervals + degree)},
         lambda x, w, c: F.linear(F.silu(x), w) + torch.einsum("nij,oij->no", Basis.apply(x, intervals, degree), c))
    x = torch.linspace(-1.75, 1.75, 29) + 1 / 1024
    write(f"{name}.basis.x", x)
    write(f"{name}.basis.y", Basis.apply(x, intervals, degree))
