"""Applications that are not ours read a link twice, before and after a move and a cancellation, over clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlmodel import col, select

from mycharlotte import db, routes
from mycharlotte.domain import agendas
from mycharlotte.models.appointments import Appointment, State
from mycharlotte.models.base import id_of, now
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.calendars import CalendarLink
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from tests.clients.applications import Khal, understood_by_ical_js
from tests.servers.application import Application, until
from tests.servers.bubble import Members, new_bubble


@dataclass
class Agenda:
    """A companion's agenda with a link, and who reads it."""

    application: Application
    members: Members
    url: str

    def book(self, starts_at: datetime) -> str:
        """Book an hour; return its reference."""
        with self.application.in_use(), db.transaction() as session:
            people = {
                email: id_of(session.exec(select(Person).where(Person.email == email)).one())
                for email in (self.members.companion, self.members.patient)
            }
            bubble = session.exec(select(Bubble).where(Bubble.ref == self.members.ref)).one()
            kind = session.exec(select(ConsultationType).where(ConsultationType.bubble_id == bubble.id)).first()
            if kind is None:
                kind = ConsultationType(
                    bubble_id=id_of(bubble), name="Suivi, long; 1 h", active_name="suivi", colour="plum", minutes=60,
                    mode=Mode.ON_SITE,
                )  # fmt: skip
                session.add(kind)
                session.flush()
            made = Appointment(
                bubble_id=id_of(bubble),
                type_id=id_of(kind),
                companion_id=people[self.members.companion],
                patient_id=people[self.members.patient],
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=1),
                mode=Mode.ON_SITE,
                booked_by_id=people[self.members.companion],
            )
            session.add(made)
            agendas.touch(session, people.values())
            return made.ref

    def change(self, ref: str, **columns: object) -> None:
        """Change an appointment, as its verbs do."""
        with self.application.in_use(), db.transaction() as session:
            kept = session.exec(select(Appointment).where(Appointment.ref == ref)).one()
            for name, value in columns.items():
                setattr(kept, name, value)
            kept.sequence, kept.updated_at = kept.sequence + 1, now()
            agendas.touch(session, (kept.companion_id, kept.patient_id))


@pytest.fixture
def agenda(application: Application) -> Iterator[Agenda]:
    """Of a companion who has just made a link that tells all."""
    members = new_bubble(application)
    with application.client(cookies=application.session_of(members.companion)) as browser:
        form = {"deed": "make", "agenda": "", "detail": "full"}
        answer = browser.post(routes.POST_CALENDAR_LINK, data=form, headers={"Accept": "application/json"})
        yield Agenda(application, members, answer.json()["link"])


def next_spring() -> datetime:
    """The night when clocks in Paris go forward next: a Sunday at one in the morning, UTC."""
    year = now().year + 1
    last = datetime(year, 3, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def test_vdirsyncer_and_khal_follow_an_agenda(agenda: Agenda, tmp_path: Path) -> None:
    eve = next_spring() - timedelta(days=1)
    saturday = agenda.book(eve.replace(hour=9))
    sunday = agenda.book(eve.replace(hour=9) + timedelta(days=1))
    days = f"{eve:%Y-%m-%d}", f"{eve + timedelta(days=3):%Y-%m-%d}"
    khal = Khal(tmp_path)
    khal.subscribe(agenda.url)
    khal.read()

    before = khal.events(*days)
    assert [line[0][-5:] for line in before] == ["10:00", "11:00"]  # the same instant of two days: clocks went forward
    assert agenda.members.patient_name in before[0][3]

    agenda.change(saturday, starts_at=eve.replace(hour=14), ends_at=eve.replace(hour=15))
    agenda.change(sunday, state=State.CANCELLED_BY_COMPANION, cancelled_at=now())
    khal.read()
    after = khal.events(*days)
    assert len(after) == 2  # vdirsyncer names events by their content: what was before is gone, not beside
    assert after[0][0][-5:] == "15:00"
    assert "CANCELLED" in after[1][2]
    assert after[1][3].startswith("Annulé · ")

    files = {path: path.stat().st_mtime_ns for path in (tmp_path / "events").iterdir()}
    khal.read()  # nothing changed: nothing is written again
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "events").iterdir()} == files
    assert len(files) == 2
    assert until(lambda: read_by(agenda), 10) == "vdirsyncer"


def test_ical_js_follows_an_agenda(agenda: Agenda) -> None:
    eve = next_spring() - timedelta(days=1)
    moved, cancelled = agenda.book(eve), agenda.book(eve + timedelta(days=1))
    before = understood_by_ical_js(httpx.get(agenda.url).text)
    assert [event["start"] for event in before] == [
        f"{at:%Y-%m-%dT%H:%M:%S.000Z}" for at in (eve, eve + timedelta(days=1))
    ]
    assert before[0]["summary"].endswith(" · Suivi, long; 1 h")
    agenda.change(moved, starts_at=eve + timedelta(hours=2), ends_at=eve + timedelta(hours=3))
    agenda.change(cancelled, state=State.CANCELLED_BY_PATIENT, cancelled_at=now())
    after = understood_by_ical_js(httpx.get(agenda.url).text)
    assert [event["uid"] for event in after] == [event["uid"] for event in before]
    assert [event["uid"].partition("@")[0] for event in after] == [moved, cancelled]
    assert after[0]["start"] == f"{eve + timedelta(hours=2):%Y-%m-%dT%H:%M:%S.000Z}"
    assert [event["status"] for event in after] == ["CONFIRMED", "CANCELLED"]
    assert [event["sequence"] for event in after] == [1, 1]


def read_by(agenda: Agenda) -> str:
    """Which application the page says that read the link."""
    with agenda.application.in_use(), db.reading() as session:
        owner = col(CalendarLink.person_id) == col(Person.id)
        found = select(CalendarLink.last_read_by).join(Person, owner).where(Person.email == agenda.members.companion)
        return session.exec(found).one()
