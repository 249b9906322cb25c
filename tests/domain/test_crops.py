"""The square that a person chose is the one that is kept, however the file stores its pixels."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from mycharlotte.domain.crops import TURNS, Crop, Turn, square_to_keep

sides = st.integers(1, 24)
turns = st.sampled_from([None, *TURNS.values()])


@given(sides, sides, turns, st.data())
def test_cutting_the_stored_pixels_then_turning_is_turning_then_cutting(
    width: int, height: int, turn: Turn | None, data: st.DataObject
) -> None:
    stored = Image.frombytes("L", (width, height), bytes(index % 256 for index in range(width * height)))
    upright = stored.transpose(turn.move) if turn else stored
    side = data.draw(st.integers(1, min(upright.size)))
    x = data.draw(st.integers(0, upright.width - side))
    y = data.draw(st.integers(0, upright.height - side))

    box = square_to_keep(stored.size, turn=turn, crop=Crop(x, y, side, side))

    assert box
    cut = stored.crop(box)
    assert (cut.transpose(turn.move) if turn else cut).tobytes() == upright.crop((x, y, x + side, y + side)).tobytes()


@given(sides, sides, turns)
def test_without_a_crop_the_largest_centred_square_is_kept(width: int, height: int, turn: Turn | None) -> None:
    box = square_to_keep((width, height), turn=turn, crop=None)
    assert box
    left, top, right, bottom = box
    assert right - left == bottom - top == min(width, height)
    assert abs(left - (width - right)) <= 1
    assert abs(top - (height - bottom)) <= 1


numbers = st.floats(allow_nan=True, allow_infinity=True)


@given(sides, sides, turns, st.builds(Crop, numbers, numbers, numbers, numbers))
def test_whatever_a_browser_asks_for_nothing_outside_of_the_picture_is_kept(
    width: int, height: int, turn: Turn | None, crop: Crop
) -> None:
    if box := square_to_keep((width, height), turn=turn, crop=crop):
        left, top, right, bottom = box
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert right - left == bottom - top


def test_a_browser_may_round_by_one_pixel() -> None:
    assert square_to_keep((100, 80), turn=None, crop=Crop(-0.5, 0.4, 80.6, 80.6)) == (0, 0, 80, 80)
    assert square_to_keep((100, 80), turn=None, crop=Crop(20.4, 0, 80.2, 80)) == (20, 0, 100, 80)


@pytest.mark.parametrize(
    "crop",
    [
        Crop(0, 0, 0, 0),
        Crop(0, 0, -5, 5),
        Crop(-2, 0, 10, 10),
        Crop(0, 75, 10, 10),
        Crop(0, 0, 102, 50),
        Crop(math.nan, 0, 10, 10),
        Crop(0, 0, math.inf, 10),
    ],
)
def test_an_empty_crop_or_one_outside_of_the_picture_keeps_nothing(crop: Crop) -> None:
    assert square_to_keep((100, 80), turn=None, crop=crop) is None
