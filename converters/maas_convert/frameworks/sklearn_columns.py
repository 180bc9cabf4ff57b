"""What a fitted estimator of scikit-learn knows of its columns."""

from dataclasses import replace
from typing import Any

import numpy as np

from ..outputs import Array
from ..table import Column
from .known_trees import list_trees
from .sklearn_words import is_missing

# Fitted arrays whose last axis is the columns, and whose values are like the data's.
SAMPLES = (
    "_fit_X", "support_vectors_", "X_train_", "cluster_centers_", "theta_", "means_", "quantiles_",
    "statistics_", "mean_", "components_",
)  # fmt: skip
# Values of a column that are kept, of a forest's many thresholds.
MOST_VALUES = 200


def know_columns(model: Any, names: list[str]) -> list[Column]:
    """Columns with what the first estimator that reads each knows of it."""
    return know(model, [Column(name) for name in names])


def know(model: Any, columns: list[Column]) -> list[Column]:
    steps = getattr(model, "steps", None)
    if steps is not None:
        return know_pipeline([step for _, step in steps], columns)
    if hasattr(model, "transformers_"):
        return know_transformers(model, columns)
    inner = getattr(model, "best_estimator_", None) or getattr(model, "estimator_", None)
    if inner is not None and not hasattr(model, "estimators_"):
        return know(inner, columns)
    for read in (read_function, read_categories, read_counts, read_scale, read_trees, read_samples):
        found = read(model, columns)
        if found is not None:
            return found
    return columns


def know_pipeline(steps: list[Any], columns: list[Column]) -> list[Column]:
    """An imputer says that values may miss; what comes next says what they are."""
    for step in steps:
        if type(step).__name__.endswith("Imputer"):
            missing = getattr(step, "missing_values", np.nan)
            may_miss = isinstance(missing, float) and np.isnan(missing)
            columns = [replace(one, may_miss=may_miss, missing=missing) for one in columns]
            columns = read_samples(step, columns) or columns
        elif step is not None and step != "passthrough":
            return know(step, columns)
    return columns


def know_transformers(model: Any, columns: list[Column]) -> list[Column]:
    found = {column.name: column for column in columns}
    names = [column.name for column in columns]
    for _, transformer, wanted in model.transformers_:
        if isinstance(transformer, str):
            continue
        chosen = [found[name] for name in pick(names, wanted)]
        if is_vectorizer(transformer):
            known = [replace(chosen[0], is_text=True, values=vocabulary_of(transformer))]
        else:
            known = know(transformer, chosen)
        found.update({column.name: column for column in known})
    return list(found.values())


def pick(names: list[str], wanted: Any) -> list[str]:
    """The names that a ColumnTransformer's selection means."""
    if isinstance(wanted, str):
        return [wanted]
    if isinstance(wanted, (int, np.integer)):
        return [names[wanted]]
    if isinstance(wanted, slice):
        return names[wanted]
    chosen = list(wanted)
    if chosen and isinstance(chosen[0], (bool, np.bool_)):
        return [name for name, is_chosen in zip(names, chosen, strict=True) if is_chosen]
    return [name if isinstance(name, str) else names[name] for name in chosen]


def is_vectorizer(model: Any) -> bool:
    first = model.steps[0][1] if hasattr(model, "steps") else model
    return hasattr(first, "build_analyzer")


def vocabulary_of(model: Any) -> tuple[str, ...]:
    first = model.steps[0][1] if hasattr(model, "steps") else model
    known = list(map(str, getattr(first, "vocabulary_", {})))[:2_000]
    if getattr(first, "analyzer", "word") == "word":
        known = list(dict.fromkeys(word for words in known for word in words.split(" ")))
    stop_words = first.get_stop_words() if hasattr(first, "get_stop_words") else None
    return (*known, *sorted(stop_words or ())[:200])


def read_categories(model: Any, columns: list[Column]) -> list[Column] | None:
    categories = getattr(model, "categories_", None)
    if categories is None or len(categories) != len(columns):
        return None
    may_be_unseen = getattr(model, "handle_unknown", "error") != "error"
    return [
        read_category(replace(column, may_be_unseen=may_be_unseen), values)
        for column, values in zip(columns, categories, strict=True)
    ]


