"""Every page, walked: each control has a label, each button and link a name, each picture its words."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import reflex as rx

from mycharlotte import app
from mycharlotte.pages import not_found

PAGES = [*((path, draw) for path, draw, _name, _load in app.PAGES), ("404", not_found.not_found)]
CONTROLS = {
    "input",
    "select",
    "textarea",
    "PasswordInput",
    "NewPasswordInput",
    "CodeInput",
    "LongText",
    "SearchInput",
}
SPEAKING = {"aria_label", "aria-label"}

pages = pytest.mark.parametrize("draw", [draw for _, draw in PAGES], ids=[path for path, _ in PAGES])


def walk(piece: rx.Component) -> Iterator[rx.Component]:
    """Go through a page, from the outside in."""
    yield piece
    for child in piece.children:
        yield from walk(child)  # type: ignore[arg-type]


def plain(value: object) -> str:
    """Return the text of a literal variable, or of a text."""
    return str(getattr(value, "_var_value", value) or "")


def kind(piece: rx.Component) -> str:
    """Name the element."""
    return str(piece.tag or type(piece).__name__).strip('"')


def is_drawing(piece: rx.Component) -> bool:
    """Tell whether it is an icon: the one of a link has the name of a link."""
    return str(piece.library).startswith("lucide")


def is_named(piece: rx.Component) -> bool:
    """Tell whether a screen reader finds words in it."""
    has_text = any(type(inner).__name__ == "Bare" for inner in walk(piece))
    return has_text or bool(SPEAKING & set(piece.custom_attrs)) or bool(getattr(piece, "label", None))


@pages
def test_every_control_has_a_label(draw: Callable[[], rx.Component]) -> None:
    everything = list(walk(draw()))
    named = {plain(getattr(piece, "html_for", "")) for piece in everything if kind(piece) == "label"}
    inside = {id(inner) for piece in everything if kind(piece) == "label" for inner in walk(piece)}
    for piece in everything:
        if kind(piece) in CONTROLS and plain(getattr(piece, "type", "")) != "hidden":
            assert id(piece) in inside or plain(piece.id) in named - {""}, f"{kind(piece)} {plain(piece.id)}"


@pages
def test_every_label_is_that_of_a_control(draw: Callable[[], rx.Component]) -> None:
    everything = list(walk(draw()))
    ids = Counter(plain(piece.id) for piece in everything if kind(piece) in CONTROLS)
    labels = Counter(plain(getattr(piece, "html_for", "")) for piece in everything if kind(piece) == "label")
    for name in set(labels) - {""}:
        assert labels[name] == ids[name], name  # of those that take turns (one method or another), each has its own


@pages
def test_every_button_and_link_has_a_name(draw: Callable[[], rx.Component]) -> None:
    for piece in walk(draw()):
        if kind(piece) in {"button", "a", "Link", "ReactRouterLink", "JumpLink"} and not is_drawing(piece):
            assert is_named(piece), piece


@pages
def test_every_picture_says_what_it_is_or_that_it_says_nothing(draw: Callable[[], rx.Component]) -> None:
    for piece in walk(draw()):
        if kind(piece) == "img":
            assert getattr(piece, "alt", None) is not None


@pages
def test_every_page_has_one_main_part_and_one_title(draw: Callable[[], rx.Component]) -> None:
    kinds = [kind(piece) for piece in walk(draw())]
    assert kinds.count("main") == 1
    assert kinds.count("PageTitle") + kinds.count("h1") == 1


@pages
def test_every_submit_button_is_in_a_form(draw: Callable[[], rx.Component]) -> None:
    everything = list(walk(draw()))
    in_forms = {
        id(inner) for piece in everything if kind(piece) in {"EventForm", "PostForm", "form"} for inner in walk(piece)
    }
    for piece in everything:
        if kind(piece) == "button" and plain(getattr(piece, "type", "")) == "submit":
            assert id(piece) in in_forms
