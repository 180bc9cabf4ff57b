"""The report as JSON and as a table on the terminal."""

import json
import math
from typing import Any

import numpy as np

from .convert import Result
from .outputs import take_rows
from .parity import Parity, RowSet

WORST_ROWS = 10


def to_json(result: Result) -> dict[str, Any]:
    """Everything that was found; numbers that JSON has not are null."""
    source = result.source
    report = {
        "framework": source.framework,
        "task": source.task,
        "equal": result.is_equal,
        "tolerance": result.parity.tolerance,
        "notes": source.notes,
        "attempts": [
            {"recipe": a.recipe, "failure": a.failure, **summarise_attempt(a.parity)}
            for a in result.attempts
        ],
        "parity": describe_parity(result.parity, result),
    }
    if result.quantized is not None:
        report["quantized"] = describe_parity(result.quantized, result)
    return report


def summarise_attempt(parity: Parity | None) -> dict[str, Any]:
    if parity is None:
        return {}
    flips, rows = parity.count_flips()
    return {
        "faults": parity.faults,
        "flips": flips,
        "rows": rows,
        "greatest": number(parity.greatest),
    }


def describe_parity(parity: Parity, result: Result) -> dict[str, Any]:
    flips, rows = parity.count_flips()
    return {
        "recipe": parity.recipe,
        "equal": parity.is_equal,
        "tolerance": parity.tolerance,
        "labels": {"flipped": flips, "of": rows} if has_labels(parity) else None,
        "rows": [describe_set(part, parity.tolerance, result) for part in parity.sets],
        "batches": [
            {"size": size, "greatest": number(greatest), "flipped": flipped}
            for size, (greatest, flipped) in parity.batches.items()
        ],
        "latencyMs": parity.latencies_ms,
        "sizeBytes": parity.sizes_bytes,
    }


def has_labels(parity: Parity) -> bool:
    return parity.sets[0].expected.labels is not None


def describe_set(part: RowSet, tolerance: float, result: Result) -> dict[str, Any]:
    found = part.comparison
    return {
        "name": part.name,
        "count": len(found.flipped),
        "flipped": int(found.flipped.sum()),
        "flippedBeyondRounding": int((found.flipped & part.find_faults(tolerance)).sum()),
        "faults": int(part.find_faults(tolerance).sum()),
        "outputs": [
            {
                "name": name,
                "greatest": number(values.max(initial=0)),
                "mean": number(values.mean() if len(values) else 0),
            }
            for name, values in found.differences.items()
        ],
        "worst": [describe_row(part, row, result) for row in find_worst(part)],
    }


def find_worst(part: RowSet) -> list[int]:
    """The rows that differ most, flipped ones first."""
    found = part.comparison
    order = np.lexsort((-found.worst, ~found.flipped))
    return [int(r) for r in order[:WORST_ROWS] if found.flipped[r] or found.worst[r] > 0]


def describe_row(part: RowSet, row: int, result: Result) -> dict[str, Any]:
    expected, actual = part.expected, part.actual
    described: dict[str, Any] = {
        "row": row,
        "input": shorten(result.source.schema.to_body(take_rows(part.batch, np.array([row])))),
        "flipped": bool(part.comparison.flipped[row]),
        "margin": number(part.comparison.margins[row]),
        "difference": number(part.comparison.worst[row]),
        "original": {name: plain(values[row]) for name, values in expected.numbers.items()},
        "onnx": {name: plain(values[row]) for name, values in actual.numbers.items()},
    }
    if expected.labels is not None and actual.labels is not None:
        described["original"]["label"] = plain(expected.labels[row])
        described["onnx"]["label"] = plain(actual.labels[row])
    return described


def shorten(body: dict[str, Any]) -> Any:
    text = json.dumps(body, ensure_ascii=False, default=str)
    return body if len(text) <= 2_000 else f"{text[:2_000]} …"


