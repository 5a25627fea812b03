"""The lasso's path of 100 penalties on 10,000 rows × 500 columns, beside scikit-learn's, whose tolerance is taken."""
from harness import Target, ours, python

NAME, UNIT, BETTER = "lasso", "s", "lower"
THREADS, REPEAT = (1, 2), 1

TARGETS = [Target(1, ["sklearn"], at_most=1.0), Target(2, ["sklearn"], at_most=1.0)]

CONTESTANTS = [ours("lasso"), python("sklearn", "lasso.py", "scikit-learn", "1.9")]
