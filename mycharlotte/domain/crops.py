"""What to keep of a picture: a square of it as people see it, found again among its pixels as the file stores them."""

from dataclasses import dataclass
from typing import NamedTuple

from PIL.Image import Transpose

_ROUNDING = 1  # pixels by which a browser's crop may stick out

Box = tuple[float, float, float, float]  # left, top, right, bottom
Size = tuple[int, int]  # width, height


@dataclass(frozen=True, slots=True)
class Crop:
    """What a person chose to keep, in pixels of the upright picture."""

    x: float
    y: float
    width: float
    height: float


class Turn(NamedTuple):
    """How a stored picture becomes upright."""

    move: Transpose
    swaps_axes: bool
    mirrors_x: bool  # the stored x
    mirrors_y: bool  # the stored y


# By EXIF orientation (CIPA DC-008, tag 0x0112). No other value turns anything.
TURNS: dict[int, Turn] = {
    2: Turn(Transpose.FLIP_LEFT_RIGHT, swaps_axes=False, mirrors_x=True, mirrors_y=False),
    3: Turn(Transpose.ROTATE_180, swaps_axes=False, mirrors_x=True, mirrors_y=True),
    4: Turn(Transpose.FLIP_TOP_BOTTOM, swaps_axes=False, mirrors_x=False, mirrors_y=True),
    5: Turn(Transpose.TRANSPOSE, swaps_axes=True, mirrors_x=False, mirrors_y=False),
    6: Turn(Transpose.ROTATE_270, swaps_axes=True, mirrors_x=False, mirrors_y=True),
    7: Turn(Transpose.TRANSVERSE, swaps_axes=True, mirrors_x=True, mirrors_y=True),
    8: Turn(Transpose.ROTATE_90, swaps_axes=True, mirrors_x=True, mirrors_y=False),
}


def square_to_keep(stored: Size, *, turn: Turn | None, crop: Crop | None) -> Box | None:
    """Return the largest centred square of the crop, or of the whole picture, among the stored pixels.

    None when the crop is empty, or sticks out of the picture by more than the rounding of a browser.
    """
    width, height = stored[::-1] if turn and turn.swaps_axes else stored
    if crop is None:
        crop = Crop(0, 0, width, height)
    is_inside = (  # asked this way round, not-a-number is not inside
        crop.width >= 1
        and crop.height >= 1
        and crop.x >= -_ROUNDING
        and crop.y >= -_ROUNDING
        and crop.x + crop.width <= width + _ROUNDING
        and crop.y + crop.height <= height + _ROUNDING
    )
    if not is_inside:
        return None
    side = min(round(crop.width), round(crop.height), width, height)
    left = min(max(round(crop.x + (crop.width - side) / 2), 0), width - side)
    top = min(max(round(crop.y + (crop.height - side) / 2), 0), height - side)
    return _as_stored((left, top, left + side, top + side), stored, turn)


def _as_stored(upright: Box, stored: Size, turn: Turn | None) -> Box:
    left, top, right, bottom = upright
    width, height = stored
    if turn and turn.swaps_axes:
        left, top, right, bottom = top, left, bottom, right
    if turn and turn.mirrors_x:
        left, right = width - right, width - left
    if turn and turn.mirrors_y:
        top, bottom = height - bottom, height - top
    return left, top, right, bottom
