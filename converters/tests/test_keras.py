"""Keras 3 and TensorFlow."""

import os
from pathlib import Path
from typing import Any

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow")

import numpy as np
import pytest

pytest.importorskip("keras", reason="of Keras, which tests/networks has")

import keras
import tensorflow

import maas_convert
from maas_convert.cli import main

keras.utils.set_random_seed(0)


def dense() -> Any:
    return keras.Sequential(
        [
            keras.Input((6,), name="features"),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(3, name="classes"),
        ]
    )


def forecaster() -> Any:
    return keras.Sequential(
        [
            keras.Input((24, 2), name="window"),
            keras.layers.Conv1D(8, 3, activation="relu"),
            keras.layers.GRU(8),
            keras.layers.Dense(6, name="forecast"),
        ]
    )


def text() -> Any:
    ids = keras.Input((None,), dtype="int32", name="ids")
    found = keras.layers.GlobalAveragePooling1D()(keras.layers.Embedding(50, 8)(ids))
    return keras.Model(ids, keras.layers.Dense(2)(found))


def two_inputs() -> Any:
    a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b")
    joined = keras.layers.Concatenate()([a, b])
    outputs = [keras.layers.Dense(2, name="x")(joined), keras.layers.Dense(1, name="y")(joined)]
    return keras.Model([a, b], outputs)


MODELS = {"dense": dense, "forecaster": forecaster, "text": text, "two inputs": two_inputs}


@pytest.mark.parametrize("name", MODELS)
def test_model_is_equal(name: str) -> None:
    result = maas_convert.convert(MODELS[name](), rows=100)
    assert result.is_equal, [attempt.failure for attempt in result.attempts]


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_file_is_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"model{suffix}"
    dense().save(path)
    data = tmp_path / "data.npy"
    np.save(data, np.random.rand(50, 6).astype("float32"))
    given = [path, "-o", tmp_path / "b", "--data", data, "--labels", "a,b,c"]
    assert main([*map(str, given)]) == 0
    assert (tmp_path / "b" / "labels.txt").read_text() == "a\nb\nc\n"


def test_saved_model_is_read(tmp_path: Path) -> None:
    forecaster().export(tmp_path / "saved", verbose=False)
    with pytest.raises(maas_convert.UntrustedError):
        maas_convert.convert(tmp_path / "saved")
    assert maas_convert.convert(tmp_path / "saved", rows=60, trust_pickle=True).is_equal


def test_saved_model_without_a_signature_is_said(tmp_path: Path) -> None:
    tensorflow.saved_model.save(tensorflow.Module(), str(tmp_path / "saved"))
    with pytest.raises(maas_convert.ConvertError, match="serving_default"):
        maas_convert.convert(tmp_path / "saved", trust_pickle=True)


def test_lambda_layers_want_trust(tmp_path: Path, capsys: Any) -> None:
    inputs = keras.Input((3,))
    model = keras.Model(inputs, keras.layers.Lambda(lambda x: x * 2)(inputs))
    model.save(tmp_path / "m.keras")
    assert main([str(tmp_path / "m.keras"), "-o", str(tmp_path / "b")]) == 5
    assert "--trust-pickle" in capsys.readouterr().err
