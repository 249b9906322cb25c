"""Whoever did not look at an invitation is reminded once, after three days, in the name of someone who still may."""

from datetime import datetime, timedelta

import pytest

from mycharlotte import db
from mycharlotte.domain import invitation_reminders, outbox
from mycharlotte.domain.announcements import Announcement, Topic
from tests.cast import Cast
from tests.domain.inviting import (
    LINK,
    NOW,
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

DAY = timedelta(days=1)
DUE = NOW + 3 * DAY


def remind(now: datetime = DUE) -> list[str]:
    """Remind everyone due, and return the letters that someone@example.org was ever sent."""
    after: int | None = 0
    while after is not None:
        with db.transaction() as session:
            after = invitation_reminders.remind_next(session, after=after, link=LINK, now=now)
    return [mail.letter for mail in mails_to()]


def test_three_days_later_a_reminder_leaves_with_a_link_of_its_own_behind_the_mails_people_wait_for(cast: Cast) -> None:
    ref, _ = send(viewer(cast.agathe), first_name="Élise", message="À bientôt")
    said = outbox.values_of(mails_to()[0])
    assert remind(DUE - timedelta(seconds=1)) == ["invitation"]

    assert remind() == ["invitation", "invitation_reminder"]

    first, reminder = mails_to()
    assert (first.is_bulk, reminder.is_bulk) == (False, True)
    again = outbox.values_of(reminder)
    assert said | {"link": ""} == again | {"link": ""}
    assert said["link"] != again["link"]
    assert again["link"].startswith(LINK)
    invitation = look(ref)
    assert (invitation.reminded_at, invitation.sent_at, invitation.mail_ref) == (DUE, NOW, reminder.ref)
    assert invitation.expires_at == NOW + 14 * DAY


def test_nobody_is_reminded_twice(cast: Cast) -> None:
    invite(viewer(cast.agathe))
    remind()
    assert remind(DUE + 3 * DAY) == ["invitation", "invitation_reminder"]


@pytest.mark.parametrize("what", ["opened_at", "accepted_at", "declined_at", "revoked_at"])
def test_whoever_looked_or_answered_and_whoever_is_invited_no_more_is_left_in_peace(cast: Cast, what: str) -> None:
    change(invite(viewer(cast.agathe)), **{what: NOW + DAY})
    assert remind() == ["invitation"]


def test_an_invitation_that_expired_or_never_arrived_is_not_recalled(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))
    assert remind(NOW + 14 * DAY) == ["invitation"]
    give_up_the_mail_of(ref)
    assert remind() == ["invitation"]


def test_nobody_is_reminded_in_the_name_of_someone_who_runs_the_bubble_no_more(cast: Cast) -> None:
    by = viewer(cast.agathe)
    lost, kept = invite(by), invite(by, "other@example.org")
    step_down(cast.agathe)
    assert remind() == ["invitation"]
    assert (look(lost).reminded_at, look(kept).reminded_at) == (None, None)


def test_one_that_cannot_be_reminded_does_not_hold_up_the_next(cast: Cast) -> None:
    first = invite(viewer(cast.agathe), "first@example.org")
    change(first, invited_by_id=cast.zelda.id)
    invite(viewer(cast.agathe))
    assert remind() == ["invitation", "invitation_reminder"]
    assert [mail.letter for mail in mails_to("first@example.org")] == ["invitation"]


def test_tabs_that_follow_the_invitation_are_told(cast: Cast) -> None:
    invite(viewer(cast.agathe))
    bubble, told = bubble_ref(), []
    stop = db.after_commit(told.append)
    remind()
    stop()
    assert Announcement(Topic.INVITATIONS, bubble) in told
