"""What a bubble tells of itself: read by its members, written by its admins, never overwritten unknowingly."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import bubble_information, portraits
from mycharlotte.domain.addresses import EmailInvalid
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.bubble_information import Typed
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused, Stale
from mycharlotte.domain.names import NameHasHiddenCharacters, NameMissing
from mycharlotte.domain.phone import PhoneTooShort
from mycharlotte.domain.portraits import StoredSize
from mycharlotte.domain.texts import TextTooLong
from mycharlotte.domain.websites import WebsiteInvalid, WebsiteNotSecure
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.people import Picture
from mycharlotte.views.bubble_information import BubbleInformation
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in

WHOLE = Typed(
    name="  Bulle   des Lilas ",
    welcome="Bonjour.\r\n\r\nPrenez un thé.",
    description="Chaque mardi : yoga doux.\n<b>Gratuit</b>",
    address="Maison des Lilas\n12 rue des Fleurs\n69003 Lyon",
    phone="04 72 00 00 01",
    email=" Lilas@Exemple.fr ",
    website="lilas.exemple.fr/",
)


@pytest.fixture
def ref(cast: Cast) -> str:
    """The bubble of the cast."""
    with db.reading() as session:
        return session.exec(select(Bubble.ref)).one()


@pytest.fixture
def agathe(cast: Cast) -> Viewer:
    """Its admin, signed in."""
    return sign_in(cast.agathe)[0]


@pytest.fixture
def told() -> Iterator[list[Announcement]]:
    """What is announced during a test."""
    heard: list[Announcement] = []
    stop = db.after_commit(heard.append)
    yield heard
    stop()


def show(viewer: Viewer, ref: str) -> BubbleInformation:
    """Read the page."""
    with db.reading() as session:
        return bubble_information.show(session, viewer=viewer, bubble_ref=ref)


def update(viewer: Viewer, ref: str, typed: Typed, version: int = 1) -> BubbleInformation:
    """Save the form."""
    with db.transaction() as session:
        return bubble_information.update(session, by=viewer, bubble_ref=ref, typed=typed, version=version, now=now())


def as_it_is(shown: BubbleInformation, **typed: str) -> Typed:
    """Return the form as the page fills it in, but for what is typed."""
    names = ("name", "welcome", "description", "address", "phone", "email", "website")
    return Typed(**{name: getattr(shown, name) for name in names} | typed)


def add_picture(viewer: Viewer) -> str:
    """Store a picture that is not kept yet."""
    with db.transaction() as session:
        large, small = StoredSize("l/1", b"key", '"large"'), StoredSize("s/1", b"key", '"small"')
        return portraits.add(session, by=viewer, large=large, small=small, now=now())


def kept(picture_ref: str) -> bool:
    """Tell whether something wears a picture."""
    with db.reading() as session:
        return session.exec(select(Picture.kept_at).where(Picture.ref == picture_ref)).one() is not None


def remembered() -> list[str]:
    """Return what the audit log says of bubbles' information."""
    with db.reading() as session:
        return list(session.exec(select(AuditEntry.details).where(AuditEntry.action == "bubble:updated")))


def make_admin(cast: Cast) -> Viewer:
    """Let Camille run the bubble too."""
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.camille.id)).one().is_admin = True
    return sign_in(cast.camille)[0]


def test_a_new_bubble_tells_its_name_alone(agathe: Viewer, ref: str) -> None:
    shown = show(agathe, ref)
    assert (shown.name, shown.tells_something, shown.version) == ("Bulle des Lilas", False, 1)


def test_what_is_saved_is_kept_shown_to_every_member_and_remembered(
    cast: Cast, agathe: Viewer, ref: str, told: list[Announcement]
) -> None:
    saved = update(agathe, ref, WHOLE)

    assert told == [Announcement(Topic.BUBBLE, ref)]
    assert saved.welcome_paragraphs == ("Bonjour.", "Prenez un thé.")
    assert saved.description_paragraphs == ("Chaque mardi : yoga doux.\n<b>Gratuit</b>",)
    assert saved.address == "Maison des Lilas\n12 rue des Fleurs\n69003 Lyon"
    assert (saved.phone, saved.phone_dialled) == ("+33 4 72 00 00 01", "+33472000001")
    assert (saved.email, saved.website, saved.website_shown) == (
        "lilas@exemple.fr",
        "https://lilas.exemple.fr/",
        "lilas.exemple.fr",
    )
    assert (saved.name, saved.tells_something, saved.version) == ("Bulle des Lilas", True, 2)
    for member in (cast.agathe, cast.camille, cast.paul):
        assert show(sign_in(member)[0], ref) == saved
    assert remembered() == [f'{{"bubble":"{ref}","fields":"address description email phone website welcome"}}']


def test_what_is_emptied_is_removed(agathe: Viewer, ref: str) -> None:
    saved = update(agathe, ref, WHOLE)
    empty = Typed(name=saved.name, welcome=" ", description="", address="\n", phone=" ", email="", website=" ")
    assert not update(agathe, ref, empty, saved.version).tells_something


def test_saving_what_is_there_already_disturbs_nobody(agathe: Viewer, ref: str, told: list[Announcement]) -> None:
    saved = update(agathe, ref, WHOLE)
    told.clear()
    assert update(agathe, ref, as_it_is(saved), saved.version) == saved
    assert update(agathe, ref, WHOLE, version=1) == saved
    assert (len(remembered()), told) == (1, [])


def test_members_read_and_only_admins_write(cast: Cast, ref: str) -> None:
    for member in (cast.camille, cast.paul):
        viewer = sign_in(member)[0]
        assert show(viewer, ref).name == "Bulle des Lilas"
        with pytest.raises(NotAllowed):
            update(viewer, ref, WHOLE)
    assert remembered() == []


