"""The face of a person: the picture, or the initials on a soft colour. Silent: the name is always written beside.

avatar(initials="CP", picture=State.picture_url, size="small")
"""

from typing import Literal

import reflex as rx

from mycharlotte.components.ui.word import Word

Size = Literal["small", "medium", "large"]

_SIZES: dict[Size, str] = {
    "small": "size-9 text-small",
    "medium": "size-12 text-body",
    "large": "size-24 text-title",
}
_PIXELS: dict[Size, str] = {"small": "36", "medium": "48", "large": "96"}


def avatar(*, initials: Word, picture: Word | None = None, size: Size = "medium") -> rx.Component:
    """A round picture, or the initials when `picture` is empty."""
    letters = rx.el.span(
        initials,
        aria_hidden="true",
        class_name=f"grid shrink-0 place-items-center rounded-full bg-brand-soft font-medium text-brand {_SIZES[size]}",
    )
    if picture is None:
        return letters
    return rx.cond(
        picture != "",
        rx.el.img(
            src=picture,
            alt="",
            width=_PIXELS[size],
            height=_PIXELS[size],
            decoding="async",
            class_name=f"shrink-0 rounded-full bg-sunken object-cover {_SIZES[size]}",
        ),
        letters,
    )
