"""scikit-learn: estimators and pipelines over matrices, columns and texts."""

import pickle
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ConvertError
from ..extras import require
from ..graph import mend_output_types, mend_sublinear, raise_to_double, save, strip_zipmap
from ..options import Options
from ..outputs import Batch, Kind, Outputs
from ..records import to_records
from ..source import Recipe, Schema, Source
from ..table import TableSchema, to_frame, to_matrix
from ..texts import TextSchema
from ..trees import mend_thresholds, restore_thresholds
from . import sklearn_options as skl
from .known_trees import finite_thresholds, list_known_trees
from .sklearn_answers import answer, find_kind
from .sklearn_columns import (
    is_vectorizer,
    know_columns,
    vocabulary_of,
)
from .sklearn_double import register_imputer, with_cast
from .sklearn_functions import (
    Steps,
    append_steps,
    check_functions,
    register_functions,
    without_target,
)
from .sklearn_parts import check_parts, find_unknown, melt, thawed
from .sklearn_words import empty_for_missing


def is_model(model: Any) -> bool:
    return any(kind.__module__.startswith("sklearn.") for kind in type(model).__mro__)


def open_model(model: Any, options: Options) -> Source:
    """Raises ConvertError where the estimator is not fitted."""
    sklearn = require("sklearn", "sklearn")
    require("skl2onnx", "sklearn")
    check_fitted(model)
    model = melt(getattr(model, "best_estimator_", model))
    skl.check_categories(model)
    check_parts(model)
    check_functions(model)
    kind = find_kind(model)
    inner, way_back = without_target(model)
    schema = without_holes(model, make_schema(inner), kind)
    skl.register_boosters(inner)
    skl.allow_zipmap(inner)
    register_imputer()
    register_functions()
    is_text = isinstance(schema, TextSchema)
    return Source(
        framework=f"scikit-learn {sklearn.__version__}",
        task=find_task(kind, is_text),
        schema=schema,
        ask=lambda batch: ask(model, schema, kind, batch),
        recipes=list_recipes(inner, schema, way_back),
        size_bytes=measure(model),
        files=make_files(schema),
        is_stepwise=is_stepwise(model),
        to_records=None if is_text and kind is not Kind.CLASSES else to_records,
        body={} if kind is Kind.NUMBERS else {"scores": True},
    )


# Drawn rows, of which some have holes: one number in twenty is missing.
HOLES_OF = 100
# Beside trees: what treats each number by itself.
ELEMENTWISE = ("Pipeline", "ColumnTransformer", "FeatureUnion", "GridSearchCV", "Binarizer")
ELEMENTWISE_ENDS = ("Scaler", "Encoder", "Imputer", "Discretizer")
TREES = ("Tree", "Forest", "Trees", "Boosting")


def is_stepwise(model: Any) -> bool:
    names = [name_kind(part) for part in skl.walk(model)]
    trees = [name for name in names if name.endswith(TREES)]
    others = [n for n in names if n not in ELEMENTWISE and not n.endswith(ELEMENTWISE_ENDS)]
    return bool(trees) and set(others) <= set(trees)


def name_kind(part: Any) -> str:
    return type(part).__name__.removesuffix("Classifier").removesuffix("Regressor")


def check_fitted(model: Any) -> None:
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import check_is_fitted

    try:
        check_is_fitted(model)
    except NotFittedError as error:
        raise ConvertError(f"{type(model).__name__} is not fitted: call fit first.") from error
    if not any(hasattr(model, name) for name in ("predict", "transform", "kneighbors")):
        advice = (
            "Fit a model that does on the labels it found (KNeighborsClassifier)."
            if hasattr(model, "labels_")
            else "A search must be fitted with refit=True."
        )
        raise ConvertError(
            f"{type(model).__name__} has neither predict nor transform: it says nothing of new "
            f"rows. {advice}"
        )


def find_task(kind: Kind, is_text: bool) -> str:
    if is_text:
        return "text-classification" if kind is Kind.CLASSES else "tensor"
    return "tabular-regression" if kind is Kind.NUMBERS else "tabular-classification"


def make_schema(model: Any) -> TableSchema | TextSchema:
    if reads_texts(model):
        vectorizers = [part for part in skl.walk(model) if is_vectorizer(part)]
        words = tuple(word for part in vectorizers for word in vocabulary_of(part))
        joint = "" if any(getattr(v, "analyzer", "") == "char" for v in vectorizers) else " "
        return TextSchema(words, joint)
    given = getattr(model, "feature_names_in_", None)
    count = int(getattr(model, "n_features_in_", 0) or 0)
    if given is None and count == 0:
        raise ConvertError(f"{type(model).__name__} does not say how many columns it reads.")
    names = [str(n) for n in given] if given is not None else [str(n) for n in range(count)]
    columns = know_columns(model, names)
    has_words = any(column.is_text for column in columns)
    is_split = given is not None and any(hasattr(p, "transformers_") for p in skl.walk(model))
    return TableSchema(columns, not (has_words or is_split), given is not None)


def without_holes(model: Any, schema: Schema, kind: Kind) -> Schema:
    """Trees say what they do with missing numbers; what stands beside them may refuse these."""
    if not isinstance(schema, TableSchema) or not any(one.may_miss for one in schema.columns):
        return schema
    try:
        ask(model, schema, kind, schema.draw(HOLES_OF, np.random.default_rng(0)))
    except ValueError as error:
        if "NaN" in str(error):
            schema.columns = [replace(one, may_miss=False) for one in schema.columns]
    return schema


