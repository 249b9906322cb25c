"""The page of the profile: saved on purpose, refused in place, and both values shown when two tabs disagree."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from mycharlotte import db
from mycharlotte.domain import portraits
from mycharlotte.domain.portraits import StoredSize
from mycharlotte.models.base import now
from mycharlotte.states import identity
from mycharlotte.states.profile import ProfileState
from mycharlotte.states.session import SessionState
from mycharlotte.views.edits import Clash
from tests.cast import Cast, sign_in
from tests.states.tab import Dropped, Tab


@pytest.fixture
def token(cast: Cast) -> str:
    """Camille's session."""
    return sign_in(cast.camille)[1]


async def opened(token: str, **cookies: str) -> Tab:
    """Open the page."""
    tab = Tab(session_token=token, **cookies)
    await tab.send(ProfileState, "load")
    return tab


async def save(tab: Tab, **typed: str) -> Any:
    """Press the button with what is shown, but for what is typed; return the state."""
    shown = await tab.see(ProfileState)
    form = {
        "first_name": shown.profile.first_name,
        "last_name": shown.profile.last_name,
        "phone": shown.profile.phone,
        "picture": "",
        "version": str(shown.version),
    }
    await tab.send(ProfileState, "save", form=form | typed)
    return await tab.see(ProfileState)


def add_picture(cast: Cast) -> str:
    """Store a picture of Camille's."""
    viewer, _ = sign_in(cast.camille)
    size = StoredSize("k/ey", b"key", '"etag"')
    with db.transaction() as session:
        return portraits.add(session, by=viewer, large=size, small=size, now=now())


async def test_the_page_shows_the_profile(token: str) -> None:
    state = await (await opened(token)).see(ProfileState)
    assert state.is_ready
    assert (state.profile.first_name, state.version, state.saved) == ("Camille", 1, 0)


async def test_saving_keeps_shows_and_says_so(token: str) -> None:
    tab = await opened(token)
    state = await save(tab, first_name=" Élodie ", phone="06 12 34 56 78")
    assert (state.profile.first_name, state.profile.phone) == ("Élodie", "+33 6 12 34 56 78")
    assert (state.version, state.saved, state.saved_serial, state.clashes) == (2, 1, 1, [])
    assert state.refusal.sentence == ""

    again = await (await opened(token)).see(ProfileState)
    assert again.profile == state.profile


async def test_what_is_refused_stands_beside_its_field_and_nothing_is_saved(token: str) -> None:
    tab = await opened(token, language="fr")
    with capture_logs() as logged:
        state = await save(tab, phone="06 12")
    assert state.refusal.field == "phone"
    assert state.refusal.by_field == {"phone": "Il manque des chiffres à ce numéro. Par exemple : 06 12 34 56 78."}
    assert (state.saved, state.profile.phone) == (0, "")
    assert logged == []


async def test_everything_to_mend_is_said_at_once(token: str) -> None:
    tab = await opened(token)
    state = await save(tab, first_name=" ", last_name="x" * 300, phone="abc")
    assert list(state.refusal.by_field) == ["first_name", "last_name", "phone"]
    assert state.refusal.field == "first_name"


async def test_mending_what_was_refused_saves(token: str) -> None:
    tab = await opened(token)
    await save(tab, phone="06 12")
    state = await save(tab, phone="06 12 34 56 78")
    assert state.refusal.sentence == ""
    assert state.saved == 1


async def test_the_second_of_two_tabs_is_shown_both_values_and_saving_again_is_a_choice(token: str) -> None:
    first, second = await opened(token), await opened(token)
    await save(first, first_name="Élodie", phone="06 12 34 56 78")

    told = await save(second, first_name="Clara", phone="06 67 37 30 01")

    assert told.clashes == [
        Clash("first_name", "Clara", "Élodie"),
        Clash("phone", "06 67 37 30 01", "+33 6 12 34 56 78"),
    ]
    assert told.refusal.sentence.startswith("Entre-temps")
    assert told.saved == 0

    state = await save(second, first_name="Clara", phone="06 67 37 30 01")
    assert (state.profile.first_name, state.profile.phone) == ("Clara", "+33 6 67 37 30 01")
    assert (state.clashes, state.saved) == ([], 1)


async def test_what_the_other_tab_saved_can_be_taken_instead(token: str) -> None:
    first, second = await opened(token), await opened(token)
    await save(first, first_name="Élodie")
    await save(second, first_name="Clara")

    await second.send(ProfileState, "take_theirs")

    state = await second.see(ProfileState)
    assert (state.profile.first_name, state.version, state.clashes) == ("Élodie", 2, [])
    assert state.refusal.sentence == ""


async def test_two_tabs_that_save_the_same_do_not_disagree(token: str) -> None:
    first, second = await opened(token), await opened(token)
    await save(first, first_name="Élodie")
    state = await save(second, first_name="Élodie")
    assert (state.clashes, state.refusal.sentence, state.saved) == ([], "", 1)


@pytest.mark.parametrize("version", ["", "²", "٢", "-1", "1.0", "9" * 5000, "abc", " 1"])
async def test_a_version_that_is_none_is_an_old_one(token: str, version: str) -> None:
    state = await save(await opened(token), first_name="Élodie", version=version)
    assert state.clashes == [Clash("first_name", "Élodie", "Camille")]


async def test_a_picture_is_shown_when_it_is_sent_and_kept_when_the_profile_is_saved(cast: Cast, token: str) -> None:
    ref = add_picture(cast)
    tab = await opened(token)
    await tab.send(ProfileState, "show_picture", picture=ref)
    assert (await tab.see(ProfileState)).pending_picture_url == f"/files/pictures/{ref}/large"
    assert (await tab.see(ProfileState)).profile.picture_url == ""

    state = await save(tab, picture=ref)

    assert state.profile.picture_url == f"/files/pictures/{ref}/large"
    assert state.pending_picture_url == ""


@pytest.mark.parametrize("picture", ["//evil.example/x.png", "javascript:alert(1)", "../../x", "a" * 20_000])
async def test_nothing_else_is_ever_shown_as_a_picture(token: str, picture: str) -> None:
    tab = await opened(token)
    await tab.send(ProfileState, "show_picture", picture=picture)
    assert (await tab.see(ProfileState)).pending_picture_url == ""
    state = await save(tab, picture=picture)
    assert (state.refusal.field, state.saved) == ("picture", 0)


async def test_forms_with_more_or_less_never_arrive(token: str) -> None:
    tab = await opened(token)
    for extra in ({"email": "x@example.org"}, {"is_platform_admin": "1"}, {"person_id": "2"}):
        with pytest.raises(Dropped):
            await save(tab, **extra)
    with pytest.raises(Dropped):
        await tab.send(ProfileState, "save", form={"first_name": "Élodie"})
    assert (await tab.see(ProfileState)).saved == 0


async def test_a_session_that_ended_saves_nothing_and_covers_the_page(cast: Cast) -> None:
    viewer, token = sign_in(cast.camille)
    tab = await opened(token)
    tab.connection.session_token = "ended"
    state = await save(tab, first_name="Élodie")
    assert (state.saved, state.profile.first_name) == (0, "Camille")
    assert (await tab.see(SessionState)).is_over
    identity.forget(person_ref=viewer.ref)
    assert (await (await opened(token)).see(ProfileState)).profile.first_name == "Camille"
