#!/usr/bin/env python3
"""Writes the tables of golden values beside this file, from PyTorch (made with 2.15.0) and SciPy (1.17.1) on a CPU. Seeds are fixed.

    build/bench/bin/python tests/golden/make_golden.py     # an environment with torch; see bench/README.md

Everything is computed in float64 unless its name ends in .f32. Inputs are multiples of 1/64 where that matters, so that a
test in float32 starts from the same numbers."""
import math
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(3)


class Table:
    def __init__(self, name, *comments):
        self.file = open(HERE / f"{name}.txt", "w")
        for comment in comments:
            self.file.write(f"# {comment}\n")

    def __call__(self, name, values):
        values = torch.as_tensor(values).detach()
        digits = 9 if values.dtype == torch.float32 else 17
        self.file.write(" ".join([name, *map(str, values.shape)]) + "\n")
        flat = [f"{value:.{digits}g}" for value in values.flatten().tolist()]
        for i in range(0, len(flat), 5):
            self.file.write(" ".join(flat[i : i + 5]) + "\n")


def coarse(*shape, scale=1.0):
    """Normal numbers rounded to multiples of 1/64."""
    return torch.round(torch.randn(*shape) * scale * 64) / 64


def activations():
    table = Table("activations", "x: the points; NAME.value and NAME.derivative at them. Kinks (0, and 3 for the hard ones) are left out.",
                  "leaky_relu slope 0.01, elu alpha 1, gelu exact and gelu_tanh, hard_sigmoid relu6(x + 3) / 6, hard_swish x relu6(x + 3) / 6, prelu slope 0.25,",
                  "rrelu at inference: slope 11 / 48; celu alpha 1, celu.2 alpha 2.")
    half = [1 / 64, 1 / 16, 0.125, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 2.75, 3.25, 3.5, 4, 5, 6.5, 8, 12, 40]
    x = torch.tensor([-v for v in reversed(half)] + half, requires_grad=True)
    table("x", x)
    for name, function in {
        "relu": F.relu, "leaky_relu": lambda x: F.leaky_relu(x, 0.01), "elu": F.elu, "selu": F.selu, "gelu": F.gelu,
        "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"), "sigmoid": torch.sigmoid, "tanh": torch.tanh,
        "softplus": lambda x: F.softplus(x, threshold=100), "silu": F.silu, "mish": F.mish, "hard_sigmoid": F.hardsigmoid,
        "hard_swish": F.hardswish, "softsign": F.softsign, "log_sigmoid": F.logsigmoid, "hard_tanh": F.hardtanh, "celu": F.celu,
        "celu.2": lambda x: F.celu(x, 2), "prelu": lambda x: F.prelu(x, torch.tensor([0.25])), "rrelu": F.rrelu, "identity": lambda x: x * 1,
    }.items():
        y = function(x)
        table(f"{name}.value", y)
        table(f"{name}.derivative", torch.autograd.grad(y.sum(), x)[0])