def read_category(column: Column, values: Array) -> Column:
    missing = [value for value in values.tolist() if is_missing(value)]
    return replace(
        column,
        is_text=values.dtype.kind in "OUS",
        is_whole=values.dtype.kind in "iub",
        values=tuple(value for value in values.tolist() if not is_missing(value)),
        missing=missing[0] if missing else column.missing,
    )


def read_function(model: Any, columns: list[Column]) -> list[Column] | None:
    """Logarithms and roots take what is above 0."""
    if getattr(model, "func", None) is None:
        return None
    return set_ranges(columns, np.full(len(columns), 0.5), np.full(len(columns), 100.0))


def read_counts(model: Any, columns: list[Column]) -> list[Column] | None:
    """Categories numbered from 0, as naive Bayes takes them."""
    counts = getattr(model, "n_categories_", None)
    if counts is None or len(counts) != len(columns):
        return None
    return [
        replace(column, is_whole=True, low=0, high=float(count - 1))
        for column, count in zip(columns, counts, strict=True)
    ]


def read_scale(model: Any, columns: list[Column]) -> list[Column] | None:
    low, high = getattr(model, "data_min_", None), getattr(model, "data_max_", None)
    if low is None and getattr(model, "max_abs_", None) is not None:
        low, high = -model.max_abs_, model.max_abs_
    centre = getattr(model, "center_", None)
    centre = getattr(model, "mean_", None) if centre is None else centre
    scale = getattr(model, "scale_", None)
    if low is None and isinstance(centre, np.ndarray) and isinstance(scale, np.ndarray):
        low, high = centre - 3 * scale, centre + 3 * scale
    return None if low is None or high is None else set_ranges(columns, low, high)


def read_samples(model: Any, columns: list[Column]) -> list[Column] | None:
    for name in SAMPLES:
        values = getattr(model, name, None)
        if name == "mean_" and values is None:
            continue
        if not isinstance(values, np.ndarray) or values.dtype.kind not in "iuf":
            continue
        table = values.reshape(-1, values.shape[-1]) if values.ndim else values
        if name == "components_" or table.ndim != 2 or table.shape[1] != len(columns):
            continue
        # KNNImputer keeps rows with holes.
        if np.isnan(table).all(axis=0).any():
            continue
        low, high = np.nanmin(table, axis=0), np.nanmax(table, axis=0)
        spread = np.maximum((high - low) * 0.2, 1e-3)
        spread = np.where(len(table) == 1, np.maximum(1.0, np.abs(table[0])), spread)
        return set_ranges(columns, low - spread, high + spread)
    return None


def read_trees(model: Any, columns: list[Column]) -> list[Column] | None:
    splits: dict[int, set[float]] = {}
    for tree in list_trees(model):
        inner = tree.feature >= 0
        for feature, value in zip(tree.feature[inner], tree.threshold[inner], strict=True):
            splits.setdefault(int(feature), set()).add(float(value))
    for predictors in getattr(model, "_predictors", []):
        for nodes in (predictor.nodes for predictor in predictors):
            inner = nodes["is_leaf"] == 0
            pairs = zip(nodes["feature_idx"][inner], nodes["num_threshold"][inner], strict=True)
            for feature, value in pairs:
                splits.setdefault(int(feature), set()).add(float(value))
    if not splits:
        return None
    # Infinite ones tell missing numbers from all others.
    known = {at: sorted(value for value in splits[at] if np.isfinite(value)) for at in splits}
    return [
        replace(
            column,
            values=tuple(known.get(at, column.values))[:MOST_VALUES],
            may_miss=column.may_miss or reads_missing(model),
        )
        for at, column in enumerate(columns)
    ]


def reads_missing(model: Any) -> bool:
    """Whether trees of scikit-learn were fitted on tables with holes."""
    return any(np.any(tree.missing_go_to_left) for tree in list_trees(model))


def set_ranges(columns: list[Column], low: Array, high: Array) -> list[Column]:
    if len(low) != len(columns):
        return columns
    return [
        replace(column, low=float(least), high=float(most))
        for column, least, most in zip(columns, low, high, strict=True)
    ]
