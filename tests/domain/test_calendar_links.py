"""Links to agendas: made, renewed, revoked by someone who proved who they are; read by nobody else."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import calendar_links, departures, limits, outbox, passwords, security
from mycharlotte.domain.calendar_links import AlreadyLinked, DetailUnknown
from mycharlotte.domain.confirmation import ProofNeeded
from mycharlotte.domain.errors import NotFound, TooManyTries
from mycharlotte.domain.limits import Limit
from mycharlotte.models.base import now as present
from mycharlotte.models.bubbles import Membership, Role
from mycharlotte.models.calendars import CalendarLink, Detail
from mycharlotte.models.people import Person
from mycharlotte.views.calendar_links import CalendarLinks
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer
from tests.domain.doorstep import LAPTOP, actions, mails_to
from tests.domain.links import events, knock, link, only
from tests.domain.neighbours import bubble, join, new_bubble

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def camille(cast: Cast) -> Viewer:
    """Camille, who has just signed in."""
    return sign_in(cast.camille)[0]


def shown(viewer: Viewer) -> CalendarLinks:
    """What the page shows."""
    with db.reading() as session:
        return calendar_links.show(session, viewer=viewer)


def later(viewer: Viewer) -> dict[str, Any]:
    """Six minutes after the viewer proved who they are."""
    return {"by": viewer, "origin": LAPTOP, "now": viewer.proved_at + timedelta(minutes=6)}


def at_once(viewer: Viewer) -> dict[str, Any]:
    """While the proof is fresh."""
    return {"by": viewer, "origin": LAPTOP, "now": NOW}


def letters_to(person: Person) -> list[dict[str, str]]:
    """What the mails about someone's account say."""
    return [outbox.values_of(mail) for mail in mails_to(person, "account_change")]


def ref_of(viewer: Viewer) -> str:
    """The reference of the only link."""
    (only_link,) = shown(viewer).links
    return only_link.ref


def test_a_link_opens_and_its_secret_is_kept_nowhere(camille: Viewer) -> None:
    secret = link(camille)
    assert len(secret) == 43
    assert knock(secret).person_id == camille.person_id
    with db.reading() as session:
        kept = session.exec(select(CalendarLink)).one()
    assert secret not in repr(vars(kept))
    assert secret.encode() not in kept.secret_hash


def test_one_link_for_each_agenda(camille: Viewer) -> None:
    link(camille)
    with pytest.raises(AlreadyLinked):
        link(camille)
    other = link(camille, of=bubble())
    assert knock(other).bubble_id
    with pytest.raises(AlreadyLinked):
        link(camille, of=bubble())


def test_pressing_twice_makes_one_link(camille: Viewer) -> None:
    made: list[str] = []
    refused: list[Exception] = []
    together = threading.Barrier(4)

    def press() -> None:
        together.wait()
        try:
            made.append(link(camille))
        except AlreadyLinked as again:
            refused.append(again)

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert (len(made), len(refused)) == (1, 3)


def test_a_renewed_link_kills_the_address_before(camille: Viewer) -> None:
    before = link(camille, detail="initials")
    with db.transaction() as session:
        after = calendar_links.renew(session, link_ref=ref_of(camille), **at_once(camille))
    with pytest.raises(NotFound):
        knock(before)
    assert knock(after).detail is Detail.INITIALS


def test_a_revoked_link_is_dead_and_another_can_be_made(camille: Viewer) -> None:
    secret = link(camille)
    with db.transaction() as session:
        calendar_links.revoke(session, link_ref=ref_of(camille), **at_once(camille))
    with pytest.raises(NotFound):
        knock(secret)
    assert shown(camille).links == ()
    assert knock(link(camille))


