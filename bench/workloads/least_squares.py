"""Least squares of 1,000,000 rows × 20 columns, with all the digits of double-double, beside numpy's in double."""
from harness import Target, ours, python

NAME, UNIT, BETTER = "least_squares", "s", "lower"
THREADS, REPEAT = (1, 2), 1

TARGETS = [Target(1, ["numpy"], at_most=1.0), Target(2, ["numpy"], at_most=1.0)]

CONTESTANTS = [ours("least_squares"), python("numpy", "least_squares.py", "numpy", "2.4")]
