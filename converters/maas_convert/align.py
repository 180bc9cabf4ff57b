"""The outputs of ONNX Runtime in the order and shape of the original's."""

from collections.abc import Mapping

import numpy as np

from .errors import ConvertError
from .outputs import Array, Kind, Outputs


def align(raw: Mapping[str, Array], expected: Outputs) -> Outputs:
    """Reads labels and numbers by their order.

    Raises ConvertError where the model gives something else than the original: what cannot be
    compared is not proven.
    """
    values = list(raw.values())
    labels = None
    if expected.labels is not None:
        labels = fit_labels(values.pop(0), expected.labels)
    if expected.kind is Kind.TAGS and len(values) > 1 and all(v.ndim == 2 for v in values):
        values = [np.stack([tag[:, -1] for tag in values], 1)]
    if len(values) == 1 and values[0].ndim == 3 and len(values[0]) == len(expected.numbers):
        values = list(values[0])
    if len(values) < len(expected.numbers):
        raise ConvertError(
            f"The converted model has the outputs {', '.join(raw)}; the original gives "
            f"{', '.join(expected.numbers)}: they cannot be compared."
        )
    numbers = {
        name: fit_numbers(name, value, wanted, expected.kind)
        for (name, wanted), value in zip(expected.numbers.items(), values, strict=False)
    }
    return Outputs(expected.kind, labels, numbers, expected.classes)


def fit_labels(raw: Array, expected: Array) -> Array:
    if raw.shape == expected.shape:
        return raw
    if raw.size == expected.size:
        if raw.ndim == 2 and raw.shape == expected.shape[::-1] and raw.shape[0] != raw.shape[1]:
            return raw.T
        return raw.reshape(expected.shape)
    raise ConvertError(f"The labels have shape {raw.shape}, the original's {expected.shape}.")


def fit_numbers(name: str, raw: Array, expected: Array, kind: Kind) -> Array:
    rows = len(expected)
    if raw.shape == expected.shape:
        return raw
    if kind in (Kind.TAGS, Kind.SEVERAL) and raw.ndim == 3:
        return fit_tags(name, raw, expected)
    flat = raw.reshape(rows, -1) if rows and raw.size % rows == 0 else raw
    wanted = expected.reshape(rows, -1)
    if flat.shape == wanted.shape:
        return flat.reshape(expected.shape)
    if kind is Kind.SEVERAL and flat.ndim == 2 and is_padded(flat, wanted.shape[1]):
        return flat[:, : wanted.shape[1]]
    if flat.ndim == 2 and flat.shape[1] == 2 and wanted.shape[1] == 1:
        return fit_pair(name, flat, wanted[:, 0]).reshape(expected.shape)
    raise ConvertError(
        f"'{name}' has shape {raw.shape} in ONNX and {expected.shape} in the original."
    )


def is_padded(flat: Array, width: int) -> bool:
    """Columns of zeros where another label has more classes."""
    return flat.shape[1] > width and bool((flat[:, width:] == 0).all())


def fit_pair(name: str, flat: Array, expected: Array) -> Array:
    """Two columns must be each other's opposites; the one for the second class is compared.

    That is the second, but for support vector machines, whose columns skl2onnx swaps.
    """
    first, second = np.asarray(flat[:, 0], np.float64), np.asarray(flat[:, 1], np.float64)
    near = np.maximum(1, np.abs(second)) * 1e-5
    if (np.abs(first + second) <= near).all() or (np.abs(first + second - 1) <= near).all():
        far, near_first = np.abs(second - expected), np.abs(first - expected)
        return flat[:, 0] if np.nansum(near_first) < np.nansum(far) else flat[:, 1]
    if (first == 0).all():
        return flat[:, 1]
    raise ConvertError(f"'{name}' has two columns in ONNX that are not each other's opposite.")


def fit_tags(name: str, raw: Array, expected: Array) -> Array:
    """[rows, tags, 2] or [tags, rows, 2] as [rows, tags]."""
    if expected.ndim == 3 and raw.transpose(1, 0, 2).shape == expected.shape:
        return raw.transpose(1, 0, 2)
    if raw.shape[2] == 2 and raw.shape[:2] == expected.shape:
        return np.asarray(raw[:, :, 1])
    if raw.shape[2] == 2 and raw.shape[1::-1] == expected.shape:
        return np.asarray(raw[:, :, 1].T)
    raise ConvertError(f"'{name}' has shape {raw.shape} in ONNX, {expected.shape} in the original.")