def losses():
    table = Table("losses", "NAME.value: the mean over the batch; NAME.gradient: by the predictions (or the logits).",
                  "huber: delta 1. cross_entropy.weighted divides by the sum of the weights of the labels, as PyTorch does.",
                  "cross_entropy.soft: the targets are rows of probabilities, soft_targets. bce: with logits; bce.pos_weight: positives weigh 2.5.",
                  "smoothed: label smoothing 0.1. huber.half: delta 0.5. quantile: level 0.9. hinge, triplet_margin: margin 0.75; triplet: margin 1, batch hard.",
                  "focal: gamma 2, alpha 0.25; focal.half: 0.5, 0.75; focal.classes: gamma 1.5. log_cosh, quantile, hinge, focal, triplet: the paper's formula;",
                  "the others: PyTorch's function.")

    def both(name, prediction, loss):
        prediction = prediction.clone().requires_grad_()
        value = loss(prediction)
        table(f"{name}.value", value)
        table(f"{name}.gradient", torch.autograd.grad(value, prediction)[0])

    prediction, target = coarse(6, 4, scale=1.5), coarse(6, 4, scale=1.5)
    table("prediction", prediction)
    table("target", target)
    both("mse", prediction, lambda p: F.mse_loss(p, target))
    both("mae", prediction, lambda p: F.l1_loss(p, target))
    both("huber", prediction, lambda p: F.huber_loss(p, target, delta=1.0))
    logits, labels, weights = coarse(6, 4, scale=3), torch.tensor([2, 0, 3, 1, 1, 2]), torch.tensor([0.5, 2.0, 1.0, 1.25])
    logits[1] = torch.tensor([80.0, -80.0, 0.0, 40.0])
    soft = torch.softmax(torch.randn(6, 4), 1)
    table("logits", logits)
    table("labels", labels)
    table("weights", weights)
    table("soft_targets", soft)
    both("cross_entropy", logits, lambda z: F.cross_entropy(z, labels))
    both("cross_entropy.smoothed", logits, lambda z: F.cross_entropy(z, labels, label_smoothing=0.1))
    both("cross_entropy.weighted", logits, lambda z: F.cross_entropy(z, labels, weight=weights))
    both("cross_entropy.weighted_smoothed", logits, lambda z: F.cross_entropy(z, labels, weight=weights, label_smoothing=0.1))
    both("cross_entropy.soft", logits, lambda z: F.cross_entropy(z, soft))
    yes = torch.tensor([[0, 1, 1, 0], [1, 0, 0.25, 1], [0, 0, 1, 1], [1, 1, 0, 0], [0.5, 0, 1, 0], [1, 0.75, 0, 1.0]])
    table("yes", yes)
    both("bce", logits, lambda z: F.binary_cross_entropy_with_logits(z, yes))
    both("bce.pos_weight", logits, lambda z: F.binary_cross_entropy_with_logits(z, yes, pos_weight=torch.tensor(2.5)))
    both("bce.smoothed", logits, lambda z: F.binary_cross_entropy_with_logits(z, yes * 0.9 + 0.05))
    both("cross_entropy.soft_weighted_smoothed", logits, lambda z: F.cross_entropy(z, soft, weight=weights, label_smoothing=0.1))
    both("huber.half", prediction, lambda p: F.huber_loss(p, target, delta=0.5))
    both("log_cosh", prediction, lambda p: torch.log(torch.cosh(p - target)).mean())
    both("quantile", prediction, lambda p: torch.maximum(0.9 * (target - p), -0.1 * (target - p)).mean())
    counts = torch.round(target.abs() * 2)
    table("counts", counts)
    both("poisson", prediction, lambda p: F.poisson_nll_loss(p, counts, log_input=True))
    both("cosine_distance", prediction, lambda p: F.cosine_embedding_loss(p, target, torch.ones(6)))
    both("kl_divergence", logits, lambda z: F.kl_div(F.log_softmax(z, 1), soft, reduction="batchmean"))
    signs = torch.where(target > 0, 1.0, -1.0)
    table("signs", signs)
    both("hinge", prediction, lambda p: (0.75 - signs * p).clamp(min=0).mean())
    both("hinge.classes", prediction, lambda p: F.multi_margin_loss(p, labels, margin=0.75))

    def focal(z, t, gamma, alpha):
        p = torch.where(t > 0.5, torch.sigmoid(z), torch.sigmoid(-z))
        return (torch.where(t > 0.5, alpha, 1 - alpha) * (1 - p) ** gamma * -torch.log(p)).mean()

    hard = (yes > 0.5).double()
    table("hard", hard)
    both("focal", prediction, lambda z: focal(z, hard, 2, 0.25))
    both("focal.half", prediction, lambda z: focal(z, hard, 0.5, 0.75))
    both("focal.classes", prediction, lambda z: (-(1 - F.log_softmax(z, 1).exp()) ** 1.5 * F.log_softmax(z, 1))[range(6), labels].mean())
    both("triplet_margin", prediction, lambda p: F.triplet_margin_loss(p, target, logits / 3, margin=0.75, eps=0))

    def batch_hard(x):
        loss, classes = 0, labels.tolist()
        for i in range(6):
            distance = lambda j: ((x[i] - x[j]) ** 2).sum().sqrt()
            farthest = max([distance(j) for j in range(6) if j != i and classes[j] == classes[i]], default=torch.tensor(0.0))
            nearest = min(distance(j) for j in range(6) if classes[j] != classes[i])
            loss = loss + F.relu(farthest - nearest + 1) / 6
        return loss

    both("triplet", prediction, batch_hard)


