"""QR codes as drawings: black on white whatever the colours of the page, with the quiet zone that readers need."""

import base64
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4  # modules (ISO/IEC 18004 §9.1)


def svg(text: str) -> str:
    """Draw a text, at most 2 331 bytes; one unit of the drawing is one module. Takes some 10 ms."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    side, dark = len(rows), "".join(_strips(y, row) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dark}"/></svg>'
    )


def image(text: str) -> str:
    """Draw a text, as the source of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg(text).encode()).decode()


def _strips(y: int, row: list[bool]) -> str:
    """Draw the dark modules of a row, those that touch together."""
    drawn, x = [], 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            drawn.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(drawn)
