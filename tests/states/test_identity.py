"""Who is asking is looked up again soon enough: at once when it was announced, within five seconds otherwise."""

import datetime as dt
from datetime import timedelta

import pytest
import time_machine

from mycharlotte import db
from mycharlotte.domain import sessions
from mycharlotte.models.access import Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.states import identity
from mycharlotte.states.home import HomeState
from mycharlotte.states.session import SessionState
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.states.tab import Tab


def end(viewer: Viewer) -> None:
    """End a session, as another process would."""
    with db.transaction() as session:
        sessions.end(session, by=viewer, now=now())


def last_seen(viewer: Viewer) -> dt.datetime:
    """Return what is stored of a session's activity."""
    with db.reading() as session:
        return session.get_one(Session, viewer.session_id).last_seen_at


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("token", ["", "invented", "\ud800"])
async def test_an_unknown_token_is_nobody(token: str) -> None:
    assert await identity.viewer_of(token) is None


async def test_a_session_that_ended_elsewhere_is_denied_once_what_is_kept_is_old(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, token = sign_in(cast.camille)
    assert identity.KEPT_SECONDS <= 5
    monkeypatch.setattr(identity, "KEPT_SECONDS", -1.0)  # whatever is kept is old at once
    assert await identity.viewer_of(token) == viewer

    end(viewer)

    assert await identity.viewer_of(token) is None


async def test_a_session_that_ended_is_denied_at_once_when_it_is_announced(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)
    assert await identity.viewer_of(token)
    end(viewer)

    identity.forget(session_ref=viewer.session_ref)

    assert await identity.viewer_of(token) is None


async def test_the_next_event_of_an_ended_session_is_denied(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)
    tab = Tab(session_token=token)
    await tab.send(HomeState, "load")
    assert (await tab.see(HomeState)).is_ready
    end(viewer)
    identity.forget(session_ref=viewer.session_ref)

    await tab.send(HomeState, "load")

    assert (await tab.see(SessionState)).is_over
    assert tab.is_hung_up


async def test_a_person_who_is_suspended_is_denied_at_once_when_it_is_announced(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)
    assert await identity.viewer_of(token)
    with db.transaction() as session:
        session.get_one(Person, viewer.person_id).suspended_at = now()

    identity.forget(person_ref=viewer.ref)

    assert await identity.viewer_of(token) is None


async def test_forgetting_one_session_leaves_the_others(cast: Cast) -> None:
    camille, token = sign_in(cast.camille)
    paul, other = sign_in(cast.paul)
    await identity.viewer_of(token)
    await identity.viewer_of(other)
    end(paul)

    identity.forget(session_ref=camille.session_ref)

    assert await identity.viewer_of(other) == paul  # kept for five seconds at most
    assert await identity.viewer_of(token) == camille


async def test_what_is_kept_does_not_outlive_the_session_itself(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _, token = sign_in(cast.camille)
    monkeypatch.setattr(identity, "KEPT_SECONDS", 1e9)
    assert await identity.viewer_of(token)
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert await identity.viewer_of(token) is None
    with time_machine.travel(now() + timedelta(hours=13)):
        assert await identity.viewer_of(token) is None


async def test_invented_tokens_fill_no_memory(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "KEPT_AT_MOST", 10)
    for number in range(30):
        await identity.viewer_of(f"invented{number}")
    assert len(identity._kept) <= 10
    _, token = sign_in(cast.camille)
    assert await identity.viewer_of(token)


async def test_what_a_person_does_prolongs_the_session_once_a_minute(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)
    await identity.note_activity(viewer)
    assert last_seen(viewer) == viewer.last_seen_at

    later = now() + timedelta(minutes=10)
    with time_machine.travel(later, tick=False):
        await identity.note_activity(viewer)
        assert last_seen(viewer) == later
        refreshed = await identity.viewer_of(token)
    assert refreshed
    assert refreshed.last_seen_at == later