def reads_texts(model: Any) -> bool:
    first = model.steps[0][1] if hasattr(model, "steps") else model
    inner = getattr(first, "best_estimator_", None)
    if inner is not None:
        return reads_texts(inner)
    parts = getattr(first, "transformer_list", None)
    if parts is not None:
        return all(reads_texts(part) for _, part in parts)
    return is_vectorizer(first)


def make_files(schema: Schema) -> dict[str, bytes]:
    if not isinstance(schema, TableSchema) or not schema.has_names:
        return {}
    if any("\n" in name or name != name.strip() for name in schema.names):
        raise ConvertError(
            "Names of columns may not begin or end with a blank, or hold a new line."
        )
    return {"columns.txt": "".join(f"{name}\n" for name in schema.names).encode()}


def ask(model: Any, schema: Schema, kind: Kind, batch: Batch) -> Outputs:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = to_rows(schema, batch)
        try:
            return answer(model, rows, kind)
        except ValueError as error:
            # What was fitted in single precision may take no other (k-means).
            if "dtype mismatch" not in str(error):
                raise
            return answer(model, rows.astype(np.float32), kind)


def to_rows(schema: Schema, batch: Batch) -> Any:
    if isinstance(schema, TextSchema):
        return [str(text) for text in batch["text"]]
    assert isinstance(schema, TableSchema)
    if schema.has_names:
        return to_frame(batch)
    if schema.is_matrix:
        return to_matrix(batch)
    return np.stack([np.asarray(values, object) for values in batch.values()], axis=1)


def measure(model: Any) -> int | None:
    try:
        return len(pickle.dumps(model))
    except Exception:  # estimators that hold lambdas, open files …
        return None


@dataclass(frozen=True)
class Precision:
    """How far a graph computes in double precision."""

    name: str
    is_double: bool = False
    trees_read_doubles: bool = False
    division: str | None = None  # of scalers, as skl2onnx names it
    has_casts: bool = False  # behind the trees, which answer in single precision


SINGLE = Precision("single precision")
SCALERS = Precision("single precision, scalers divide in double", division="div_cast")
UP_TO_TREES = Precision("double precision up to the trees", True, division="div")
DOUBLE = Precision("double precision", True, trees_read_doubles=True, division="div")
THROUGHOUT = replace(DOUBLE, name="double precision behind the trees, too", has_casts=True)


def list_recipes(model: Any, schema: Schema, way_back: Steps) -> list[Recipe]:
    """Single precision first; then what divides in double; then double as far as it goes.

    Trees behind a scaler have doubles up to them first: rows that lie on a threshold in single
    precision are few, and need not be among those that are asked.
    """
    recipes = [make_recipe(model, schema, SINGLE, way_back)]
    if isinstance(schema, TextSchema):
        return recipes
    has_scaler = any(type(part).__name__.endswith("Scaler") for part in skl.walk(model))
    if has_scaler:
        recipes.append(make_recipe(model, schema, SCALERS, way_back))
    cast = with_cast(model)
    if cast is not None:
        recipes.insert(
            0 if has_scaler else len(recipes), make_recipe(cast, schema, UP_TO_TREES, way_back)
        )
    recipes.append(make_recipe(model, schema, DOUBLE, way_back))
    if any(name_kind(part).endswith(TREES) for part in skl.walk(model)):
        recipes.append(make_recipe(model, schema, THROUGHOUT, way_back))
    return recipes


def make_recipe(model: Any, schema: Schema, precision: Precision, way_back: Steps) -> Recipe:
    def build(folder: Path) -> None:
        types = make_types(schema, precision.is_double)
        proto = export(model, types, skl.make_options(model, precision.division))
        proto = mend_sublinear(strip_zipmap(proto))
        proto = raise_to_double(proto) if precision.has_casts else mend_output_types(proto)
        proto = append_steps(proto, way_back)
        mend = restore_thresholds if precision.trees_read_doubles else mend_thresholds
        save(mend(proto, list_known_trees(skl.walk(model))), folder)

    return Recipe(precision.name, build)


def make_types(schema: Schema, is_double: bool) -> list[tuple[str, Any]]:
    kinds = require("skl2onnx.common.data_types", "sklearn")
    number = kinds.DoubleTensorType if is_double else kinds.FloatTensorType
    if isinstance(schema, TextSchema):
        return [("text", kinds.StringTensorType([None, 1]))]
    assert isinstance(schema, TableSchema)
    if schema.is_matrix:
        return [("X", number([None, len(schema.columns)]))]
    return [
        (column.name, kinds.StringTensorType([None, 1]) if column.is_text else number([None, 1]))
        for column in schema.columns
    ]


def export(model: Any, types: Any, options: dict[Any, Any]) -> Any:
    """Without ZipMap; where the estimator does not know that option, without the option."""
    to_onnx = require("skl2onnx", "sklearn").to_onnx
    with (
        skl.plain_attributes(),
        skl.unflattened(model),
        skl.without_names(model),
        finite_thresholds(skl.walk(model)),
        thawed(model),
        skl.dense_bins(model),
        empty_for_missing(model),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        zipmap = {id(model): {**options.get(id(model), {}), "zipmap": False}}
        failures: list[Exception] = []
        for opset in (skl.OPSET, skl.NEWER_OPSET):
            for given in ({**options, **zipmap}, options):
                try:
                    return to_onnx(model, initial_types=types, options=given, target_opset=opset)
                except Exception as error:  # converters fail in many ways
                    unknown = find_unknown(model, error)
                    if unknown is not None:
                        raise unknown from error
                    failures.append(error)
    raise next((one for one in failures if "'zipmap'" not in str(one)), failures[0])
