"""Sessions end when they must, and not before."""

from datetime import timedelta

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import sessions
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.errors import SignedOut
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Membership
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in


def resume(token: str, after: timedelta = timedelta()) -> Viewer | None:
    with db.reading() as session:
        return sessions.resume(session, token=token, now=now() + after)


def touch(viewer: Viewer, after: timedelta) -> None:
    with db.transaction() as session:
        sessions.touch(session, session_id=viewer.session_id, now=now() + after)


def renew(viewer: Viewer, after: timedelta = timedelta()) -> str:
    with db.transaction() as session:
        return sessions.renew(session, by=viewer, now=now() + after)


def test_a_token_stands_for_whoever_signed_in(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)

    assert resume(token) == viewer
    assert viewer.first_name == "Camille"
    assert [place.role for place in viewer.standings] == ["companion"]


def test_a_place_that_ended_gives_no_right_any_more(cast: Cast) -> None:
    _, token = sign_in(cast.camille)
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.camille.id)).one().ended_at = now()
    viewer = resume(token)
    assert viewer
    assert viewer.standings == ()


def test_an_unknown_token_stands_for_nobody(cast: Cast) -> None:
    sign_in(cast.camille)

    assert resume("invented") is None


def test_a_session_idle_for_thirty_minutes_is_over(cast: Cast) -> None:
    _, token = sign_in(cast.camille)

    assert resume(token, timedelta(minutes=29))
    assert resume(token, timedelta(minutes=30, seconds=1)) is None


def test_what_a_person_does_prolongs_the_session(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)

    touch(viewer, timedelta(minutes=20))

    assert resume(token, timedelta(minutes=45))


def test_a_session_is_over_after_twelve_hours_whatever_one_does(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)
    for minutes in range(0, 12 * 60, 20):
        touch(viewer, timedelta(minutes=minutes))

    assert resume(token, timedelta(hours=11, minutes=59))
    assert resume(token, timedelta(hours=12, seconds=1)) is None


def test_an_idle_session_does_not_come_back_to_life(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)

    touch(viewer, timedelta(minutes=40))

    assert resume(token, timedelta(minutes=41)) is None


def test_signing_out_ends_the_session_for_good(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)

    with db.transaction() as session:
        sessions.end(session, by=viewer, now=now())
    touch(viewer, timedelta(minutes=1))

    assert resume(token) is None


def test_one_session_that_ends_leaves_the_others(cast: Cast) -> None:
    viewer, _ = sign_in(cast.camille)
    _, other = sign_in(cast.camille)

    with db.transaction() as session:
        sessions.end(session, by=viewer, now=now())

    assert resume(other)


def test_a_suspended_person_is_nobody(cast: Cast) -> None:
    _, token = sign_in(cast.paul)

    with db.transaction() as session:
        cast.paul.suspended_at = now()
        session.merge(cast.paul)

    assert resume(token) is None


def test_a_renewed_session_goes_on_under_another_token(cast: Cast) -> None:
    viewer, _ = sign_in(cast.camille)

    renewed = resume(renew(viewer))

    assert renewed
    assert renewed.session_ref == viewer.session_ref
    assert renewed.expires_at == viewer.expires_at


def test_the_previous_token_opens_for_five_seconds_more(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)

    new = renew(viewer)

    assert resume(token, timedelta(seconds=4))
    assert resume(token, timedelta(seconds=6)) is None
    assert resume(new, timedelta(seconds=6))


def test_renewed_twice_a_session_leaves_but_one_token_behind(cast: Cast) -> None:
    viewer, oldest = sign_in(cast.camille)
    old = renew(viewer)

    new = renew(viewer)

    assert [bool(resume(token)) for token in (oldest, old, new)] == [False, True, True]


def test_a_new_proof_dates_from_now_and_is_something_done(cast: Cast) -> None:
    viewer, _ = sign_in(cast.camille)

    renewed = resume(renew(viewer, after=timedelta(minutes=20)), timedelta(minutes=45))

    assert renewed
    assert renewed.proved_at == renewed.last_seen_at >= viewer.proved_at + timedelta(minutes=20)


def test_a_session_that_ended_is_not_renewed(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)
    with db.transaction() as session:
        sessions.end(session, by=viewer, now=now())

    with pytest.raises(SignedOut):
        renew(viewer)
    assert resume(token) is None


def test_both_tokens_of_a_session_that_ends_are_dead(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)
    new = renew(viewer)

    with db.transaction() as session:
        sessions.end(session, by=viewer, now=now())

    assert (resume(token), resume(new)) == (None, None)


def test_the_other_tabs_are_told_of_what_happens_to_their_session(cast: Cast) -> None:
    heard: list[Announcement] = []
    stop = db.after_commit(heard.append)
    viewer, _ = sign_in(cast.camille)
    renew(viewer)
    with db.transaction() as session:
        sessions.end(session, by=viewer, now=now())
    stop()

    assert heard == [
        Announcement(Topic.SECURITY, viewer.ref),
        Announcement(Topic.SESSION_RENEWED, viewer.session_ref),
        Announcement(Topic.SESSION_ENDED, viewer.session_ref),
        Announcement(Topic.SECURITY, viewer.ref),
    ]
