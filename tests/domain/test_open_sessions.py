"""One sees where one's account is open, and closes it there; nobody else's."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import open_sessions, sessions
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.audit import Action
from mycharlotte.domain.open_sessions import AlreadyOver, OpenSession
from mycharlotte.domain.origin import Origin
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in

HERE = Origin("Chrome, Windows", "192.0.2.0/24")


def seen_by(viewer: Viewer, after: timedelta = timedelta()) -> tuple[OpenSession, ...]:
    with db.reading() as session:
        return open_sessions.show(session, viewer=viewer, now=now() + after)


def refs_seen_by(viewer: Viewer) -> list[str]:
    return [one.ref for one in seen_by(viewer)]


def revoke(viewer: Viewer, ref: str) -> None:
    with db.transaction() as session:
        open_sessions.revoke(session, by=viewer, session_ref=ref, origin=HERE, now=now())


def revoke_others(viewer: Viewer) -> int:
    with db.transaction() as session:
        return open_sessions.revoke_others(session, by=viewer, origin=HERE, now=now())


def over(*viewers: Viewer, after: timedelta = timedelta()) -> set[str]:
    with db.reading() as session:
        return open_sessions.over(session, refs=[one.session_ref for one in viewers], now=now() + after)


def is_open(token: str) -> bool:
    with db.reading() as session:
        return sessions.resume(session, token=token, now=now()) is not None


def remembered(action: Action) -> list[AuditEntry]:
    with db.reading() as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


def test_the_present_session_comes_first_then_the_latest_used(cast: Cast) -> None:
    present = now()
    with time_machine.travel(present - timedelta(minutes=20), tick=False):
        here, _ = sign_in(cast.camille)
    with time_machine.travel(present - timedelta(minutes=9), tick=False):
        before, _ = sign_in(cast.camille)
    with time_machine.travel(present - timedelta(minutes=2), tick=False):
        latest, _ = sign_in(cast.camille)

    assert refs_seen_by(here) == [here.session_ref, latest.session_ref, before.session_ref]
    assert [one.is_this for one in seen_by(here)] == [True, False, False]


def test_a_session_tells_where_when_and_how_it_was_opened(cast: Cast) -> None:
    with db.transaction() as session:
        at = now()
        token = sessions.start(session, person=cast.camille, origin=HERE, method="app", now=at)
    with db.reading() as session:
        viewer = sessions.resume(session, token=token, now=at)
    assert viewer

    assert seen_by(viewer) == (
        OpenSession(viewer.session_ref, "Chrome, Windows", "192.0.2.0/24", "app", at, at, is_this=True),
    )


def test_sessions_that_are_over_are_not_shown(cast: Cast) -> None:
    here, _ = sign_in(cast.camille)
    ended, _ = sign_in(cast.camille)
    with db.transaction() as session:
        sessions.end(session, by=ended, now=now())

    assert refs_seen_by(here) == [here.session_ref]
    assert seen_by(here, after=timedelta(minutes=31)) == ()


def test_one_sees_no_session_of_anybody_else(cast: Cast) -> None:
    here, _ = sign_in(cast.camille)
    sign_in(cast.paul)
    sign_in(cast.agathe)

    assert refs_seen_by(here) == [here.session_ref]


def test_one_closes_another_session(cast: Cast) -> None:
    here, mine = sign_in(cast.camille)
    other, theirs = sign_in(cast.camille)

    revoke(here, other.session_ref)

    assert is_open(mine)
    assert not is_open(theirs)
    assert refs_seen_by(here) == [here.session_ref]


def test_a_session_closed_already_is_refused(cast: Cast) -> None:
    here, _ = sign_in(cast.camille)
    other, _ = sign_in(cast.camille)
    revoke(here, other.session_ref)

    with pytest.raises(AlreadyOver):
        revoke(here, other.session_ref)
    assert len(remembered(Action.SESSION_REVOKED)) == 1


def test_nobody_closes_the_session_of_somebody_else(cast: Cast) -> None:
    """Not even an administrator; the answer is that of a session that does not exist."""
    paul, token = sign_in(cast.paul)
    for person in (cast.camille, cast.agathe, cast.zelda):
        viewer, _ = sign_in(person)
        for ref in (paul.session_ref, "invented", "", "%"):
            with pytest.raises(AlreadyOver):
                revoke(viewer, ref)

    assert is_open(token)
    assert remembered(Action.SESSION_REVOKED) == []


def test_the_present_session_is_not_closed_this_way(cast: Cast) -> None:
    here, token = sign_in(cast.camille)

    with pytest.raises(AlreadyOver):
        revoke(here, here.session_ref)
    assert is_open(token)


def test_one_closes_all_the_others_at_once(cast: Cast) -> None:
    here, mine = sign_in(cast.camille)
    others = [sign_in(cast.camille)[1] for _ in range(3)]
    _, somebody_s = sign_in(cast.paul)

    assert revoke_others(here) == 3

    assert [is_open(token) for token in (mine, somebody_s)] == [True, True]
    assert [is_open(token) for token in others] == [False] * 3


def test_with_no_other_session_there_is_nothing_to_remember(cast: Cast) -> None:
    here, _ = sign_in(cast.camille)

    assert revoke_others(here) == 0
    assert remembered(Action.SESSION_REVOKED) == []


def test_what_is_closed_is_remembered_with_where_it_was_done(cast: Cast) -> None:
    here, _ = sign_in(cast.camille)
    other, _ = sign_in(cast.camille)
    revoke(here, other.session_ref)
    sign_in(cast.camille)
    sign_in(cast.camille)
    revoke_others(here)

    one, all_of_them = remembered(Action.SESSION_REVOKED)
    assert (one.actor_ref, one.session_ref, one.object_ref) == (here.ref, here.session_ref, other.session_ref)
    assert (all_of_them.actor_ref, all_of_them.object_ref) == (here.ref, here.ref)
    assert all('"device":"Chrome, Windows"' in entry.details.replace(": ", ":") for entry in (one, all_of_them))
    assert '"count":2' in all_of_them.details.replace(": ", ":")


def test_the_tabs_of_a_closed_session_and_those_of_its_owner_are_told(cast: Cast) -> None:
    here, _ = sign_in(cast.camille)
    other, _ = sign_in(cast.camille)
    heard: list[Announcement] = []
    stop = db.after_commit(heard.append)
    revoke(here, other.session_ref)
    stop()

    assert heard == [Announcement(Topic.SESSION_ENDED, other.session_ref), Announcement(Topic.SECURITY, here.ref)]


def test_sessions_that_ended_ran_out_or_whose_owner_is_suspended_are_over(cast: Cast) -> None:
    camille, _ = sign_in(cast.camille)
    ended, _ = sign_in(cast.camille)
    paul, _ = sign_in(cast.paul)
    with db.transaction() as session:
        sessions.end(session, by=ended, now=now())
        session.get_one(Person, paul.person_id).suspended_at = now()

    assert over(camille, ended, paul) == {ended.session_ref, paul.session_ref}
    assert over(camille, after=timedelta(minutes=31)) == {camille.session_ref}
    assert over() == set()
