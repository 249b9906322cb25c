"""One's profile is saved whole or not at all, tells every field to mend, and never silently over another tab."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import portraits, profiles
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import NotFound, Refused, Stale
from mycharlotte.domain.names import NameHasHiddenCharacters, NameMissing, NameTooLong
from mycharlotte.domain.phone import PhoneNotANumber, PhoneTooLong, PhoneTooShort, PhoneUnknownCountry
from mycharlotte.domain.portraits import StoredSize
from mycharlotte.domain.profiles import UnknownLanguage
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now
from mycharlotte.models.people import Person, Picture
from mycharlotte.views.people import ProfileView
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in

CONTACT = "contact@mycharlotte.fr"


@pytest.fixture
def camille(cast: Cast) -> Viewer:
    """Camille, signed in."""
    return sign_in(cast.camille)[0]


@pytest.fixture
def told() -> Iterator[list[Announcement]]:
    """What is announced during a test."""
    heard: list[Announcement] = []
    stop = db.after_commit(heard.append)
    yield heard
    stop()


def show(viewer: Viewer) -> ProfileView:
    """Read a profile."""
    with db.reading() as session:
        return profiles.show(session, viewer=viewer, contact_email=CONTACT)


def update(viewer: Viewer, **typed: str | int) -> ProfileView:
    """Save a profile: as it is, but for what is typed."""
    shown = show(viewer)
    form = {
        "first_name": shown.first_name,
        "last_name": shown.last_name,
        "phone_typed": shown.phone,
        "picture_ref": "",
        "version": shown.version,
    }
    with db.transaction() as session:
        return profiles.update(session, by=viewer, now=now(), contact_email=CONTACT, **form | typed)  # type: ignore[arg-type]


def add_picture(viewer: Viewer) -> str:
    """Store a picture that is not kept yet."""
    with db.transaction() as session:
        large, small = StoredSize("l/1", b"key", '"large"'), StoredSize("s/1", b"key", '"small"')
        return portraits.add(session, by=viewer, large=large, small=small, now=now())


def updates() -> list[str]:
    """Return what the audit log says of profiles."""
    with db.reading() as session:
        return list(session.exec(select(AuditEntry.details).where(AuditEntry.action == "profile:updated")))


def is_kept(picture_ref: str) -> bool:
    """Tell whether a picture is someone's."""
    with db.reading() as session:
        return session.exec(select(Picture.kept_at).where(Picture.ref == picture_ref)).one() is not None


def test_a_profile_shows_what_is_known(camille: Viewer) -> None:
    shown = show(camille)
    assert (shown.first_name, shown.last_name, shown.email) == ("Camille", "Moreau", "camille@demo.mycharlotte.fr")
    assert (shown.initials, shown.phone, shown.picture_url, shown.contact_email) == ("CM", "", "", CONTACT)


def test_what_is_saved_is_kept_shown_and_remembered(camille: Viewer, told: list[Announcement]) -> None:
    before = show(camille)
    saved = update(camille, first_name=" Élodie ", phone_typed="06 12 34 56 78")

    assert (saved.first_name, saved.last_name, saved.phone) == ("Élodie", "Moreau", "+33 6 12 34 56 78")
    assert saved.version == before.version + 1
    assert show(camille) == saved
    assert updates() == ['{"fields":"first_name phone"}']
    assert told == [Announcement(Topic.PROFILE, camille.ref)]
    with db.reading() as session:
        assert session.get_one(Person, camille.person_id).phone == "+33612345678"


def test_every_name_is_kept_and_shown_as_it_was_written(camille: Viewer) -> None:
    names = [
        "é",
        "李",
        "O'Brien",
        "محمد",
        "🌸 Lila",
        "<script>alert(1)</script>",
        "a" * 100,
        "{0} %s '; DROP TABLE x;--",
    ]
    for name in names:
        assert update(camille, first_name=name, last_name=name[::-1]).first_name == name
        assert (show(camille).first_name, show(camille).last_name) == (name, name[::-1])


def test_numbers_of_any_country_are_kept(camille: Viewer) -> None:
    for typed, shown in {
        "06 12 34 56 78": "+33 6 12 34 56 78",
        "+32 470 12 34 56": "+32 470 12 34 56",
        "+44 7400 123456": "+44 7400 123456",
        "+1 202 456 1111": "+1 202-456-1111",
        "+212 612 345678": "+212 6 12 34 56 78",
    }.items():
        assert update(camille, phone_typed=typed).phone == shown


def test_what_cannot_be_kept_is_refused_beside_its_field_and_nothing_changes(camille: Viewer) -> None:
    update(camille, phone_typed="06 12 34 56 78")
    before, remembered = show(camille), updates()
    bad: list[tuple[str, str, type[Refused], str]] = [
        ("first_name", "", NameMissing, "first_name"),
        ("first_name", "   ", NameMissing, "first_name"),
        ("first_name", "\u200b", NameMissing, "first_name"),
        ("last_name", "a" * 300, NameTooLong, "last_name"),
        ("last_name", "Mor\x00eau", NameHasHiddenCharacters, "last_name"),
        ("last_name", "\u202eMoreau", NameHasHiddenCharacters, "last_name"),
        ("phone_typed", "06 12", PhoneTooShort, "phone"),
        ("phone_typed", "zéro six", PhoneNotANumber, "phone"),
        ("phone_typed", "+999 123 456 789", PhoneUnknownCountry, "phone"),
        ("phone_typed", "+33 33 6 12 34 56 78", PhoneTooLong, "phone"),
    ]
    for name, typed, refusal, field in bad:
        with pytest.raises(refusal) as refused:
            update(camille, **{name: typed})
        assert refused.value.field == field
    assert (show(camille), updates()) == (before, remembered)


