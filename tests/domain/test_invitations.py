"""Inviting someone: one address, one role, one offer at a time, and nothing told of who has an account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import invitations, limits, outbox, tokens
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.errors import NotAllowed, NotFound, TooManyTries
from mycharlotte.domain.invitations import AlreadyInvited, AlreadyMember, NotOneself
from mycharlotte.domain.limits import Limit
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.bubbles import Membership, Role
from mycharlotte.models.invitations import Invitation, InvitationLink
from mycharlotte.models.people import Language
from tests.cast import Cast
from tests.domain.inviting import LINK, NOW, another_bubble, bubble_ref, invite, look, mails_to, send, viewer


def test_an_invitation_leaves_by_mail_and_is_good_for_fourteen_days(cast: Cast) -> None:
    ref = invite(
        viewer(cast.agathe),
        role=Role.COMPANION,
        first_name="Élise",
        last_name="Ba",
        message="À bientôt",
        language=Language.ENGLISH,
    )

    invitation = look(ref)
    assert (invitation.email, invitation.pending_email) == ("someone@example.org", "someone@example.org")
    assert (invitation.role, invitation.is_admin, invitation.language) == (Role.COMPANION, False, Language.ENGLISH)
    assert (invitation.sent_at, invitation.expires_at) == (NOW, NOW + timedelta(days=14))
    assert invitations.is_open(invitation, NOW + timedelta(days=14) - timedelta(seconds=1))
    assert not invitations.is_open(invitation, NOW + timedelta(days=14))
    (mail,) = mails_to()
    assert (mail.letter, mail.language, mail.ref, mail.is_bulk) == ("invitation", "en", invitation.mail_ref, False)
    assert mail.useless_after == invitation.expires_at
    told = outbox.values_of(mail)
    assert told | {"link": ""} == {
        "first_name": "Élise",
        "bubble": "Bulle des Lilas",
        "inviter": "Agathe Lefèvre",
        "message": "À bientôt",
        "until": invitation.expires_at.isoformat(),
        "link": "",
    }


def test_the_link_of_the_mail_and_the_one_to_copy_are_two_and_only_their_hashes_are_stored(cast: Cast) -> None:
    ref, copied = send(viewer(cast.agathe))
    mailed = outbox.values_of(mails_to()[0])["link"].removeprefix(LINK)
    with db.reading() as session:
        stored = set(session.exec(select(InvitationLink.token_hash).join(Invitation).where(Invitation.ref == ref)))
    assert stored == {tokens.digest(copied), tokens.digest(mailed)}
    assert len(copied) == len(mailed) == 43


def test_a_tab_that_shows_the_bubble_is_told(cast: Cast) -> None:
    by, bubble, told = viewer(cast.agathe), bubble_ref(), []
    stop = db.after_commit(told.append)
    invite(by)
    stop()
    assert Announcement(Topic.INVITATIONS, bubble) in told


def test_the_log_remembers_who_invited_and_holds_no_address(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe), first_name="Élise", message="À bientôt")
    with db.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "invitation:sent")).one()
    assert (entry.actor_ref, entry.object_ref) == (cast.agathe.ref, ref)
    assert entry.details == f'{{"bubble":"{bubble_ref()}","role":"patient"}}'


def test_whoever_is_in_the_bubble_is_not_invited_again_and_their_name_is_said(cast: Cast) -> None:
    with pytest.raises(AlreadyMember) as refused:
        invite(viewer(cast.agathe), cast.paul.email)
    assert refused.value.details["who"] == "Paul Girard"
    assert mails_to(cast.paul.email) == []


def test_whoever_left_the_bubble_may_be_invited_again(cast: Cast) -> None:
    with db.transaction() as session:
        session.exec(sa.update(Membership).where(col(Membership.person_id) == cast.paul.id).values(ended_at=NOW))
    assert look(invite(viewer(cast.agathe), cast.paul.email)).pending_email == cast.paul.email


def test_an_address_is_invited_once_at_a_time(cast: Cast) -> None:
    first = invite(viewer(cast.agathe))
    with pytest.raises(AlreadyInvited) as refused:
        invite(viewer(cast.agathe), role=Role.COMPANION)
    assert refused.value.details["invitation"] == first
    assert len(mails_to()) == 1


def test_an_invitation_that_expired_makes_room_for_another(cast: Cast) -> None:
    first = invite(viewer(cast.agathe))
    second = invite(viewer(cast.agathe), now=NOW + timedelta(days=14))
    assert (look(first).pending_email, look(second).pending_email) == (None, "someone@example.org")


def test_two_bubbles_may_invite_the_same_address(cast: Cast) -> None:
    elsewhere = another_bubble(cast.zelda)
    invite(viewer(cast.agathe))
    assert look(invite(viewer(cast.zelda), bubble_ref=elsewhere)).pending_email == "someone@example.org"


def test_nobody_invites_themselves(cast: Cast) -> None:
    with pytest.raises(NotOneself):
        invite(viewer(cast.agathe), cast.agathe.email)


def test_members_who_do_not_run_the_bubble_may_not_invite_and_strangers_find_nothing(cast: Cast) -> None:
    another_bubble(cast.zelda)
    for person, refusal in ((cast.camille, NotAllowed), (cast.paul, NotAllowed), (cast.zelda, NotFound)):
        with pytest.raises(refusal):
            invite(viewer(person))
    assert mails_to() == []


@pytest.mark.parametrize("ref", ["", "x", "\x00", "../..", "é", "x" * 500])
def test_what_names_no_bubble_is_not_found(cast: Cast, ref: str) -> None:
    by = viewer(cast.agathe)
    with pytest.raises(NotFound):
        invite(by, bubble_ref=ref)


def test_an_address_with_an_account_elsewhere_is_treated_as_any_other(cast: Cast) -> None:
    by, statements = viewer(cast.agathe), []

    def listen(*call: object) -> None:
        statements.append(call[2])

    event.listen(db.engine(), "before_cursor_execute", listen)
    seen = []
    for email in (cast.zelda.email, "nobody@example.org"):
        statements.clear()
        invite(by, email)
        seen.append(list(statements))
    event.remove(db.engine(), "before_cursor_execute", listen)

    assert seen[0] == seen[1]
    one, other = mails_to(cast.zelda.email)[0], mails_to("nobody@example.org")[0]
    assert (one.letter, one.language, one.person_id) == (other.letter, other.language, None)
    assert outbox.values_of(one) | {"link": ""} == outbox.values_of(other) | {"link": ""}


def test_an_admin_sends_two_hundred_invitations_an_hour_at_most(cast: Cast) -> None:
    by = viewer(cast.agathe)
    for _ in range(200):
        limits.spend(Limit.INVITATION_BY_ADMIN, by.ref)
    with pytest.raises(TooManyTries):
        invite(by)


def test_an_address_receives_ten_invitations_a_day_at_most_wherever_they_come_from(cast: Cast) -> None:
    for _ in range(10):
        limits.spend(Limit.INVITATION_BY_ADDRESS, "someone@example.org")
    with pytest.raises(TooManyTries):
        invite(viewer(cast.agathe))
    assert mails_to() == []


def test_whoever_invited_and_runs_the_bubble_no_more_may_not_be_answered(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))

    def may() -> bool:
        with db.reading() as session:
            return invitations.may_still_invite(session, look(ref))

    assert may()
    with db.transaction() as session:
        place = session.exec(select(Membership).where(Membership.person_id == cast.agathe.id)).one()
        place.is_admin = False
    assert not may()
    with db.transaction() as session:
        place.is_admin, place.ended_at = True, NOW
        session.merge(place)
    assert not may()
    with db.transaction() as session:
        place.ended_at = None
        session.merge(place)
        cast.agathe.suspended_at = NOW
        session.merge(cast.agathe)
    assert not may()


def test_the_first_admin_of_a_bubble_is_invited_by_someone_who_is_not_in_it(cast: Cast) -> None:
    cast.zelda.is_platform_admin = True
    assert invitations.may_invite(cast.zelda, None, as_admin=True)
    assert not invitations.may_invite(cast.zelda, None, as_admin=False)
    assert not invitations.may_invite(cast.camille, None, as_admin=True)


def test_a_name_that_grows_when_it_is_folded_is_kept_and_found_by_its_beginning(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe), first_name="\ufdfa" * 100)
    assert len(look(ref).folded) == invitations.FOLDED_AT_MOST


def test_of_many_who_invite_the_same_address_at_once_one_does(cast: Cast) -> None:
    by = viewer(cast.agathe)

    def attempt(_n: int) -> bool:
        try:
            invite(by)
        except AlreadyInvited:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(20)))
    assert sorted(outcomes) == [False] * 19 + [True]
    assert len(mails_to()) == 1
