"""Consultation types: who may touch them, their order, and what retiring one keeps."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import consultation_types
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.consultation_types import Direction, NameTakenSince, TypeRetired
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Role
from mycharlotte.models.consultations import ConsultationType
from mycharlotte.models.people import Person
from mycharlotte.views.consultation_types import ConsultationTypes
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.doorstep import actions
from tests.domain.neighbours import bubble, join, new_bubble, person
from tests.domain.offers import VERBS, create, do, leave, offered, positions, rename, show


def move(who: Person, ref: str, direction: Direction) -> None:
    """Move a type as someone."""
    move_as(sign_in(who)[0], bubble().ref, ref, direction)


def move_as(viewer: Viewer, bubble_ref: str, ref: str, direction: Direction) -> None:
    """Do the same as somebody signed in already."""
    with db.transaction() as session:
        consultation_types.move(session, by=viewer, bubble_ref=bubble_ref, type_ref=ref, direction=direction, now=now())


def given(who: Person) -> dict[str, list[str]]:
    """Return the names of what someone gives, by bubble."""
    with db.reading() as session:
        found = consultation_types.given_by(session, viewer=sign_in(who)[0])
    return {one.bubble_name: [kind.name for kind in one.types] for one in found}


# Who may


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_admins_of_a_bubble_touch_its_types(cast: Cast, verb: str) -> None:
    ref = create(cast.agathe, "Suivi")
    for who in (cast.camille, cast.paul):
        with pytest.raises(NotAllowed):
            do(verb, who, ref)
    with pytest.raises(NotFound):
        do(verb, cast.zelda, ref)
    do(verb, cast.agathe, ref)


@pytest.mark.parametrize("verb", VERBS)
def test_the_admin_of_another_bubble_finds_nothing_by_either_address(cast: Cast, verb: str) -> None:
    ref, roses = create(cast.agathe, "Suivi"), new_bubble("Bulle des Roses")
    rose = join(person("Rose", "Martin"), of=roses, is_admin=True)
    for address in (bubble().ref, roses.ref):
        with pytest.raises(NotFound):
            do(verb, rose, ref, of=address)
    assert [one.name for one in offered(cast.agathe)] == ["Suivi"]


def test_only_the_admins_of_a_bubble_list_its_types(cast: Cast) -> None:
    for who in (cast.camille, cast.paul):
        with pytest.raises(NotAllowed):
            show(who)
    with pytest.raises(NotFound):
        show(cast.zelda)
    assert show(cast.agathe) == ConsultationTypes()


@pytest.mark.parametrize("ref", ["", "nothing", "\x00", "é" * 40, "../x", "' OR 1=1 --"])
def test_a_reference_that_is_none_finds_nothing(cast: Cast, ref: str) -> None:
    with pytest.raises(NotFound):
        do("retire", cast.agathe, ref)


# The order


def test_types_are_listed_in_the_order_they_were_created(cast: Cast) -> None:
    for name in ("Premier", "Deuxième", "Troisième"):
        create(cast.agathe, name)
    assert [one.name for one in offered(cast.agathe)] == ["Premier", "Deuxième", "Troisième"]
    assert positions() == [0, 1, 2]


def test_a_type_moves_one_place_at_a_time_and_stops_at_the_ends(cast: Cast) -> None:
    first, _, third = (create(cast.agathe, name) for name in "ABC")
    move(cast.agathe, third, Direction.UP)
    assert [one.name for one in offered(cast.agathe)] == ["A", "C", "B"]
    move(cast.agathe, third, Direction.UP)
    move(cast.agathe, third, Direction.UP)
    assert [one.name for one in offered(cast.agathe)] == ["C", "A", "B"]
    for _ in range(3):
        move(cast.agathe, first, Direction.DOWN)
    assert [one.name for one in offered(cast.agathe)] == ["C", "B", "A"]
    assert positions() == [0, 1, 2]


def test_a_move_that_changes_nothing_is_not_remembered(cast: Cast) -> None:
    ref = create(cast.agathe, "Seul")
    for direction in Direction:
        move(cast.agathe, ref, direction)
    assert "consultation-type:ordered" not in actions()


def test_admins_who_move_types_at_once_leave_a_dense_order_that_holds_them_all(cast: Cast) -> None:
    viewers = [sign_in(one)[0] for one in (cast.agathe, join(person("Adèle", "Roche"), is_admin=True))]
    refs, here, line = [create(cast.agathe, name) for name in "ABCDE"], bubble().ref, Barrier(8)

    def shuffle(turn: int) -> None:
        line.wait()
        for step in range(6):
            move_as(viewers[turn % 2], here, refs[(turn + step) % 5], Direction.UP if turn % 3 else Direction.DOWN)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(shuffle, range(8)))

    assert sorted(one.name for one in offered(cast.agathe)) == list("ABCDE")
    assert positions() == [0, 1, 2, 3, 4]


# Retiring


def test_a_retired_type_stays_and_comes_back_as_it_was_last_of_the_list(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi", minutes="90", instructions="Venez à jeun.")
    create(cast.agathe, "Bilan")
    before = offered(cast.agathe)[0]

    do("retire", cast.agathe, ref)

    shown = show(cast.agathe)
    assert ([one.name for one in shown.offered], shown.retired) == (["Bilan"], (before,))
    assert positions() == [0]

    do("restore", cast.agathe, ref)

    assert [one.name for one in offered(cast.agathe)] == ["Bilan", "Suivi"]
    assert offered(cast.agathe)[1] == before
    assert positions() == [0, 1]


def test_those_retired_last_come_first(cast: Cast) -> None:
    for ref in [create(cast.agathe, name) for name in "ABC"]:
        do("retire", cast.agathe, ref)
    assert [one.name for one in show(cast.agathe).retired] == ["C", "B", "A"]


def test_retiring_or_restoring_twice_is_doing_it_once(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    for verb in ("retire", "retire", "restore", "restore"):
        do(verb, cast.agathe, ref)
    assert [action for action in actions() if "type:" in action] == [
        "consultation-type:created",
        "consultation-type:retired",
        "consultation-type:restored",
    ]


def test_a_retired_type_gives_its_name_up_and_waits_for_it(cast: Cast) -> None:
    old = create(cast.agathe, "Suivi")
    do("retire", cast.agathe, old)
    new = create(cast.agathe, "SUIVI")
    with pytest.raises(NameTakenSince):
        do("restore", cast.agathe, old)

    rename(cast.agathe, new, "Suivi long")
    do("restore", cast.agathe, old)

    assert [one.name for one in offered(cast.agathe)] == ["Suivi long", "Suivi"]


def test_a_retired_type_has_no_place_in_the_order(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    do("retire", cast.agathe, ref)
    with pytest.raises(TypeRetired):
        move(cast.agathe, ref, Direction.UP)


def test_nothing_is_ever_deleted(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    do("retire", cast.agathe, ref)
    with db.reading() as session:
        kept = session.exec(select(ConsultationType).where(col(ConsultationType.ref) == ref)).one()
    assert (kept.name, kept.active_name) == ("Suivi", None)
    assert kept.retired_at


def test_two_types_of_one_name_restored_at_once_one_comes_back(cast: Cast) -> None:
    refs = []
    for _ in range(2):
        refs.append(create(cast.agathe, "Suivi"))
        do("retire", cast.agathe, refs[-1])
    line = Barrier(2)

    def restore(ref: str) -> str:
        line.wait()
        try:
            do("restore", cast.agathe, ref)
        except Refused as refused:
            return type(refused).__name__
        return "restored"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(restore, refs)) == ["NameTakenSince", "restored"]
    assert [one.name for one in offered(cast.agathe)] == ["Suivi"]


# What companions give


def test_a_companion_sees_what_they_give_in_each_of_their_bubbles(cast: Cast) -> None:
    roses = new_bubble("Bulle des Roses")
    rose = join(person("Rose", "Martin"), of=roses, is_admin=True)
    join(cast.camille, of=roses)
    create(cast.agathe, "Pour tous")
    create(cast.agathe, "D’Agathe", givers=[cast.agathe])
    create(cast.agathe, "De Camille", givers=[cast.camille])
    create(rose, "Ailleurs", of=roses)

    assert given(cast.camille) == {"Bulle des Lilas": ["Pour tous", "De Camille"], "Bulle des Roses": ["Ailleurs"]}
    assert given(cast.agathe) == {"Bulle des Lilas": ["Pour tous", "D’Agathe"]}


def test_patients_and_strangers_give_nothing(cast: Cast) -> None:
    create(cast.agathe, "Pour tous")
    assert given(cast.paul) == given(cast.zelda) == {}


def test_a_patient_who_runs_the_bubble_may_manage_and_gives_nothing(cast: Cast) -> None:
    create(cast.agathe, "Pour tous")
    patient = join(person("Noé", "Petit"), Role.PATIENT, is_admin=True)
    with db.reading() as session:
        (here,) = consultation_types.given_by(session, viewer=sign_in(patient)[0])
    assert (here.may_manage, here.types) == (True, ())


def test_what_is_retired_is_given_no_more(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    do("retire", cast.agathe, ref)
    assert given(cast.camille) == {"Bulle des Lilas": []}


def test_a_companion_who_left_gives_nothing_there_any_more(cast: Cast) -> None:
    create(cast.agathe, "Suivi", givers=[cast.camille])
    leave(cast.camille)
    assert given(cast.camille) == {}
    (shown,) = offered(cast.agathe)
    assert (shown.is_given_by_all, shown.givers) == (False, ())


def test_a_companion_who_became_a_patient_gives_nothing_any_more(cast: Cast) -> None:
    create(cast.agathe, "Suivi", givers=[cast.camille])
    leave(cast.camille)
    join(cast.camille, Role.PATIENT)
    assert given(cast.camille) == {}
    assert offered(cast.agathe)[0].givers == ()


def test_the_first_names_of_a_long_list_are_told_with_how_many_more(cast: Cast) -> None:
    companions = [join(person("Noé", f"Petit {letter}")) for letter in "EDCBA"]
    create(cast.agathe, "Suivi", givers=companions)
    (shown,) = offered(cast.agathe)
    assert (shown.givers, shown.others) == (("Noé Petit A", "Noé Petit B", "Noé Petit C"), 2)


# What is told


def test_each_change_is_remembered_and_told_to_those_who_look_at_the_bubble(cast: Cast) -> None:
    told: list[Announcement] = []
    ref = create(cast.agathe, "A")
    create(cast.agathe, "B")
    stop = db.after_commit(told.append)
    move(cast.agathe, ref, Direction.DOWN)
    do("retire", cast.agathe, ref)
    do("restore", cast.agathe, ref)
    stop()
    assert [one for one in told if one.topic is not Topic.SECURITY] == [
        Announcement(Topic.CONSULTATION_TYPES, bubble().ref)
    ] * 3
    assert [action for action in actions() if "type:" in action][2:] == [
        "consultation-type:ordered",
        "consultation-type:retired",
        "consultation-type:restored",
    ]
