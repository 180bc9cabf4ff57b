"""The table of all cases, printed at the end of the run."""

from typing import Any

ROWS: list[tuple[str, ...]] = []


def add_row(name: str, result: Any) -> None:
    parity = result.parity
    flips, rows = parity.count_flips()
    has_labels = parity.sets[0].expected.labels is not None
    beyond = sum(
        int((s.comparison.flipped & s.find_faults(parity.tolerance)).sum()) for s in parity.sets
    )
    ROWS.append(
        (
            name,
            "equal" if result.is_equal else "NOT EQUAL",
            f"{flips} of {rows}" if has_labels else f"– of {rows}",
            str(beyond) if has_labels else "",
            f"{parity.greatest:.1e}",
            parity.recipe,
        )
    )


def lay_out() -> list[str]:
    heads = ("model", "verdict", "labels flipped", "beyond rounding", "greatest", "exported in")
    widths = [max(len(row[at]) for row in (heads, *ROWS)) for at in range(len(heads))]
    lines = []
    for row in (heads, tuple("-" * width for width in widths), *ROWS):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("| " + " | ".join(cells) + " |")
    return lines
