"""Frameworks are imported when a model needs them, and only then."""

import importlib
from typing import Any

from .errors import MissingExtraError


def require(module: str, extra: str) -> Any:
    """Imports `module`.

    Raises MissingExtraError with the line that installs it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        missing = (error.name or module).partition(".")[0]
        raise MissingExtraError(
            f"This model needs the Python package '{missing}', which is not installed here. "
            f"Install it: pip install 'maas-convert[{extra}]'"
        ) from error
