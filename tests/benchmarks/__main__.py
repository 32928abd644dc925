"""Every benchmark of speed, one after the other: `python -m tests.benchmarks`.

Each is also a command of its own (see README.md here). The proof of the detector is not among them: it takes
minutes and writes a page (`python -m tests.benchmarks.detection`).
"""

import subprocess
import sys
from pathlib import Path

SCRIPTS = ("decoder.py", "import_cost.py", "prefect_startup.py", "pages.py")

if __name__ == "__main__":
    for script in SCRIPTS:
        print(f"== {script}", flush=True)
        subprocess.run([sys.executable, Path(__file__).with_name(script)], check=True)