def test_everything_to_mend_is_told_at_once_in_the_order_of_the_form(camille: Viewer) -> None:
    with pytest.raises(SeveralRefused) as refused:
        update(camille, first_name=" ", last_name="a" * 300, phone_typed="06 12")
    assert [type(one) for one in refused.value.refusals] == [NameMissing, NameTooLong, PhoneTooShort]
    assert [one.field for one in refused.value.refusals] == ["first_name", "last_name", "phone"]
    assert refused.value.field == "first_name"


def test_an_empty_number_removes_the_one_before(camille: Viewer) -> None:
    update(camille, phone_typed="06 12 34 56 78")
    assert update(camille, phone_typed="  ").phone == ""


def test_the_second_of_two_tabs_is_told_what_the_first_saved(camille: Viewer) -> None:
    version = show(camille).version
    update(camille, first_name="Élodie", phone_typed="06 12 34 56 78", version=version)

    with pytest.raises(Stale) as refused:
        update(camille, first_name="Clara", phone_typed="06 67 37 30 01", version=version)

    assert refused.value.theirs == {"first_name": "Élodie", "phone": "+33 6 12 34 56 78"}
    assert show(camille).first_name == "Élodie"


def test_of_twenty_tabs_that_save_at_once_one_saves_and_the_others_are_told(camille: Viewer) -> None:
    version, line = show(camille).version, Barrier(20)

    def save(number: int) -> str:
        line.wait()
        try:
            return update(camille, first_name=f"Tab{number}", version=version).first_name
        except Stale as refused:
            return "told " + refused.theirs["first_name"]

    with ThreadPoolExecutor(20) as threads:
        came_out = Counter(threads.map(save, range(20)))

    name = show(camille).first_name
    assert came_out == {name: 1, f"told {name}": 19}
    assert show(camille).version == version + 1


def test_a_tab_that_saves_the_same_values_disturbs_nobody(camille: Viewer, told: list[Announcement]) -> None:
    version = show(camille).version
    update(camille, first_name="Élodie", version=version)
    after = show(camille)
    told.clear()

    for _ in range(2):
        assert update(camille, first_name="Élodie", version=version) == after

    assert len(updates()) == 1
    assert told == []


def test_the_same_number_written_otherwise_is_no_change(camille: Viewer) -> None:
    saved = update(camille, phone_typed="06 12 34 56 78")
    assert update(camille, phone_typed="0033 612345678") == saved


def test_a_picture_is_kept_with_the_profile(camille: Viewer) -> None:
    ref = add_picture(camille)
    assert not is_kept(ref)

    saved = update(camille, picture_ref=ref)

    assert saved.picture_url == f"/files/pictures/{ref}/large"
    assert is_kept(ref)
    assert updates() == ['{"fields":"picture_ref"}']


def test_a_picture_replaced_is_left_to_the_sweep(camille: Viewer) -> None:
    before, after = add_picture(camille), add_picture(camille)
    update(camille, picture_ref=before)
    update(camille, picture_ref=after)
    assert not is_kept(before)
    assert is_kept(after)


def test_a_double_click_keeps_a_picture_once(camille: Viewer) -> None:
    ref = add_picture(camille)
    saved = update(camille, picture_ref=ref)
    assert update(camille, picture_ref=ref) == saved
    assert len(updates()) == 1


def test_a_picture_that_is_not_ones_own_is_not_found_and_nothing_else_is_saved(cast: Cast, camille: Viewer) -> None:
    of_paul = add_picture(sign_in(cast.paul)[0])
    before = show(camille)
    for ref in (of_paul, "invented", "a" * 16, "\x00", "a\x00" * 8, "../../etc/passwd", "x" * 20_000):
        with pytest.raises(NotFound) as refused:
            update(camille, picture_ref=ref, first_name="Élodie")
        assert refused.value.field == "picture"
    assert show(camille) == before
    assert not is_kept(of_paul)


def test_one_saves_ones_own_profile_alone(cast: Cast, camille: Viewer) -> None:
    before = show(sign_in(cast.paul)[0])
    update(camille, first_name="Élodie")
    assert show(sign_in(cast.paul)[0]) == before


def test_a_language_is_kept_for_pages_and_mails(camille: Viewer, told: list[Announcement]) -> None:
    for _ in range(2):
        with db.transaction() as session:
            profiles.choose_language(session, by=camille, language="en", now=now())
    with db.reading() as session:
        assert session.get_one(Person, camille.person_id).language == "en"
        remembered = session.exec(select(AuditEntry.details).where(AuditEntry.action == "language:chosen"))
        assert list(remembered) == ['{"language":"en"}']
    assert told == [Announcement(Topic.PROFILE, camille.ref)]


def test_another_language_is_refused(camille: Viewer) -> None:
    for language in ("", "de", "FR", "fr\x00", "français" * 1000):
        with pytest.raises(UnknownLanguage), db.transaction() as session:
            profiles.choose_language(session, by=camille, language=language, now=now())
    with db.reading() as session:
        assert session.get_one(Person, camille.person_id).language == "fr"


def test_the_menu_shows_who_is_signed_in(camille: Viewer) -> None:
    card = profiles.card(camille)
    assert (card.name, card.first_name, card.initials) == ("Camille Moreau", "Camille", "CM")
    assert card.picture_url == ""
    assert "person_id" not in vars(card)
