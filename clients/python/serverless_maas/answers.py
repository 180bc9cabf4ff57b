"""What predictions answer, and how truths find them again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    import pandas

ID_COLUMNS = ("prediction_id", "prediction_index")
ATTRIBUTE = "predictions"
"""Of `DataFrame.attrs`: an id and an index for each row."""

Reference = tuple[str, int]
"""A prediction's id, and which input of its call."""


class Predictions(list[dict[str, Any]]):
    """A record for each input, in their order; of tasks with several for one, `input` says whose.

    What is not a list of records, as Hugging Face's answers, stands in `raw`.
    """

    def __init__(
        self,
        records: Iterable[dict[str, Any]],
        references: Sequence[Reference] = (),
        version: int | None = None,
        raw: Any = None,
    ) -> None:
        super().__init__(records)
        self.references = list(references)
        """For `feedback`, one for each record."""
        self.version = version
        """The model's version that answered."""
        self.raw = raw

    @property
    def prediction_id(self) -> str | None:
        """Of the first call."""
        return self.references[0][0] if self.references else None

    def frame(self) -> pandas.DataFrame:
        """The records as a DataFrame (pandas must be installed)."""
        frame = require_pandas().DataFrame(list(self))
        frame.attrs[ATTRIBUTE] = list(self.references)
        return frame


def require_pandas() -> Any:
    try:
        import pandas
    except ImportError as missing:
        raise ImportError(
            'DataFrames need pandas: pip install "serverless-maas[pandas]"'
        ) from missing
    return pandas


def read_answer(response: httpx.Response) -> Predictions:
    """Of one call."""
    answer = response.json()
    version = response.headers.get("x-model-version", "")
    prediction_id = response.headers.get("x-prediction-id")
    records = answer if is_records(answer) else []
    return Predictions(
        records,
        [(prediction_id, find_input(record, at)) for at, record in enumerate(records)]
        if prediction_id
        else [],
        int(version) if version.isdecimal() else None,
        answer,
    )


def is_records(answer: object) -> bool:
    return isinstance(answer, list) and all(isinstance(item, dict) for item in answer)


def find_input(record: dict[str, Any], at: int) -> int:
    """Tasks with several records for an input say which it is of."""
    said = record.get("input")
    return said if isinstance(said, int) else at


def join(parts: Sequence[tuple[int, Predictions]]) -> Predictions:
    """Answers to batches as one; `input` counts over all of them.

    Each part comes with the number of its first input.
    """
    if len(parts) == 1:
        return parts[0][1]
    records = [
        {**record, "input": record["input"] + first} if "input" in record else record
        for first, part in parts
        for record in part
    ]
    references = [reference for _, part in parts for reference in part.references]
    version = parts[-1][1].version if parts else None
    return Predictions(records, references, version, records)


def list_references(answers: object) -> list[Reference]:
    """What `predict` answered, or one prediction's id, as ids and indexes."""
    if isinstance(answers, str):
        return [(answers, 0)]
    if isinstance(answers, Predictions):
        return answers.references
    columns = list(getattr(answers, "columns", []))
    if all(name in columns for name in ID_COLUMNS):
        frame: Any = answers
        ids, indexes = (frame[name] for name in ID_COLUMNS)
        return [(str(one), int(index)) for one, index in zip(ids, indexes, strict=True)]
    kept = getattr(answers, "attrs", {}).get(ATTRIBUTE)
    size = len(answers) if hasattr(answers, "__len__") else -1
    if kept is not None and len(kept) == size:
        return [(str(one), int(index)) for one, index in kept]
    if isinstance(answers, Sequence):
        return [list_references(one)[0] for one in answers]
    raise ValueError(
        "The answers say no predictions' ids: rows were taken out of the table, or it is another. "
        "Ask with ids=True, which gives each row its own."
    )
