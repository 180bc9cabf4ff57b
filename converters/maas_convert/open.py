"""Finds the framework of a model and opens it."""

from importlib import import_module
from pathlib import Path
from typing import Any

from .errors import ConvertError
from .load import load_model
from .options import Options
from .source import Source

# In this order: a pipeline of scikit-learn may hold any of the others.
MODULES = ("xgboost", "lightgbm", "catboost", "sklearn", "keras", "torch", "huggingface")


def open_object(model: Any, options: Options) -> Source:
    """A fitted model in memory, or the folder of one that its framework reads by itself."""
    for name in MODULES:
        module = import_module(f".frameworks.{name}", __package__)
        if module.is_model(model):
            source: Source = module.open_model(model, options)
            return source
    if isinstance(model, (dict, list, tuple)):
        parts = model.values() if isinstance(model, dict) else model
        kinds = ", ".join(type(part).__name__ for part in parts)
        raise ConvertError(
            f"This is a {type(model).__name__} of {kinds}, and one model is converted: give it "
            "alone, or with what comes before it as a Pipeline."
        )
    raise ConvertError(
        f"{type(model).__module__}.{type(model).__qualname__} is no model of scikit-learn, "
        "XGBoost, LightGBM, CatBoost, Keras, TensorFlow, PyTorch or Hugging Face."
    )


def open_file(path: Path, options: Options, *, trust_pickle: bool) -> Source:
    _, model = load_model(path, trust_pickle=trust_pickle)
    source = open_object(model, options)
    if path.is_file():
        source.size_bytes = path.stat().st_size
    return source
