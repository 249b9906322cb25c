"""A list on its way: everyone once, whatever stops it or changes meanwhile."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import batch_pages, batch_sending, batches, invitation_files, invitations, limits, memberships
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.invitation_files import RowRefusal
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.offers import Offer
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.invitations import BatchRow, Invitation, InvitationBatch, InvitationLink
from mycharlotte.models.outbox import OutgoingMail
from mycharlotte.models.people import Person
from mycharlotte.views.batches import BatchCounts, BatchView
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LINK = "https://espace.example.org/auth/invitation?jeton="


@pytest.fixture
def agathe(cast: Cast) -> Viewer:
    """Who administers the bubble."""
    return sign_in(cast.agathe)[0]


@pytest.fixture
def bubble(cast: Cast) -> str:
    """The bubble's reference."""
    with db.reading() as session:
        return session.exec(select(Bubble.ref)).one()


def started(by: Viewer, bubble: str, people: int) -> str:
    """Start a list of so many people."""
    lines = "".join(f"personne{n}@example.org;patiente;Nadia;Benali;Bienvenue;en\n" for n in range(people))
    rows = invitation_files.read(f"email;rôle;prénom;nom;message;langue\n{lines}".encode())
    with db.transaction() as session:
        ref = batches.read(session, by=by, bubble_ref=bubble, rows=rows, now=NOW)
        batches.start(session, by=by, bubble_ref=bubble, batch_ref=ref, now=NOW)
    return ref


def send_some(at_most: int = 10) -> bool:
    with db.transaction() as session:
        return batch_sending.send_some(session, link=LINK, now=NOW, at_most=at_most)


def show(viewer: Viewer, bubble: str) -> BatchView:
    with db.reading() as session:
        return batch_pages.show(session, viewer=viewer, bubble_ref=bubble, choice="", now=NOW)


def invited() -> Counter[str]:
    """Who was invited, how many times."""
    with db.reading() as session:
        return Counter(session.exec(select(Invitation.email)))


def mailed() -> Counter[str]:
    """Who was written to, how many times."""
    with db.reading() as session:
        return Counter(session.exec(select(OutgoingMail.to_address)))


def test_a_list_leaves_little_by_little_and_everyone_once(agathe: Viewer, bubble: str) -> None:
    started(agathe, bubble, 25)
    seen = []
    while send_some():
        counts = show(agathe, bubble).counts
        seen.append((counts.handled, counts.left, counts.sent))
    assert seen == [(10, 15, 10), (20, 5, 20), (25, 0, 25)]
    assert set(invited().values()) == set(mailed().values()) == {1}
    assert len(mailed()) == 25
    done = show(agathe, bubble)
    assert (done.state, all(row.is_sent for row in done.rows)) == ("done", True)
    assert not send_some()


def test_an_invitation_of_a_list_is_what_the_list_says(agathe: Viewer, bubble: str, cast: Cast) -> None:
    started(agathe, bubble, 1)
    send_some()
    with db.reading() as session:
        invitation = session.exec(select(Invitation)).one()
        (link,) = session.exec(select(InvitationLink)).all()
        mail = session.exec(select(OutgoingMail)).one()
        batch = session.exec(select(InvitationBatch)).one()
    assert (invitation.first_name, invitation.last_name, invitation.message) == ("Nadia", "Benali", "Bienvenue")
    assert (invitation.role, invitation.language, invitation.is_admin) == (Role.PATIENT, "en", False)
    assert (invitation.invited_by_id, invitation.batch_id) == (cast.agathe.id, batch.id)
    assert invitation.expires_at == NOW + invitations.LIFE
    assert link.invitation_id == invitation.id
    assert (mail.ref, mail.letter, mail.language, mail.is_bulk) == (invitation.mail_ref, "invitation", "en", True)


def test_what_stops_in_the_middle_is_taken_up_where_it_was(agathe: Viewer, bubble: str) -> None:
    class PowerCut(Exception):
        pass

    def send_until_the_cut() -> None:
        with db.transaction() as session:
            batch_sending.send_some(session, link=LINK, now=NOW, at_most=10)
            session.flush()
            raise PowerCut

    started(agathe, bubble, 20)
    send_some()
    with pytest.raises(PowerCut):
        send_until_the_cut()
    assert len(invited()) == 10
    while send_some():
        pass
    assert set(invited().values()) == set(mailed().values()) == {1}
    assert len(invited()) == 20


