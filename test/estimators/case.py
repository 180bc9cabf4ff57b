"""A model with what its framework says of a few rows, and how to compare a service's records with it."""

import math
from dataclasses import dataclass, field
from typing import Callable

import numpy as np

# What single precision may make of a number, relative to it where it is above 1.
TOLERANCE = 1e-4


@dataclass
class Case:
    family: str
    name: str
    variant: str
    convert: Callable[[], bytes]
    rows: list
    # A record per row: what must stand in the service's, key for key.
    expected: list
    # Keys that are only answered where they are asked for.
    body: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    # The model's inputs as ONNX Runtime takes them.
    feeds: dict = field(default_factory=dict)


def is_same(expected, actual):
    if isinstance(expected, (bool, np.bool_)):
        return actual in (int(expected), bool(expected))
    if isinstance(expected, (int, np.integer, str)):
        return str(actual) == str(expected)
    if expected is None or actual is None or isinstance(actual, str):
        return expected is None and actual is None
    return math.isclose(expected, actual, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def find_difference(expected, records):
    """The first place where records say something else; None where there is none."""
    if len(records) != len(expected):
        return f"{len(records)} records for {len(expected)} rows"
    for index, (wanted, record) in enumerate(zip(expected, records)):
        for key, value in wanted.items():
            if key not in record:
                return f"a record has no {key}: {record}"
            if not is_same(value, record[key]):
                return f"{key} is {record[key]}, and the framework says {value}"
    return None
