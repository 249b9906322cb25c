"""A companion asks for a change: who may, to whom it goes, and that nothing but choices is in it."""

import json

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import consultation_requests, outbox
from mycharlotte.domain.audit import Action
from mycharlotte.domain.consultation_requests import Change, ChangeNotChosen, NobodyToAsk, TypeNotGiven
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused, TooManyTries
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Role
from mycharlotte.models.outbox import OutgoingMail
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.doorstep import mails_to, suspend
from tests.domain.neighbours import bubble, join, new_bubble, person
from tests.domain.offers import create, do, leave

LETTER = "type_change_asked"
LINK = "https://espace.example.org/bulle/consultations?bulle="


def ask(who: Person, ref: str = "", change: str = Change.MINUTES, *, of: str = "") -> int:
    """Ask for a change as someone; return how many admins it went to."""
    with db.transaction() as session:
        return consultation_requests.send(
            session,
            by=sign_in(who)[0],
            bubble_ref=of or bubble().ref,
            type_ref=ref,
            change=change,
            link=LINK,
            now=now(),
        )


def test_every_admin_of_the_bubble_is_written_to_and_nobody_else(cast: Cast) -> None:
    adele = join(person("Adèle", "Roche"), Role.PATIENT, is_admin=True)
    gone, locked = (join(person("Noé", name), is_admin=True) for name in ("Parti", "Suspendu"))
    leave(gone)
    suspend(locked)
    join(person("Rose", "Martin"), of=new_bubble("Bulle des Roses"), is_admin=True)

    assert ask(cast.camille, create(cast.agathe, "Suivi")) == 2

    with db.reading() as session:
        written = session.exec(select(OutgoingMail.to_address).where(OutgoingMail.letter == LETTER))
        assert set(written) == {cast.agathe.email, adele.email}


def test_the_mail_holds_who_asks_where_to_answer_and_what_was_chosen(cast: Cast) -> None:
    ask(cast.camille, create(cast.agathe, "Suivi"), Change.RULES)
    (mail,) = mails_to(cast.agathe, LETTER)
    assert outbox.values_of(mail) == {
        "first_name": "Agathe",
        "timezone": "Europe/Paris",
        "by": "Camille Moreau",
        "email": cast.camille.email,
        "bubble": "Bulle des Lilas",
        "type": "Suivi",
        "change": "rules",
        "link": LINK + bubble().ref,
    }


def test_it_may_be_about_a_type_that_is_not_in_the_list(cast: Cast) -> None:
    ask(cast.camille)
    (mail,) = mails_to(cast.agathe, LETTER)
    assert outbox.values_of(mail)["type"] == ""


def test_only_companions_ask(cast: Cast) -> None:
    for who, refusal in ((cast.paul, NotAllowed), (cast.zelda, NotFound)):
        with pytest.raises(refusal):
            ask(who)
    rose = join(person("Rose", "Martin"), of=new_bubble("Bulle des Roses"))
    with pytest.raises(NotFound):
        ask(rose)


def test_only_what_one_gives_now_may_be_named(cast: Cast) -> None:
    other, retired = create(cast.agathe, "D’Agathe", givers=[cast.agathe]), create(cast.agathe, "Retiré")
    do("retire", cast.agathe, retired)
    roses = new_bubble("Bulle des Roses")
    elsewhere = create(join(person("Rose", "Martin"), of=roses, is_admin=True), "Ailleurs", of=roses)
    for ref in (other, retired, elsewhere, "nothing", "\x00"):
        with pytest.raises(TypeNotGiven):
            ask(cast.camille, ref)


@pytest.mark.parametrize("change", ["", "Elle a rechuté", "NAME", "\x00"])
def test_nothing_but_the_choices_offered_goes_through(cast: Cast, change: str) -> None:
    with pytest.raises(ChangeNotChosen):
        ask(cast.camille, "", change)
    assert mails_to(cast.agathe, LETTER) == []


def test_whoever_runs_the_bubble_alone_has_nobody_to_ask(cast: Cast) -> None:
    with pytest.raises(NobodyToAsk):
        ask(cast.agathe)


def test_ten_requests_a_day_and_what_is_refused_does_not_count(cast: Cast) -> None:
    for _ in range(12):
        with pytest.raises(Refused):
            ask(cast.camille, "nothing")
    for _ in range(10):
        ask(cast.camille)
    with pytest.raises(TooManyTries):
        ask(cast.camille)
    assert len(mails_to(cast.agathe, LETTER)) == 10


def test_it_is_remembered_without_any_address(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    ask(cast.camille, ref)
    with db.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.TYPE_CHANGE_ASKED)).one()
    assert (entry.actor_ref, entry.object_ref) == (cast.camille.ref, ref)
    assert json.loads(entry.details) == {"bubble": bubble().ref, "change": "minutes"}
