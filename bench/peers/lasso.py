"""scikit-learn's lasso_path: 100 penalties on 10,000 rows × 500 columns."""
import common

args = common.arguments("lasso", ["sklearn"])
import numpy  # noqa: E402
from sklearn.linear_model import lasso_path  # noqa: E402

random = numpy.random.default_rng(1)
x = numpy.asfortranarray(random.normal(size=(10_000, 500)))
y = x[:, :50] @ (0.1 * numpy.arange(50)) + 10 * random.normal(size=len(x))
# The centred columns, as an estimator with an intercept hands them over.
x, y = numpy.asfortranarray(x - x.mean(0)), y - y.mean()
seconds, least, most = common.seconds_per_call(lambda: lasso_path(x, y, alphas=100, tol=1e-4), args.blocks, warm=1)
common.emit(args, "path", seconds, "s", least=least, most=most)
