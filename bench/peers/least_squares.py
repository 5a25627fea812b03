"""numpy.linalg.lstsq on 1,000,000 rows × 20 columns."""
import common

args = common.arguments("least_squares", ["numpy"])
import numpy  # noqa: E402

random = numpy.random.default_rng(1)
x = random.uniform(-1, 1, size=(1_000_000, 20))
y = x @ numpy.arange(20.0) + random.uniform(-1, 1, size=len(x))
seconds, least, most = common.seconds_per_call(lambda: numpy.linalg.lstsq(x, y, rcond=None), args.blocks, warm=1)
common.emit(args, "solve", seconds, "s", least=least, most=most)
