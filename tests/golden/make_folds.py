#!/usr/bin/env python3
"""Writes folds.txt beside this file, from scikit-learn (made with 1.9.1). Seeds are fixed.

    build/bench/bin/python tests/golden/make_folds.py     # an environment with scikit-learn; see bench/README.md

How many rows of each class StratifiedKFold deals into its folds, ascending for each class."""
import pathlib

import numpy as np
from sklearn.model_selection import StratifiedKFold

HERE = pathlib.Path(__file__).resolve().parent
random = np.random.default_rng(3)

with open(HERE / "folds.txt", "w") as file:
    file.write("# case.rows: of each class; case.folds: rows [classes, folds], ascending for each class (make_folds.py)\n")
    for case in range(40):
        folds, classes = int(random.integers(2, 8)), int(random.integers(2, 5))
        rows = random.integers(folds, 30, size=classes)
        codes = np.repeat(np.arange(classes), rows)
        dealt = [np.bincount(codes[test], minlength=classes)
                 for _, test in StratifiedKFold(folds, shuffle=True, random_state=case).split(codes, codes)]
        file.write(f"case{case}.rows {classes}\n{' '.join(map(str, rows))}\n")
        file.write(f"case{case}.folds {classes} {folds}\n")
        for counts in np.sort(np.array(dealt).T, axis=1):
            file.write(" ".join(map(str, counts)) + "\n")
