"""The mails about appointments: one for all the news of the moment, that say when, and nothing else."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from mycharlotte import db, letters
from mycharlotte.domain import notices, outbox, roles
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Language, Person
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer, receives
from tests.domain.doorstep import mails_to
from tests.domain.neighbours import bubble, join, new_bubble
from tests.domain.news import LATER, book, cancel, move, news_to, relocate, tell_all

pytestmark = pytest.mark.usefixtures("database")
SITE = "https://espace.example.org"


def values_to(who: Person) -> list[dict[str, str]]:
    """Return what the mails about appointments were given, for someone."""
    return [outbox.values_of(mail) for mail in mails_to(who, notices.LETTER)]


def written_to(who: Person) -> letters.Rendered:
    """Write the last of them."""
    mail = mails_to(who, notices.LETTER)[-1]
    return letters.render(mail.letter, mail.language, outbox.values_of(mail), contact="a@example.org", site=SITE)


def change(who: Person, **columns: str) -> None:
    """Change something about someone."""
    with db.transaction() as session:
        kept = session.get_one(Person, who.id)
        for name, value in columns.items():
            setattr(kept, name, value)
        session.add(kept)


def test_all_that_is_news_at_a_moment_is_one_mail(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    at = [datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (10, 12, 14)]
    moved, cancelled, elsewhere = (appointment(cast.camille, cast.paul, kind, one) for one in at)
    book(camille, cast.paul, kind, "09:00")
    book(camille, cast.paul, kind, "10:00")
    move(camille, moved, "17:00")
    cancel(camille, cancelled)
    relocate(camille, elsewhere, "12 rue des Lilas")
    tell_all()
    assert news_to(cast.paul) == [
        {
            "booked": "24T08:00 24T09:00",
            "moved": "24T10:00>24T16:00",
            "changed": "24T14:00",
            "cancelled": "24T12:00",
        }
    ]
    [said] = values_to(cast.paul)
    assert (said["count"], said["others"], said["link"]) == ("5", "0", "patient/")


def test_a_mail_says_neither_what_nor_who_nor_where_nor_why(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer("Psycho-oncologie")
    kept = appointment(cast.camille, cast.paul, kind)
    other, _change = book(camille, cast.paul, kind, "14:00")
    relocate(camille, other, "12 rue des Lilas")
    cancel(camille, kept, reason="Chimiothérapie avancée")
    tell_all()
    written = written_to(cast.paul)
    everything = f"{written.subject} {written.text} {written.html} {values_to(cast.paul)}"
    for secret in ("Psycho", "Camille", "Moreau", "Lilas,", "12 rue", "Chimio", bubble().name, "video"):
        assert secret not in everything, secret
    assert kept.ref not in everything
    assert cast.paul.first_name in written.text


@pytest.mark.parametrize(
    ("verb", "subject"),
    [
        ("book", "Votre rendez-vous est pris"),
        ("move", "Votre rendez-vous est déplacé"),
        ("relocate", "Un détail de votre rendez-vous change"),
        ("cancel", "Votre rendez-vous est annulé"),
    ],
)
def test_one_thing_is_told_in_the_subject_and_links_to_its_page(cast: Cast, verb: str, subject: str) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    if verb == "book":
        kept, _change = book(camille, cast.paul, kind)
    else:
        kept = appointment(cast.camille, cast.paul, kind)
        verbs = {
            "move": lambda: move(camille, kept, "15:00"),
            "relocate": lambda: relocate(camille, kept, "12 rue des Lilas"),
            "cancel": lambda: cancel(camille, kept),
        }
        verbs[verb]()
    tell_all()
    assert written_to(cast.paul).subject == subject
    assert values_to(cast.paul)[0]["link"] == f"patient/{kept.ref}"
    assert "mardi 24 novembre 2026 à 10\u00a0h" in written_to(cast.paul).text


def test_a_companion_is_led_to_their_agenda_and_whoever_is_both_to_the_home_page(cast: Cast) -> None:
    paul, _ = sign_in(cast.paul)
    kind = offer()
    kept = appointment(cast.camille, cast.paul, kind)
    cancel(paul, kept)
    tell_all()
    assert values_to(cast.camille)[0]["link"] == f"companion/{kept.ref}"

    elsewhere = new_bubble("Le Chêne")
    join(cast.agathe, of=elsewhere)
    join(cast.camille, Role.PATIENT, of=elsewhere)
    appointment(cast.agathe, cast.camille, offer(of=elsewhere), NOW + timedelta(days=2))
    other = appointment(cast.camille, cast.paul, kind, NOW + timedelta(days=3))
    agathe, _ = sign_in(cast.agathe)
    with db.transaction() as session:
        roles.leave(session, by=agathe, bubble_ref=elsewhere.ref, now=LATER)
    cancel(paul, other)
    tell_all()
    assert values_to(cast.camille)[1]["link"] == "companion+patient/"


def test_each_reads_in_their_language_and_on_their_clock_named_when_it_differs(cast: Cast) -> None:
    change(cast.paul, timezone="Indian/Reunion", language=Language.ENGLISH)
    paul, _ = sign_in(cast.paul)
    receives(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    move(paul, kept, "17:00")  # on the wall of Paul: 13:00 in UTC
    tell_all()
    assert news_to(cast.paul) == news_to(cast.camille) == [{"moved": "24T09:00>24T13:00"}]
    assert re.search(r"24 November 2026.*13:00.*24 November 2026.*17:00", written_to(cast.paul).text)
    assert "14\u00a0h" in written_to(cast.camille).text
    assert (values_to(cast.paul)[0]["zone"], values_to(cast.camille)[0]["zone"]) == ("Indian/Reunion", "Europe/Paris")


def test_on_one_clock_no_clock_is_named(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    book(camille, cast.paul, offer())
    tell_all()
    assert values_to(cast.paul)[0]["zone"] == ""
    assert "fuseau" not in written_to(cast.paul).text


def test_many_are_counted_rather_than_listed(cast: Cast) -> None:
    kind = offer()
    for day in range(1, notices.SHOWN + 3):
        appointment(cast.camille, cast.paul, kind, NOW + timedelta(days=day))
    agathe, _ = sign_in(cast.agathe)
    with db.transaction() as session:
        roles.remove(session, by=agathe, bubble_ref=bubble().ref, member_ref=cast.camille.ref, now=NOW)
    tell_all(NOW)
    for who in (cast.paul, cast.camille):
        [said] = values_to(who)
        assert len(said["cancelled"].split()) == notices.SHOWN
        assert (said["count"], said["others"]) == (str(notices.SHOWN + 2), "2")
        assert "et 2 autres" in written_to(who).text
    assert values_to(cast.agathe) == []  # who removed them learns nothing


def test_a_mail_that_could_not_leave_before_it_is_all_over_never_does(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kept = appointment(cast.camille, cast.paul, offer())
    move(camille, kept, "08:00")
    tell_all()
    assert mails_to(cast.paul, notices.LETTER)[0].useless_after == kept.ends_at


def test_two_workers_at_once_tell_each_person_once(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    kind = offer()
    for number in range(8):
        book(camille, cast.paul, kind, f"{8 + number:02}:00")
    line = Barrier(4)

    def work() -> None:
        line.wait()
        tell_all()

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(work) for _ in range(4)]:
            done.result()
    assert [len(one["booked"].split()) for one in news_to(cast.paul)] == [8]


# SQLite has one writer: the round waits for it.
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_whoever_is_being_booked_right_now_is_told_at_the_next_round(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    book(camille, cast.paul, offer())
    with db.transaction() as busy:
        busy.exec(select(Person.id).where(Person.id == cast.paul.id).with_for_update(key_share=True)).all()
        tell_all()
        assert news_to(cast.paul) == []
    tell_all()
    assert len(news_to(cast.paul)) == 1