def plain(value: Any) -> Any:
    values = np.asarray(value)
    if values.ndim == 0:
        one = values.item()
        return shown(one) if isinstance(one, float) else one
    flat = values.reshape(-1)[:20].tolist()
    return [shown(one) if isinstance(one, float) else one for one in flat]


def shown(value: float) -> float | None:
    """As many digits as double precision tells from single."""
    return float(f"{value:.10g}") if math.isfinite(value) else None


def number(value: Any) -> float | None:
    value = float(value)
    return value if math.isfinite(value) else None


def to_text(result: Result) -> str:
    """The table that the command prints."""
    parity, source = result.parity, result.source
    lines = [f"{source.framework} → ONNX, {source.task}, {parity.recipe}"]
    for attempt in result.attempts:
        if attempt.parity is not parity:
            lines.append(f"  tried {attempt.recipe}: {describe_attempt(attempt)}")
    lines += ["", *list_lines(parity, "ONNX")]
    if result.quantized is not None:
        lines += ["", *list_lines(result.quantized, result.quantized.recipe)]
    lines += [f"note: {note}" for note in source.notes]
    return "\n".join(lines)


def describe_attempt(attempt: Any) -> str:
    if attempt.parity is None:
        return str(attempt.failure)
    flips, rows = attempt.parity.count_flips()
    faults, greatest = attempt.parity.faults, attempt.parity.greatest
    return (
        f"{faults} rows beyond the tolerance, {flips} of {rows} labels flipped, up to "
        f"{greatest:.1e}"
    )


def list_lines(parity: Parity, name: str) -> list[str]:
    lines = [headline(parity, name), ""]
    heads = ("rows", "count", "flipped", "beyond", "output", "greatest", "mean")
    cells = [cell for part in parity.sets for cell in list_cells(part, parity.tolerance)]
    lines += lay_out([heads, *cells])
    batches = ", ".join(f"{size}: {greatest:.1e}" for size, (greatest, _) in parity.batches.items())
    lines += ["", f"in batches of    {batches}"]
    for size in (1, 64):
        times = {which: values[size] for which, values in parity.latencies_ms.items()}
        shown = ", ".join(f"{which} {value:.2f} ms" for which, value in times.items())
        lines.append(f"a call of {size:>2}     {shown}" if times else "")
    sizes = ", ".join(f"{w} {s:,} bytes" for w, s in parity.sizes_bytes.items() if s is not None)
    lines.append(f"size             {sizes}")
    return [line.rstrip() for line in lines]


def headline(parity: Parity, name: str) -> str:
    verdict = "EQUAL" if parity.is_equal else "NOT EQUAL"
    faults = "" if parity.is_equal else f"; {parity.faults} rows or batches beyond the tolerance"
    return (
        f"{verdict}: {name}: {count_labels(parity)}; greatest difference {parity.greatest:.1e}, "
        f"tolerance {parity.tolerance:g}{faults}"
    )


def count_labels(parity: Parity) -> str:
    """Labels flipped, k of n, by where the rows come from."""
    if not has_labels(parity):
        return f"{parity.count_flips()[1]} rows"
    parts = []
    for part in parity.sets:
        flipped = int(part.comparison.flipped.sum())
        beyond = int((part.comparison.flipped & part.find_faults(parity.tolerance)).sum())
        rest = f", {beyond} beyond rounding" if flipped else ""
        parts.append(f"{flipped} of {len(part.comparison.flipped)} ({part.name}{rest})")
    return f"labels flipped: {', '.join(parts)}"


def list_cells(part: RowSet, tolerance: float) -> list[tuple[str, ...]]:
    found = part.comparison
    counts = (part.name, str(len(found.flipped)), str(int(found.flipped.sum())))
    beyond = str(int(part.find_faults(tolerance).sum()))
    cells: list[tuple[str, ...]] = [
        (*counts, beyond, name, f"{values.max(initial=0):.1e}", f"{values.mean():.1e}")
        for name, values in found.differences.items()
        if len(values)
    ]
    return cells or [(*counts, beyond, "label", "", "")]


def lay_out(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if at in (0, 4) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
