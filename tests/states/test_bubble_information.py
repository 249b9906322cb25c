"""The page of a bubble's information follows what its admins save, and empties for whoever leaves."""

import pytest
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import bubble_information
from mycharlotte.domain.bubble_information import Typed
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.people import Person
from mycharlotte.states.bubble_information import BubbleInformationState
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.views.bubble_information import BubbleInformation
from tests.cast import Cast, sign_in
from tests.states.tab import Tab


@pytest.fixture
def ref(cast: Cast) -> str:
    """The bubble of the cast."""
    with db.reading() as session:
        return session.exec(select(Bubble.ref)).one()


async def opened(person: Person, ref: str, page: str = routes.BUBBLE_INFORMATION) -> Tab:
    """Open the page."""
    tab = Tab(session_token=sign_in(person)[1], page=routes.of_bubble(page, ref))
    await tab.send(BubbleInformationState, "load")
    return tab


def welcome(cast: Cast, ref: str, words: str) -> None:
    """Save the welcome message, as the admin."""
    empty = Typed(name="Bulle des Lilas", welcome=words, description="", address="", phone="", email="", website="")
    with db.transaction() as session:
        bubble_information.update(
            session, by=sign_in(cast.agathe)[0], bubble_ref=ref, typed=empty, version=1, now=now()
        )


async def test_every_member_reads_it(cast: Cast, ref: str) -> None:
    welcome(cast, ref, "Bonjour.")
    for person in (cast.agathe, cast.camille, cast.paul):
        tab = await opened(person, ref)
        state = await tab.see(BubbleInformationState)
        assert (state.information.ref, state.information.welcome_paragraphs) == (ref, ("Bonjour.",))
        assert tab.connection.bubble_ref == ref


async def test_a_stranger_reads_that_there_is_no_such_bubble_and_nothing_of_it(cast: Cast, ref: str) -> None:
    tab = await opened(cast.zelda, ref)
    assert (await tab.see(BubbleInformationState)).information == BubbleInformation()
    assert (await tab.see(BubbleState)).is_missing
    assert tab.connection.bubble_ref == ""


async def test_an_open_page_follows(cast: Cast, ref: str) -> None:
    tab = await opened(cast.paul, ref)
    welcome(cast, ref, "Bonjour.")
    await tab.send(BubbleInformationState, "refresh")
    assert (await tab.see(BubbleInformationState)).information.welcome == "Bonjour."


async def test_another_page_does_not_read_for_nothing(cast: Cast, ref: str) -> None:
    tab = await opened(cast.paul, ref, page=routes.BUBBLE)
    welcome(cast, ref, "Bonjour.")
    await tab.send(BubbleInformationState, "refresh")
    assert (await tab.see(BubbleInformationState)).information.welcome == ""


async def test_whoever_has_left_keeps_nothing_on_screen(cast: Cast, ref: str) -> None:
    tab = await opened(cast.paul, ref)
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.paul.id)).one().ended_at = now()
    await tab.send(BubbleInformationState, "refresh")
    assert (await tab.see(BubbleInformationState)).information == BubbleInformation()
