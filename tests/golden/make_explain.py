#!/usr/bin/env python3
"""Writes explain.txt beside this file, from scikit-learn's inspection module (made with 1.9.1). Seeds are fixed.

    build/bench/bin/python tests/golden/make_explain.py     # an environment with scikit-learn; see bench/README.md

A small network whose weights are drawn here is both a model of ours (tests/model_explain_test.cc) and an estimator of
scikit-learn's. Its features: two numbers, scaled and smoothly clipped, and the levels x, y, z of a category."""
import pathlib

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence, permutation_importance

HERE = pathlib.Path(__file__).resolve().parent
random = np.random.default_rng(11)
ROWS, HIDDEN, REPEATS = 150, 6, 1500

coarse = lambda *shape: np.round(random.normal(size=shape) * 64) / 64
a, b = np.round(50 + 20 * random.normal(size=ROWS), 2), coarse(ROWS)
b = b + a / 64
kind = random.integers(3, size=ROWS)
CENTERS, SCALES = np.array([50.0, 0.75]), np.array([1 / 32, 0.5])
w1, b1, w2, b2 = coarse(HIDDEN, 5), coarse(HIDDEN), coarse(1, HIDDEN), coarse(1)


class Network(RegressorMixin, BaseEstimator):
    def fit(self, x, y):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def predict(self, x):
        v = (np.asarray(x)[:, :2] - CENTERS) * SCALES
        features = np.hstack([v / np.sqrt(1 + (v / 3) ** 2), np.eye(3)[np.asarray(x)[:, 2].astype(int)]])
        return (np.tanh(features @ w1.T + b1) @ w2.T + b2)[:, 0]


def write(file, name, values):
    values = np.asarray(values, dtype=float)
    file.write(" ".join([name, *map(str, values.shape)]) + "\n")
    flat = [f"{value:.17g}" for value in values.flatten().tolist()]
    for i in range(0, len(flat), 6):
        file.write(" ".join(flat[i : i + 6]) + "\n")


x = np.column_stack([a, b, kind])
network = Network()
y = network.predict(x) + 0.1 * random.normal(size=ROWS)
with open(HERE / "explain.txt", "w") as file:
    file.write("# The data a, b, kind (0 to 2), y; the network's weights; of each column the places and means of the partial\n"
               f"# dependence, and mean and deviation of the permutation importance (R2) over {REPEATS} shuffles.\n")
    for name, value in (("a", a), ("b", b), ("kind", kind), ("y", y), ("w1", w1), ("b1", b1), ("w2", w2), ("b2", b2)):
        write(file, name, value)
    found = permutation_importance(network, x, y, scoring="r2", n_repeats=REPEATS, random_state=0)
    write(file, "repeats", REPEATS)
    for i, name in enumerate(("a", "b", "kind")):
        places = np.arange(3.0) if name == "kind" else np.linspace(*np.quantile(x[:, i], [0.05, 0.95]), 20)
        result = partial_dependence(network, x, [i], kind="average", method="brute", custom_values={i: places})
        write(file, f"{name}.places", result["grid_values"][0])
        write(file, f"{name}.means", result["average"][0])
        write(file, f"{name}.importance", found.importances_mean[i])
        write(file, f"{name}.deviation", found.importances_std[i])
