"""Runs every notebook beside this file, headless, against the service at MAAS_URL.

Where a framework is too large to be installed, its notebook takes a model that was fitted before, from
MAAS_READY (the references of the tests) or MAAS_FIXTURES.

    python examples/notebooks/run.py             each in a folder of its own, as CI does
    python examples/notebooks/run.py --write     and keeps what it printed
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FOLDER = Path(__file__).parent
TIMEOUT_S = 300
os.environ.setdefault("MAAS_READY", str(FOLDER.resolve().parents[1] / "test/fixtures/references"))


def run(path, write):
    book = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as work:
        resources = {"metadata": {"path": work}}
        NotebookClient(book, timeout=TIMEOUT_S, resources=resources).execute()
    if write:
        for cell in book.cells:
            cell.metadata.clear()  # times, which change
        nbformat.write(book, path)


failed = []
paths = sorted(FOLDER.glob("*.ipynb"))
for path in paths:
    started = time.monotonic()
    try:
        run(path, "--write" in sys.argv)
    except CellExecutionError as error:
        failed.append(path.stem)
        print(error)
    print(f"{path.stem}: {time.monotonic() - started:.1f} s")
print(f"notebooks: {len(paths) - len(failed)} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
