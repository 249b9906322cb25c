"""Who sees which picture: a person's, those who share a bubble with them; a bubble's, its members."""

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import portraits
from mycharlotte.domain.errors import NotFound
from mycharlotte.domain.portraits import Size, StoredSize
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in

LARGE, SMALL = StoredSize("l/arge", b"large key", '"large"'), StoredSize("s/mall", b"small key", '"small"')


def add(owner: Viewer) -> str:
    """Add a picture."""
    with db.transaction() as session:
        return portraits.add(session, by=owner, large=LARGE, small=SMALL, now=now())


def keep(owner: Viewer, picture_ref: str) -> None:
    """Save it in the profile."""
    with db.transaction() as session:
        person = session.get_one(Person, owner.person_id)
        portraits.keep(session, by=owner, picture_ref=picture_ref, instead_of=person.picture_ref or "", now=now())
        person.picture_ref = picture_ref


def hang(owner: Viewer, picture_ref: str, *, instead_of: str = "") -> None:
    """Save it as the picture of the cast's bubble."""
    with db.transaction() as session:
        portraits.keep(session, by=owner, picture_ref=picture_ref, instead_of=instead_of, now=now())
        session.exec(select(Bubble)).one().picture_ref = picture_ref


def end_place_of(person: Person) -> None:
    """Make someone a former member."""
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == person.id)).one().ended_at = now()


def find(viewer: Viewer, picture_ref: str, size: str = "small") -> StoredSize | None:
    """Ask for a picture; None when it is not found."""
    with db.reading() as session:
        try:
            return portraits.find(session, viewer=viewer, picture_ref=picture_ref, size=size)
        except NotFound:
            return None


def seen_by(cast: Cast, picture_ref: str) -> dict[str, bool]:
    """Ask for a picture as each of the cast."""
    people = {"agathe": cast.agathe, "camille": cast.camille, "paul": cast.paul, "zelda": cast.zelda}
    return {name: find(sign_in(person)[0], picture_ref) is not None for name, person in people.items()}


def test_a_picture_that_is_not_kept_yet_is_seen_by_its_owner_alone(cast: Cast) -> None:
    ref = add(sign_in(cast.paul)[0])
    assert seen_by(cast, ref) == {"agathe": False, "camille": False, "paul": True, "zelda": False}


def test_a_picture_that_is_kept_is_seen_by_those_who_share_a_bubble(cast: Cast) -> None:
    paul = sign_in(cast.paul)[0]
    ref = add(paul)
    keep(paul, ref)
    assert seen_by(cast, ref) == {"agathe": True, "camille": True, "paul": True, "zelda": False}


def test_a_former_member_neither_sees_nor_is_seen(cast: Cast) -> None:
    (camille, _), (paul, _) = sign_in(cast.camille), sign_in(cast.paul)
    hers, his = add(camille), add(paul)
    keep(camille, hers)
    keep(paul, his)
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.paul.id)).one().ended_at = now()
    assert seen_by(cast, his) == {"agathe": False, "camille": False, "paul": True, "zelda": False}
    assert not seen_by(cast, hers)["paul"]


def test_a_stranger_is_seen_by_nobody_else(cast: Cast) -> None:
    zelda = sign_in(cast.zelda)[0]
    ref = add(zelda)
    keep(zelda, ref)
    assert seen_by(cast, ref) == {"agathe": False, "camille": False, "paul": False, "zelda": True}


def test_a_member_of_another_bubble_sees_nothing(cast: Cast) -> None:
    paul = sign_in(cast.paul)[0]
    ref = add(paul)
    keep(paul, ref)
    with db.transaction() as session:
        roses = Bubble(name="Bulle des Roses")
        session.add(roses)
        session.flush()
        session.add(
            Membership(bubble_id=roses.id or 0, person_id=cast.zelda.id or 0, role=Role.COMPANION, is_admin=True)
        )
    assert find(sign_in(cast.zelda)[0], ref) is None


def test_a_picture_that_was_replaced_is_no_longer_seen_by_others(cast: Cast) -> None:
    paul = sign_in(cast.paul)[0]
    before, after = add(paul), add(paul)
    keep(paul, before)
    keep(paul, after)
    assert seen_by(cast, before) == {"agathe": False, "camille": False, "paul": True, "zelda": False}


def test_a_picture_of_a_bubble_is_seen_by_its_members(cast: Cast) -> None:
    agathe = sign_in(cast.agathe)[0]
    ref = add(agathe)
    hang(agathe, ref)
    assert seen_by(cast, ref) == {"agathe": True, "camille": True, "paul": True, "zelda": False}


def test_a_former_member_no_longer_sees_the_picture_of_the_bubble_even_one_they_added(cast: Cast) -> None:
    agathe, camille = sign_in(cast.agathe)[0], sign_in(cast.camille)[0]
    ref = add(agathe)
    hang(agathe, ref)
    for person in (cast.agathe, cast.camille):
        end_place_of(person)
    assert seen_by(cast, ref) == {"agathe": False, "camille": False, "paul": True, "zelda": False}
    assert find(camille, ref) is None  # whose places were read a moment before


def test_whoever_shares_another_bubble_with_the_admin_does_not_see_the_picture_of_this_one(cast: Cast) -> None:
    agathe = sign_in(cast.agathe)[0]
    ref = add(agathe)
    hang(agathe, ref)
    with db.transaction() as session:
        roses = Bubble(name="Bulle des Roses")
        session.add(roses)
        session.flush()
        for person in (cast.agathe, cast.zelda):
            session.add(Membership(bubble_id=roses.id or 0, person_id=person.id or 0, role=Role.COMPANION))
    assert find(sign_in(cast.zelda)[0], ref) is None


def test_a_picture_that_a_bubble_wears_no_more_is_seen_by_whoever_added_it_alone(cast: Cast) -> None:
    agathe = sign_in(cast.agathe)[0]
    before, after = add(agathe), add(agathe)
    hang(agathe, before)
    hang(agathe, after, instead_of=before)
    assert seen_by(cast, before) == {"agathe": True, "camille": False, "paul": False, "zelda": False}


def test_one_picture_is_worn_once(cast: Cast) -> None:
    agathe = sign_in(cast.agathe)[0]
    ref = add(agathe)
    keep(agathe, ref)
    with pytest.raises(NotFound):
        hang(agathe, ref)


def test_each_size_is_found_with_its_own_key(cast: Cast) -> None:
    paul = sign_in(cast.paul)[0]
    ref = add(paul)
    assert find(paul, ref, Size.LARGE) == LARGE
    assert find(paul, ref, Size.SMALL) == SMALL


def test_what_does_not_exist_is_not_found(cast: Cast) -> None:
    paul = sign_in(cast.paul)[0]
    ref = add(paul)
    for size in ("", "huge", "LARGE", "small\x00"):
        assert find(paul, ref, size) is None
    for other in ("", "invented", "a" * 16, "\x00", ref + "\x00", ref + " ", "é" * 16):
        assert find(paul, other) is None


@pytest.mark.parametrize("ref", ["", "short", "a" * 17, "a/../../../../b1", 'a"onload=alert(1', "a" * 15 + "\n"])
def test_only_a_reference_makes_an_address(ref: str) -> None:
    assert portraits.url(ref, Size.SMALL) == ""


def test_a_patient_does_not_see_another_patient(cast: Cast) -> None:
    paul = sign_in(cast.paul)[0]
    his = add(paul)
    keep(paul, his)
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.camille.id)).one().role = Role.PATIENT
    assert seen_by(cast, his) == {"agathe": True, "camille": False, "paul": True, "zelda": False}
