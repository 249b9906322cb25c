"""The home page knows the day where one lives, one's bubbles, and which first steps are done."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mycharlotte import db
from mycharlotte.domain import bubbles, home, roles
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.people import Person
from mycharlotte.views.home import BubbleLine, FirstSteps, HomeView
from mycharlotte.views.security import SecurityView
from tests.cast import Cast, sign_in
from tests.domain.agenda import receives
from tests.domain.doorstep import with_app, with_backup_codes
from tests.domain.links import link
from tests.domain.neighbours import bubble

EVENING = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
COMPLETE = {"first_name": "Camille", "last_name": "Moreau", "phone": "+33612345678", "picture_ref": "a" * 16}


def show(person: Person, now: datetime = EVENING) -> HomeView:
    """Open someone's home page."""
    viewer = sign_in(person)[0]
    with db.reading() as session:
        return home.show(session, viewer=viewer, now=now)


@pytest.mark.parametrize("missing", [None, *COMPLETE])
def test_a_profile_is_done_once_the_four_things_are_there(missing: str | None) -> None:
    person = Person(email="camille@example.org", **COMPLETE | ({missing: ""} if missing else {}))  # type: ignore[arg-type]
    assert home.first_steps(person, SecurityView(), has_visited=False) == FirstSteps(
        profile=missing is None, done=0 if missing else 1
    )


def test_a_profile_without_a_picture_at_all_is_not_done() -> None:
    person = Person(email="camille@example.org", **COMPLETE | {"picture_ref": None})  # type: ignore[arg-type]
    assert not home.first_steps(person, SecurityView(), has_visited=False).profile


def test_the_day_is_that_of_where_one_lives(cast: Cast) -> None:
    assert show(cast.camille).today == "2026-11-25"
    with db.transaction() as session:
        session.get_one(Person, cast.camille.id).timezone = "America/Montreal"
    assert show(cast.camille).today == "2026-11-24"


def test_everyone_sees_their_own_place_in_their_own_bubbles(cast: Cast) -> None:
    lilas = BubbleLine(
        ref=bubble().ref, name="Bulle des Lilas", role="companion", companions=2, patients=1, may_list_patients=True
    )
    assert show(cast.agathe).bubbles == (replace(lilas, is_admin=True),)
    assert show(cast.camille).bubbles == (lilas,)
    assert show(cast.paul).bubbles == (replace(lilas, role="patient", patients=0, may_list_patients=False),)
    assert show(cast.zelda).bubbles == ()


def test_a_bubble_that_one_left_is_no_longer_there(cast: Cast) -> None:
    with db.transaction() as session:
        roles.leave(session, by=sign_in(cast.paul)[0], bubble_ref=bubble().ref, now=EVENING)
    assert show(cast.paul).bubbles == ()
    assert show(cast.camille).bubbles[0].patients == 0


def test_bubbles_are_done_once_the_page_of_one_of_them_was_opened(cast: Cast) -> None:
    assert not show(cast.camille).steps.bubbles
    with db.transaction() as session:
        bubbles.visit(session, by=sign_in(cast.camille)[0], bubble_ref=bubble().ref, now=EVENING)
    steps = show(cast.camille).steps
    assert (steps.bubbles, steps.done) == (True, 1)
    assert not show(cast.agathe).steps.bubbles


def test_bubbles_come_in_the_order_of_their_names(cast: Cast) -> None:
    with db.transaction() as session:
        for name in ("Roses", "Anémones"):
            bubble = Bubble(name=name)
            session.add(bubble)
            session.flush()
            session.add(Membership(bubble_id=bubble.id or 0, person_id=cast.camille.id or 0, role=Role.PATIENT))
    assert [line.name for line in show(cast.camille).bubbles] == ["Anémones", "Bulle des Lilas", "Roses"]


def test_the_guide_is_for_companions(cast: Cast) -> None:
    people = (cast.agathe, cast.camille, cast.paul, cast.zelda)
    assert [show(person).is_companion for person in people] == [True, True, False, False]


def test_the_page_greets_by_name(cast: Cast) -> None:
    assert show(cast.zelda).first_name == "Zelda"


def test_security_is_done_once_a_mailed_code_is_not_the_only_second_step(cast: Cast) -> None:
    assert not show(cast.camille).steps.security
    with_app(cast.camille)
    after = show(cast.camille)
    assert after.steps.security
    assert after.security.is_app_active
    assert after.steps.done == 1


def test_backup_codes_count_once_they_are_proved_to_be_kept(cast: Cast) -> None:
    with_backup_codes(cast.camille)
    assert not show(cast.camille).steps.security
    with db.transaction() as session:
        session.get_one(Person, cast.camille.id).backup_codes_proved_at = EVENING
    assert show(cast.camille).steps.security


def test_the_step_of_agendas_is_done_with_hours_or_with_a_link(cast: Cast) -> None:
    assert not show(cast.agathe).steps.agendas
    link(cast.agathe)
    assert show(cast.agathe).steps.agendas
    assert not show(cast.camille).steps.agendas
    receives(cast.camille)
    steps = show(cast.camille).steps
    assert steps.agendas
    assert steps.done == show(cast.agathe).steps.done
