"""One chooses the zone one lives in; hours stay on the clock, appointments stay when they are."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import outside_calendars, time_zones
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.locales.dates import spoken_zone
from mycharlotte.locales.time_zones import find, place
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.calendars import OutsideCalendar
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives


def choose(by: Viewer, zone: str) -> list[Announcement]:
    """Choose a zone; return what was announced."""
    with db.transaction() as session:
        time_zones.choose(session, by=by, zone=zone, now=NOW)
        return session.info.get("announcements", [])


def zone_of(person: Person) -> str:
    """Return the zone that someone lives in."""
    with db.reading() as session:
        return session.get_one(Person, person.id).timezone


def test_a_zone_is_kept_and_told_to_those_who_show_its_times(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    told = choose(paul, "Pacific/Noumea")
    assert zone_of(cast.paul) == "Pacific/Noumea"
    assert [one.topic for one in told] == [Topic.PROFILE, Topic.AGENDA, Topic.CALENDAR_WAITING]
    with db.reading() as session:
        assert "Pacific/Noumea" in session.exec(select(AuditEntry.details)).all()[-1]
    assert choose(paul, "Pacific/Noumea") == []


@pytest.mark.parametrize(
    "zone",
    ["", "UTC", "Etc/GMT+5", "Paris", "Europe/paris", "../../etc/passwd", "/etc/localtime", "Mars/Olympus", "x\0"],
)
def test_what_is_no_place_is_refused(cast: Cast, zone: str) -> None:
    paul, _ = sign_in(cast.paul)
    with pytest.raises(time_zones.ZoneUnknown):
        choose(paul, zone)
    assert zone_of(cast.paul) == "Europe/Paris"


def test_appointments_stay_when_they_are(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    made = appointment(cast.camille, cast.paul, offer())
    choose(camille, "Indian/Reunion")
    with db.reading() as session:
        assert session.get_one(Appointment, made.id).starts_at == made.starts_at


def test_who_keeps_hours_is_known_before_they_choose(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    with db.reading() as session:
        assert not time_zones.keeps_hours(session, viewer=sign_in(cast.paul)[0])
    receives(cast.camille)
    with db.reading() as session:
        assert time_zones.keeps_hours(session, viewer=camille)


def test_calendars_of_elsewhere_are_read_again_in_the_new_zone(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    with db.transaction() as session:
        made = outside_calendars.add(session, by=camille, name="Perso", address="https://exemple.fr/a", now=NOW)
        made.etag, made.next_try_at = '"v1"', datetime(2027, 1, 1, tzinfo=UTC)
    choose(camille, "America/Montreal")
    with db.reading() as session:
        kept = session.get_one(OutsideCalendar, made.id)
        assert (kept.etag, kept.next_try_at) == ("", NOW)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Europe/Paris", "Europe/Brussels", True),
        ("America/Montreal", "America/Toronto", True),
        ("Europe/Paris", "Europe/London", False),
        ("Europe/Paris", "Africa/Lagos", False),  # the same in winter alone
        ("America/Phoenix", "America/Denver", False),
    ],
)
def test_clocks_are_the_same_when_they_are_all_year_round(one: str, other: str, *, is_same: bool) -> None:
    assert time_zones.is_same_clock(one, other, now=NOW) is is_same


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("paris", "Europe/Paris"),
        ("la réunion", "Indian/Reunion"),
        ("REUNION", "Indian/Reunion"),
        ("Saint-Denis", "Indian/Reunion"),
        ("montréal", "America/Montreal"),
        ("québec", "America/Montreal"),
        ("noumea", "Pacific/Noumea"),
        ("Nouvelle-Calédonie", "Pacific/Noumea"),
        ("new cal", "Pacific/Noumea"),
        ("papeete", "Pacific/Tahiti"),
        ("Genève", "Europe/Zurich"),
        ("londres", "Europe/London"),
        ("london", "Europe/London"),
        ("Lyon", "Europe/Paris"),
        ("fort-de-france", "America/Martinique"),
    ],
)
def test_a_zone_is_found_by_its_city_island_or_country(typed: str, first: str) -> None:
    assert find(typed, at_most=8)[0].zone == first


@pytest.mark.parametrize("typed", ["", "   ", "zzz", "%", "\0", "x" * 5_000])
def test_nothing_is_found_where_nothing_is(typed: str) -> None:
    assert find(typed, at_most=8) == []


def test_every_zone_that_is_offered_can_be_chosen_and_named() -> None:
    offered = {one.zone: one for letter in "abcdefghijklmnopqrstuvwxyz" for one in find(letter, at_most=500)}
    assert len(offered) > 400
    for zone, one in offered.items():
        assert time_zones.is_known(zone)
        assert one.french
        assert "/" not in one.french
    assert place("fr", "Europe/Paris") == "Paris, France"
    assert place("fr", "Indian/Reunion") == "La Réunion"
    assert (spoken_zone("fr", "America/Montreal"), spoken_zone("en", "America/Montreal")) == ("Montréal", "Montreal")
