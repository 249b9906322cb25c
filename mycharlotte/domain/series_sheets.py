"""A series as it is read beside one of its appointments: which one this is, when the others are, how they stand."""

from datetime import datetime

from sqlmodel import Session

from mycharlotte.domain import appointments, series, series_editing
from mycharlotte.domain.appointment_sheets import standing
from mycharlotte.domain.appointments import Side
from mycharlotte.models.appointments import CANCELLED, State
from mycharlotte.views.series import CourseView, SeriesLine
from mycharlotte.views.viewer import Viewer


def show(db: Session, *, viewer: Viewer, appointment_ref: str, now: datetime) -> CourseView:
    """Show the series of an appointment to one of its two sides; nothing when it is of none.

    Raises:
        NotFound.
    """
    found = appointments.find(db, viewer=viewer, appointment_ref=appointment_ref)
    this = found.appointment
    if this.series_id is None:
        return CourseView()
    course = series.course_of(db, found)
    held = [one.id for one, _ in course if one.state not in CANCELLED]
    number = {one_id: place for place, one_id in enumerate(held, start=1)}
    coming = [one for one, _ in course if one.state == State.PLANNED and one.starts_at > now]
    rule = series_editing.rule_with(found, course)
    return CourseView(
        ref=rule.course,
        number=number.get(this.id, 0),
        count=len(held),
        to_come=len(coming),
        following=sum((one.starts_at, one.id) >= (this.starts_at, this.id) for one in coming) if this in coming else 0,
        every_weeks=rule.every_weeks,
        seen=series.stamp(course),
        may_change=found.side is Side.COMPANION,
        lines=tuple(
            SeriesLine(
                ref=one.ref,
                number=number.get(one.id, 0),
                standing=standing(one.state, one.ends_at, now),
                starts_at=one.starts_at.isoformat(),
                ends_at=one.ends_at.isoformat(),
                is_this=one is this,
            )
            for one, _ in course
        ),
    )
