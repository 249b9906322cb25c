"""What was measured: rows, the table they make, and what moved since the one that was kept."""

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

BASELINE = Path(__file__).parent / "baseline.json"
# Ratios of one machine differ by that much from run to run.
NOISE = 0.15


@dataclass(frozen=True)
class Row:
    """One figure. With a reference, what counts is the ratio; otherwise `ours` itself."""

    name: str
    unit: str
    ours: float
    reference: float | None = None
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def figure(self) -> float:
        """What is held against the target."""
        return self.ours if self.ratio is None else self.ratio

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None when there is none."""
        if self.at_most is not None:
            return self.figure <= self.at_most
        return None if self.at_least is None else self.figure >= self.at_least

    @property
    def target(self) -> str:
        """The target in signs."""
        sign = "×" if self.ratio is not None else ""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}{sign}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}{sign}"


def compared(
    name: str,
    unit: str,
    rounds: Sequence[tuple[float, float]],
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    note: str = "",
) -> Row:
    """Make a row of interleaved rounds (ours, reference): medians, and the median and extremes of their ratios."""
    ratios = [ours / reference for ours, reference in rounds]
    return Row(
        name,
        unit,
        median(ours for ours, _ in rounds),
        median(reference for _, reference in rounds),
        median(ratios),
        (min(ratios), max(ratios)),
        at_most,
        at_least,
        note,
    )


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that `percent` % of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def table(rows: Iterable[Row]) -> str:
    """Draw the table."""
    lines = [("", "measured", "beside", "ratio", "(lowest–highest)", "target", "")]
    for row in rows:
        verdict = {True: "✓", False: "✗ MISSED", None: ""}[row.is_met]
        lines.append(
            (
                row.name,
                f"{_short(row.ours)} {row.unit}".strip(),
                "" if row.reference is None else f"{_short(row.reference)} {row.unit}".strip(),
                "" if row.ratio is None else f"{row.ratio:.2f}×",
                "" if row.spread is None else f"{row.spread[0]:.2f}–{row.spread[1]:.2f}",
                row.target,
                f"{verdict}  {row.note}".strip(),
            )
        )
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    return "\n".join(_aligned(line, widths) for line in lines)


def write(rows: Iterable[Row], path: Path) -> None:
    """Keep rows in a file."""
    machine = {"system": platform.system(), "machine": platform.machine(), "python": platform.python_version()}
    kept = {"machine": machine, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def moved(rows: Iterable[Row], path: Path = BASELINE) -> str:
    """Say what is worse or better than what was kept, beyond the noise of one machine."""
    if not path.is_file():
        return "Nothing to compare with: no baseline was kept (--save)."
    kept = {row["name"]: row for row in json.loads(path.read_text(encoding="utf-8"))["rows"]}
    lines = []
    for row in rows:
        if (old := kept.get(row.name)) is None:
            lines.append(f"  {row.name}: new")
            continue
        before = old["ours"] if old["ratio"] is None else old["ratio"]
        change = (row.figure - before) / before if before else 0.0
        if abs(change) > NOISE:
            lines.append(f"  {row.name}: {_short(before)} → {_short(row.figure)} ({change:+.0%})")
    return "\n".join(["Since the baseline:", *lines]) if lines else "Nothing moved since the baseline."


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    """Names to the left, figures to the right, words at the end as they come."""
    name, *figures, words = line
    aligned = [figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=False)]
    return "  ".join((name.ljust(widths[0]), *aligned, words)).rstrip()


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004
