"""The demo's people: a bubble that lives, made once, whatever was there before."""

from sqlmodel import select

from mycharlotte import db, seed
from mycharlotte.models.bubbles import Assignment, Membership, Role
from mycharlotte.models.people import Person
from tests.cast import Cast
from tests.domain.neighbours import dedicated


def people() -> dict[str, Person]:
    """Return everybody by their address."""
    with db.reading() as session:
        return {person.email: person for person in session.exec(select(Person))}


def roles() -> list[str]:
    """Return the roles of those who have a place, in order."""
    with db.reading() as session:
        return sorted(session.exec(select(Membership.role)))


def test_the_cast_comes_alone_unless_its_neighbours_are_asked_for(cast: Cast) -> None:
    assert set(people()) == {one.email for one in seed.CAST}
    assert dedicated() == set()


def test_the_demo_has_a_bubble_worth_a_look_made_once(database: str) -> None:
    for _ in range(2):
        seed.run(with_neighbours=True)
    known = people()
    assert set(known) == {one.email for one in (*seed.CAST, *seed.NEIGHBOURS)}
    assert roles() == [Role.COMPANION] * 4 + [Role.PATIENT] * 4
    assert dedicated() == {(known[patient.email].id, known[who.email].id) for patient, who in seed.DEDICATED}
    with db.reading() as session:
        assert len(session.exec(select(Assignment)).all()) == len(seed.DEDICATED)


def test_neighbours_join_a_demo_begun_without_them_and_leave_its_choices_alone(cast: Cast) -> None:
    seed.run(with_neighbours=True)
    assert (cast.paul.id, cast.camille.id) not in dedicated()
    assert len(dedicated()) == len(seed.DEDICATED) - 1