def test_strangers_former_members_and_made_up_bubbles_find_nothing(cast: Cast, ref: str) -> None:
    camille = make_admin(cast)
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.camille.id)).one().ended_at = now()
    for viewer, asked in [
        (sign_in(cast.zelda)[0], ref),
        (camille, ref),  # whose rights were read a moment before
        *((sign_in(cast.agathe)[0], made_up) for made_up in ("", "invented", "\x00", "a" * 5000, ref + "\x00")),
    ]:
        with pytest.raises(NotFound):
            show(viewer, asked)
        with pytest.raises(NotFound):
            update(viewer, asked, WHOLE)


@pytest.mark.parametrize(
    ("field", "typed", "refusal"),
    [
        ("name", "", NameMissing),
        ("name", " \u200b ", NameMissing),
        ("name", "\u202eBulle", NameHasHiddenCharacters),
        ("name", "a" * 121, TextTooLong),
        ("welcome", "a" * 2001, TextTooLong),
        ("description", "é" * 2001, TextTooLong),
        ("address", "a" * 301, TextTooLong),
        ("phone", "06 12", PhoneTooShort),
        ("email", "lilas", EmailInvalid),
        ("website", "javascript:alert(1)", WebsiteInvalid),
        ("website", "http://exemple.fr", WebsiteNotSecure),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field_and_nothing_changes(
    agathe: Viewer, ref: str, field: str, typed: str, refusal: type[Refused]
) -> None:
    before = show(agathe, ref)
    with pytest.raises(refusal) as refused:
        update(agathe, ref, as_it_is(before, **{"welcome": "Bonjour.", field: typed}))
    assert refused.value.field == field
    assert (show(agathe, ref), remembered()) == (before, [])


def test_everything_to_mend_is_told_at_once_in_the_order_of_the_form(agathe: Viewer, ref: str) -> None:
    with pytest.raises(SeveralRefused) as refused:
        update(agathe, ref, replace(WHOLE, name=" ", phone="06 12", website="x"))
    assert [one.field for one in refused.value.refusals] == ["name", "phone", "website"]


def test_the_longest_of_everything_is_kept(agathe: Viewer, ref: str) -> None:
    longest = replace(WHOLE, name="é" * 120, welcome="é" * 2000, description="🌷" * 2000, address="a" * 300)
    saved = update(agathe, ref, longest)
    assert (len(saved.name), len(saved.welcome), len(saved.description), len(saved.address)) == (120, 2000, 2000, 300)


def test_the_second_of_two_admins_is_told_what_the_first_saved(cast: Cast, agathe: Viewer, ref: str) -> None:
    camille, before = make_admin(cast), show(agathe, ref)
    update(agathe, ref, as_it_is(before, welcome="Bonjour.", phone="04 72 00 00 01"), before.version)

    with pytest.raises(Stale) as refused:
        update(camille, ref, as_it_is(before, welcome="Bienvenue."), before.version)

    assert refused.value.theirs == {"welcome": "Bonjour.", "phone": "+33 4 72 00 00 01"}
    assert show(agathe, ref).welcome == "Bonjour."


def test_of_ten_admins_who_save_at_once_one_saves_and_the_others_are_told(agathe: Viewer, ref: str) -> None:
    before, line = show(agathe, ref), Barrier(10)

    def save(number: int) -> str:
        line.wait()
        try:
            return update(agathe, ref, as_it_is(before, name=f"Bulle {number}"), before.version).name
        except Stale as refused:
            return "told " + refused.theirs["name"]

    with ThreadPoolExecutor(10) as threads:
        came_out = Counter(threads.map(save, range(10)))

    name = show(agathe, ref).name
    assert came_out == {name: 1, f"told {name}": 9}


def test_a_picture_is_kept_with_the_rest_and_the_one_before_left_to_the_sweep(
    cast: Cast, agathe: Viewer, ref: str
) -> None:
    camille, first = make_admin(cast), add_picture(agathe)
    saved = update(agathe, ref, replace(WHOLE, picture_ref=first))
    assert saved.picture_url == f"/files/pictures/{first}/large"
    second = add_picture(camille)
    again = update(camille, ref, replace(as_it_is(saved), picture_ref=second), saved.version)
    assert again.picture_url == f"/files/pictures/{second}/large"
    assert (kept(first), kept(second)) == (False, True)
    assert remembered()[-1] == f'{{"bubble":"{ref}","fields":"picture"}}'


def test_two_pictures_at_once_are_both_shown_to_the_second(cast: Cast, agathe: Viewer, ref: str) -> None:
    camille, first, second = make_admin(cast), add_picture(agathe), add_picture(sign_in(cast.camille)[0])
    update(agathe, ref, replace(WHOLE, picture_ref=first))
    with pytest.raises(Stale) as refused:
        update(camille, ref, replace(WHOLE, picture_ref=second), version=1)
    assert refused.value.theirs == {"picture": f"/files/pictures/{first}/large"}
    assert (kept(first), kept(second)) == (True, False)


def test_a_picture_of_another_or_worn_already_is_not_found_and_nothing_else_is_saved(
    cast: Cast, agathe: Viewer, ref: str
) -> None:
    of_camille, worn = add_picture(sign_in(cast.camille)[0]), add_picture(agathe)
    with db.transaction() as session:
        portraits.keep(session, by=agathe, picture_ref=worn, instead_of="", now=now())
    before = show(agathe, ref)
    for picture_ref in (of_camille, worn, "invented", "a" * 16, "\x00", "../../x"):
        with pytest.raises(NotFound) as refused:
            update(agathe, ref, replace(WHOLE, picture_ref=picture_ref))
        assert refused.value.field == "picture"
    assert (show(agathe, ref), kept(of_camille)) == (before, False)
