#!/usr/bin/env python3
"""Writes regression.txt beside this file: from statsmodels (made with 0.14), scikit-learn (1.9) and SciPy (1.17). Seeds are fixed.

    build/ref/bin/python tests/golden/make_regression.py     # an environment with the three"""
import pathlib

import numpy
import scipy.stats
import statsmodels.api as sm
from scipy.interpolate import CubicSpline, make_smoothing_spline
from scipy.optimize import curve_fit
from sklearn.linear_model import ElasticNet, Ridge, enet_path

HERE = pathlib.Path(__file__).resolve().parent
random = numpy.random.default_rng(7)


class Table:
    def __init__(self, name, *comments):
        self.file = open(HERE / f"{name}.txt", "w")
        self.file.writelines(f"# {comment}\n" for comment in comments)

    def __call__(self, name, values):
        values = numpy.asarray(values, dtype=float)
        self.file.write(" ".join([name, *map(str, values.shape)]) + "\n")
        flat = [f"{value:.17g}" for value in values.flatten()]
        self.file.writelines(" ".join(flat[i : i + 5]) + "\n" for i in range(0, len(flat), 5))


def rounded(values):
    """To multiples of 1/64, so that a decimal text of few digits is exact."""
    return numpy.round(values * 64) / 64


def linear(table):
    x = rounded(random.normal(size=(40, 3)) * [1, 3, 10] + [0, 5, -20])
    y = rounded(2 + x @ [1.5, -0.5, 0.1] + random.normal(size=40))
    weights = rounded(random.uniform(0.25, 4, size=40))
    places = rounded(random.normal(size=(5, 3)) * [2, 6, 20])
    table("linear.x", x), table("linear.y", y), table("linear.weights", weights), table("linear.places", places)
    for name, fit in {"ols": sm.OLS(y, sm.add_constant(x)).fit(), "wls": sm.WLS(y, sm.add_constant(x), weights).fit(),
                      "origin": sm.OLS(y, x).fit()}.items():
        table(f"linear.{name}.coefficients", numpy.stack([fit.params, fit.bse, fit.tvalues, fit.pvalues], 1))
        table(f"linear.{name}.covariance", fit.cov_params())
        table(f"linear.{name}.summary", [fit.rsquared, fit.rsquared_adj, fit.fvalue, fit.f_pvalue, numpy.sqrt(fit.scale), fit.ssr])
        if name != "origin":
            bands = fit.get_prediction(numpy.column_stack([numpy.ones(5), places])).summary_frame(alpha=0.1)
            table(f"linear.{name}.bands", bands[["mean", "mean_se", "mean_ci_lower", "mean_ci_upper", "obs_ci_lower", "obs_ci_upper"]])
    for name, intercept in {"ridge": True, "ridge_origin": False}.items():
        fit = Ridge(alpha=3.5, fit_intercept=intercept, solver="svd", tol=1e-14).fit(x, y)
        table(f"linear.{name}", ([fit.intercept_] if intercept else []) + list(fit.coef_))


def sparse(table):
    x = rounded(random.normal(size=(50, 8)) @ random.normal(size=(8, 8)) + [0, 1, 0, -3, 0, 0, 10, 0])
    y = rounded(1 + x @ [2, 0, -1, 0, 0, 0.5, 0, 0] + random.normal(size=50))
    table("sparse.x", x), table("sparse.y", y)
    for name, share in {"lasso": 1.0, "elastic_net": 0.4}.items():
        centered = x - x.mean(0)
        alphas, coefficients, _ = enet_path(centered, y - y.mean(), l1_ratio=share, eps=1e-3, alphas=100, tol=1e-14, max_iter=1000000)
        table(f"sparse.{name}.penalties", alphas), table(f"sparse.{name}.path", coefficients.T)
        fit = ElasticNet(alpha=0.3, l1_ratio=share, tol=1e-14, max_iter=1000000).fit(x, y)
        table(f"sparse.{name}.single", [fit.intercept_, *fit.coef_])


