"""The list of past appointments to fill in: one press each, and second thoughts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from mycharlotte import db, routes
from mycharlotte.domain import outcomes
from mycharlotte.models.people import Person
from mycharlotte.states.home import HomeState
from mycharlotte.states.outcomes import OutcomesState
from tests.cast import Cast, sign_in
from tests.domain.agenda import NOW, appointment, offer
from tests.states.tab import Tab


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Eight o’clock, in UTC, of the Monday of the agenda's tests."""
    with time_machine.travel(NOW, tick=False):
        yield


async def opened(who: Person) -> Tab:
    """Open the list as someone."""
    tab = Tab(page=routes.OUTCOMES, session_token=sign_in(who)[1], language="fr")
    await tab.send(OutcomesState, "load")
    return tab


async def listed(tab: Tab) -> list[tuple[str, str]]:
    """Return the references listed, each with where it stands."""
    return [(line.ref, line.standing) for line in (await tab.see(OutcomesState)).lines]


async def test_one_press_says_it_and_another_takes_it_back(cast: Cast) -> None:
    kind = offer()
    first, last = (appointment(cast.camille, cast.paul, kind, NOW - timedelta(days=days)) for days in (2, 1))
    appointment(cast.camille, cast.paul, kind, NOW + timedelta(days=1))
    tab = await opened(cast.camille)
    assert await listed(tab) == [(first.ref, "to-tell"), (last.ref, "to-tell")]
    assert (await tab.see(OutcomesState)).lines[1].when.french == "hier à 9\u00a0h, jusqu’à 9\u00a0h\u00a045"

    await tab.send(OutcomesState, "tell", appointment_ref=first.ref, version=1, outcome="honoured")
    assert await listed(tab) == [(first.ref, "honoured"), (last.ref, "to-tell")]
    assert (await tab.see(OutcomesState)).count == 1
    await tab.send(OutcomesState, "tell", appointment_ref=first.ref, version=2, outcome="planned")
    assert await listed(tab) == [(first.ref, "to-tell"), (last.ref, "to-tell")]

    await tab.send(OutcomesState, "tell", appointment_ref=first.ref, version=3, outcome="no-show")
    again = await opened(cast.camille)  # what was filled in is done with
    assert await listed(again) == [(last.ref, "to-tell")]


async def test_what_another_tab_said_first_is_shown(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer(), NOW - timedelta(days=1))
    tab = await opened(cast.camille)
    with db.transaction() as session:
        viewer = sign_in(cast.camille)[0]
        outcomes.tell(session, by=viewer, appointment_ref=made.ref, version=1, outcome="honoured", now=NOW)
    await tab.send(OutcomesState, "tell", appointment_ref=made.ref, version=1, outcome="no-show")
    assert (await tab.see(OutcomesState)).refusal.sentence
    assert await listed(tab) == []
    await tab.send(OutcomesState, "refresh")
    assert (await tab.see(OutcomesState)).refusal.sentence  # until the reader does something


async def test_those_of_others_are_neither_listed_nor_told(cast: Cast) -> None:
    made = appointment(cast.camille, cast.paul, offer(), NOW - timedelta(days=1))
    for other in (cast.agathe, cast.paul, cast.zelda):
        tab = await opened(other)
        await tab.send(OutcomesState, "tell", appointment_ref=made.ref, version=1, outcome="honoured")
        assert (await tab.see(OutcomesState)).refusal.sentence
        assert await listed(tab) == []
    assert await listed(await opened(cast.camille)) == [(made.ref, "to-tell")]


async def test_the_home_page_knows_what_comes_next_for_each_side(cast: Cast) -> None:
    kind = offer()
    for days in (-1, 1, 2, 3, 4, 5, 6):
        appointment(cast.camille, cast.paul, kind, NOW + timedelta(days=days))
    tab = Tab(page=routes.HOME, session_token=sign_in(cast.camille)[1])
    await tab.send(HomeState, "load")
    home = (await tab.see(HomeState)).home
    assert (len(home.upcoming), home.to_tell, home.mine.ref, home.is_patient) == (5, 1, "", False)
    assert home.upcoming[0].when.french == "demain à 9\u00a0h, jusqu’à 9\u00a0h\u00a045"

    tab = Tab(page=routes.HOME, session_token=sign_in(cast.paul)[1])
    await tab.send(HomeState, "load")
    home = (await tab.see(HomeState)).home
    assert (home.upcoming, home.to_tell, home.mine.name, home.is_patient) == ((), 0, "Camille Moreau", True)
