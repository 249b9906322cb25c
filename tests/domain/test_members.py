"""The lists of a bubble: who sees whom, in what order, and how someone is found."""

import pytest

from mycharlotte import db
from mycharlotte.domain import bubbles, members, memberships, profiles
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Person
from mycharlotte.views.members import MemberLine, MemberList
from tests.cast import Cast, sign_in
from tests.domain.neighbours import bubble, dedicate, join, new_bubble, person, place


def show(
    who: Person, role: str = Role.COMPANION, query: str = "", *, dedicated_to: str = "", page: int = 1, ref: str = ""
) -> MemberList:
    """Open a list as someone."""
    viewer = sign_in(who)[0]
    with db.reading() as session:
        return members.show(
            session,
            viewer=viewer,
            bubble_ref=ref or bubble().ref,
            role=role,
            query=query,
            dedicated_to=dedicated_to,
            page=page,
        )


def names(shown: MemberList) -> list[str]:
    """Return the names of a list, in its order."""
    return [line.name for line in shown.members]


def line(who: Person, of: Person, role: str = Role.COMPANION) -> MemberLine:
    """Return what someone reads of a member."""
    return next(one for one in show(who, role).members if one.ref == of.ref)


def test_those_who_accompany_see_both_lists(cast: Cast) -> None:
    for viewer in (cast.agathe, cast.camille):
        assert names(show(viewer)) == ["Agathe Lefèvre", "Camille Moreau"]
        assert names(show(viewer, Role.PATIENT)) == ["Paul Girard"]
        shown = show(viewer)
        assert (shown.companions, shown.patients) == (2, 1)


def test_a_patient_sees_those_who_accompany_and_nothing_of_other_patients(cast: Cast) -> None:
    other = join(person("Louise", "Petit"), Role.PATIENT)
    dedicate(other, cast.camille)
    shown = show(cast.paul)
    assert names(shown) == ["Agathe Lefèvre", "Camille Moreau"]
    assert (shown.companions, shown.patients) == (2, 0)
    assert {one.patients for one in shown.members} == {0}
    with pytest.raises(NotAllowed):
        show(cast.paul, Role.PATIENT)
    with pytest.raises(NotAllowed):
        show(cast.paul, dedicated_to=other.ref)


def test_a_patient_sees_who_follows_them(cast: Cast) -> None:
    dedicate(cast.paul, cast.camille)
    assert line(cast.paul, cast.camille).is_dedicated
    assert not line(cast.paul, cast.agathe).is_dedicated
    assert names(show(cast.paul, dedicated_to=cast.paul.ref)) == ["Camille Moreau"]


def test_addresses_are_for_admins(cast: Cast) -> None:
    assert line(cast.agathe, cast.camille).email == cast.camille.email
    for viewer in (cast.camille, cast.paul):
        assert {one.email for one in show(viewer).members} == {""}


@pytest.mark.parametrize("ref", ["", "invented", "\x00", "a" * 33, "é"])
def test_a_stranger_finds_no_bubble(cast: Cast, ref: str) -> None:
    for role in Role:
        with pytest.raises(NotFound):
            show(cast.zelda, role)
        with pytest.raises(NotFound):
            show(cast.agathe, role, ref=ref or "invented")


def test_there_is_no_other_role(cast: Cast) -> None:
    for role in ("", "admin", "PATIENT", "\x00"):
        with pytest.raises(NotFound):
            show(cast.agathe, role)


def test_lists_are_in_the_order_of_last_names_whatever_their_accents(cast: Cast) -> None:
    for first_name, last_name in (("Zoé", "Ångström"), ("Ève", "œillet"), ("Bruno", "Zahra"), ("Ana", "lefevre")):
        join(person(first_name, last_name))
    assert names(show(cast.agathe)) == [
        "Zoé Ångström",
        "Agathe Lefèvre",
        "Ana lefevre",
        "Camille Moreau",
        "Ève œillet",
        "Bruno Zahra",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lefevre", ["Agathe Lefèvre"]),
        ("LEFÈVRE agathe", ["Agathe Lefèvre"]),
        ("  ca   mor ", ["Camille Moreau"]),
        ("e", ["Agathe Lefèvre", "Camille Moreau"]),
        ("girard", []),
        ("%", []),
        ("_", []),
        ("x" * 5000, []),
        ("\x00", ["Agathe Lefèvre", "Camille Moreau"]),
        ("\u202e moreau", ["Camille Moreau"]),
    ],
)
def test_parts_of_a_name_find_someone_in_any_order(cast: Cast, query: str, found: list[str]) -> None:
    assert names(show(cast.camille, query=query)) == found


def test_admins_alone_find_by_address(cast: Cast) -> None:
    for query in (cast.camille.email, "CAMILLE@demo", "camille@ moreau"):
        assert names(show(cast.agathe, query=query)) == ["Camille Moreau"]
        assert names(show(cast.camille, query=query)) == []
    assert names(show(cast.paul, query="@demo")) == []