def optimizers():
    table = Table("optimizers", "Twenty steps from start; NAME is [20, 5]: the parameters after every step. gradient and loss: at start.",
                  "loss(p) = sum_{i=0..4} (1 - p_i)^2 + 5 sum_{i=0..3} (p_{i+1} - p_i^2)^2",
                  "d/dp_i  = -2 (1 - p_i) - 20 p_i (p_{i+1} - p_i^2) [i < 4] + 10 (p_i - p_{i-1}^2) [i > 0]",
                  "Learning rates: sgd* 0.005, adam*, adamw 0.05. Momentum 0.9, weight decay 0.1, Adam's betas 0.9 and 0.999, epsilon 1e-8.",
                  "sgd_clipped: gradients scaled by min(1, 1 / (norm + 1e-6)); sgd_clipped_value: moved into [-2, 2]. adam_decay adds the decay to the gradient;",
                  "adamw decouples it. The others' options stand in make_golden.py. lion: the formula of Chen et al. 2023, algorithm 2.")
    start = torch.tensor([-1.25, 1.0, -0.5, 0.75, 1.5])

    def loss(p):
        return ((1 - p) ** 2).sum() + 5 * ((p[1:] - p[:-1] ** 2) ** 2).sum()

    p = start.clone().requires_grad_()
    value = loss(p)
    gradient = torch.autograd.grad(value, p)[0]
    for i in range(5):  # the formula of the comment above
        q = start
        by_hand = -2 * (1 - q[i]) - (20 * q[i] * (q[i + 1] - q[i] ** 2) if i < 4 else 0) + (10 * (q[i] - q[i - 1] ** 2) if i else 0)
        assert abs(by_hand - gradient[i]) < 1e-12
    table("start", start)
    table("loss", value)
    table("gradient", gradient)
    for name, make in {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.005),
        "sgd_momentum": lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.9),
        "sgd_nesterov": lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.9, nesterov=True),
        "sgd_one_cycle": lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.9),
        "sgd_decay": lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.9, weight_decay=0.1),
        "sgd_clipped": lambda p: torch.optim.SGD(p, lr=0.005),
        "adam": lambda p: torch.optim.Adam(p, lr=0.05),
        "adam_decay": lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.1),
        "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1),
        "sgd_clipped_value": lambda p: torch.optim.SGD(p, lr=0.005),
        "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1),
        "adagrad_decay": lambda p: torch.optim.Adagrad(p, lr=0.1, lr_decay=0.05, initial_accumulator_value=0.5, weight_decay=0.1),
        "adadelta": lambda p: torch.optim.Adadelta(p),
        "adadelta_decay": lambda p: torch.optim.Adadelta(p, lr=0.5, rho=0.8, weight_decay=0.1),
        "rmsprop": lambda p: torch.optim.RMSprop(p),
        "rmsprop_decay": lambda p: torch.optim.RMSprop(p, weight_decay=0.1),
        "rmsprop_momentum": lambda p: torch.optim.RMSprop(p, lr=0.005, alpha=0.9, momentum=0.9),
        "rmsprop_centered": lambda p: torch.optim.RMSprop(p, lr=0.005, alpha=0.9, momentum=0.5, centered=True),
        "nadam": lambda p: torch.optim.NAdam(p, lr=0.05),
        "nadam_decay": lambda p: torch.optim.NAdam(p, lr=0.05, momentum_decay=0.05, weight_decay=0.1),
        "radam": lambda p: torch.optim.RAdam(p, lr=0.02),
        "radam_decay": lambda p: torch.optim.RAdam(p, lr=0.02, betas=(0.9, 0.9), weight_decay=0.1),
        "lion": lambda p: Lion(p, 0.01, 0),
        "lion_decay": lambda p: Lion(p, 0.01, 0.1),
    }.items():
        p = start.clone().requires_grad_()
        optimizer, path = make([p]), []
        cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.005, total_steps=21) if name == "sgd_one_cycle" else None
        for _ in range(20):
            optimizer.zero_grad()
            loss(p).backward()
            if name == "sgd_clipped":
                nn.utils.clip_grad_norm_([p], 1.0)
            if name == "sgd_clipped_value":
                nn.utils.clip_grad_value_([p], 2.0)
            optimizer.step()
            if cycle:
                cycle.step()
            path.append(p.detach().clone())
        table(name, torch.stack(path))


