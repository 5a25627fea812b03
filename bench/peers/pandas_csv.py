"""pandas' C parser on a CSV file: csv.py --file FILE."""
import argparse
import importlib.metadata
import json
import resource
import time

parser = argparse.ArgumentParser()
parser.add_argument("--file")
args = parser.parse_args()

import pandas  # noqa: E402

start = time.perf_counter()
table = pandas.read_csv(args.file, engine="c")
seconds = time.perf_counter() - start
print(json.dumps({"workload": "csv", "framework": "pandas", "metric": "read", "value": seconds, "unit": "s", "rows": len(table),
                  "columns": len(table.columns), "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                  "check": float(table.iloc[-1].sum()), "version": importlib.metadata.version("pandas")}))
