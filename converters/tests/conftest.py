"""Prints the table of estimators, and how many tests ran, in the words that `.ci/run` reads."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import table


@pytest.fixture(autouse=True)
def fit_alike() -> None:
    """Estimators without a seed of their own are the same in every run."""
    np.random.seed(0)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    stats = terminalreporter.stats
    passed, skipped = len(stats.get("passed", [])), stats.get("skipped", [])
    failed = len(stats.get("failed", [])) + len(stats.get("error", []))
    write = terminalreporter.write_line
    for line in table.lay_out() if table.ROWS else []:
        write(line)
    reasons = sorted({str(report.longrepr[2]) for report in skipped})
    for reason in reasons:
        count = sum(str(report.longrepr[2]) == reason for report in skipped)
        write(f"left out: {count} tests {reason.removeprefix('Skipped: ')}")
    counts = [(failed, "failed"), (len(skipped), "skipped"), (passed, "passed")]
    shown = ", ".join(f"{count} {word}" for count, word in counts if count)
    write(f"Tests: {shown}, {passed + failed + len(skipped)} total")
