#!/usr/bin/env python3
"""Writes nist_linear.txt and nist_nonlinear.txt beside this file from NIST's Statistical Reference Datasets
(itl.nist.gov/div898/strd; in the public domain), whose files are in Debian's gretl-data (usr/share/gretl/data/nist) and in
the source package of lmfit (NIST_STRD):

    python3 tests/golden/make_nist.py LINEAR_FOLDER NONLINEAR_FOLDER

The numbers are the files' own, digit by digit."""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
NUMBER = re.compile(r"[-+]?\d*\.?\d+(?:[Ee][-+]?\d+)?$")
LINEAR = ["Norris", "Pontius", "NoInt1", "NoInt2", "Filip", "Longley", "Wampler1", "Wampler2", "Wampler3", "Wampler4", "Wampler5"]


def numbers(line):
    return [word for word in line.replace("=", " ").split() if NUMBER.match(word)]


def parts(path):
    """(lines before the data, rows of the data)"""
    lines = path.read_text().splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("Data:")]
    rows = [line.split() for line in lines[starts[-1] + 1:] if line.strip()]
    return lines[:starts[-1]], rows


def write(file, name, rows):
    file.write(f"{name} {len(rows)} {len(rows[0])}\n")
    file.writelines(" ".join(row) + "\n" for row in rows)


def linear(folder):
    with open(HERE / "nist_linear.txt", "w") as file:
        file.write("# NIST StRD, linear regression (make_nist.py): NAME.data (y, then the columns), NAME.certified (estimate, standard\n"
                   "# deviation of each parameter), NAME.deviation (residual standard deviation), NAME.r_squared.\n")
        for name in LINEAR:
            head, rows = parts(folder / f"{name}.dat")
            certified = [numbers(line)[-2:] for line in head if re.match(r"\s+B\d+\s", line)]
            deviation = next(numbers(line) for line in head if line.strip().startswith("Standard Deviation") and numbers(line))
            r_squared = next(numbers(line) for line in head if line.strip().startswith("R-Squared"))
            write(file, f"{name}.data", rows)
            write(file, f"{name}.certified", certified)
            write(file, f"{name}.deviation", [deviation])
            write(file, f"{name}.r_squared", [r_squared])


def nonlinear(folder):
    with open(HERE / "nist_nonlinear.txt", "w") as file:
        file.write("# NIST StRD, nonlinear regression (make_nist.py): NAME.data (y, then the columns), NAME.parameters (start 1, start 2,\n"
                   "# certified value, standard deviation of each parameter), NAME.sum_of_squares (of the residuals).\n")
        for path in sorted(folder.glob("*.dat")):
            head, rows = parts(path)
            parameters = [numbers(line.split("=")[1])[:4] for line in head if re.match(r"\s*b\d+ =", line)]
            total = next(numbers(line)[-1:] for line in head if line.startswith("Residual Sum of Squares"))
            write(file, f"{path.stem}.data", rows)
            write(file, f"{path.stem}.parameters", parameters)
            write(file, f"{path.stem}.sum_of_squares", [total])


linear(pathlib.Path(sys.argv[1]))
nonlinear(pathlib.Path(sys.argv[2]))
