"""A companion changes where, or how, an appointment takes place."""

from datetime import timedelta

import pytest

from mycharlotte import db
from mycharlotte.domain import changes, details, meeting_places, moves, phone, texts
from mycharlotte.domain.errors import NotAllowed, NotFound, Stale
from mycharlotte.models.appointments import Appointment, Change, Deed
from mycharlotte.models.consultations import Mode
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer

pytestmark = pytest.mark.usefixtures("database")


def look(kept: Appointment) -> Appointment:
    """Return an appointment as it is now."""
    with db.reading() as session:
        return session.get_one(Appointment, kept.id)


def update(who: Person, kept: Appointment, mode: str, place: str, *, version: int = 1) -> Change | None:
    """Change where and how."""
    by, _ = sign_in(who)
    with db.transaction() as session:
        return details.update(
            session, by=by, appointment_ref=kept.ref, version=version, mode=mode, place=place, now=NOW
        )


@pytest.mark.parametrize(
    ("mode", "place", "stored"),
    [
        ("on-site", "  12 rue des Lilas,\n Paris ", "12 rue des Lilas, Paris"),
        ("at-home", "", ""),
        ("phone", "06 12 34 56 78", "+33612345678"),
        ("video", "https://visio.example.org/salle?x=1", "https://visio.example.org/salle?x=1"),
        ("", "https://visio.example.org/", "https://visio.example.org/"),
    ],
)
def test_a_place_is_kept_as_its_mode_has_it_and_can_be_undone(cast: Cast, mode: str, place: str, stored: str) -> None:
    kept = appointment(cast.camille, cast.paul, offer(), place="https://visio.example.org/avant")
    change = update(cast.camille, kept, mode, place)
    assert (look(kept).mode, look(kept).place) == (mode or Mode.VIDEO, stored)
    assert (look(kept).version, look(kept).sequence) == (2, 1)

    assert change
    by, _ = sign_in(cast.camille)
    with db.transaction() as session:
        assert changes.undo(session, by=by, change_ref=change.ref, now=NOW) is Deed.UPDATED
    assert (look(kept).mode, look(kept).place) == (Mode.VIDEO, "https://visio.example.org/avant")


def test_the_same_again_is_no_change(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    assert update(cast.camille, kept, "video", " ") is None
    assert look(kept).version == 1


@pytest.mark.parametrize(
    ("mode", "place", "refused"),
    [
        ("carrier-pigeon", "", meeting_places.ModeUnknown),
        ("video\x00", "", meeting_places.ModeUnknown),
        ("phone", "appelez-moi", phone.PhoneNotANumber),
        ("on-site", "x" * 301, texts.TextTooLong),
    ],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(
    cast: Cast, mode: str, place: str, refused: type[Exception]
) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    with pytest.raises(refused):
        update(cast.camille, kept, mode, place)
    assert look(kept).version == 1


@pytest.mark.parametrize("place", ["javascript:alert(1)", "http://x", "visio"])
def test_a_video_call_is_an_address_one_can_open(cast: Cast, place: str) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    with pytest.raises(meeting_places.Refused) as refused:
        update(cast.camille, kept, "video", place)
    assert refused.value.field == "place"


def test_only_its_companion_and_only_while_it_is_to_come(cast: Cast) -> None:
    kind = offer()
    kept = appointment(cast.camille, cast.paul, kind)
    with pytest.raises(NotAllowed):
        update(cast.paul, kept, "at-home", "")
    for stranger in (cast.agathe, cast.zelda):
        with pytest.raises(NotFound):
            update(stranger, kept, "at-home", "")
    with pytest.raises(Stale):
        update(cast.camille, kept, "at-home", "", version=2)
    with pytest.raises(moves.NotToCome):
        update(cast.camille, appointment(cast.camille, cast.paul, kind, NOW - timedelta(minutes=1)), "at-home", "")
