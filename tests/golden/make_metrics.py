#!/usr/bin/env python3
"""Writes metrics.txt beside this file, from scikit-learn (made with 1.9.1). Seeds are fixed.

    build/bench/bin/python tests/golden/make_metrics.py     # an environment with scikit-learn; see bench/README.md

Probabilities are float32, as a model gives them, and many scores are equal, so that ties count."""
import pathlib

import numpy as np
from sklearn import metrics as sk

HERE = pathlib.Path(__file__).resolve().parent
random = np.random.default_rng(5)


def write(file, name, values):
    values = np.asarray(values)
    digits = 9 if values.dtype == np.float32 else 17
    file.write(" ".join([name, *map(str, values.shape)]) + "\n")
    flat = [f"{value:.{digits}g}" for value in values.flatten().tolist()]
    for i in range(0, len(flat), 10):
        file.write(" ".join(flat[i : i + 10]) + "\n")


def regression(file, name, truth, predicted):
    write(file, f"{name}.truth", truth)
    write(file, f"{name}.predicted", predicted)
    write(file, f"{name}.r2", sk.r2_score(truth, predicted))
    write(file, f"{name}.mae", sk.mean_absolute_error(truth, predicted))
    write(file, f"{name}.rmse", sk.root_mean_squared_error(truth, predicted))
    write(file, f"{name}.mape", sk.mean_absolute_percentage_error(truth, predicted))


def classification(file, name, classes, rows, absent=-1):
    logits = np.round(random.normal(size=(rows, classes)), 1)
    truth = np.where(random.random(rows) < 0.5, logits.argmax(1), random.integers(classes, size=rows))
    truth = np.where(truth == absent, 0, truth)
    weights = np.exp(logits)
    probabilities = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    predicted, numbers = probabilities.argmax(1), list(range(classes))
    write(file, f"{name}.truth", truth)
    write(file, f"{name}.probabilities", probabilities)
    write(file, f"{name}.accuracy", sk.accuracy_score(truth, predicted))
    exact = probabilities.astype(float)
    write(file, f"{name}.log_loss", -np.log(exact[np.arange(rows), truth]).mean())
    write(file, f"{name}.log_loss_normalised", sk.log_loss(truth, exact / exact.sum(1, keepdims=True), labels=numbers))
    average = {"average": "macro", "zero_division": 0}
    write(file, f"{name}.f1", sk.f1_score(truth, predicted, **average))
    write(file, f"{name}.precision", sk.precision_score(truth, predicted, **average))
    write(file, f"{name}.recall", sk.recall_score(truth, predicted, **average))
    if classes == 2:
        write(file, f"{name}.f1_binary", sk.f1_score(truth, predicted))
        write(file, f"{name}.precision_binary", sk.precision_score(truth, predicted, zero_division=0))
        write(file, f"{name}.recall_binary", sk.recall_score(truth, predicted, zero_division=0))
        write(file, f"{name}.auc", sk.roc_auc_score(truth, exact[:, 1]))
    elif len(set(truth)) == classes:  # not defined otherwise
        # Averaged by hand: the function itself wants rows that sum to exactly 1.
        write(file, f"{name}.auc", np.mean([sk.roc_auc_score(truth == c, exact[:, c]) for c in numbers]))
    write(file, f"{name}.confusion", sk.confusion_matrix(truth, predicted, labels=numbers))


with open(HERE / "metrics.txt", "w") as file:
    file.write("# NAME.truth, .predicted or .probabilities, and scikit-learn's scores of them. Classes are numbers from 0.\n")
    truth = random.normal(100, 30, size=40)
    regression(file, "regression", truth, truth + random.normal(0, 8, size=40))
    regression(file, "worse", truth, random.normal(100, 60, size=40))
    classification(file, "binary", 2, 60)
    classification(file, "many", 4, 80)
    classification(file, "absent", 4, 80, absent=2)
    regression(file, "constant", truth, np.full(40, 90.0))
