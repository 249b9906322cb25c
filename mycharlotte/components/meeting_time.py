"""When an appointment is, with the time of the other side where it differs."""

from typing import Any

import reflex as rx

from mycharlotte.states.session import SessionState


def meeting_time(when: Any, *, class_name: str = "") -> rx.Component:
    """The words of a `views.meeting_times.MeetingTime`; the other side's time stands beneath, when it is another."""
    is_english = SessionState.language == "en"
    return rx.el.div(
        rx.el.time(rx.cond(is_english, when.english, when.french), date_time=when.iso),
        rx.cond(
            when.elsewhere_french != "",
            rx.el.p(
                rx.cond(is_english, when.elsewhere_english, when.elsewhere_french),
                class_name="text-small font-normal text-muted",
            ),
        ),
        class_name=class_name,
    )
