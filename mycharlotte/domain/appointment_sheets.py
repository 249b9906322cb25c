"""Appointments as they are read: one on its sheet, the next ones in a list, for either side."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from mycharlotte.domain import appointments, cancellations, names, notes, phone, portraits, wall_clock
from mycharlotte.domain.appointments import LONGEST, Found, Side
from mycharlotte.models.appointments import CANCELLED, Appointment, Series, State
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from mycharlotte.views.appointments import AppointmentLine, AppointmentView, Party, SeriesView
from mycharlotte.views.viewer import Viewer


class Standing(StrEnum):
    """Where an appointment stands, as people say it (decision D8)."""

    COMING = "coming"
    TO_TELL = "to-tell"
    HONOURED = State.HONOURED.value
    CANCELLED_BY_PATIENT = State.CANCELLED_BY_PATIENT.value
    CANCELLED_BY_COMPANION = State.CANCELLED_BY_COMPANION.value
    NO_SHOW = State.NO_SHOW.value


def standing(state: State, ends_at: datetime, now: datetime) -> Standing:
    """Return where an appointment stands: one that is planned is to come until it ends, then to be filled in."""
    if state == State.PLANNED:
        return Standing.COMING if now < ends_at else Standing.TO_TELL
    return Standing(state)


def show(db: Session, *, viewer: Viewer, appointment_ref: str, now: datetime) -> AppointmentView:
    """Show an appointment to one of its two sides.

    Raises:
        NotFound.
    """
    found = appointments.find(db, viewer=viewer, appointment_ref=appointment_ref)
    kept, bubble = found.appointment, found.bubble
    kind = db.exec(select(ConsultationType).where(ConsultationType.id == kept.type_id)).one()
    people = {id_of(one): one for one in db.exec(select(Person).where(col(Person.id).in_(_people_of(kept))))}
    day, minute = wall_clock.local(kept.starts_at, viewer.timezone)
    place, link = where(kept.mode, kept.place)
    by = people[kept.booked_by_id]
    return AppointmentView(
        ref=kept.ref,
        version=kept.version,
        side=found.side,
        standing=standing(kept.state, kept.ends_at, now),
        bubble_ref=bubble.ref,
        bubble_name=bubble.name,
        companion=_party(people[kept.companion_id]),
        patient=_party(people[kept.patient_id], is_reached=_may_reach(db, found)),
        type_ref=kind.ref,
        type_name=kind.name,
        colour=kind.colour,
        instructions=kind.instructions,
        starts_at=kept.starts_at.isoformat(),
        ends_at=kept.ends_at.isoformat(),
        day=day.isoformat(),
        time=wall_clock.said(minute),
        minutes=int((kept.ends_at - kept.starts_at).total_seconds()) // wall_clock.HOUR,
        mode=kept.mode,
        place=place,
        link=link,
        reason=cancellations.reason_of(kept),
        note=notes.of(kept) if found.side is Side.COMPANION else "",
        series=_series(db, kept),
        may_change=kept.state == State.PLANNED and now < kept.starts_at,
        may_tell=found.side is Side.COMPANION and _may_tell(kept, now),
        is_booked_by_viewer=kept.booked_by_id == viewer.person_id,
        booked_by=_name(by.first_name, by.last_name),
    )


def upcoming(
    db: Session, *, viewer: Viewer, now: datetime, at_most: int, side: Side | None = None
) -> tuple[AppointmentLine, ...]:
    """List the viewer's next appointments, those under way included: on one side, or on both."""
    # Nothing lasts longer than LONGEST: the index then reads what is near, not all that ever was.
    to_come = (
        col(Appointment.state) == State.PLANNED,
        col(Appointment.starts_at) > now - LONGEST,
        col(Appointment.ends_at) > now,
    )
    sides = [side] if side else list(Side)
    found = [line for one in sides for line in lines(db, viewer=viewer, side=one, where=to_come, now=now, most=at_most)]
    return tuple(sorted(found, key=lambda line: (line.starts_at, line.ref))[:at_most])


