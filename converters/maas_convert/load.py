"""Reads a model file into its framework."""

import pickle
from pathlib import Path
from typing import Any

from .detect import FileKind, detect
from .errors import ConvertError, UntrustedError
from .extras import require
from .frameworks import keras, torch

# PyTorch reads the constants of an exported program with pickle.
CODE = (FileKind.PICKLE, FileKind.JOBLIB, FileKind.TORCH_PICKLE, FileKind.TORCH_EXPORT)
# Their operators read and write files when they are run.
PROGRAMS = (FileKind.TORCHSCRIPT, FileKind.SAVED_MODEL)


def load_model(path: Path, *, trust_pickle: bool) -> tuple[FileKind, Any]:
    """The model of a file, or its path where the framework converts files by itself.

    Raises UntrustedError where reading would run code of the file, and nobody said to trust it.
    """
    kind = detect(path)
    if kind is FileKind.ONNX:
        raise ConvertError(f"{path.name!r} is an ONNX model already: upload it as it is.")
    if kind in CODE and not trust_pickle:
        raise UntrustedError(
            f"{path.name!r} is {kind.value}: reading it runs whatever code its author put in. "
            "If you made it, or trust who did, say --trust-pickle."
        )
    if kind in PROGRAMS and not trust_pickle:
        raise UntrustedError(
            f"{path.name!r} is {kind.value}, a program that may read and write files when it is "
            "run. If you made it, or trust who did, say --trust-pickle."
        )
    if kind in (FileKind.KERAS, FileKind.KERAS_H5):
        return kind, keras.load_keras(path, trust_code=trust_pickle)
    return kind, LOADERS.get(kind, lambda given: given)(path)


def load_pickle(path: Path) -> Any:
    """joblib reads plain pickles, too, and knows its own arrays."""
    try:
        loader = require("joblib", "sklearn").load
        return loader(path)
    except (pickle.UnpicklingError, EOFError, ValueError, KeyError) as error:
        raise ConvertError(f"{path.name!r} cannot be read: {error}") from error
    except ModuleNotFoundError as error:
        raise ConvertError(
            f"{path.name!r} holds an object of the package {error.name!r}, which is not installed "
            "here: install what it was made with."
        ) from error
    except AttributeError as error:
        raise ConvertError(
            f"{path.name!r} was made with another release of its framework, or holds a class of "
            f"your own that is not there: {error}"
        ) from error


def load_xgboost(path: Path) -> Any:
    booster = require("xgboost", "xgboost").Booster()
    booster.load_model(str(path))
    return booster


def load_lightgbm(path: Path) -> Any:
    return require("lightgbm", "lightgbm").Booster(model_file=str(path))


def load_catboost(path: Path) -> Any:
    return require("catboost", "catboost").CatBoost().load_model(str(path))


LOADERS = {
    FileKind.PICKLE: load_pickle,
    FileKind.JOBLIB: load_pickle,
    FileKind.XGBOOST_JSON: load_xgboost,
    FileKind.XGBOOST_UBJ: load_xgboost,
    FileKind.LIGHTGBM: load_lightgbm,
    FileKind.CATBOOST: load_catboost,
    FileKind.TORCHSCRIPT: torch.load_torchscript,
    FileKind.TORCH_EXPORT: torch.load_program,
    FileKind.TORCH_PICKLE: torch.load_pickle,
}
