"""What patients may book, in words, in both languages, with the addresses that lead on."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TypeAlias
from zoneinfo import ZoneInfo

from mycharlotte import routes
from mycharlotte.domain import names, phone, portraits, self_booking, wall_clock
from mycharlotte.domain.bookable import Choice
from mycharlotte.domain.booking_steps import Asked, At, Step
from mycharlotte.domain.patient_slots import Week
from mycharlotte.domain.self_booking import STARTS
from mycharlotte.domain.slots import Slot
from mycharlotte.locales import say
from mycharlotte.locales.dates import spoken_date, spoken_day, spoken_time, spoken_zone
from mycharlotte.locales.durations import spoken_duration
from mycharlotte.models.base import now
from mycharlotte.models.consultations import Mode
from mycharlotte.models.people import Person
from mycharlotte.states import meeting_times
from mycharlotte.states.consultation_words import MODES
from mycharlotte.views.appointments import Spoken
from mycharlotte.views.self_booking import (
    CompanionChoice,
    DayChoices,
    SlotChoice,
    Summary,
    TypeChoice,
    WeekChoices,
)

Address: TypeAlias = Callable[..., str]  # of `day`, or of `start`


def said(words: Callable[[str], str]) -> Spoken:
    """Say something in both languages."""
    return Spoken(words("fr"), words("en"))


def mode(where: Mode) -> Spoken:
    """Say where a consultation happens."""
    return said(lambda language: say(language, MODES[where]))


def type_choices(choices: Sequence[Choice]) -> list[TypeChoice]:
    """Put the types that may be booked in words."""
    return [type_choice(one) for one in choices]


def type_choice(choice: Choice) -> TypeChoice:
    """Put a type that may be booked in words."""
    kind = choice.kind
    return TypeChoice(
        ref=kind.ref,
        bubble=choice.bubble.ref,
        bubble_name=choice.bubble.name,
        name=kind.name,
        colour=kind.colour,
        instructions=kind.instructions,
        lasts=said(lambda language: spoken_duration(language, kind.minutes)),
        mode=mode(Mode(kind.mode)),
        companion=name(choice.companions[0]) if len(choice.companions) == 1 else "",
        href=routes.booking(choice.bubble.ref, kind.ref),
    )


def companion_choices(step: Step) -> list[CompanionChoice]:
    """Put those who give a type in words, whom the patient is dedicated to first."""
    choice = step.choice
    if choice is None:
        return []
    ordered = sorted(choice.companions, key=lambda one: one.id not in step.follow)
    return [
        CompanionChoice(
            ref=one.ref,
            name=name(one),
            initials=names.initials(one.first_name, one.last_name),
            picture_url=portraits.url(one.picture_ref or "", portraits.Size.SMALL),
            follows=one.id in step.follow,
            href=routes.booking(choice.bubble.ref, choice.kind.ref, one.ref),
        )
        for one in ordered
    ]


def week_choices(week: Week, to: Address, zone: str, *, companion: Person | None) -> WeekChoices:
    """Put the free times of a week in words, day by day; `to` makes the addresses that lead on."""
    by_day = groupby(week.slots, key=lambda slot: wall_clock.local(slot.starts_at, zone)[0])
    last = week.first + timedelta(days=6)
    return WeekChoices(
        days=tuple(
            DayChoices(day.isoformat(), _day(day), tuple(slot_choices(list(slots), to, zone))) for day, slots in by_day
        ),
        words=said(
            lambda language: say(
                language,
                "Du {first} au {last}",
                first=spoken_day(language, week.first),
                last=spoken_day(language, last),
            )
        ),
        earlier=_on(to, week.earlier),
        later=_on(to, week.later),
        sooner=_on(to, week.sooner),
        sooner_words=_day(week.sooner) if week.sooner else Spoken(),
        clocks=_clocks(companion, zone),
    )


def slot_choices(slots: Sequence[Slot], to: Address, zone: str) -> list[SlotChoice]:
    """Put free times in words."""
    return [slot_choice(slot.starts_at, to, zone) for slot in slots]


def slot_choice(at: datetime, to: Address, zone: str) -> SlotChoice:
    """Put a free time in words."""
    start, present = at.strftime(STARTS), now()
    return SlotChoice(
        at=start,
        words=said(lambda language: spoken_time(language, at, zone)),
        full=said(lambda language: spoken_date(language, at, zone, present)),
        href=to(start=start),
    )


def address(asked: Asked) -> Address:
    """Return what makes the addresses of the steps after those that an address tells."""
    return partial(routes.booking, asked.bubble, asked.type, asked.companion)


def summary(step: Step, zone: str) -> Summary:
    """Put in words what is about to be booked, with the rules that come with it."""
    wish = step.wish
    if wish is None:
        return Summary()
    kind, companion = wish.choice.kind, wish.companion
    is_phone = self_booking.asks_phone(kind)
    return Summary(
        type_name=kind.name,
        colour=kind.colour,
        instructions=kind.instructions,
        lasts=said(lambda language: spoken_duration(language, kind.minutes)),
        mode=mode(Mode(kind.mode)),
        is_video=kind.mode == Mode.VIDEO,
        asks="phone" if is_phone else "address" if kind.mode == Mode.AT_HOME else "",
        place=phone.shown(step.place) if is_phone and step.place else step.place,
        companion=companion.ref,
        companion_name=name(companion),
        initials=names.initials(companion.first_name, companion.last_name),
        picture_url=portraits.url(companion.picture_ref or "", portraits.Size.SMALL),
        at=wish.starts_at.strftime(STARTS),
        when=meeting_times.told(wish.starts_at, wish.ends_at, zone=zone, other_zone=companion.timezone),
        cancel=rule(wish.starts_at, kind.cancel_minutes, zone),
        move=rule(wish.starts_at, kind.move_minutes, zone),
    )


def rule(starts_at: datetime, minutes: int | None, zone: str) -> Spoken:
    """Say until when a patient may do something alone: an instant speaks better than « 24 h avant »."""
    if minutes is None:
        return said(lambda language: say(language, "Pas en ligne : contactez votre accompagnant."))
    until, present = starts_at - timedelta(minutes=minutes), now()
    if until < present:
        return said(lambda language: say(language, "Plus possible en ligne : il est trop tard."))
    return said(
        lambda language: say(
            language, "Possible en ligne jusqu’à {date}.", date=spoken_date(language, until, zone, present)
        )
    )


def back(step: Step, asked: Asked) -> str:
    """Return the address of the step before; that of one's appointments before the first."""
    if step.at in {At.WHAT, At.NOWHERE} or step.choice is None:
        return routes.MY_APPOINTMENTS
    if step.at == At.WHOM or (step.at == At.WHEN and len(step.choice.companions) == 1):
        return routes.BOOK
    return routes.booking(asked.bubble, asked.type, "" if step.at == At.WHEN else asked.companion)


def name(person: Person) -> str:
    """Return how a person is called."""
    return f"{person.first_name} {person.last_name}".strip()


def _day(day: date) -> Spoken:
    return said(lambda language: spoken_day(language, day))


def _on(to: Address, day: date | None) -> str:
    return to(day=day.isoformat()) if day else ""


def _clocks(companion: Person | None, zone: str) -> Spoken:
    if companion is None:
        return Spoken()
    present = now()
    if present.astimezone(ZoneInfo(zone)).utcoffset() == present.astimezone(ZoneInfo(companion.timezone)).utcoffset():
        return Spoken()
    return said(
        lambda language: say(
            language,
            "Les heures sont les vôtres, à l’heure de {mine}. {name} est à l’heure de {theirs}.",
            mine=spoken_zone(language, zone),
            name=name(companion),
            theirs=spoken_zone(language, companion.timezone),
        )
    )
