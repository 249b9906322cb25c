"""An invitation answered by someone who has an account: once, by the right person, while it is still offered."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import acceptance, announcements, invitations, memberships, offers, sessions
from mycharlotte.domain.acceptance import NotYourInvitation
from mycharlotte.domain.announcements import Topic
from mycharlotte.domain.errors import SignedOut
from mycharlotte.domain.guests import InvitationOver
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Role
from mycharlotte.models.outbox import Delivery
from mycharlotte.models.people import Person
from tests.cast import Cast, sign_in
from tests.domain.doorstep import LAPTOP, actions, suspend
from tests.domain.invited import (
    INES,
    LINK,
    accept,
    ask,
    change,
    decline,
    invitation,
    invite,
    mails_to,
    no_longer_admin,
    places_of,
    stored_sign_ups,
)


def test_the_person_invited_gets_the_place_that_was_offered(cast: Cast) -> None:
    token, at = invite(cast.agathe, cast.zelda.email, role=Role.COMPANION), now()
    ref = accept(token, cast.zelda, now=at)
    (place,) = places_of(cast.zelda.email)
    with db.reading() as session:
        assert session.exec(select(Bubble)).one().ref == ref
    assert (place.role, place.is_admin) == (Role.COMPANION, False)
    done = invitation()
    assert (done.accepted_at, done.accepted_by_id, done.pending_email) == (at, cast.zelda.id, None)
    assert actions()[-2:] == ["member:joined", "invitation:accepted"]


def test_everyone_concerned_is_told_and_nobody_is_mailed(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    viewer, _ = sign_in(cast.zelda)
    with db.transaction() as session:
        acceptance.accept(session, by=viewer, token=token, origin=LAPTOP, now=now())
        told = {one.topic for one in announcements.of(session)}
    assert told == {Topic.INVITATIONS, Topic.MEMBERS, Topic.STANDING}
    assert not mails_to(cast.agathe.email)


def test_the_first_admin_of_a_bubble_runs_it(cast: Cast) -> None:
    accept(invite(cast.agathe, cast.zelda.email, role=Role.COMPANION, is_admin=True), cast.zelda)
    assert places_of(cast.zelda.email)[0].is_admin


def test_capitals_in_the_address_invited_do_not_matter(cast: Cast) -> None:
    offer = offers.parse(email=f"  {cast.zelda.email.upper()} ", role="patient")
    accept(invite(cast.agathe, offer.email), cast.zelda)
    assert len(places_of(cast.zelda.email)) == 1


def test_an_invitation_serves_once_and_leads_whoever_took_it_back_to_the_bubble(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    assert accept(token, cast.zelda) == accept(token, cast.zelda)
    assert actions().count("invitation:accepted") == 1
    with pytest.raises(InvitationOver):
        accept(token, cast.paul)


def test_whoever_left_since_does_not_come_back_by_the_same_link(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    accept(token, cast.zelda)
    with db.transaction() as session:
        place = memberships.current(session, bubble_id=invitation().bubble_id, person_id=cast.zelda.id or 0)
        assert place
        place.ended_at = now()
    with pytest.raises(InvitationOver):
        accept(token, cast.zelda)


def test_nobody_joins_under_another_address(cast: Cast) -> None:
    token = invite(cast.agathe)
    with pytest.raises(NotYourInvitation):
        accept(token, cast.zelda)
    assert not places_of(cast.zelda.email)
    assert invitation().accepted_at is None


@pytest.mark.parametrize(
    "happened",
    [{"declined_at": now()}, {"revoked_at": now()}, {"expires_at": now()}, {"accepted_at": now()}],
    ids=lambda happened: next(iter(happened)),
)
def test_what_is_over_is_not_answered(cast: Cast, happened: dict[str, Any]) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    change(**happened)
    with pytest.raises(InvitationOver):
        accept(token, cast.zelda)
    with pytest.raises(InvitationOver):
        decline(token)
    assert not places_of(cast.zelda.email)


@pytest.mark.parametrize("token", ["", "abc", "x" * 43, "\ud800" * 43, "\x00" * 43])
def test_an_invented_link_answers_nothing(cast: Cast, token: str) -> None:
    with pytest.raises(InvitationOver):
        accept(token, cast.zelda)
    with pytest.raises(InvitationOver):
        decline(token)


def test_an_invitation_holds_for_fourteen_days(cast: Cast) -> None:
    at = now()
    token = invite(cast.agathe, cast.zelda.email, now=at)
    viewer, _ = sign_in(cast.zelda)
    with pytest.raises(InvitationOver):
        accept(token, viewer, now=at + timedelta(days=14))


def test_whoever_invited_must_still_run_the_bubble(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    no_longer_admin(cast.agathe)
    with pytest.raises(InvitationOver):
        accept(token, cast.zelda)
    with pytest.raises(InvitationOver):
        decline(token)


def test_whoever_is_a_member_by_then_keeps_their_place_and_the_invitation_is_accepted(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email, role=Role.COMPANION)
    with db.transaction() as session:
        bubble, person = session.exec(select(Bubble)).one(), session.get_one(Person, cast.zelda.id)
        memberships.join(session, bubble=bubble, person=person, role=Role.PATIENT, now=now())
    accept(token, cast.zelda)
    (place,) = places_of(cast.zelda.email)
    assert place.role == Role.PATIENT
    assert invitation().accepted_at


def test_someone_suspended_or_signed_out_a_moment_ago_is_nobody(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    viewer, _ = sign_in(cast.zelda)
    with db.transaction() as session:
        sessions.end(session, by=viewer, now=now())
    with pytest.raises(SignedOut):
        accept(token, viewer)
    viewer, _ = sign_in(cast.zelda)
    suspend(cast.zelda)
    with pytest.raises(SignedOut):
        accept(token, viewer)
    assert not places_of(cast.zelda.email)


# Declined


def test_no_is_an_answer_that_needs_no_account(cast: Cast) -> None:
    token, at = invite(cast.agathe), now()
    with db.transaction() as session:
        acceptance.decline(session, token=token, origin=LAPTOP, now=at)
        told = [one.topic for one in announcements.of(session)]
    assert (invitation().declined_at, invitation().pending_email) == (at, None)
    assert told == [Topic.INVITATIONS]
    assert actions()[-1] == "invitation:declined"


def test_an_address_that_declined_may_be_invited_again(cast: Cast) -> None:
    decline(invite(cast.agathe, cast.zelda.email))
    accept(invite(cast.agathe, cast.zelda.email), cast.zelda)
    assert len(places_of(cast.zelda.email)) == 1


def test_an_answer_keeps_back_the_mail_that_has_not_left_and_every_code(cast: Cast) -> None:
    token = invite(cast.agathe)
    with db.transaction() as session:
        bubble = session.exec(select(Bubble)).one()
        invitations.post(session, session.merge(invitation()), bubble=bubble, link=LINK, now=now())
    ask(token)
    decline(token)
    assert mails_to(INES)[0].state == Delivery.WITHDRAWN
    (left,) = stored_sign_ups()
    assert (left.code_mac, left.password_hash) == (b"", "")


def test_no_code_leaves_for_an_invitation_that_is_over(cast: Cast) -> None:
    token = invite(cast.agathe)
    ask(token)
    decline(token)
    assert {mail.state for mail in mails_to(INES)} == {Delivery.WITHDRAWN}
