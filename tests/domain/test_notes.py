"""The companion's private note: theirs alone, and unreadable at rest."""

import pytest
from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import notes, sealing, texts
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.models.appointments import Appointment
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer

pytestmark = pytest.mark.usefixtures("database")


def write(who: Person, kept: Appointment, text: str, *, ref: str = "") -> str:
    """Note something."""
    by, _ = sign_in(who)
    with db.transaction() as session:
        return notes.write(session, by=by, appointment_ref=ref or kept.ref, text=text, now=NOW)


def look(kept: Appointment) -> Appointment:
    """Return an appointment as it is now."""
    with db.reading() as session:
        return session.get_one(Appointment, kept.id)


def noted() -> list[AuditEntry]:
    """Return what the audit log tells of notes."""
    with db.reading() as session:
        return list(session.exec(select(AuditEntry).where(col(AuditEntry.action) == "appointment:noted")))


def test_a_note_is_read_as_it_was_written_and_is_sealed(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    assert write(cast.camille, kept, "  Dort mal.\r\n\r\n\r\nRevoir  \x00") == "Dort mal.\n\nRevoir"
    assert notes.of(look(kept)) == "Dort mal.\n\nRevoir"
    assert b"Dort" not in look(kept).note_sealed
    assert (look(kept).version, look(kept).sequence) == (1, 0)


def test_a_note_can_be_replaced_and_taken_away(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    assert notes.of(kept) == ""
    write(cast.camille, kept, "Une")
    write(cast.camille, kept, "Deux")
    assert notes.of(look(kept)) == "Deux"
    write(cast.camille, kept, " \n ")
    assert look(kept).note_sealed == b""


def test_the_log_tells_that_something_was_noted_and_not_what(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    write(cast.camille, kept, "Dort mal")
    write(cast.camille, kept, "Dort mal")
    [entry] = noted()
    assert "Dort" not in f"{entry.details}{entry.object_ref}"


def test_nobody_but_the_companion_writes_one(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    with pytest.raises(NotAllowed):
        write(cast.paul, kept, "x")
    for stranger in (cast.agathe, cast.zelda):
        with pytest.raises(NotFound):
            write(stranger, kept, "x")
    with pytest.raises(NotFound):
        write(cast.camille, kept, "x", ref="\x00")
    assert look(kept).note_sealed == b""


def test_a_note_that_is_too_long_is_refused(cast: Cast) -> None:
    kept = appointment(cast.camille, cast.paul, offer())
    assert len(write(cast.camille, kept, "é" * notes.AT_MOST)) == notes.AT_MOST
    with pytest.raises(texts.TextTooLong):
        write(cast.camille, kept, "x" * (notes.AT_MOST + 1))


def test_a_note_opens_in_no_other_appointment(cast: Cast) -> None:
    kind = offer()
    kept = appointment(cast.camille, cast.paul, kind)
    write(cast.camille, kept, "Dort mal")
    other = appointment(cast.agathe, cast.zelda, kind, note_sealed=look(kept).note_sealed)
    with pytest.raises(sealing.Unsealable):
        notes.of(other)
