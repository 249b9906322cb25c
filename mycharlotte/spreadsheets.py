"""Files that people open in a spreadsheet (RFC 4180): every CSV that leaves us is written here.

Spreadsheets open them as they are: a mark tells that they are UTF-8, columns are parted as each language expects, and
no cell can be taken for a formula (OWASP, CSV injection).
"""

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
DELIMITERS = {"fr": ";", "en": ","}
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def begun(columns: Sequence[str], language: str) -> str:
    """Return the start of a file: its mark, and the names of its columns."""
    return BYTE_ORDER_MARK + written([columns], language)


def written(rows: Iterable[Sequence[str]], language: str) -> str:
    """Return rows as they are written in a file, every cell as text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=DELIMITERS[language], quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def headers(filename: str) -> dict[str, str]:
    """Return the headers of an answer that is such a file, to be saved under this name and kept by no cache."""
    return {
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Content-Type": "text/csv; charset=utf-8",
        "Cache-Control": "no-store",
    }


def as_text(cell: str) -> str:
    """Keep a cell from being read as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULAS) else cell
