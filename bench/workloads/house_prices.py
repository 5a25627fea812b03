"""The main job: `ansatz fit` with nothing but --target on three fixed splits with seeds 0 to 4, scored on the test files."""
import json
import pathlib
import statistics
import tempfile

import harness

SPLITS, SEEDS = (0, 1, 2), (0, 1, 2, 3, 4)
TARGETS = {"mae": 16000, "r2": 0.90, "seconds": 10}  # means of the 15 runs; seconds: each fit, on two processors


def run(options):
    print("\nhouse_prices: ansatz fit data/splits/train_I.csv --target sale_price --seed S")
    splits = harness.ROOT / "data" / "splits"
    try:
        program = harness.program(options, "ansatz")
    except harness.Missing as why:
        print(f"  no verdict: {why}")
        return True
    rows, scores = [], []
    with tempfile.TemporaryDirectory() as folder:
        for split in SPLITS:
            for seed in SEEDS:
                harness.say(f"split {split}, seed {seed}")
                model = pathlib.Path(folder) / f"{split}_{seed}.onnx"
                fit = harness.run([program, "fit", splits / f"train_{split}.csv", "--target", "sale_price", "--seed", str(seed), "--out", model],
                                  threads=2, cwd=folder)
                score = harness.run([program, "eval", model, splits / f"test_{split}.csv", "--json"], cwd=folder)
                if fit.code or score.code:
                    error = (fit.error if fit.code else score.error).splitlines()
                    print(f"  FAIL  split {split}, seed {seed}: {error[-1] if error else 'no output'}")
                    return False
                metrics = json.loads(score.out)["metrics"]
                scores.append((metrics["mae"], metrics["r2"], fit.seconds))
                rows.append([f"split {split}, seed {seed}", f"{metrics['mae']:,.0f}", f"{metrics['r2']:.4f}", f"{fit.seconds:.2f}"])
                harness.record(options, workload="house_prices", split=split, seed=seed, **metrics, seconds=fit.seconds, others=round(fit.others, 2))
    harness.say("")
    mean = [statistics.mean(column) for column in zip(*scores)]
    rows.append(["mean", f"{mean[0]:,.0f}", f"{mean[1]:.4f}", f"{mean[2]:.2f}"])
    harness.table(["", "MAE", "R²", "seconds"], rows)
    good = harness.verdict("mean absolute error, dollars", mean[0], at_most=TARGETS["mae"])
    good &= harness.verdict("R²", mean[1], at_least=TARGETS["r2"])
    return harness.verdict("seconds, the slowest fit", max(score[2] for score in scores), at_most=TARGETS["seconds"]) and good