def test_making_renewing_and_telling_more_ask_for_a_fresh_proof(camille: Viewer) -> None:
    link(camille, detail="initials")
    ref = ref_of(camille)
    with db.transaction() as session:
        with pytest.raises(ProofNeeded):
            calendar_links.make(session, bubble_ref=bubble().ref, detail="busy", **later(camille))
        with pytest.raises(ProofNeeded):
            calendar_links.renew(session, link_ref=ref, **later(camille))
        with pytest.raises(ProofNeeded):
            calendar_links.choose(session, link_ref=ref, detail="full", **later(camille))


def test_telling_less_and_revoking_ask_for_none(camille: Viewer) -> None:
    link(camille, detail="full")
    ref = ref_of(camille)
    with db.transaction() as session:
        calendar_links.choose(session, link_ref=ref, detail="busy", **later(camille))
    assert shown(camille).links[0].detail == "busy"
    with db.transaction() as session:
        calendar_links.revoke(session, link_ref=ref, **later(camille))


def test_more_is_told_at_the_same_address(cast: Cast, camille: Viewer) -> None:
    appointment(cast.camille, cast.paul, offer())
    secret = link(camille)
    stamp = knock(secret).stamp
    with db.transaction() as session:
        calendar_links.choose(session, link_ref=ref_of(camille), detail="full", **at_once(camille))
    assert knock(secret).stamp != stamp
    assert cast.paul.last_name in only(secret)["SUMMARY"]


def test_only_what_is_offered_can_be_chosen(camille: Viewer) -> None:
    for detail in ("", "all", "BUSY", "busy "):
        with pytest.raises(DetailUnknown):
            link(camille, detail=detail)


def test_nobody_reaches_the_links_of_somebody_else(cast: Cast, camille: Viewer) -> None:
    link(camille)
    ref = ref_of(camille)
    agathe = sign_in(cast.agathe)[0]
    for verb in (calendar_links.renew, calendar_links.revoke):
        with pytest.raises(NotFound), db.transaction() as session:
            verb(session, link_ref=ref, **at_once(agathe))
    with pytest.raises(NotFound), db.transaction() as session:
        calendar_links.choose(session, link_ref=ref, detail="full", **at_once(agathe))
    assert shown(agathe).links == ()


@pytest.mark.parametrize("ref", ["", "x", "../..", "a" * 33, "a\x00b"])
def test_a_reference_that_names_nothing_is_refused(camille: Viewer, ref: str) -> None:
    with pytest.raises(NotFound), db.transaction() as session:
        calendar_links.revoke(session, link_ref=ref, **at_once(camille))
    with pytest.raises(NotFound), db.transaction() as session:
        calendar_links.make(session, bubble_ref=ref or "?", detail="busy", **at_once(camille))


def test_a_bubble_of_others_has_no_link_of_mine(cast: Cast, camille: Viewer) -> None:
    elsewhere = new_bubble("Ailleurs")
    join(cast.agathe, of=elsewhere)
    with pytest.raises(NotFound):
        link(camille, of=elsewhere)


def test_whoever_is_in_no_bubble_has_nothing_to_link_to(cast: Cast) -> None:
    zelda = sign_in(cast.zelda)[0]
    assert shown(zelda) == CalendarLinks()
    with pytest.raises(NotFound):
        link(zelda)


def test_the_agendas_to_choose_from_are_those_without_a_link(cast: Cast, camille: Viewer) -> None:
    assert [one.name for one in shown(camille).agendas] == [""]  # of a single bubble, all is the same
    join(cast.camille, of=new_bubble("Autre"))
    assert [one.name for one in shown(camille).agendas] == ["", "Autre", bubble().name]
    link(camille, of=bubble())
    assert [one.name for one in shown(camille).agendas] == ["", "Autre"]
    link(camille)
    assert [one.bubble for one in shown(camille).links] == ["", bubble().name]


