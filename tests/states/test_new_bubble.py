"""The page that creates bubbles: for platform admins; the others read that it is not for them."""

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.people import Person
from mycharlotte.states.home import HomeState
from mycharlotte.states.new_bubble import NewBubbleState
from mycharlotte.views.new_bubbles import NewBubble
from tests.cast import Cast, sign_in
from tests.states.tab import Dropped, Tab

FORM = {"name": "Bulle des Roses", "email": "rose@example.org", "admin_first_name": "", "admin_last_name": ""}


@pytest.fixture
def zelda(cast: Cast) -> str:
    """The session of Zelda, who runs the platform."""
    with db.transaction() as session:
        session.get_one(Person, cast.zelda.id).is_platform_admin = True
    return sign_in(cast.zelda)[1]


async def opened(token: str) -> Tab:
    """Open the page."""
    tab = Tab(session_token=token)
    await tab.send(NewBubbleState, "load")
    return tab


async def test_a_platform_admin_creates_a_bubble_then_another(zelda: str) -> None:
    tab = await opened(zelda)
    await tab.send(NewBubbleState, "create", form=FORM)
    state = await tab.see(NewBubbleState)
    assert (state.is_allowed, state.creations, state.created.invited_email) == (True, 1, "rose@example.org")

    await tab.send(NewBubbleState, "begin_again")
    assert (await tab.see(NewBubbleState)).created == NewBubble()


async def test_what_is_refused_stands_beside_its_field(zelda: str) -> None:
    tab = await opened(zelda)
    await tab.send(NewBubbleState, "create", form=FORM | {"name": "Bulle des Lilas"})
    state = await tab.see(NewBubbleState)
    assert (state.refusal.field, state.created, state.creations) == ("name", NewBubble(), 0)


async def test_anyone_else_is_told_that_the_page_is_not_for_them(cast: Cast, zelda: str) -> None:
    for person in (cast.agathe, cast.camille, cast.paul):
        tab = await opened(sign_in(person)[1])
        await tab.send(NewBubbleState, "create", form=FORM)
        state = await tab.see(NewBubbleState)
        assert (state.is_allowed, state.created) == (False, NewBubble())
        assert state.refusal.sentence == "Vous n’avez pas le droit de faire cela ici."
    with db.reading() as session:
        assert list(session.exec(select(Bubble.name))) == ["Bulle des Lilas"]


async def test_the_way_there_is_shown_to_platform_admins_alone(cast: Cast, zelda: str) -> None:
    for token, may in ((zelda, True), (sign_in(cast.agathe)[1], False)):
        tab = Tab(session_token=token)
        await tab.send(HomeState, "load")
        assert (await tab.see(HomeState)).home.may_create_bubble is may


async def test_forms_with_more_never_arrive(zelda: str) -> None:
    tab = await opened(zelda)
    with pytest.raises(Dropped):
        await tab.send(NewBubbleState, "create", form=FORM | {"is_admin": "1"})
