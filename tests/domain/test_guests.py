"""What the link of an invitation shows, and to whom."""

from datetime import timedelta
from typing import Any

import pytest

from mycharlotte import db
from mycharlotte.domain import announcements, guests, invitations, limits
from mycharlotte.domain.announcements import Topic
from mycharlotte.domain.errors import TooManyTries
from mycharlotte.domain.guests import Stage
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.models.base import now
from mycharlotte.views.guests import InvitationView
from tests.cast import Cast, sign_in
from tests.domain.doorstep import LAPTOP, enter, suspend
from tests.domain.invited import (
    INES,
    accept,
    change,
    decline,
    invitation,
    invite,
    mark_opened,
    no_longer_admin,
    show,
)


def test_an_open_invitation_shows_who_invites_to_what_as_what_and_until_when(cast: Cast) -> None:
    seen = show(invite(cast.agathe))
    assert (seen.stage, seen.inviter, seen.bubble, seen.role) == (
        "open",
        "Agathe Lefèvre",
        "Bulle des Lilas",
        "patient",
    )
    assert (seen.email, seen.first_name, seen.last_name, seen.message) == (INES, "Inès", "Da Silva", "À bientôt")
    assert seen.until == invitation().expires_at.isoformat()


def test_every_link_to_an_invitation_opens_it(cast: Cast) -> None:
    first = invite(cast.agathe)
    with db.transaction() as session:
        second = invitations.new_token(session, invitation(), now=now())
    assert show(first) == show(second)


@pytest.mark.parametrize(("token", "stage"), [("", ""), ("abc", "cut"), ("x" * 44, "cut"), ("x" * 43, "unknown")])
def test_a_link_that_opens_nothing_says_why(cast: Cast, token: str, stage: str) -> None:
    assert show(token) == InvitationView(stage=stage)


@pytest.mark.parametrize(
    ("happened", "stage"),
    [
        ({"accepted_at": now()}, "accepted"),
        ({"declined_at": now()}, "declined"),
        ({"revoked_at": now()}, "revoked"),
        ({"expires_at": now()}, "expired"),
    ],
)
def test_what_is_over_says_why_and_neither_the_address_nor_the_message(
    cast: Cast, happened: dict[str, Any], stage: str
) -> None:
    token = invite(cast.agathe)
    change(**happened)
    seen = show(token)
    assert seen.stage == stage
    assert (seen.email, seen.message, seen.first_name, seen.until) == ("", "", "", "")


def test_whom_to_ask_for_another_is_said_but_of_a_link_that_was_taken_back(cast: Cast) -> None:
    token = invite(cast.agathe)
    change(expires_at=now())
    assert (show(token).bubble, show(token).inviter) == ("Bulle des Lilas", "Agathe Lefèvre")
    change(revoked_at=now())
    assert show(token) == InvitationView(stage=Stage.REVOKED)


def test_an_invitation_by_someone_who_no_longer_runs_the_bubble_is_withdrawn(cast: Cast) -> None:
    token = invite(cast.agathe)
    no_longer_admin(cast.agathe)
    assert show(token) == InvitationView(stage=Stage.WITHDRAWN, bubble="Bulle des Lilas")


def test_an_invitation_by_someone_suspended_is_withdrawn(cast: Cast) -> None:
    token = invite(cast.agathe)
    suspend(cast.agathe)
    assert show(token).stage == Stage.WITHDRAWN


def test_who_looks_is_told_apart(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    assert show(token).reader == ""
    assert show(token, sign_in(cast.zelda)[0]).reader == "invited"
    assert show(token, sign_in(cast.paul)[0]).reader == "another"


def test_whoever_accepted_finds_the_bubble_again_and_nobody_else_does(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    ref = accept(token, cast.zelda)
    assert show(token, sign_in(cast.zelda)[0]).bubble_ref == ref
    assert show(token).bubble_ref == show(token, sign_in(cast.paul)[0]).bubble_ref == ""


# Whether the address has an account


def test_nothing_tells_an_address_with_an_account_from_one_without(cast: Cast) -> None:
    seen = {}
    for email in (cast.zelda.email, INES):
        view = show(invite(cast.agathe, email))
        seen[email] = {name: value for name, value in vars(view).items() if name not in {"email", "until"}}
    assert seen[cast.zelda.email] == seen[INES]


def test_a_browser_that_signed_the_address_in_before_is_known_and_no_other(cast: Cast) -> None:
    device = enter(cast.zelda).device_token
    others = enter(cast.paul).device_token
    token = invite(cast.agathe, cast.zelda.email)
    for device_token, is_known in ((device, True), (others, False), ("invented", False), ("", False)):
        assert show(token, origin=Origin("", "", device_token)).is_known_here is is_known


# Opened


def test_looking_changes_nothing(cast: Cast) -> None:
    token = invite(cast.agathe)
    show(token)
    assert invitation().opened_at is None


def test_an_invitation_is_opened_once_and_its_admins_are_told(cast: Cast) -> None:
    token, at = invite(cast.agathe), now()
    with db.transaction() as session:
        guests.mark_opened(session, token=token, viewer=None, now=at)
        told = announcements.of(session)
    assert [one.topic for one in told] == [Topic.INVITATIONS]
    mark_opened(token, now=at + timedelta(hours=1))
    assert invitation().opened_at == at


def test_whoever_sent_it_may_try_the_link(cast: Cast) -> None:
    token = invite(cast.agathe)
    mark_opened(token, sign_in(cast.agathe)[0])
    assert invitation().opened_at is None
    mark_opened(token, sign_in(cast.paul)[0])
    assert invitation().opened_at


def test_an_unknown_link_opens_nothing(cast: Cast) -> None:
    invite(cast.agathe)
    mark_opened("x" * 43)
    assert invitation().opened_at is None


# Limits


def test_links_that_open_nothing_are_counted_by_block_and_a_good_one_still_opens(cast: Cast) -> None:
    token = invite(cast.agathe)
    for number in range(Limit.INVITATION_BY_BLOCK.value.times):
        show(f"{number:043}")
    with pytest.raises(TooManyTries):
        show("x" * 43)
    assert show("x" * 43, origin=Origin("", "198.51.100.0/24")).stage == "unknown"
    assert show(token).stage == "open"


def test_links_cut_in_two_and_good_ones_are_not_counted(cast: Cast) -> None:
    token = invite(cast.agathe)
    decline(token)
    for _ in range(Limit.INVITATION_BY_BLOCK.value.times + 1):
        show(token)
        show(token[:20])
    assert not limits.is_used_up(Limit.INVITATION_BY_BLOCK, LAPTOP.address_block)