class Lion:
    """Chen et al. 2023, algorithm 2, in double."""

    def __init__(self, parameters, rate, decay):
        (self.p,), self.rate, self.decay = parameters, rate, decay
        self.m = torch.zeros_like(self.p)

    def zero_grad(self):
        self.p.grad = None

    def step(self):
        with torch.no_grad():
            update = torch.sign(0.9 * self.m + 0.1 * self.p.grad)
            self.p -= self.rate * (update + self.decay * self.p)
            self.m = 0.99 * self.m + 0.01 * self.p.grad


def muon():
    table = Table("muon", "Twenty steps of torch.optim.Muon for the matrices wide, tall, square and of AdamW for bias; its Newton-Schulz iteration in float64",
                  "instead of bfloat16. loss = sum (wide tall square - 1)^2 + sum over all of (1 - p^2)^2. Learning rate 0.02. NAME.PARAMETER: after 20 steps.",
                  "matched: adjust_lr_fn match_rms_adamw, Nesterov, weight decay 0.1 for all. plain: adjust_lr_fn original, no Nesterov, no decay.")
    start = {"wide": coarse(3, 7, scale=0.5), "tall": coarse(7, 4, scale=0.5), "square": coarse(4, 4, scale=0.5), "bias": coarse(5)}
    for name, value in start.items():
        table(name, value)
    to = torch.Tensor.to
    torch.Tensor.to = lambda self, *a, **k: self.clone() if k.get("dtype") == torch.bfloat16 else to(self, *a, **k)
    for name, nesterov, decay, adjust in (("matched", True, 0.1, "match_rms_adamw"), ("plain", False, 0.0, "original")):
        p = {key: value.clone().requires_grad_() for key, value in start.items()}
        matrices = torch.optim.Muon([p["wide"], p["tall"], p["square"]], lr=0.02, nesterov=nesterov, weight_decay=decay, adjust_lr_fn=adjust)
        others = torch.optim.AdamW([p["bias"]], lr=0.02, weight_decay=decay)
        for _ in range(20):
            matrices.zero_grad()
            others.zero_grad()
            (((p["wide"] @ p["tall"] @ p["square"] - 1) ** 2).sum() + sum(((1 - v**2) ** 2).sum() for v in p.values())).backward()
            matrices.step()
            others.step()
        for key, value in p.items():
            table(f"{name}.{key}", value)
    torch.Tensor.to = to


