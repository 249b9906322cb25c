"""The consultation types of the demo: as credible as anyone's, and never those of a bubble that has its own."""

import pytest
from sqlmodel import select

from mycharlotte import db, seed
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.people import Person
from tests.cast import Cast
from tests.domain.offers import create, edit, offered, save


@pytest.mark.usefixtures("database")
def test_the_demo_offers_three_types_that_its_admin_could_have_typed() -> None:
    seed.run(with_neighbours=True)
    seed.run(with_neighbours=True)
    with db.reading() as session:
        agathe = session.exec(select(Person).where(Person.email == seed.AGATHE.email)).one()
    shown = offered(agathe)
    assert [one.name for one in shown] == ["Premier entretien", "Suivi diététique", "Activité physique adaptée"]
    assert [one.givers for one in shown] == [(), ("Camille Moreau", "Linh Tran"), ("Karim Benali",)]
    for one in shown:
        save(agathe, one.ref, edit(agathe, one.ref).draft)


def test_a_bubble_that_has_types_of_its_own_keeps_them_alone(cast: Cast) -> None:
    create(cast.agathe, "Suivi")
    seed.run(with_neighbours=True)
    assert [one.name for one in offered(cast.agathe)] == ["Suivi"]


def test_the_cast_alone_has_no_type(cast: Cast) -> None:
    assert offered(cast.agathe) == ()
    with db.reading() as session:
        assert session.exec(select(Bubble)).one()
