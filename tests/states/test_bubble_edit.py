"""The form of a bubble's information: two admins who save at once see both versions, and choose."""

from typing import Any

import pytest
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import portraits
from mycharlotte.domain.portraits import StoredSize
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.people import Person
from mycharlotte.states.bubble_edit import BubbleEditState
from mycharlotte.views.bubble_information import BubbleInformation
from mycharlotte.views.edits import Clash
from tests.cast import Cast, sign_in
from tests.states.tab import Dropped, Tab

FIELDS = ("name", "welcome", "description", "address", "phone", "email", "website")


@pytest.fixture
def ref(cast: Cast) -> str:
    """The bubble of the cast, which Camille runs too."""
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.camille.id)).one().is_admin = True
        return session.exec(select(Bubble.ref)).one()


async def opened(person: Person, ref: str) -> Tab:
    """Open the form."""
    tab = Tab(session_token=sign_in(person)[1], page=routes.of_bubble(routes.BUBBLE_EDIT, ref))
    await tab.send(BubbleEditState, "load")
    return tab


async def save(tab: Tab, **typed: str) -> Any:
    """Press the button with what is shown, but for what is typed; return the state."""
    shown = await tab.see(BubbleEditState)
    form = {name: getattr(shown.information, name) for name in FIELDS}
    await tab.send(BubbleEditState, "save", form=form | {"picture": "", "version": str(shown.version)} | typed)
    return await tab.see(BubbleEditState)


def add_picture(person: Person) -> str:
    """Store a picture that is not kept yet."""
    size = StoredSize("k/ey", b"key", '"etag"')
    with db.transaction() as session:
        return portraits.add(session, by=sign_in(person)[0], large=size, small=size, now=now())


async def test_saving_keeps_shows_and_says_so(cast: Cast, ref: str) -> None:
    state = await save(await opened(cast.agathe, ref), name="Bulle des Roses", website="exemple.fr")
    assert (state.information.name, state.information.website) == ("Bulle des Roses", "https://exemple.fr")
    assert (state.saved, state.saved_serial, state.version, state.clashes) == (1, 1, 2, [])


async def test_what_is_refused_stands_beside_its_field_and_nothing_is_saved(cast: Cast, ref: str) -> None:
    state = await save(await opened(cast.agathe, ref), name=" ", description="x" * 2001, website="data:x")
    assert state.refusal.by_field == {
        "name": "Renseignez le nom.",
        "description": "Raccourcissez ce texte\u00a0: 2\u202f000 caractères au plus.",
        "website": "Écrivez l’adresse d’un site, par exemple https://exemple.fr.",
    }
    assert (state.saved, state.information.name) == (0, "Bulle des Lilas")


async def test_a_member_without_the_right_saves_nothing(cast: Cast, ref: str) -> None:
    state = await save(await opened(cast.paul, ref), name="Bulle de Paul")
    assert state.refusal.sentence == "Vous n’avez pas le droit de faire cela ici."
    assert (state.saved, state.information.name) == (0, "Bulle des Lilas")


async def test_a_stranger_finds_no_form_and_saves_nothing(cast: Cast, ref: str) -> None:
    tab = await opened(cast.zelda, ref)
    assert (await tab.see(BubbleEditState)).information == BubbleInformation()
    state = await save(tab, name="Bulle de Zelda")
    assert (state.saved, state.refusal.sentence) == (0, "This page or item could not be found.")


async def test_the_second_of_two_admins_sees_both_versions_and_saving_again_is_a_choice(cast: Cast, ref: str) -> None:
    first, second = await opened(cast.agathe, ref), await opened(cast.camille, ref)
    await save(first, welcome="Bonjour.")

    told = await save(second, welcome="Bienvenue.", version="1")

    assert told.clashes == [Clash("welcome", "Bienvenue.", "Bonjour.")]
    assert told.refusal.sentence.startswith("Entre-temps")
    assert told.saved == 0
    state = await save(second, welcome="Bienvenue.")
    assert (state.information.welcome, state.saved, state.clashes) == ("Bienvenue.", 1, [])


