"""A form that somebody else may save meanwhile: the version it was filled from, and a choice between two values.

version_field("version", State.version.to(str), serial=State.settled)
version_choice("phone", mine=clash.mine, theirs=clash.theirs, is_mine=clash.is_mine, words=VersionWords(…))
"""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from mycharlotte.components.ui.button import look
from mycharlotte.components.ui.word import Flag, Word

_SCRIPT = rx.asset("scripts/versions.js").importable_path


@dataclass(frozen=True, kw_only=True)
class VersionWords:
    """Which version the field holds, and what puts the other one there."""

    holds_mine: Word
    holds_theirs: Word
    take_mine: Word
    take_theirs: Word


class Version(rx.Component):
    """What a form carries without showing it."""

    library = _SCRIPT
    tag = "Version"

    name: rx.Var[str]
    value: rx.Var[str]
    serial: rx.Var[int]

    _is_form_control = True


class VersionChoice(rx.Component):
    """The words and the button."""

    library = _SCRIPT
    tag = "VersionChoice"

    field: rx.Var[str]
    mine: rx.Var[str]
    theirs: rx.Var[str]
    is_mine: rx.Var[bool]
    words: rx.Var[dict[str, Any]]
    held_class_name: rx.Var[str]
    button_class_name: rx.Var[str]


def version_field(name: str, value: Word, *, serial: rx.Var[int]) -> rx.Component:
    """The version that the form was filled from: once something is typed, it changes only when `serial` grows."""
    return Version.create(name=name, value=value, serial=serial)


def version_choice(field: Word, *, mine: Word, theirs: Word, is_mine: Flag, words: VersionWords) -> rx.Component:
    """What a field holds, and the way to the other version. What was not typed here (`is_mine`) is theirs at first."""
    said = {
        "holdsMine": words.holds_mine,
        "holdsTheirs": words.holds_theirs,
        "takeMine": words.take_mine,
        "takeTheirs": words.take_theirs,
    }
    return VersionChoice.create(
        key=f"{field}:{theirs}",
        field=field,
        mine=mine,
        theirs=theirs,
        is_mine=is_mine,
        words=said,
        held_class_name="font-medium",
        button_class_name=look("quiet"),
    )
