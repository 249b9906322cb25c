"""The home page shows today in both languages, to whoever is signed in."""

from datetime import UTC, datetime

import time_machine

from mycharlotte.states.home import HomeState
from mycharlotte.states.session import SessionState
from tests.cast import Cast, sign_in
from tests.states.tab import Tab


async def test_today_is_shown_in_both_languages(cast: Cast) -> None:
    with time_machine.travel(datetime(2026, 11, 30, 23, 30, tzinfo=UTC)):
        tab = Tab(session_token=sign_in(cast.camille)[1])
        await tab.send(HomeState, "load")
    state = await tab.see(HomeState)
    assert state.is_ready
    assert (state.day_in_french, state.day_in_english) == ("mardi 1er décembre", "Tuesday 1 December")
    assert (state.home.first_name, state.home.is_companion) == ("Camille", True)
    assert [bubble.name for bubble in state.home.bubbles] == ["Bulle des Lilas"]


async def test_nobody_sees_anything(cast: Cast) -> None:
    tab = Tab()
    await tab.send(HomeState, "load")
    state = await tab.see(HomeState)
    assert not state.is_ready
    assert state.home.first_name == ""
    assert (await tab.see(SessionState)).is_over
