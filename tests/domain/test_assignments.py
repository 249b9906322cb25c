"""Patients dedicated to companions: chosen by admins, among those who are there, and written down."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import announcements, assignments, roles
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.assignments import CompanionGone
from mycharlotte.domain.errors import NotAllowed, NotFound
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Person
from mycharlotte.views.assignments import CompanionChoice
from tests.cast import Cast, sign_in
from tests.domain.neighbours import bubble, dedicate, dedicated, join, new_bubble, person


def choose(by: Person, patient: Person | str, *companions: Person | str, ref: str = "") -> list[Announcement]:
    """Dedicate a patient to companions; return what was announced."""
    viewer = sign_in(by)[0]
    with db.transaction() as session:
        assignments.choose(
            session,
            by=viewer,
            bubble_ref=ref or bubble().ref,
            patient_ref=ref_of(patient),
            companion_refs=[ref_of(one) for one in companions],
            now=now(),
        )
        return announcements.of(session)


def show(who: Person, patient: Person, query: str = "", picked: list[str] | None = None) -> CompanionChoice:
    """Look at whom a patient may be dedicated to."""
    viewer = sign_in(who)[0]
    with db.reading() as session:
        return assignments.show(
            session, viewer=viewer, bubble_ref=bubble().ref, patient_ref=patient.ref, query=query, picked=picked
        )


def ref_of(someone: Person | str) -> str:
    """Return the reference of someone, or what stands for one."""
    return someone if isinstance(someone, str) else someone.ref


def entries() -> list[tuple[str, str, str, str]]:
    """Return what the audit log says of assignments: the action, who did it, the patient, the companion."""
    with db.reading() as session:
        found = session.exec(select(AuditEntry).where(col(AuditEntry.action).startswith("patient:")))
        return [(e.action, e.actor_ref, e.object_ref, json.loads(e.details)["companion"]) for e in found]


def test_an_admin_chooses_and_what_changed_alone_is_written_down(cast: Cast) -> None:
    assert choose(cast.agathe, cast.paul, cast.camille) == [Announcement(Topic.MEMBERS, bubble().ref)]
    choose(cast.agathe, cast.paul, cast.camille, cast.agathe)
    assert dedicated() == {(cast.paul.id, cast.camille.id), (cast.paul.id, cast.agathe.id)}
    choose(cast.agathe, cast.paul, cast.agathe)
    assert dedicated() == {(cast.paul.id, cast.agathe.id)}
    assert entries() == [
        ("patient:assigned", cast.agathe.ref, cast.paul.ref, cast.camille.ref),
        ("patient:assigned", cast.agathe.ref, cast.paul.ref, cast.agathe.ref),
        ("patient:unassigned", cast.agathe.ref, cast.paul.ref, cast.camille.ref),
    ]


def test_choosing_the_same_again_changes_nothing(cast: Cast) -> None:
    choose(cast.agathe, cast.paul, cast.camille)
    assert choose(cast.agathe, cast.paul, cast.camille, cast.camille) == []
    assert len(entries()) == 1


def test_nobody_may_be_chosen_at_all(cast: Cast) -> None:
    choose(cast.agathe, cast.paul, cast.camille)
    choose(cast.agathe, cast.paul)
    assert dedicated() == set()


def test_only_admins_of_that_bubble_choose_or_see_whom_they_may(cast: Cast) -> None:
    for who, refusal in ((cast.camille, NotAllowed), (cast.paul, NotAllowed), (cast.zelda, NotFound)):
        with pytest.raises(refusal):
            choose(who, cast.paul, cast.camille)
        with pytest.raises(refusal):
            show(who, cast.paul)
    assert dedicated() == set()


def test_only_a_patient_of_the_bubble_is_dedicated_to_anyone(cast: Cast) -> None:
    roses = new_bubble("Bulle des Roses")
    elsewhere = join(person("Louise", "Petit"), Role.PATIENT, of=roses)
    for patient in (cast.camille, cast.zelda, elsewhere, "", "invented", "\x00"):
        with pytest.raises(NotFound):
            choose(cast.agathe, patient, cast.camille)


def test_a_patient_is_dedicated_to_companions_of_the_bubble_alone(cast: Cast) -> None:
    roses = new_bubble("Bulle des Roses")
    elsewhere = join(person("Rose", "Autre"), of=roses)
    other = join(person("Louise", "Petit"), Role.PATIENT)
    for wrong in (cast.paul, other, cast.zelda, elsewhere, "", "invented", "\x00"):
        with pytest.raises(CompanionGone):
            choose(cast.agathe, cast.paul, cast.camille, wrong)
    assert dedicated() == set()


def test_a_companion_who_left_is_no_longer_to_be_chosen(cast: Cast) -> None:
    dedicate(cast.paul, cast.camille)
    with db.transaction() as session:
        roles.leave(session, by=sign_in(cast.camille)[0], bubble_ref=bubble().ref, now=now())
    with pytest.raises(CompanionGone):
        choose(cast.agathe, cast.paul, cast.camille)
    shown = show(cast.agathe, cast.paul, picked=[cast.camille.ref, cast.agathe.ref])
    assert [one.name for one in shown.picked] == ["Agathe Lefèvre"]
    assert [one.name for one in shown.found] == ["Agathe Lefèvre"]


def test_the_choice_shows_who_is_chosen_and_who_may_be(cast: Cast) -> None:
    dedicate(cast.paul, cast.camille)
    shown = show(cast.agathe, cast.paul)
    assert (shown.patient_name, shown.has_more) == ("Paul Girard", False)
    assert [one.ref for one in shown.picked] == [cast.camille.ref]
    assert [one.name for one in shown.found] == ["Agathe Lefèvre", "Camille Moreau"]
    assert [one.name for one in show(cast.agathe, cast.paul, "LEFEVRE").found] == ["Agathe Lefèvre"]
    assert show(cast.agathe, cast.paul, cast.camille.email).found == ()


def test_beyond_fifty_companions_the_others_are_searched_for(cast: Cast) -> None:
    for number in range(60):
        join(person("Anne", f"Dupont{number:02}"))
    shown = show(cast.agathe, cast.paul)
    assert (len(shown.found), shown.has_more) == (50, True)
    assert [one.name for one in show(cast.agathe, cast.paul, "dupont59").found] == ["Anne Dupont59"]


def test_whatever_two_admins_choose_at_the_same_moment_one_choice_stands(cast: Cast) -> None:
    join(zoe := person("Zoé", "Roux"), is_admin=True)
    line = Barrier(2)

    def run(by: Person, companion: Person) -> None:
        line.wait()
        choose(by, cast.paul, companion)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(run, (cast.agathe, zoe), (cast.camille, cast.agathe)))
    assert dedicated() in ({(cast.paul.id, cast.camille.id)}, {(cast.paul.id, cast.agathe.id)})
