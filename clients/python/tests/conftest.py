"""Where the service is, and what every test may need."""

import os
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[3] / "examples" / "sentiment"


@pytest.fixture(scope="session")
def url() -> str:
    return os.environ["MAAS_URL"].rstrip("/")
