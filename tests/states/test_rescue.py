"""The page of rescue codes tells those who may help whom they find, and the others whom to write to."""

from sqlmodel import select

from mycharlotte import db
from mycharlotte.models.bubbles import Membership
from mycharlotte.states import identity
from mycharlotte.states.rescue import RescueState
from mycharlotte.states.session import SessionState
from mycharlotte.views.rescue import Found, Rescuable
from tests.cast import Cast, sign_in
from tests.states.tab import Tab


async def test_an_admin_finds_the_members_of_their_bubble(cast: Cast) -> None:
    tab = Tab(session_token=sign_in(cast.agathe)[1])
    await tab.send(RescueState, "load")
    await tab.send(RescueState, "find", query="girard")

    state = await tab.see(RescueState)
    assert (state.is_ready, state.is_allowed, state.query) == (True, True, "girard")
    assert state.found == Found((Rescuable(cast.paul.ref, "Paul Girard", cast.paul.email),))


async def test_what_was_found_is_forgotten_when_the_page_is_opened_again(cast: Cast) -> None:
    tab = Tab(session_token=sign_in(cast.agathe)[1])
    await tab.send(RescueState, "find", query="girard")
    await tab.send(RescueState, "load")
    assert (await tab.see(RescueState)).found == Found()


async def test_a_member_is_told_that_the_page_is_not_for_them_and_finds_nobody(cast: Cast) -> None:
    for person in (cast.camille, cast.paul):
        tab = Tab(session_token=sign_in(person)[1])
        await tab.send(RescueState, "load")
        await tab.send(RescueState, "find", query="girard")
        state = await tab.see(RescueState)
        assert (state.is_ready, state.is_allowed, state.found) == (True, False, Found())
        assert state.contact_email == "contact@mycharlotte.fr"
        assert state.refusal.sentence == "Vous n’avez pas le droit de faire cela ici."


async def test_an_admin_who_is_one_no_more_is_told_so_at_the_next_search(cast: Cast) -> None:
    tab = Tab(session_token=sign_in(cast.agathe)[1])
    await tab.send(RescueState, "load")
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.agathe.id)).one().is_admin = False
    identity.forget(person_ref=cast.agathe.ref)

    await tab.send(RescueState, "find", query="girard")

    state = await tab.see(RescueState)
    assert (state.is_allowed, state.found) == (False, Found())


async def test_nobody_finds_anyone(cast: Cast) -> None:
    tab = Tab()
    await tab.send(RescueState, "find", query="girard")
    assert (await tab.see(RescueState)).found == Found()
    assert (await tab.see(SessionState)).is_over