def test_two_who_send_at_once_send_everyone_once(agathe: Viewer, bubble: str) -> None:
    started(agathe, bubble, 40)
    together = Barrier(2)

    def work() -> None:
        together.wait()
        while send_some(at_most=5):
            pass

    threads = [Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert set(invited().values()) == set(mailed().values()) == {1}
    assert show(agathe, bubble).counts == BatchCounts(total=40, good=40, handled=40, left=0, sent=40, refused=0)


def test_who_came_or_was_invited_meanwhile_is_refused_and_the_others_are_sent(
    agathe: Viewer, bubble: str, cast: Cast
) -> None:
    started(agathe, bubble, 4)
    with db.transaction() as session:
        place = session.exec(select(Bubble)).one()
        invitations.create(
            session, by=agathe, bubble=place, offer=Offer("personne1@example.org", Role.PATIENT), now=NOW
        )
        person = session.get_one(Person, cast.zelda.id)
        person.email = "personne2@example.org"
        memberships.join(session, bubble=place, person=person, role=Role.PATIENT, now=NOW)
    while send_some():
        pass
    shown = show(agathe, bubble)
    assert [row.refusal for row in shown.rows] == ["", RowRefusal.INVITED, RowRefusal.MEMBER, ""]
    assert shown.counts == BatchCounts(total=4, good=4, handled=4, left=0, sent=2, refused=2)
    assert set(mailed()) == {"personne0@example.org", "personne3@example.org"}


def test_an_invitation_that_expired_meanwhile_makes_room(agathe: Viewer, bubble: str) -> None:
    with db.transaction() as session:
        place = session.exec(select(Bubble)).one()
        offer = Offer("personne0@example.org", Role.PATIENT)
        invitations.create(session, by=agathe, bubble=place, offer=offer, now=NOW - timedelta(days=20))
    started(agathe, bubble, 2)
    while send_some():
        pass
    assert show(agathe, bubble).counts.sent == 2
    assert invited()["personne0@example.org"] == 2


def test_an_address_that_was_written_to_too_often_is_left_alone(agathe: Viewer, bubble: str) -> None:
    for _ in range(Limit.INVITATION_BY_ADDRESS.value.times):
        limits.spend(Limit.INVITATION_BY_ADDRESS, "personne1@example.org")
    started(agathe, bubble, 2)
    send_some()
    assert [row.refusal for row in show(agathe, bubble).rows] == ["", RowRefusal.PESTERED]


def test_invitations_of_a_list_count_among_those_to_an_address(agathe: Viewer, bubble: str) -> None:
    started(agathe, bubble, 1)
    send_some()
    for _ in range(Limit.INVITATION_BY_ADDRESS.value.times - 1):
        limits.spend(Limit.INVITATION_BY_ADDRESS, "personne0@example.org")
    assert limits.is_used_up(Limit.INVITATION_BY_ADDRESS, "personne0@example.org")


@pytest.mark.parametrize("how", ["no admin any more", "gone", "suspended"])
def test_a_list_stops_when_whoever_started_it_lost_the_right_to_and_says_so(
    agathe: Viewer, bubble: str, cast: Cast, how: str
) -> None:
    started(agathe, bubble, 20)
    send_some()
    with db.transaction() as session:
        place = session.exec(select(Membership).where(Membership.person_id == cast.agathe.id)).one()
        other = session.exec(select(Membership).where(Membership.person_id == cast.camille.id)).one()
        other.is_admin = True
        if how == "suspended":
            session.get_one(Person, cast.agathe.id).suspended_at = NOW
        elif how == "gone":
            place.ended_at = NOW
        else:
            place.is_admin = False
    while send_some():
        pass
    shown = show(sign_in(cast.camille)[0], bubble)
    assert (shown.state, shown.is_stopped) == ("done", True)
    assert shown.counts == BatchCounts(total=20, good=20, handled=20, left=0, sent=10, refused=10)
    assert {row.refusal for row in shown.rows} == {"", RowRefusal.STOPPED}
    assert len(mailed()) == 10


def test_a_list_stopped_before_its_first_line_sends_nothing(agathe: Viewer, bubble: str, cast: Cast) -> None:
    started(agathe, bubble, 3)
    with db.transaction() as session:
        session.get_one(Person, cast.agathe.id).suspended_at = NOW
    send_some()
    assert (len(mailed()), len(invited())) == (0, 0)


def test_lists_of_two_bubbles_leave_one_after_the_other(agathe: Viewer, bubble: str, cast: Cast) -> None:
    with db.transaction() as session:
        elsewhere = Bubble(name="Ailleurs")
        session.add(elsewhere)
        session.flush()
        person = session.get_one(Person, cast.zelda.id)
        memberships.join(session, bubble=elsewhere, person=person, role=Role.COMPANION, is_admin=True, now=NOW)
        other = elsewhere.ref
    zelda = sign_in(cast.zelda)[0]
    started(agathe, bubble, 3)
    started(zelda, other, 3)
    while send_some():
        pass
    assert (show(agathe, bubble).counts.sent, show(zelda, other).counts.sent) == (3, 3)


def test_how_far_it_is_is_announced_with_each_part(agathe: Viewer, bubble: str) -> None:
    started(agathe, bubble, 20)
    heard: list[Announcement] = []
    stop = db.after_commit(heard.append)
    while send_some():
        pass
    stop()
    told = Counter(one.topic for one in heard)
    assert told[Topic.INVITATIONS] == 3
    assert told[Topic.MAIL_WAITING] == 2, "a crowd of mails wakes their sender once for each part"


def test_nothing_is_sent_of_a_list_that_was_not_started(agathe: Viewer, bubble: str) -> None:
    rows = invitation_files.read(b"email;role\na@example.org;patient")
    with db.transaction() as session:
        batches.read(session, by=agathe, bubble_ref=bubble, rows=rows, now=NOW)
    assert not send_some()
    with db.reading() as session:
        assert session.exec(select(BatchRow.invitation_id)).all() == [None]