async def test_what_one_did_not_type_is_shown_as_theirs_and_not_as_ones_own(cast: Cast, ref: str) -> None:
    first, second = await opened(cast.agathe, ref), await opened(cast.camille, ref)
    await save(first, phone="04 72 00 00 01")

    told = await save(second, welcome="Bienvenue.", version="1")

    assert told.clashes == [Clash("phone", "", "+33 4 72 00 00 01", is_mine=False)]
    assert told.information.phone == "+33 4 72 00 00 01"  # with which the form now fills in what nobody typed


async def test_a_form_filled_from_an_unknown_version_shows_all_that_differs(cast: Cast, ref: str) -> None:
    first, second = await opened(cast.agathe, ref), await opened(cast.camille, ref)
    await save(first, phone="04 72 00 00 01")
    await second.send(BubbleEditState, "load")  # its connection was cut, and came back

    told = await save(second, welcome="Bienvenue.", phone="", version="1")

    assert [(clash.field, clash.is_mine) for clash in told.clashes] == [("welcome", True), ("phone", True)]


async def test_what_the_other_saved_can_be_taken_instead(cast: Cast, ref: str) -> None:
    first, second = await opened(cast.agathe, ref), await opened(cast.camille, ref)
    await save(first, welcome="Bonjour.")
    await save(second, welcome="Bienvenue.", version="1")
    await second.send(BubbleEditState, "take_theirs")
    state = await second.see(BubbleEditState)
    assert (state.information.welcome, state.clashes, state.saved) == ("Bonjour.", [], 1)


async def test_a_picture_is_shown_to_its_sender_and_kept_when_the_form_is_saved(cast: Cast, ref: str) -> None:
    tab, picture = await opened(cast.agathe, ref), add_picture(cast.agathe)
    await tab.send(BubbleEditState, "show_picture", picture=picture)
    before = await tab.see(BubbleEditState)
    assert (before.pending_picture_url, before.information.picture_url) == (f"/files/pictures/{picture}/large", "")
    state = await save(tab, picture=picture)
    assert (state.pending_picture_url, state.information.picture_url) == ("", f"/files/pictures/{picture}/large")


async def test_of_two_pictures_at_once_the_second_admin_sees_both_and_may_give_up_theirs(cast: Cast, ref: str) -> None:
    first, second = await opened(cast.agathe, ref), await opened(cast.camille, ref)
    one, two = add_picture(cast.agathe), add_picture(cast.camille)
    await save(first, picture=one)
    await second.send(BubbleEditState, "show_picture", picture=two)

    told = await save(second, picture=two, version="1")
    assert told.clashes == [Clash("picture", f"/files/pictures/{two}/large", f"/files/pictures/{one}/large")]
    assert told.pending_picture_url == f"/files/pictures/{two}/large"

    settled = told.pictures_settled
    await second.send(BubbleEditState, "drop_picture")
    state = await second.see(BubbleEditState)
    assert (state.clashes, state.pending_picture_url, state.pictures_settled) == ([], "", settled + 1)
    assert state.information.picture_url == f"/files/pictures/{one}/large"


async def test_what_another_changed_and_put_back_stands_in_nobodys_way(cast: Cast, ref: str) -> None:
    first, second = await opened(cast.agathe, ref), await opened(cast.camille, ref)
    await save(first, welcome="Bonjour.")
    await save(first, welcome="")
    state = await save(second, description="Chaque mardi.", version="1")
    assert (state.information.description, state.clashes, state.saved) == ("Chaque mardi.", [], 1)


async def test_forms_with_more_or_less_never_arrive(cast: Cast, ref: str) -> None:
    tab = await opened(cast.agathe, ref)
    for extra in ({"ref": "x"}, {"picture_ref": "x"}, {"bubble": ref}):
        with pytest.raises(Dropped):
            await save(tab, **extra)
