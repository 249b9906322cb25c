"""The fields of something that two people plan: they help one another, in the browser.

meeting_fields(day_field(…), time_field(…), submit_saying(…), phone=State.patient.phone)
day_field("day", "Jour", default=State.day, refusal=State.refusal)
time_field("time", "Heure", default=State.time, refusal=State.refusal)
"""

from typing import Any

import reflex as rx

from mycharlotte.components.ui.button import look
from mycharlotte.components.ui.fields import text_field
from mycharlotte.components.ui.word import Flag, Word

_SCRIPT = rx.asset("scripts/meeting_fields.js").importable_path


class MeetingFields(rx.Component):
    """What surrounds the fields."""

    library = _SCRIPT
    tag = "MeetingFields"

    phone: rx.Var[str]
    keeps_length: rx.Var[bool]


class SubmitSaying(rx.Component):
    """The button and what it says."""

    library = _SCRIPT
    tag = "SubmitSaying"

    name: rx.Var[str]
    value: rx.Var[str]

    _is_form_control = True


def meeting_fields(
    *fields: rx.Component, phone: Word = "", keeps_length: Flag = False, class_name: str = "group grid gap-6"
) -> rx.Component:
    """The fields; `phone` is proposed when people meet by telephone and no patient is chosen in the form."""
    return MeetingFields.create(*fields, phone=phone, keeps_length=keeps_length, class_name=class_name)


def submit_saying(label: Word, *, name: str, value: rx.Var[str]) -> rx.Component:
    """A second button of a form, shown while it has a `value`, which the field `name` carries when it is pressed."""
    return SubmitSaying.create(label, name=name, value=value, class_name=look("quiet"))


def day_field(name: str, label: Word, *, default: Any, refusal: Any, hint: Word | None = None) -> rx.Component:
    """A day, chosen as the browser lets one; it also takes what people write where it has no calendar."""
    return text_field(
        name, label, default=default, refusal=refusal, hint=hint, type="date", min="2000-01-01", max="2199-12-31"
    )


def time_field(name: str, label: Word, *, default: Any, refusal: Any, hint: Word | None = None) -> rx.Component:
    """A time of the day, as `day_field` does."""
    return text_field(name, label, default=default, refusal=refusal, hint=hint, type="time")


def slot_button(label: Word, *, day: Word, time: Word) -> rx.Component:
    """A time to put in the fields."""
    return rx.el.button(
        label, type="button", class_name=look("quiet"), custom_attrs={"data-day": day, "data-time": time}
    )
