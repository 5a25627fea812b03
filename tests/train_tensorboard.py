"""The package tensorboard reads what `ansatz fit --tensorboard` writes."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import reference

try:
    from tensorboard.backend.event_processing import event_accumulator
except ImportError as missing:
    reference.start_again(missing)

with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    rows = "".join(f"{i % 17},{i % 5},{3 * (i % 17) - i % 5}\n" for i in range(120))
    (folder / "t.csv").write_text("a,b,y\n" + rows)
    environment = {**os.environ, "ANSATZ_RUNS": str(folder / "runs.db")}
    command = [os.environ["ANSATZ"], "fit", "t.csv", "--target", "y", "--arch", "mlp:8", "--epochs", "7", "--json",
               "--tensorboard", "logs/deep"]
    report = json.loads(subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True).stdout)
    shown = json.loads(subprocess.run([os.environ["ANSATZ"], "runs", "show", "1", "--json"], cwd=folder, env=environment,
                                      check=True, capture_output=True).stdout)

    files = list((folder / "logs" / "deep").iterdir())
    assert len(files) == 1, files
    # The loader checks both checksums of every record.
    read = event_accumulator.EventAccumulator(str(folder / "logs" / "deep"))
    read.Reload()
    assert {"loss/training", "mae/validation", "seconds", "r2/test", "mae/test", "rmse/test"} <= {
        *read.Tags()["scalars"], *read.Tags()["tensors"]}, read.Tags()

    def scalars(tag):
        if tag in read.Tags()["scalars"]:
            return [(event.step, event.value) for event in read.Scalars(tag)]
        return [(event.step, event.tensor_proto.float_val[0]) for event in read.Tensors(tag)]

    for tag, key in (("loss/training", "training_loss"), ("mae/validation", "validation")):
        expected = [(row["epoch"], row[key]) for row in shown["history"]]
        found = scalars(tag)
        assert len(found) == len(expected) == 7, (tag, found)
        for (step, value), (epoch, true) in zip(found, expected):
            assert step == epoch and abs(value - true) <= 1e-6 * abs(true), (tag, step, value, true)
    assert abs(scalars("r2/test")[0][1] - report["metrics"]["r2"]) < 1e-6
    text = read.Tensors("inferred")[0].tensor_proto.string_val[0].decode()
    assert "- architecture: mlp:8" in text, text
    print("tensorboard reads 7 epochs, the scores and the text")
