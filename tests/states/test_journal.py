"""The page of the journal shows one's own events, a page at a time, in both languages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from mycharlotte import db
from mycharlotte.domain import audit
from mycharlotte.domain.audit import Action
from mycharlotte.domain.origin import Origin
from mycharlotte.models.people import Person
from mycharlotte.states import journal
from mycharlotte.states.journal import JournalState
from mycharlotte.states.session import SessionState
from mycharlotte.views.journal import JournalLine, Told
from tests.cast import Cast, sign_in
from tests.states.tab import Tab

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def remember(person: Person, action: Action, *, now: datetime = NOON, **what: Any) -> None:
    """Write in the audit log."""
    with db.transaction() as session:
        audit.record(session, action, object_ref=person.ref, now=now, **what)


def remember_many(person: Person, times: int) -> None:
    """Write so many refusals, a minute apart."""
    with db.transaction() as session:
        for number in range(times):
            at = NOON - timedelta(minutes=times - number)
            audit.record(session, Action.SIGN_IN_REFUSED, object_ref=person.ref, outcome=audit.Outcome.REFUSED, now=at)


async def opened(person: Person) -> Tab:
    """Open the page as someone."""
    tab = Tab(session_token=sign_in(person)[1])
    await tab.send(JournalState, "load")
    return tab


async def test_an_event_is_told_in_both_languages_where_one_lives(cast: Cast) -> None:
    origin = Origin("Firefox, Linux", "203.0.113.0/24")
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        tab = Tab(session_token=sign_in(cast.camille)[1])
        remember(cast.camille, Action.SIGN_IN_REFUSED, origin=origin, outcome=audit.Outcome.REFUSED)
        await tab.send(JournalState, "load")
    state = await tab.see(JournalState)
    assert state.is_ready
    line = state.lines[0]
    assert (line.kind, line.is_refused, line.at) == ("sign-in", True, "2026-11-24T11:00:00+00:00")
    assert line.french == Told(
        "Un mot de passe erroné a été tapé pour ouvrir votre compte",
        "aujourd’hui à 12\u00a0h",
        "Firefox sur Linux · réseau 203.0.113.x",
    )
    assert line.english.when == "today at 12:00"
    assert "Firefox on Linux" in line.english.where


async def test_an_event_without_a_place_says_nothing_of_it(cast: Cast) -> None:
    remember(cast.camille, Action.PASSWORD_CHANGED, origin=Origin("", "127.0.0.0/24"))
    state = await (await opened(cast.camille)).see(JournalState)
    assert {line.french.where for line in state.lines if line.kind == "password"} == {""}


async def test_older_events_are_added_below_until_there_are_none(cast: Cast) -> None:
    remember_many(cast.camille, 2 * journal.LINES)
    tab = await opened(cast.camille)
    state = await tab.see(JournalState)
    seen = []
    for shown, more in ((journal.LINES, True), (2 * journal.LINES, True), (2 * journal.LINES + 2, False)):
        assert (len(state.lines), state.has_more) == (shown, more)
        assert state.lines[: len(seen)] == seen
        seen = state.lines
        await tab.send(JournalState, "show_more")
    assert state.lines == seen
    assert state.lines[-1].kind == "account"


async def test_a_page_does_not_grow_without_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_LINES", 2 * journal.LINES)
    remember_many(cast.camille, 3 * journal.LINES)
    tab = await opened(cast.camille)
    for _ in range(3):
        await tab.send(JournalState, "show_more")
    state = await tab.see(JournalState)
    assert (len(state.lines), state.has_more, state.is_full) == (2 * journal.LINES, False, True)


async def test_a_choice_is_read_anew_and_kept_for_what_follows(cast: Cast) -> None:
    remember_many(cast.camille, journal.LINES + 1)
    remember(cast.camille, Action.PASSWORD_RESET_ASKED)
    tab = await opened(cast.camille)
    await tab.send(JournalState, "choose", choice="refused")
    await tab.send(JournalState, "show_more")
    state = await tab.see(JournalState)
    assert len(state.lines) == journal.LINES + 1
    assert all(line.is_refused for line in state.lines)
    await tab.send(JournalState, "choose", choice="password")
    assert [line.kind for line in state.lines] == ["password"]
    await tab.send(JournalState, "load")
    assert state.choice == ""
    assert len(state.lines) == journal.LINES


async def test_a_period_leaves_older_events_out(cast: Cast) -> None:
    remember(cast.camille, Action.PASSWORD_CHANGED, now=NOON - timedelta(days=10))
    remember(cast.camille, Action.PASSWORD_RESET, now=NOON - timedelta(days=3))
    with time_machine.travel(NOON, tick=False):
        tab = await opened(cast.camille)
        await tab.send(JournalState, "choose", choice="password")
        state = await tab.see(JournalState)
        assert len(state.lines) == 2
        await tab.send(JournalState, "choose_period", period="week")
    assert [line.french.what for line in state.lines] == [
        "Un nouveau mot de passe a été choisi avec le lien reçu par e-mail"
    ]


@pytest.mark.parametrize(("handler", "payload"), [("choose", {"choice": "x"}), ("choose_period", {"period": "x"})])
async def test_a_choice_that_is_not_offered_is_refused(cast: Cast, handler: str, payload: dict[str, str]) -> None:
    tab = await opened(cast.camille)
    await tab.send(JournalState, handler, **payload)
    assert (await tab.see(JournalState)).refusal.sentence


@pytest.mark.parametrize("handler", ["load", "show_more"])
async def test_nobody_sees_anything(cast: Cast, handler: str) -> None:
    tab = Tab()
    await tab.send(JournalState, handler)
    state = await tab.see(JournalState)
    assert (state.lines, state.is_ready) == ([], False)
    assert (await tab.see(SessionState)).is_over


async def test_a_stranger_sees_nothing_of_somebody_else(cast: Cast) -> None:
    remember_many(cast.camille, 5)
    state = await (await opened(cast.zelda)).see(JournalState)
    assert [line.kind for line in state.lines] == ["sign-in", "account"]
    assert not any(line.is_refused for line in state.lines)


async def test_the_place_in_the_log_stays_on_the_server(cast: Cast) -> None:
    remember_many(cast.camille, 2 * journal.LINES)
    state = await (await opened(cast.camille)).see(JournalState)
    assert state._before
    assert "_before" not in str(state.dict())
    assert JournalLine.__dataclass_fields__.keys() == {"kind", "is_refused", "at", "french", "english"}
