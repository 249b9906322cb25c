"""Those who wait and what is held for them, in words, in both languages."""

from datetime import datetime

from mycharlotte import routes
from mycharlotte.domain import phone, self_booking, wall_clock
from mycharlotte.domain.waiting_list import Waiting
from mycharlotte.locales.dates import spoken_date, spoken_day, spoken_day_of, spoken_time
from mycharlotte.models.base import now
from mycharlotte.models.consultations import Mode
from mycharlotte.states import booking_words, meeting_times
from mycharlotte.states.booking_words import name, said
from mycharlotte.views.appointments import Spoken
from mycharlotte.views.meeting_times import MeetingTime
from mycharlotte.views.waiting import HeldSlot, WaitLine


def held(waiting: Waiting, zone: str) -> HeldSlot:
    """Put in words the slot that is held for the reader."""
    offer, kind, companion = waiting.offer, waiting.kind, waiting.companion
    if offer is None or companion is None:
        return HeldSlot()
    is_phone = self_booking.asks_phone(kind)
    return HeldSlot(
        ref=offer.ref,
        type_name=kind.name,
        colour=kind.colour,
        companion=name(companion),
        mode=kind.mode,
        asks="phone" if is_phone else "address" if kind.mode == Mode.AT_HOME else "",
        place=phone.shown(waiting.patient.phone) if is_phone and waiting.patient.phone else "",
        when=meeting_times.told(offer.starts_at, offer.ends_at, zone=zone, other_zone=companion.timezone),
        until=_until(offer.held_until, zone),
    )


def of_oneself(waiting: Waiting, zone: str) -> WaitLine:
    """Put in words what the reader waits for."""
    wait = waiting.wait
    until = wait.until
    return WaitLine(
        ref=wait.ref,
        type_name=waiting.kind.name,
        colour=waiting.kind.colour,
        bubble_name=waiting.bubble.name,
        companion=name(waiting.companion) if wait.companion_id and waiting.companion else "",
        since=said(lambda language: spoken_day_of(language, wait.created_at, zone)),
        until=said(lambda language: spoken_day(language, until)) if until else Spoken(),
    )


def of_patient(waiting: Waiting, zone: str) -> WaitLine:
    """Put in words who waits, for a companion."""
    wait, offer, patient = waiting.wait, waiting.offer, waiting.patient
    mine = of_oneself(waiting, zone)
    return WaitLine(
        **vars(mine)
        | {
            "patient": name(patient),
            "booking": f"{routes.of_bubble(routes.NEW_APPOINTMENT, waiting.bubble.ref)}"
            f"&{routes.PATIENT_PARAMETER}={patient.ref}&{routes.TYPE_PARAMETER}={waiting.kind.ref}",
            "held": meeting_times.told(offer.starts_at, offer.ends_at, zone=zone, other_zone=patient.timezone)
            if offer
            else MeetingTime(),
            "held_until": _at(offer.held_until, zone) if offer else Spoken(),
            "since": _at(wait.created_at, zone),
        }
    )


def _until(at: datetime, zone: str) -> Spoken:
    """Say until when: the hour alone when it is today."""
    is_today = wall_clock.local(at, zone)[0] == wall_clock.local(now(), zone)[0]
    return booking_words.said(lambda language: spoken_time(language, at, zone)) if is_today else _at(at, zone)


def _at(at: datetime, zone: str) -> Spoken:
    present = now()
    return booking_words.said(lambda language: spoken_date(language, at, zone, present))