def schedules():
    steps, warm, rate, least = 30, 6, 0.4, 0.04
    table = Table("schedules", "The learning rate of step t = 0..29: base rate 0.4, cosine* down to 0.04; cosine_warmup: the first 6 steps warm up.",
                  "t < 6: 0.4 (t + 1) / 6;  otherwise 0.04 + 0.36 (1 + cos(pi (t - 6) / 24)) / 2.  cosine: the same without warm-up, over 30 steps.",
                  "In PyTorch: LinearLR(1/6, 1, total_iters=5), then CosineAnnealingLR(T_max=24, eta_min=0.04) from step 6.",
                  "The others are PyTorch's schedulers of that name, options in make_golden.py; plateau*: the rate after each of the metrics.")
    from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

    def rates(make):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
        scheduler, out = make(optimizer), []
        for _ in range(steps):
            out.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        return out

    import warnings

    warnings.simplefilter("ignore")  # SequentialLR warns about its own use of step(epoch)
    plain = rates(lambda o: CosineAnnealingLR(o, T_max=steps, eta_min=least))
    both = rates(lambda o: SequentialLR(o, [LinearLR(o, 1 / warm, 1, total_iters=warm - 1), CosineAnnealingLR(o, T_max=steps - warm, eta_min=least)], [warm]))
    for t in range(steps):
        cosine = lambda t, length: least + (rate - least) * (1 + math.cos(math.pi * t / length)) / 2
        assert abs(plain[t] - cosine(t, steps)) < 1e-12
        assert abs(both[t] - (rate * (t + 1) / warm if t < warm else cosine(t - warm, steps - warm))) < 1e-12, (t, both[t])
    table("cosine", plain)
    table("cosine_warmup", both)
    from torch.optim import lr_scheduler as s

    table("constant", rates(lambda o: s.ConstantLR(o, factor=1)))
    table("step", rates(lambda o: s.StepLR(o, step_size=7, gamma=0.5)))
    table("exponential", rates(lambda o: s.ExponentialLR(o, gamma=0.9)))
    table("polynomial", rates(lambda o: s.PolynomialLR(o, total_iters=20, power=2.0)))
    table("polynomial_line", rates(lambda o: s.PolynomialLR(o, total_iters=20)))
    table("cosine_restarts", rates(lambda o: s.CosineAnnealingWarmRestarts(o, T_0=4, T_mult=2, eta_min=least)))
    table("cosine_restarts_even", rates(lambda o: s.CosineAnnealingWarmRestarts(o, T_0=10, eta_min=least)))
    table("one_cycle", rates(lambda o: s.OneCycleLR(o, max_lr=rate, total_steps=steps, cycle_momentum=False)))
    table("one_cycle_early", rates(lambda o: s.OneCycleLR(o, max_lr=rate, total_steps=steps, pct_start=0.2, div_factor=10, final_div_factor=100, cycle_momentum=False)))
    sgd = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate, momentum=0.9)
    cycle, momenta = s.OneCycleLR(sgd, max_lr=rate, total_steps=steps), []
    for t in range(steps):
        momenta.append(sgd.param_groups[0]["momentum"])
        sgd.step()
        if t + 1 < steps:
            cycle.step()
    table("one_cycle_momentum", momenta)
    metrics = [5, 4, 3.5, 3.6, 3.5, 3.4999, 3.51, 3.0, 3.1, 3.1, 3.1, 3.1, 3.1, 2.9, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2.8, 2.9, 2.9, 2.9, 2.9]
    table("metrics", metrics)
    for name, options in {"plateau": dict(factor=0.5, patience=2), "plateau_cooling": dict(factor=0.3, patience=1, cooldown=3, threshold=0.01, min_lr=0.02)}.items():
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
        scheduler, out = s.ReduceLROnPlateau(optimizer, **options), []
        for metric in metrics:
            scheduler.step(metric)
            out.append(optimizer.param_groups[0]["lr"])
        table(name, out)


def tiny_mlp():
    table = Table("tiny_mlp", "2-16-16-1 with tanh, mean squared error over the batch of 64, Adam with learning rate 1e-3; the whole batch every step.",
                  "x [64, 2], y [64, 1] and the initial parameters in PyTorch's shapes; loss[t] is taken before the update of step t = 0..19;",
                  "after.*: the parameters after the 20 steps. .f32: the same run in float32.")
    x = coarse(64, 2)
    y = x[:, :1] * x[:, 1:]
    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1)).float().double()
    table("x", x)
    table("y", y)
    names = {"0": "first", "2": "second", "4": "third"}
    name = lambda path: names[path.split(".")[0]] + "." + path.split(".")[1]
    start = {k: v.clone() for k, v in model.state_dict().items()}
    for key, value in start.items():
        table(name(key), value.float())  # they are float32 numbers
    for dtype, suffix in ((torch.float64, ""), (torch.float32, ".f32")):
        model.load_state_dict(start)
        model.to(dtype)
        optimizer, out = torch.optim.Adam(model.parameters(), lr=1e-3), []
        for _ in range(20):
            optimizer.zero_grad()
            loss = ((model(x.to(dtype)) - y.to(dtype)) ** 2).mean()
            loss.backward()
            optimizer.step()
            out.append(loss.detach())
        table("loss" + suffix, torch.stack(out))
        if not suffix:
            for key, value in model.state_dict().items():
                table("after." + name(key), value)