def test_what_was_done_is_told_by_mail_and_in_the_journal(cast: Cast, camille: Viewer) -> None:
    secret = link(camille)
    ref = ref_of(camille)
    with db.transaction() as session:
        calendar_links.choose(session, link_ref=ref, detail="full", **at_once(camille))
        calendar_links.choose(session, link_ref=ref, detail="full", **at_once(camille))
        calendar_links.renew(session, link_ref=ref, **at_once(camille))
        calendar_links.revoke(session, link_ref=ref, **at_once(camille))
    done = [action for action in actions() if action.startswith("calendar-link:")]
    assert done == [f"calendar-link:{deed}" for deed in ("made", "updated", "renewed", "revoked")]
    mails = letters_to(cast.camille)
    assert [mail["change"] for mail in mails] == ["calendar-link-made", "calendar-link-renewed"]
    assert secret not in repr(mails)


def test_a_new_password_leaves_links_alone_and_the_mail_says_so(cast: Cast) -> None:
    secret = link(cast.camille)
    for person in (cast.camille, cast.paul):
        with db.transaction() as session:
            kept = session.get_one(Person, person.id)
            kept.password_hash = passwords.hashed("Une-autre-phrase-2026")
            security.changed(session, security.Change.PASSWORD_CHANGED, person=kept, origin=LAPTOP, now=present())
    assert knock(secret)
    (mail,) = [one for one in letters_to(cast.camille) if one["change"] == "password-changed"]
    assert mail["calendar_links"] == "yes"
    (mail,) = letters_to(cast.paul)
    assert "calendar_links" not in mail


def test_someone_suspended_has_no_link_until_they_are_back(cast: Cast) -> None:
    secret = link(cast.camille)
    for at, opens in ((NOW, False), (None, True)):
        with db.transaction() as session:
            session.get_one(Person, cast.camille.id).suspended_at = at
        if opens:
            assert knock(secret)
        else:
            with pytest.raises(NotFound):
                knock(secret)


def test_whoever_left_a_bubble_reads_nothing_of_it(cast: Cast) -> None:
    elsewhere = new_bubble("Ailleurs")
    for person, role in ((cast.camille, Role.COMPANION), (cast.paul, Role.PATIENT)):
        join(person, role, of=elsewhere)
    kind = offer(of=elsewhere)
    appointment(cast.camille, cast.paul, kind)
    of_bubble, of_all = link(cast.camille, of=elsewhere), link(cast.camille)
    only(of_bubble)
    stamp = knock(of_all).stamp
    only(of_all)
    with db.transaction() as session:
        mine = (Membership.person_id == cast.camille.id, Membership.bubble_id == elsewhere.id)
        place = session.exec(select(Membership).where(*mine)).one()
        departures.end(session, bubble=elsewhere, person=cast.camille, place=place, now=NOW)
    with pytest.raises(NotFound):
        knock(of_bubble)
    assert knock(of_all).stamp != stamp  # what was kept of the text before is not sent again
    assert events(of_all) == []


def test_ten_links_a_day_and_no_more(cast: Cast) -> None:
    camille = sign_in(cast.camille)[0]
    link(camille)
    ref = ref_of(camille)
    with db.transaction() as session:
        for _ in range(Limit.CALENDAR_LINK_BY_PERSON.value.times - 1):
            calendar_links.renew(session, link_ref=ref, **at_once(camille))
        with pytest.raises(TooManyTries):
            calendar_links.renew(session, link_ref=ref, **at_once(camille))


def test_a_link_is_not_read_all_day_long(cast: Cast) -> None:
    secret = link(cast.camille)
    for _ in range(Limit.CALENDAR_READ_BY_LINK.value.times):
        knock(secret)
    with pytest.raises(TooManyTries):
        knock(secret)


def test_wrong_secrets_are_counted_and_never_hinder_right_ones(cast: Cast) -> None:
    secret = link(cast.camille)
    for _ in range(Limit.CALENDAR_GUESS_BY_BLOCK.value.times):
        with pytest.raises(NotFound):
            knock("x" * 43)
    with pytest.raises(TooManyTries):
        knock("x" * 43)
    with pytest.raises(NotFound):
        knock("x" * 43, block="198.51.100.0/24")
    assert knock(secret)
    assert not limits.is_used_up(Limit.CALENDAR_READ_BY_LINK, "anything")