def logistic(table):
    x = rounded(random.normal(size=(80, 2)) * [1, 5] + [0, 20])
    y = (random.uniform(size=80) < 1 / (1 + numpy.exp(-(x @ [1.0, -0.3] + 6)))).astype(float)
    fit = sm.Logit(y, sm.add_constant(x)).fit(disp=0, tol=1e-14, maxiter=100)
    table("logistic.x", x), table("logistic.y", y)
    table("logistic.coefficients", numpy.stack([fit.params, fit.bse, fit.tvalues, fit.pvalues], 1))
    table("logistic.summary", [fit.llf, fit.llnull, fit.prsquared])
    table("logistic.probabilities", fit.predict())


def splines(table):
    x = rounded(numpy.sort(random.uniform(0, 10, size=30)))
    x = numpy.unique(x)
    y = rounded(numpy.sin(x) + 0.25 * random.normal(size=len(x)))
    w = rounded(random.uniform(0.5, 2, size=len(x)))
    places = numpy.linspace(x[0], x[-1], 41)
    table("spline.x", x), table("spline.y", y), table("spline.weights", w), table("spline.places", places)
    natural = CubicSpline(x, y, bc_type="natural")
    table("spline.natural", numpy.stack([natural(places), natural(places, 1), natural(places, 2)], 1))
    for smoothing in (0.01, 0.5, 20):
        table(f"spline.smoothing.{smoothing:g}", make_smoothing_spline(x, y, lam=smoothing)(places))
    table("spline.weighted", make_smoothing_spline(x, y, w, lam=0.5)(places))
    table("spline.automatic", make_smoothing_spline(x, y)(places))


def curves(table):
    x = numpy.arange(12) / 4
    exponential = rounded(3 * numpy.exp(-0.8 * x) + 0.05 * random.normal(size=12) + 0.1)
    reciprocal = rounded(1 / (0.5 * x + 0.25) + 0.03 * random.normal(size=12))
    table("curves.x", x), table("curves.exponential.y", exponential), table("curves.reciprocal.y", reciprocal)
    slope, constant = numpy.polyfit(x, numpy.log(exponential), 1)
    table("curves.exponential.line", [numpy.exp(constant), slope])
    table("curves.exponential.direct", curve_fit(lambda x, k, a: k * numpy.exp(a * x), x, exponential, [3, -0.8], xtol=1e-15, ftol=1e-15, gtol=1e-15)[0])
    table("curves.reciprocal.line", numpy.polyfit(x, 1 / reciprocal, 1))
    table("curves.reciprocal.direct", curve_fit(lambda x, a, b: 1 / (a * x + b), x, reciprocal, [0.5, 0.25], xtol=1e-15, ftol=1e-15, gtol=1e-15)[0])


def distributions(table):
    t = numpy.array([0, 0.1, 1, 2.5, 10, 60, 1e5])
    degrees = numpy.array([1, 2, 5, 30, 200, 5000, 1e7])
    table("t", t), table("t.degrees", degrees)
    table("t.two_sided", [[2 * scipy.stats.t.sf(a, n) for a in t] for n in degrees])
    table("t.quantile", [[scipy.stats.t.ppf((1 + level) / 2, n) for level in (0.5, 0.9, 0.95, 0.999)] for n in degrees])
    f, pairs = [0.01, 0.5, 1, 3, 20, 300], [(1, 1), (2, 7), (10, 3), (20, 500), (300, 10000)]
    table("f", f), table("f.degrees", pairs)
    table("f.upper", [[scipy.stats.f.sf(a, n, m) for a in f] for n, m in pairs])


table = Table("regression", "Linear regressions of linear.y on linear.x: statsmodels' coefficients (estimate, standard error, t, p), covariance, summary (R²,",
              "adjusted, F, its p, residual standard deviation, sum of squares), bands at linear.places with alpha 0.1; scikit-learn's ridge of 3.5.",
              "Tails of Student's t and of F: SciPy. sparse: scikit-learn's paths of the lasso and of the elastic net with a share of 0.4, and one fit",
              "each with alpha 0.3 (intercept, coefficients). logistic: statsmodels' (estimate, standard error, z, p), log likelihoods, probabilities.",
              "spline: SciPy's natural cubic spline (value, slope, second derivative) and smoothing splines. curves: lines through transformed y",
              "(numpy.polyfit) and direct fits (SciPy's curve_fit).")
linear(table)
distributions(table)
sparse(table)
logistic(table)
splines(table)
curves(table)