def lines(
    db: Session, *, viewer: Viewer, side: Side, where: tuple[sa.ColumnElement[bool], ...], now: datetime, most: int
) -> Iterator[AppointmentLine]:
    """Go through the viewer's appointments on one side of which all of `where` is true, the earliest first.

    A companion sees those of the bubbles where they have a place now.
    """
    mine, theirs = {
        Side.COMPANION: (col(Appointment.companion_id), col(Appointment.patient_id)),
        Side.PATIENT: (col(Appointment.patient_id), col(Appointment.companion_id)),
    }[side]
    other = aliased(Person)
    query = (
        select(Appointment, Bubble, ConsultationType, other)
        .join(Bubble, col(Bubble.id) == col(Appointment.bubble_id))
        .join(ConsultationType, col(ConsultationType.id) == col(Appointment.type_id))
        .join(other, col(other.id) == theirs)
        .where(mine == viewer.person_id, *where)
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .limit(most)
    )
    if side is Side.COMPANION:
        query = query.where(col(Appointment.bubble_id).in_(_bubbles_kept(viewer)))
    for row in db.exec(query):
        yield _line(*row, side=side, now=now)


def where(mode: Mode | str, place: str) -> tuple[str, str]:
    """Return a stored place as people read it, and what it opens: a telephone number, a video call, or nothing."""
    if not place:
        return "", ""
    match mode:
        case Mode.PHONE:
            return phone.shown(place), f"tel:{place}"
        case Mode.VIDEO:
            return place, place
        case _:
            return place, ""


def _bubbles_kept(viewer: Viewer) -> sa.Select[Any]:
    """Select the bubbles where the viewer is a companion now, as the database says."""
    return sa.select(col(Membership.bubble_id)).where(
        col(Membership.person_id) == viewer.person_id,
        col(Membership.role) == Role.COMPANION,
        col(Membership.ended_at).is_(None),
    )


def _line(
    kept: Appointment, bubble: Bubble, kind: ConsultationType, other: Person, *, side: Side, now: datetime
) -> AppointmentLine:
    place, link = where(kept.mode, kept.place)
    return AppointmentLine(
        ref=kept.ref,
        version=kept.version,
        side=side,
        standing=standing(kept.state, kept.ends_at, now),
        name=_name(other.first_name, other.last_name),
        timezone=other.timezone,
        bubble_name=bubble.name,
        type_name=kind.name,
        colour=kind.colour,
        starts_at=kept.starts_at.isoformat(),
        ends_at=kept.ends_at.isoformat(),
        mode=kept.mode,
        place=place,
        link=link,
    )


def _people_of(kept: Appointment) -> set[int]:
    return {kept.companion_id, kept.patient_id, kept.booked_by_id}


def _may_reach(db: Session, found: Found) -> bool:
    """Tell whether the viewer reads how to reach the patient: their companion, while the patient belongs there."""
    kept = found.appointment
    return found.side is Side.COMPANION and appointments.is_there(db, kept.bubble_id, kept.patient_id, Role.PATIENT)


def _may_tell(kept: Appointment, now: datetime) -> bool:
    """Tell whether the appointment began: one that was cancelled before did not."""
    return kept.starts_at <= now and not (kept.cancelled_at and kept.cancelled_at < kept.starts_at)


def _party(person: Person, *, is_reached: bool = False) -> Party:
    return Party(
        ref=person.ref,
        name=_name(person.first_name, person.last_name),
        initials=names.initials(person.first_name, person.last_name),
        picture_url=portraits.url(person.picture_ref or "", portraits.Size.SMALL),
        phone=phone.shown(person.phone) if is_reached else "",
        dialled=person.phone if is_reached else "",
        email=person.email if is_reached else "",
        timezone=person.timezone,
    )


def _series(db: Session, kept: Appointment) -> SeriesView:
    if kept.series_id is None:
        return SeriesView()
    rule = db.exec(select(Series).where(Series.id == kept.series_id)).one()
    # Those that take place: a cancelled one has no number.
    held = list(
        db.exec(
            select(Appointment.id)
            .join(Series, col(Series.id) == col(Appointment.series_id))
            .where(Series.course == rule.course, col(Appointment.state).not_in(CANCELLED))
            .order_by(col(Appointment.starts_at), col(Appointment.id))
        )
    )
    number = held.index(kept.id) + 1 if kept.id in held else 0
    return SeriesView(rule.ref, rule.every_weeks, number, len(held))


def _name(first_name: str, last_name: str) -> str:
    return f"{first_name} {last_name}".strip()
