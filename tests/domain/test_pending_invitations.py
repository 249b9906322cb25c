"""Until it is answered, an invitation is sent again, extended, handed over or taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import acceptance, guests, invitations, limits, memberships, outbox, pending_invitations, tokens
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused, TooManyTries
from mycharlotte.domain.invitations import AlreadyInvited, AlreadyMember
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.pending_invitations import (
    AlreadyAccepted,
    AlreadyDeclined,
    AlreadyRevoked,
    Expired,
    ExtendedAlready,
    InviterGone,
    SentMomentsAgo,
)
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.invitations import Invitation, InvitationLink, SignUp
from mycharlotte.models.outbox import Delivery
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast
from tests.domain.inviting import (
    LINK,
    NOW,
    another_bubble,
    bubble_ref,
    change,
    give_up_the_mail_of,
    invite,
    look,
    mails_to,
    send,
    step_down,
    viewer,
)

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TOMORROW = NOW + DAY
VERBS: dict[str, Callable[..., Any]] = {
    name: getattr(pending_invitations, name) for name in ("resend", "extend", "make_link", "revoke")
}

verbs = pytest.mark.parametrize("verb", VERBS)


def act(verb: str, by: Viewer, ref: str, **values: Any) -> Any:
    """Do something with an invitation, tomorrow."""
    details = {"bubble_ref": bubble_ref(), "invitation_ref": ref, "now": TOMORROW} | values
    if verb == "resend":
        details["link"] = LINK
    with db.transaction() as session:
        return VERBS[verb](session, by=by, **details)


def name_admin(person: Person) -> Viewer:
    """Let someone run the bubble too."""
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == person.id)).one().is_admin = True
    return viewer(person)


def links_to(ref: str) -> set[bytes]:
    """What is stored of the links to an invitation."""
    with db.reading() as session:
        return set(session.exec(select(InvitationLink.token_hash).join(Invitation).where(Invitation.ref == ref)))


def test_an_invitation_sent_again_is_good_for_fourteen_days_in_the_name_of_whoever_sent_it(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe), message="À bientôt")
    before = links_to(ref)

    _, token = act("resend", name_admin(cast.camille), ref)

    invitation = look(ref)
    assert invitation.invited_by_id == cast.camille.id
    assert (invitation.sent_at, invitation.expires_at) == (TOMORROW, TOMORROW + 14 * DAY)
    first, second = mails_to()
    assert (first.state, second.state) == (Delivery.WITHDRAWN, Delivery.WAITING)  # it had not left: one is enough
    assert second.ref == invitation.mail_ref
    assert outbox.values_of(second)["inviter"] == "Camille Moreau"
    assert outbox.values_of(second)["until"] == invitation.expires_at.isoformat()
    assert before < links_to(ref)
    assert tokens.digest(token) in links_to(ref)


def test_an_invitation_that_expired_or_did_not_arrive_is_sent_again(cast: Cast) -> None:
    by = viewer(cast.agathe)
    expired, lost = invite(by, "a@example.org"), invite(by, "b@example.org")
    give_up_the_mail_of(lost)
    for ref in (expired, lost):
        act("resend", by, ref, now=NOW + 20 * DAY)
        assert invitations.is_open(look(ref), NOW + 33 * DAY)


def test_a_mail_does_not_leave_twice_in_a_minute(cast: Cast) -> None:
    by = viewer(cast.agathe)
    ref = invite(by)
    with pytest.raises(SentMomentsAgo):
        act("resend", by, ref, now=NOW + MINUTE - timedelta(seconds=1))
    assert len(mails_to()) == 1
    act("resend", by, ref, now=NOW + MINUTE)
    assert len(mails_to()) == 2


@pytest.mark.parametrize("limit", [Limit.INVITATION_BY_ADMIN, Limit.INVITATION_BY_ADDRESS])
def test_sending_again_counts_as_sending(cast: Cast, limit: Limit) -> None:
    by = viewer(cast.agathe)
    ref = invite(by)
    for _ in range(limit.value.times - 1):  # the first invitation was one
        limits.spend(limit, by.ref if limit is Limit.INVITATION_BY_ADMIN else "someone@example.org")
    with pytest.raises(TooManyTries):
        act("resend", by, ref)
    assert len(mails_to()) == 1


def test_an_extension_adds_fourteen_days_and_sends_nothing(cast: Cast) -> None:
    by = viewer(cast.agathe)
    ref = invite(by)
    act("extend", by, ref)
    assert look(ref).expires_at == NOW + 28 * DAY
    assert look(ref).sent_at == NOW
    assert len(mails_to()) == 1


def test_an_extension_of_what_expired_counts_from_today(cast: Cast) -> None:
    by = viewer(cast.agathe)
    ref = invite(by)
    act("extend", by, ref, now=NOW + 20 * DAY)
    assert look(ref).expires_at == NOW + 34 * DAY


def test_a_double_click_extends_once(cast: Cast) -> None:
    by = viewer(cast.agathe)
    ref = invite(by)
    act("extend", by, ref)
    with pytest.raises(ExtendedAlready):
        act("extend", by, ref)
    assert look(ref).expires_at == NOW + 28 * DAY


def test_a_link_to_hand_over_is_one_more_and_sends_nothing(cast: Cast) -> None:
    by = viewer(cast.agathe)
    ref = invite(by)
    before = links_to(ref)
    invitation, token = act("make_link", by, ref)
    assert links_to(ref) - before == {tokens.digest(token)}
    assert invitation.ref == ref
    assert len(mails_to()) == 1
    with pytest.raises(Expired):
        act("make_link", by, ref, now=NOW + 14 * DAY)


def test_a_revoked_invitation_opens_nothing_its_mail_does_not_leave_and_its_address_is_free(cast: Cast) -> None:
    by = viewer(cast.agathe)
    ref = invite(by)
    act("revoke", by, ref)
    invitation = look(ref)
    assert not invitations.is_open(invitation, TOMORROW)
    assert (invitation.revoked_at, invitation.pending_email) == (TOMORROW, None)
    assert [mail.state for mail in mails_to()] == [Delivery.WITHDRAWN]
    assert invite(by, now=TOMORROW) != ref


def test_an_account_asked_for_with_a_revoked_invitation_is_over_too(cast: Cast) -> None:
    by = viewer(cast.agathe)
    ref = invite(by)
    with db.transaction() as session:
        asked = SignUp(
            token_hash=b"t" * 32,
            invitation_id=look(ref).id or 0,
            email="someone@example.org",
            first_name="Élise",
            last_name="Ba",
            password_hash="hash",
            expires_at=NOW + 2 * DAY,
        )
        session.add(asked)
    act("revoke", by, ref)
    with db.reading() as session:
        found = session.exec(select(SignUp)).one()
    assert (found.expires_at, found.password_hash) == (TOMORROW, "")


def test_the_links_of_a_revoked_invitation_are_accepted_by_nobody(cast: Cast) -> None:
    by = viewer(cast.agathe)
    ref, token = send(by, cast.zelda.email)
    act("revoke", by, ref)
    zelda, origin = viewer(cast.zelda), Origin("Firefox, Linux", "203.0.113.0/24")
    with pytest.raises(guests.InvitationOver), db.transaction() as session:
        acceptance.accept(session, by=zelda, token=token, origin=origin, now=TOMORROW)


@verbs
@pytest.mark.parametrize(
    ("answer", "refusal"),
    [("accepted_at", AlreadyAccepted), ("declined_at", AlreadyDeclined), ("revoked_at", AlreadyRevoked)],
)
def test_what_was_answered_meanwhile_is_refused_as_such(
    cast: Cast, verb: str, answer: str, refusal: type[Refused]
) -> None:
    by = viewer(cast.agathe)
    ref = invite(by)
    change(ref, **{answer: TOMORROW, "pending_email": None})
    before = look(ref)
    with pytest.raises(refusal):
        act(verb, by, ref)
    assert look(ref) == before
    assert len(mails_to()) == 1


@verbs
def test_members_who_do_not_run_the_bubble_may_do_nothing_and_strangers_find_nothing(cast: Cast, verb: str) -> None:
    ref = invite(viewer(cast.agathe))
    before, links = look(ref), links_to(ref)
    another_bubble(cast.zelda)
    for person, refusal in ((cast.camille, NotAllowed), (cast.paul, NotAllowed), (cast.zelda, NotFound)):
        with pytest.raises(refusal):
            act(verb, viewer(person), ref)
    assert (look(ref), links_to(ref), len(mails_to())) == (before, links, 1)


@verbs
def test_an_invitation_of_one_bubble_is_not_found_in_another(cast: Cast, verb: str) -> None:
    ref = invite(viewer(cast.agathe))
    before, links = look(ref), links_to(ref)
    elsewhere = another_bubble(cast.zelda)
    with pytest.raises(NotFound):
        act(verb, viewer(cast.zelda), ref, bubble_ref=elsewhere)
    assert (look(ref), links_to(ref), len(mails_to())) == (before, links, 1)


@verbs
@pytest.mark.parametrize("ref", ["", "x", "\x00", "../..", "é", "x" * 500])
def test_what_names_no_invitation_is_not_found(cast: Cast, verb: str, ref: str) -> None:
    by = viewer(cast.agathe)
    with pytest.raises(NotFound):
        act(verb, by, ref)


@pytest.mark.parametrize("verb", ["extend", "make_link"])
def test_when_the_inviter_runs_the_bubble_no_more_somebody_else_must_send_it_again(cast: Cast, verb: str) -> None:
    ref = invite(viewer(cast.agathe))
    camille = name_admin(cast.camille)
    step_down(cast.agathe)
    with pytest.raises(InviterGone):
        act(verb, camille, ref)
    act("resend", camille, ref)
    act(verb, camille, ref, now=TOMORROW + DAY)


@pytest.mark.parametrize("verb", ["resend", "extend"])
def test_whoever_joined_meanwhile_is_not_invited_again(cast: Cast, verb: str) -> None:
    by = viewer(cast.agathe)
    ref = invite(by, cast.zelda.email)
    with db.transaction() as session:
        bubble = session.exec(select(Bubble).where(Bubble.ref == bubble_ref())).one()
        memberships.join(session, bubble=bubble, person=cast.zelda, role=Role.PATIENT, now=TOMORROW)
    with pytest.raises(AlreadyMember):
        act(verb, by, ref)


@pytest.mark.parametrize("verb", ["resend", "extend"])
def test_an_expired_invitation_does_not_come_back_beside_the_one_that_took_its_place(cast: Cast, verb: str) -> None:
    by, later = viewer(cast.agathe), NOW + 20 * DAY
    first = invite(by)
    second = invite(by, now=later)
    with pytest.raises(AlreadyInvited) as refused:
        act(verb, by, first, now=later + DAY)
    assert refused.value.details["invitation"] == second
    act("revoke", by, second, now=later + DAY)
    act(verb, by, first, now=later + DAY)
    assert look(first).pending_email == "someone@example.org"


@pytest.mark.parametrize(
    ("verb", "action"),
    [
        ("resend", "invitation:sent-again"),
        ("extend", "invitation:extended"),
        ("make_link", "invitation:link-made"),
        ("revoke", "invitation:revoked"),
    ],
)
def test_each_deed_is_remembered_without_an_address_and_told_to_the_tabs(cast: Cast, verb: str, action: str) -> None:
    by, bubble, told = viewer(cast.agathe), bubble_ref(), []
    ref = invite(by)
    stop = db.after_commit(told.append)
    act(verb, by, ref)
    stop()
    assert Announcement(Topic.INVITATIONS, bubble) in told
    with db.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == action)).one()
    assert (entry.actor_ref, entry.object_ref, entry.details) == (by.ref, ref, f'{{"bubble":"{bubble}"}}')


def test_a_mail_that_is_given_up_is_told_to_the_tabs_that_follow_its_invitation(cast: Cast) -> None:
    ref, bubble, told = invite(viewer(cast.agathe)), bubble_ref(), []
    stop = db.after_commit(told.append)
    give_up_the_mail_of(ref)
    stop()
    assert Announcement(Topic.INVITATIONS, bubble) in told


def test_nothing_leaves_of_an_invitation_sent_twice_then_taken_back(cast: Cast) -> None:
    by = viewer(cast.agathe)
    ref = invite(by)
    act("resend", by, ref, link="https://espace.example.org/", now=NOW + 2 * MINUTE)
    act("revoke", by, ref, now=NOW + 2 * MINUTE)
    assert {mail.state for mail in mails_to()} == {Delivery.WITHDRAWN}