def layers():
    table = Table("layers", "NAME.x, NAME.upstream (the gradient that arrives at the output), NAME.y, and the gradients NAME.dx, NAME.dweight, NAME.dbias.",
                  "softmax, log_softmax along the last axis; softmax0 along the first. layer_norm over the last axis, epsilon 1e-5.",
                  "batch_norm over [N, C], epsilon 1e-5, momentum 0.1: y and gradients while training, running_mean and running_var after one batch",
                  "(the variance unbiased there) from 0 and 1, eval_y with these. linear: weight [out, in]. rms_norm: epsilon 1e-6.")

    def case(name, x, function, **params):
        x = x.clone().requires_grad_()
        y = function(x)
        upstream = coarse(*y.shape)
        gradients = torch.autograd.grad(y, [x, *params.values()], upstream)
        table(f"{name}.x", x)
        for key, value in params.items():
            table(f"{name}.{key}", value)
        table(f"{name}.upstream", upstream)
        table(f"{name}.y", y)
        for key, value in zip(["x", *params], gradients):
            table(f"{name}.d{key}", value)

    def parameter(*shape):
        return coarse(*shape).requires_grad_()

    case("softmax", coarse(3, 5, scale=2), lambda x: F.softmax(x, -1))
    case("softmax0", coarse(3, 5, scale=2), lambda x: F.softmax(x, 0))
    case("log_softmax", coarse(3, 5, scale=2), lambda x: F.log_softmax(x, -1))
    weight, bias = parameter(6), parameter(6)
    case("layer_norm", coarse(3, 6), lambda x: F.layer_norm(x, (6,), weight, bias, 1e-5), weight=weight, bias=bias)
    scale = parameter(6)
    case("rms_norm", coarse(3, 6), lambda x: F.rms_norm(x, (6,), scale, 1e-6), weight=scale)
    weight, bias = parameter(3), parameter(3)
    mean, variance, x = torch.zeros(3), torch.ones(3), coarse(8, 3, scale=2)
    case("batch_norm", x, lambda x: F.batch_norm(x, mean, variance, weight, bias, True, 0.1, 1e-5), weight=weight, bias=bias)
    table("batch_norm.running_mean", mean)
    table("batch_norm.running_var", variance)
    table("batch_norm.eval_y", F.batch_norm(x, mean, variance, weight, bias, False, 0.1, 1e-5))
    weight, bias = parameter(2, 3), parameter(2)
    case("linear", coarse(4, 3), lambda x: F.linear(x, weight, bias), weight=weight, bias=bias)


def minima():
    import numpy as np
    from scipy.optimize import least_squares, minimize

    table = Table("minima", "Minima by SciPy in double. logistic: mean log loss of x [40, 3] and labels plus 0.05/2 |w|^2, by trust-exact: w [3], b, value.",
                  "decay: y = a exp(-b t) + c of t, y [25], by least_squares (lm): parameters a, b, c, half the sum of squares, standard errors.")
    x, noise = coarse(40, 3), torch.randn(40)
    labels = ((x @ torch.tensor([1.5, -2.0, 0.5]) + 0.25 + noise) > 0).double()
    X, y = x.numpy(), labels.numpy()

    def parts(p):
        z = X @ p[:3] + p[3]
        q = 1 / (1 + np.exp(-z))
        value = np.mean(np.logaddexp(0, z) - y * z) + 0.025 * p[:3] @ p[:3]
        A = np.column_stack([X, np.ones(40)])
        ridge = np.diag([0.05, 0.05, 0.05, 0])
        return value, A.T @ (q - y) / 40 + ridge @ p, A.T @ ((q * (1 - q) / 40)[:, None] * A) + ridge

    best = minimize(lambda p: parts(p)[0], np.zeros(4), jac=lambda p: parts(p)[1], hess=lambda p: parts(p)[2], method="trust-exact", options={"gtol": 1e-10})
    for _ in range(5):  # Newton's steps to the last digits
        best.x -= np.linalg.solve(parts(best.x)[2], parts(best.x)[1])
    best.fun = parts(best.x)[0]
    assert np.abs(parts(best.x)[1]).max() < 1e-15
    table("x", x)
    table("labels", labels)
    table("logistic", np.append(best.x, best.fun))
    t = np.arange(25) / 8
    measured = np.round((4 * np.exp(-1.25 * t) + 0.5 + 0.05 * np.array(torch.randn(25))) * 1024) / 1024
    model = lambda p: p[0] * np.exp(-p[1] * t) + p[2]
    jacobian = lambda p: np.column_stack([np.exp(-p[1] * t), -p[0] * t * np.exp(-p[1] * t), np.ones(25)])
    fit = least_squares(lambda p: model(p) - measured, [1.0, 1.0, 0.0], jac=jacobian, method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15)
    J = jacobian(fit.x)
    table("t", t)
    table("y", measured)
    table("decay", np.concatenate([fit.x, [fit.cost], np.sqrt(np.diag(np.linalg.inv(J.T @ J)) * 2 * fit.cost / 22)]))


if __name__ == "__main__":
    for write in (activations, losses, optimizers, schedules, tiny_mlp, layers, muon, minima):
        write()
