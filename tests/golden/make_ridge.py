#!/usr/bin/env python3
"""Writes ridge.txt beside this file, from scikit-learn (made with 1.9.1). Seeds are fixed.

    build/bench/bin/python tests/golden/make_ridge.py     # an environment with scikit-learn; see bench/README.md

For each part (row i belongs to part i % folds) the ridge regression through the other rows, penalty alpha * sum of
w_j^2 * sum (x_j - mean_j)^2: scikit-learn's Ridge on standardised features, its alpha times the rows. alpha is the one
whose predictions for the left-out rows have the least squared error."""
import pathlib

import numpy as np
from sklearn.linear_model import Ridge

HERE = pathlib.Path(__file__).resolve().parent
random = np.random.default_rng(7)
PENALTIES = [1e-4, 1e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0, 10.0]


def write(file, name, values):
    values = np.asarray(values)
    file.write(" ".join([name, *map(str, values.shape)]) + "\n")
    digits = 9 if values.dtype == np.float32 else 17
    flat = [f"{value:.{digits}g}" for value in values.flatten().tolist()]
    for i in range(0, len(flat), 6):
        file.write(" ".join(flat[i : i + 6]) + "\n")


def line(x, y, alpha):
    deviation = x.std(axis=0)
    ridge = Ridge(alpha=alpha * len(x), solver="cholesky").fit((x - x.mean(axis=0)) / deviation, y)
    weights = ridge.coef_ / deviation
    return weights, ridge.intercept_ - weights @ x.mean(axis=0)


def case(file, name, rows, width, noise, folds, members):
    x = (random.normal(size=(rows, width)) * random.uniform(0.1, 20, size=width)).astype(np.float32)
    y = x.astype(float) @ (random.normal(size=width) / x.std(axis=0)) + 5 + noise * random.normal(size=rows)
    parts = [np.arange(rows) % folds == part for part in range(members)]
    best = None
    for alpha in PENALTIES:
        lines = [line(x[~part].astype(float), y[~part], alpha) for part in parts]
        error = sum(((y[part] - x[part] @ w - b) ** 2).sum() for part, (w, b) in zip(parts, lines))
        if best is None or error < best[0]:
            best = error, alpha, lines
    write(file, f"{name}.x", x)
    write(file, f"{name}.y", y)
    write(file, f"{name}.folds", folds)
    write(file, f"{name}.penalty", best[1])
    write(file, f"{name}.weights", np.array([w for w, _ in best[2]]))
    write(file, f"{name}.bias", np.array([b for _, b in best[2]]))


with open(HERE / "ridge.txt", "w") as file:
    file.write("# NAME.x [rows, width], .y, .folds; of the best .penalty the .weights [members, width] and .bias [members].\n")
    case(file, "clear", 60, 4, 0.1, folds=4, members=4)
    case(file, "noisy", 40, 12, 2.0, folds=8, members=8)
    case(file, "few", 45, 3, 1.0, folds=9, members=2)