def test_a_member_who_changed_names_is_found_and_sorted_under_the_new_one(cast: Cast) -> None:
    with db.transaction() as session:
        profiles.update(
            session,
            by=sign_in(cast.camille)[0],
            first_name="Camille",
            last_name="Abadie",
            phone_typed="",
            picture_ref="",
            version=1,
            now=now(),
            contact_email="",
        )
    assert names(show(cast.agathe)) == ["Camille Abadie", "Agathe Lefèvre"]
    assert names(show(cast.agathe, query="abadie")) == ["Camille Abadie"]
    assert names(show(cast.agathe, query="moreau")) == []


def test_pages_hold_twenty_five_and_say_where_one_is(cast: Cast) -> None:
    for number in range(52):
        join(person("Anne", f"Dupont{number:02}"), Role.PATIENT)
    pages = [show(cast.camille, Role.PATIENT, page=page) for page in (1, 2, 3)]
    assert [(one.first, one.last, one.total, one.page) for one in pages] == [
        (1, 25, 53, 1),
        (26, 50, 53, 2),
        (51, 53, 53, 3),
    ]
    assert len({one.ref for page in pages for one in page.members}) == 53
    assert show(cast.camille, Role.PATIENT, page=99) == pages[2]
    assert show(cast.camille, Role.PATIENT, page=-5) == pages[0]
    found = show(cast.camille, Role.PATIENT, "dupont4", page=7)
    assert (found.first, found.last, found.total, found.page) == (1, 10, 10, 1)
    nobody = show(cast.camille, Role.PATIENT, "nobody")
    assert (nobody.first, nobody.last, nobody.total, nobody.patients) == (0, 0, 0, 53)


def test_who_follows_whom_is_said_on_both_sides(cast: Cast) -> None:
    dedicate(cast.paul, cast.camille, cast.agathe)
    seen_by_camille = line(cast.camille, cast.paul, Role.PATIENT)
    assert (seen_by_camille.is_dedicated, seen_by_camille.companions, seen_by_camille.more) == (
        True,
        "Agathe Lefèvre",
        0,
    )
    assert line(cast.camille, cast.agathe).patients == 1
    assert names(show(cast.camille, Role.PATIENT, dedicated_to=cast.agathe.ref)) == ["Paul Girard"]
    assert names(show(cast.camille, dedicated_to=cast.paul.ref)) == ["Agathe Lefèvre", "Camille Moreau"]


def test_a_patient_followed_by_many_is_told_by_the_first_names_and_a_count(cast: Cast) -> None:
    companions = [join(person("Anne", name)) for name in ("Adam", "Bernard", "Colin", "Denis", "Evrard")]
    dedicate(cast.paul, *companions)
    shown = line(cast.agathe, cast.paul, Role.PATIENT)
    assert (shown.companions, shown.more) == ("Anne Adam, Anne Bernard, Anne Colin", 2)


def test_what_happens_in_another_bubble_is_not_said_here(cast: Cast) -> None:
    roses = new_bubble("Bulle des Roses")
    join(cast.paul, Role.PATIENT, of=roses)
    stranger = join(join(person("Rose", "Autre"), of=roses), Role.COMPANION, of=roses)
    join(cast.camille, of=roses)
    dedicate(cast.paul, stranger, cast.camille, of=roses)
    shown = line(cast.agathe, cast.paul, Role.PATIENT)
    assert (shown.companions, shown.is_dedicated) == ("", False)
    assert line(cast.agathe, cast.camille).patients == 0
    for ref in (stranger.ref, "invented", "\x00"):
        with pytest.raises(NotFound):
            show(cast.agathe, Role.PATIENT, dedicated_to=ref)


def test_whoever_left_is_in_no_list_and_in_no_count(cast: Cast) -> None:
    with db.transaction() as session:
        left = memberships.current(session, bubble_id=bubble().id or 0, person_id=cast.paul.id or 0)
        assert left
        left.ended_at = now()
    shown = show(cast.agathe, Role.PATIENT)
    assert (names(shown), shown.total, shown.patients) == ([], 0, 0)
    with pytest.raises(NotFound):
        show(cast.paul)


def test_the_first_look_at_a_bubble_is_noted_once(cast: Cast) -> None:
    viewer = sign_in(cast.camille)[0]
    assert not head(cast.camille).is_visited
    for at in (first := now(), now()):
        with db.transaction() as session:
            bubbles.visit(session, by=viewer, bubble_ref=bubble().ref, now=at)
    noted = place(cast.camille)
    assert noted
    assert noted.visited_at == first
    assert head(cast.camille).is_visited
    assert not head(cast.agathe).is_visited


def test_a_stranger_looks_at_no_bubble(cast: Cast) -> None:
    with pytest.raises(NotFound), db.transaction() as session:
        bubbles.visit(session, by=sign_in(cast.zelda)[0], bubble_ref=bubble().ref, now=now())


def head(who: Person) -> bubbles.BubbleHead:
    """Return the head of the bubble's pages, as someone sees it."""
    with db.reading() as session:
        return bubbles.head(session, viewer=sign_in(who)[0], bubble_ref=bubble().ref)
