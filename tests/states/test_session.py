"""What a tab knows of who is signed in, and the language of every word."""

import pytest
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.people import Person
from mycharlotte.states import identity
from mycharlotte.states.session import SessionState
from tests.cast import Cast, sign_in
from tests.states.tab import Dropped, Tab


def language_of(person: Person) -> str:
    """Return the language that is kept."""
    with db.reading() as session:
        return session.exec(select(Person.language).where(Person.id == person.id)).one()


async def test_the_menu_is_filled_in_for_whoever_is_signed_in(cast: Cast) -> None:
    tab = Tab(session_token=sign_in(cast.zelda)[1], language="fr")
    await tab.send(SessionState, "load")
    state = await tab.see(SessionState)
    assert state.is_signed_in
    assert not state.is_over
    assert (state.person.name, state.person.initials, state.language) == ("Zelda Stone", "ZS", "en")


async def test_nobody_is_shown_nothing_in_the_language_of_their_browser() -> None:
    tab = Tab(page=routes.SIGN_IN, language="en")
    await tab.send(SessionState, "load")
    state = await tab.see(SessionState)
    assert not state.is_signed_in
    assert not state.is_over
    assert (state.person.name, state.language) == ("", "en")


@pytest.mark.parametrize("page", routes.PRIVATE_PAGES)
async def test_a_page_of_one_s_own_that_comes_back_as_nobody_s_is_covered_and_closed(page: str) -> None:
    tab = Tab(page=page)
    await tab.send(SessionState, "load")
    state = await tab.see(SessionState)
    assert (state.is_signed_in, state.is_over) == (False, True)
    assert tab.is_hung_up


@pytest.mark.parametrize("page", routes.PUBLIC_PAGES)
async def test_a_page_for_everyone_stays_open_to_nobody(page: str) -> None:
    tab = Tab(page=page)
    await tab.send(SessionState, "load")
    assert not (await tab.see(SessionState)).is_over
    assert not tab.is_hung_up


async def test_without_a_preference_words_are_french() -> None:
    tab = Tab()
    await tab.send(SessionState, "load")
    assert (await tab.see(SessionState)).language == "fr"


async def test_a_tab_that_is_told_to_look_again_sees_the_new_name(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)
    tab = Tab(session_token=token)
    await tab.send(SessionState, "load")
    with db.transaction() as session:
        session.get_one(Person, viewer.person_id).first_name = "Élodie"
    identity.forget(person_ref=viewer.ref)

    await tab.send(SessionState, "refresh")

    assert (await tab.see(SessionState)).person.name == "Élodie Moreau"


async def test_a_tab_whose_session_is_over_is_covered_and_keeps_what_it_shows(cast: Cast) -> None:
    tab = Tab(session_token=sign_in(cast.camille)[1])
    await tab.send(SessionState, "load")
    tab.connection.session_token = "ended"

    await tab.send(SessionState, "refresh")

    state = await tab.see(SessionState)
    assert state.is_over
    assert state.person.name == "Camille Moreau"


async def test_a_language_is_kept_for_the_person_and_for_the_tab(cast: Cast) -> None:
    tab = Tab(session_token=sign_in(cast.camille)[1], language="fr")
    await tab.send(SessionState, "choose_language", language="en")
    assert (await tab.see(SessionState)).language == "en"
    assert tab.connection.language == "en"
    assert language_of(cast.camille) == "en"
    assert language_of(cast.paul) == "fr"


@pytest.mark.usefixtures("database")
async def test_a_language_chosen_before_signing_in_is_kept_for_the_tab() -> None:
    tab = Tab(language="fr")
    await tab.send(SessionState, "choose_language", language="en")
    await tab.send(SessionState, "load")
    assert (await tab.see(SessionState)).language == "en"


@pytest.mark.parametrize("language", ["de", "", "EN", "../fr"])
async def test_another_language_is_refused_and_nothing_changes(cast: Cast, language: str) -> None:
    for tab in (Tab(session_token=sign_in(cast.camille)[1], language="fr"), Tab(language="fr")):
        await tab.send(SessionState, "load")
        await tab.send(SessionState, "choose_language", language=language)
        state = await tab.see(SessionState)
        assert (state.refusal.sentence, state.refusal.field) == ("Cette langue n’est pas proposée.", "language")
        assert (state.language, tab.connection.language, language_of(cast.camille)) == ("fr", "fr", "fr")


async def test_what_is_not_a_text_never_arrives() -> None:
    for language in (None, 1, ["en"], "en\x00"):
        with pytest.raises(Dropped):
            await Tab().send(SessionState, "choose_language", language=language)
