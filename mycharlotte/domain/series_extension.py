"""A series goes on: so many more, after its last."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, select

from mycharlotte.domain import appointments, audit, booking, consultation_types, limits, moves, recurrence, series
from mycharlotte.domain import series_editing as editing
from mycharlotte.domain.appointments import Found
from mycharlotte.domain.booking import Plan
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.recurrence import Rule
from mycharlotte.domain.series import Preview
from mycharlotte.domain.series_dates import Choice, Judged
from mycharlotte.domain.series_editing import Course
from mycharlotte.models.appointments import CANCELLED, Appointment, Change
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer


def preview(
    db: Session, *, by: Viewer, appointment_ref: str, times: str, choices: Collection[Choice] = (), now: datetime
) -> Preview:
    """Return the dates that a series would have besides, after its last.

    Raises:
        NotFound, NotAllowed, NoSeries, TimesRefused, SeriesTooLong, TypeNotBookable, PatientNotThere.
    """
    found = series.find(db, by=by, appointment_ref=appointment_ref)
    course = series.course_of(db, found)
    return Preview(_further(db, found, course, by=by, times=times, choices=choices, now=now)[2], series.stamp(course))


def extend(
    db: Session, *, by: Viewer, appointment_ref: str, seen: str, times: str, choices: Collection[Choice], now: datetime
) -> tuple[list[Appointment], Change]:
    """Book so many more of a series, as the preview showed; return them, and what undoes them.

    Raises:
        As `preview`; and SeriesChanged, TooManyTries, DatesToSettle, NothingToBook.
    """
    found, course = editing.find_as_seen(db, by=by, appointment_ref=appointment_ref, seen=seen)
    limits.spend(Limit.APPOINTMENTS_BY_PERSON, by.ref)
    plan, rule, dates = _further(db, found, course, by=by, times=times, choices=choices, now=now)
    same = editing.rule_with(found, course).course
    made, change = series.store(db, plan, rule, series.settled(dates), course=same, by=by, now=now)
    editing.remember(db, audit.Action.SERIES_CHANGED, found, by=by, times=len(made), now=now)
    return made, change


def _further(
    db: Session,
    found: Found,
    course: Course,
    *,
    by: Viewer,
    times: str,
    choices: Collection[Choice],
    now: datetime,
) -> tuple[Plan, Rule, tuple[Judged, ...]]:
    kept, last = max(
        ((one, rule) for one, rule in course if one.state not in CANCELLED or not _is_held(course)),
        key=lambda pair: (pair[0].planned_on or pair[1].starts_on, pair[0].starts_at),
    )
    rule = series.rule_of(last)
    day = kept.planned_on or rule.starts_on
    while recurrence.on(rule, day + rule.step).starts_at <= now:
        day += rule.step
    rule = recurrence.after(rule, day, recurrence.read_times(times, at_least=1))
    plan = _like(db, found, kept, rule, by=by)
    return plan, rule, series.dates(db, plan, rule, choices, now=now)


def _is_held(course: Course) -> bool:
    return any(one.state not in CANCELLED for one, _ in course)


def _like(db: Session, found: Found, kept: Appointment, rule: Rule, *, by: Viewer) -> Plan:
    """Return the plan of appointments like one that is, which its companion may still book.

    Raises:
        TypeNotBookable, PatientNotThere.
    """
    kind = moves.kind_of(db, kept)
    if kind.id not in [one.id for one in consultation_types.given_in(db, found.bubble, by)]:
        raise booking.TypeNotBookable
    if not appointments.is_there(db, kept.bubble_id, kept.patient_id, Role.PATIENT):
        raise booking.PatientNotThere
    patient = db.exec(select(Person).where(Person.id == kept.patient_id)).one()
    starts_at = recurrence.on(rule, rule.starts_on).starts_at
    minutes = (kept.ends_at - kept.starts_at) // timedelta(minutes=1)
    return Plan(found.bubble, kind, kept.companion_id, patient, starts_at, minutes, kept.mode, kept.place)
