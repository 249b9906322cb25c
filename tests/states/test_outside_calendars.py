"""The pages of outside calendars, reminders and time zones: what they show, and what no variable ever holds."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import outside_reading
from mycharlotte.domain.outside_failures import Failure
from mycharlotte.models.calendars import OutsideCalendar
from mycharlotte.models.people import Person
from mycharlotte.states.agendas import AgendasState
from mycharlotte.states.outside_calendars import OutsideCalendarsState
from mycharlotte.states.reminders import RemindersState
from mycharlotte.states.session import SessionState
from mycharlotte.states.time_zone import TimeZoneState
from tests.cast import Cast, sign_in
from tests.domain.agenda import appointment, offer, receives
from tests.states.tab import Dropped, Tab

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SECRET = "prive-8f3a"
FORM = {"name": "Perso", "address": f"https://exemple.fr/{SECRET}.ics"}


def a_tab(who: Person, page: str) -> Tab:
    """Open a page as someone."""
    return Tab(page=page, session_token=sign_in(who)[1])


async def calendars(who: Person) -> Tab:
    """Open the page of outside calendars."""
    tab = a_tab(who, routes.OUTSIDE_CALENDARS)
    await tab.send(OutsideCalendarsState, "load")
    return tab


async def zones(who: Person) -> Tab:
    """Open the page of agendas."""
    tab = a_tab(who, routes.AGENDAS)
    await tab.send(AgendasState, "load")
    return tab


async def test_a_calendar_is_added_and_its_address_is_in_no_variable(cast: Cast) -> None:
    tab = await calendars(cast.camille)
    await tab.send(OutsideCalendarsState, "add", form=FORM)
    state = await tab.see(OutsideCalendarsState)
    assert [(one.name, one.host, one.is_being_read) for one in state.calendars] == [("Perso", "exemple.fr", True)]
    assert (state.done, state.about, state.added) == ("added", "Perso", 1)
    assert SECRET not in str(tab.sent())
    assert SECRET not in str(vars(state))


async def test_what_is_refused_is_said_beside_its_field_without_what_was_typed(cast: Cast) -> None:
    tab = await calendars(cast.camille)
    await tab.send(OutsideCalendarsState, "add", form={"name": "", "address": f"http://exemple.fr/{SECRET}"})
    refusal = (await tab.see(OutsideCalendarsState)).refusal
    assert list(refusal.by_field) == ["name", "address"]
    assert SECRET not in str(tab.sent())


async def test_a_patient_sees_nothing_there_and_adds_nothing(cast: Cast) -> None:
    tab = await calendars(cast.paul)
    await tab.send(OutsideCalendarsState, "add", form=FORM)
    state = await tab.see(OutsideCalendarsState)
    assert (state.is_for_me, state.calendars) == (False, [])
    assert state.refusal.sentence
    with db.reading() as session:
        assert session.exec(select(OutsideCalendar)).all() == []


async def test_how_reading_went_and_what_falls_at_the_same_time_are_shown(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        ten = NOW + timedelta(days=1, hours=2)
        met = appointment(cast.camille, cast.paul, offer(), ten)
        tab = await calendars(cast.camille)
        await tab.send(OutsideCalendarsState, "add", form=FORM)
        ref = (await tab.see(OutsideCalendarsState)).calendars[0].ref
        with db.transaction() as session:
            spans = [(ten, ten + timedelta(hours=1))]
            outside_reading.keep(session, calendar_ref=ref, spans=spans, stamp="", now=NOW)
            outside_reading.note_failure(session, calendar_ref=ref, failure=Failure.SLOW, now=NOW)
        await tab.send(OutsideCalendarsState, "refresh")
        [line] = (await tab.see(OutsideCalendarsState)).calendars
    assert (line.failure, line.read.iso, line.next_try.french) == (
        "slow",
        NOW.isoformat(),
        "aujourd’hui à 9\u00a0h\u00a015",
    )
    assert (line.conflicts, [one.ref for one in line.first]) == (1, [met.ref])


async def test_a_calendar_is_removed_once(cast: Cast) -> None:
    tab = await calendars(cast.camille)
    await tab.send(OutsideCalendarsState, "add", form=FORM)
    ref = (await tab.see(OutsideCalendarsState)).calendars[0].ref
    for _ in range(2):
        await tab.send(OutsideCalendarsState, "remove", calendar_ref=ref)
    assert (await tab.see(OutsideCalendarsState)).calendars == []


async def test_each_person_chooses_their_reminders(cast: Cast) -> None:
    tab = await zones(cast.paul)
    shown = (await tab.see(RemindersState)).reminders
    assert (shown.day_before, shown.hour_before, shown.email) == (True, False, cast.paul.email)
    await tab.send(RemindersState, "choose", day_before=False, hour_before=True)
    shown = (await tab.see(RemindersState)).reminders
    assert (shown.day_before, shown.hour_before) == (False, True)
    other = await zones(cast.paul)
    assert (await other.see(RemindersState)).reminders == shown
    with pytest.raises(Dropped):
        await tab.send(RemindersState, "choose", day_before="yes", hour_before=True)


async def test_the_zone_of_the_device_is_proposed_when_its_clock_is_another(cast: Cast) -> None:
    tab = await zones(cast.paul)
    for device, city in (
        ("Europe/Brussels", ""),
        ("UTC", ""),
        ("Nowhere/Land", ""),
        ("America/Toronto", "Montréal"),  # what browsers call Quebec
        ("Pacific/Noumea", "Nouméa"),
    ):
        await tab.send(TimeZoneState, "notice_device", zone=device)
        assert (await tab.see(TimeZoneState)).proposed.french_city == city
    (await tab.see(SessionState)).language = "en"
    await tab.send(TimeZoneState, "notice_device", zone="America/Toronto")
    assert (await tab.see(TimeZoneState)).proposed.english_city == "Toronto"


async def test_a_zone_is_looked_for_and_chosen_and_every_tab_knows_at_once(cast: Cast) -> None:
    receives(cast.camille)
    token = sign_in(cast.camille)[1]
    tab, other = (Tab(page=routes.AGENDAS, session_token=token) for _ in range(2))
    for one in (tab, other):
        await one.send(AgendasState, "load")
    assert (await tab.see(TimeZoneState)).keeps_hours
    await tab.send(TimeZoneState, "begin")
    await tab.send(TimeZoneState, "look_for", typed="réunion")
    [found] = (await tab.see(TimeZoneState)).found
    await tab.send(TimeZoneState, "choose", zone=found.zone)
    state = await tab.see(TimeZoneState)
    assert (state.zone.french, state.is_choosing, state.was_chosen) == ("La Réunion", False, True)
    await other.send(TimeZoneState, "refresh")
    assert (await other.see(TimeZoneState)).zone.zone == "Indian/Reunion"


async def test_a_zone_that_is_none_is_refused_and_nothing_changes(cast: Cast) -> None:
    tab = await zones(cast.paul)
    await tab.send(TimeZoneState, "begin")
    await tab.send(TimeZoneState, "choose", zone="../../etc/localtime")
    state = await tab.see(TimeZoneState)
    assert (state.zone.zone, state.is_choosing) == ("Europe/Paris", True)
    assert state.refusal.sentence
