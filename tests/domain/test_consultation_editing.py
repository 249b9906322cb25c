"""A consultation type made and changed: what is refused, all at once, and what two admins do to each other."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import consultation_drafts, consultation_editing, consultation_givers
from mycharlotte.domain.audit import Action
from mycharlotte.domain.consultation_drafts import (
    ChoiceNotOffered,
    NameTaken,
    NobodyCouldBook,
    NobodyGives,
    NotAWholeNumber,
    NumberOutOfRange,
)
from mycharlotte.domain.consultation_editing import TYPES_AT_MOST, TooManyTypes
from mycharlotte.domain.consultation_types import TypeRetired
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused, Stale
from mycharlotte.domain.names import NameHasHiddenCharacters, NameMissing
from mycharlotte.domain.texts import TextTooLong
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import id_of, now
from mycharlotte.models.consultations import ConsultationType, Mode
from mycharlotte.models.people import Person
from mycharlotte.views.consultation_types import Draft
from tests.cast import Cast, sign_in
from tests.domain.doorstep import actions
from tests.domain.neighbours import bubble, join, new_bubble, person
from tests.domain.offers import create, do, edit, leave, offered, rename, save, save_new, update

A_DAY = 24 * 60


def read(**typed: str) -> dict[str, object]:
    """Return what is kept of a form."""
    draft = replace(Draft(name="Suivi", minutes="45"), **typed)
    return consultation_drafts.parse(draft, taken=(), companions={}).columns


# What is typed


def test_a_name_and_a_length_are_enough(cast: Cast) -> None:
    create(cast.agathe, "Suivi", minutes="45")
    (kept,) = offered(cast.agathe)
    assert (kept.name, kept.minutes, kept.colour, kept.mode, kept.booking) == (
        "Suivi",
        45,
        "plum",
        "on-site",
        "patients",
    )
    assert (kept.is_given_by_all, kept.earliest_days, kept.latest_minutes) == (True, 60, A_DAY)
    assert (kept.buffer_before, kept.buffer_after, kept.cancel_minutes, kept.move_minutes) == (0, 0, A_DAY, A_DAY)


@pytest.mark.parametrize(
    ("typed", "refusal", "field"),
    [
        ({"name": ""}, NameMissing, "name"),
        ({"name": " \u00a0\u200b"}, NameMissing, "name"),
        ({"name": "x" * 81}, TextTooLong, "name"),
        ({"name": "x" * 500}, TextTooLong, "name"),
        ({"name": "Sui\u202evi"}, NameHasHiddenCharacters, "name"),
        ({"minutes": "0"}, NumberOutOfRange, "minutes"),
        ({"minutes": "4"}, NumberOutOfRange, "minutes"),
        ({"minutes": "-5"}, NumberOutOfRange, "minutes"),
        ({"minutes": "−5"}, NumberOutOfRange, "minutes"),
        ({"minutes": "1441"}, NumberOutOfRange, "minutes"),
        ({"minutes": "1\u202f441"}, NumberOutOfRange, "minutes"),
        ({"minutes": "12.5"}, NotAWholeNumber, "minutes"),
        ({"minutes": "12,5"}, NotAWholeNumber, "minutes"),
        ({"minutes": "une heure"}, NotAWholeNumber, "minutes"),
        ({"minutes": "1e3"}, NotAWholeNumber, "minutes"),
        ({"minutes": "٤٥"}, NotAWholeNumber, "minutes"),
        ({"minutes": "9" * 5000}, NotAWholeNumber, "minutes"),
        ({"minutes": ""}, NotAWholeNumber, "minutes"),
        ({"mode": "moon"}, ChoiceNotOffered, "mode"),
        ({"colour": "#ff0000"}, ChoiceNotOffered, "colour"),
        ({"booking": "everyone"}, ChoiceNotOffered, "booking"),
        ({"givers": "some"}, ChoiceNotOffered, "givers"),
        ({"givers": "chosen"}, NobodyGives, "companions"),
        ({"earliest_days": "0"}, NumberOutOfRange, "earliest_days"),
        ({"earliest_days": "366"}, NumberOutOfRange, "earliest_days"),
        ({"latest_unit": "weeks"}, ChoiceNotOffered, "latest_amount"),
        ({"latest_amount": "366", "latest_unit": "days"}, NumberOutOfRange, "latest_amount"),
        ({"earliest_days": "1"}, NobodyCouldBook, "latest_amount"),
        ({"earliest_days": "7", "latest_amount": "7", "latest_unit": "days"}, NobodyCouldBook, "latest_amount"),
        ({"buffer_before": "241"}, NumberOutOfRange, "buffer_before"),
        ({"buffer_after": "-1"}, NumberOutOfRange, "buffer_after"),
        ({"cancel": "sometimes"}, ChoiceNotOffered, "cancel"),
        ({"cancel_amount": ""}, NotAWholeNumber, "cancel_amount"),
        ({"move_amount": "x"}, NotAWholeNumber, "move_amount"),
        ({"instructions": "x" * 1001}, TextTooLong, "instructions"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    typed: dict[str, str], refusal: type[Refused], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        read(**typed)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("typed", "column", "kept"),
    [
        ({"name": " Suivi \u00a0 long "}, "name", "Suivi long"),
        ({"name": "x" * 80}, "name", "x" * 80),
        ({"minutes": "5"}, "minutes", 5),
        ({"minutes": " 1 440 "}, "minutes", 1440),
        ({"earliest_days": "365"}, "earliest_days", 365),
        ({"latest_amount": "0"}, "latest_minutes", 0),
        ({"latest_amount": "90", "latest_unit": "minutes"}, "latest_minutes", 90),
        ({"latest_amount": "3", "latest_unit": "days"}, "latest_minutes", 3 * A_DAY),
        ({"cancel": "never", "cancel_amount": "what"}, "cancel_minutes", None),
        ({"move": "until", "move_amount": "2", "move_unit": "hours"}, "move_minutes", 120),
        ({"instructions": " Venez\r\navec\x00 vos\u202e résultats. "}, "instructions", "Venez\navec vos résultats."),
    ],
)
def test_what_is_typed_is_kept_as_it_is_meant(typed: dict[str, str], column: str, kept: object) -> None:
    assert read(**typed)[column] == kept


def test_everything_to_mend_is_told_at_once_in_the_order_of_the_form(cast: Cast) -> None:
    create(cast.agathe, "Suivi")
    with pytest.raises(SeveralRefused) as refused:
        create(cast.agathe, "Suivi", minutes="0", earliest_days="x", cancel_amount="")
    assert [one.field for one in refused.value.refusals] == ["name", "minutes", "earliest_days", "cancel_amount"]
    assert len(offered(cast.agathe)) == 1


def test_a_form_is_filled_with_what_was_kept(cast: Cast) -> None:
    typed: dict[str, Any] = {
        "minutes": "90",
        "mode": "video",
        "colour": "sea",
        "booking": "dedicated",
        "earliest_days": "30",
        "latest_amount": "3",
        "latest_unit": "days",
        "buffer_before": "10",
        "cancel": "never",
        "move_amount": "90",
        "move_unit": "minutes",
        "instructions": "Deux lignes\nen tout.",
    }
    ref = create(cast.agathe, "Suivi", givers=[cast.camille], **typed)
    opened = edit(cast.agathe, ref)
    assert opened.draft == replace(
        Draft(name="Suivi", givers="chosen", companions=cast.camille.ref, **typed),
    )
    assert [giver.name for giver in opened.chosen] == ["Camille Moreau"]
    assert (opened.version, opened.is_retired) == (1, False)


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (0, ("0", "minutes")),
        (45, ("45", "minutes")),
        (90, ("90", "minutes")),
        (120, ("2", "hours")),
        (A_DAY, ("24", "hours")),
        (2 * A_DAY, ("48", "hours")),
        (3 * A_DAY, ("3", "days")),
        (None, ("24", "hours")),
    ],
)
def test_a_notice_is_shown_in_the_unit_one_would_say_it_in(minutes: int | None, shown: tuple[str, str]) -> None:
    assert consultation_drafts.in_units(minutes) == shown


# Names


@pytest.mark.parametrize("name", ["Suivi diététique", "SUIVI DIETETIQUE", " suivi  dietétique "])
def test_two_types_on_offer_never_share_a_name(cast: Cast, name: str) -> None:
    create(cast.agathe, "Suivi diététique")
    other = create(cast.agathe, "Bilan")
    for attempt in (lambda: create(cast.agathe, name), lambda: rename(cast.agathe, other, name)):
        with pytest.raises(NameTaken):
            attempt()


def test_a_type_may_be_given_its_own_name_with_other_capitals(cast: Cast) -> None:
    ref = create(cast.agathe, "suivi")
    rename(cast.agathe, ref, "Suivi")
    assert [one.name for one in offered(cast.agathe)] == ["Suivi"]


def test_another_bubble_has_names_of_its_own(cast: Cast) -> None:
    create(cast.agathe, "Suivi")
    roses = new_bubble("Bulle des Roses")
    create(join(person("Rose", "Martin"), of=roses, is_admin=True), "Suivi", of=roses)


def test_a_name_that_unfolds_into_a_very_long_one_is_kept(cast: Cast) -> None:
    create(cast.agathe, "ﷺ" * 80)
    with pytest.raises(NameTaken):
        create(cast.agathe, "ﷺ" * 80)


def test_ten_types_of_one_name_created_at_once_are_one(cast: Cast) -> None:
    admins = [cast.agathe, join(person("Adèle", "Roche"), is_admin=True)]
    line = Barrier(10)

    def attempt(turn: int) -> str:
        line.wait()
        return outcome_of(lambda: create(admins[turn % 2], "Suivi" if turn % 3 else "SUIVÏ"))

    with ThreadPoolExecutor(10) as threads:
        came_out = sorted(threads.map(attempt, range(10)))

    assert came_out == ["NameTaken"] * 9 + ["done"]
    assert len(offered(cast.agathe)) == 1


def test_a_bubble_has_two_hundred_types_at_most_retired_ones_included(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    with db.transaction() as session:
        session.add_all(
            ConsultationType(
                bubble_id=id_of(bubble()), name=f"T{n}", active_name=f"t{n}", colour="plum", minutes=5, mode=Mode.PHONE
            )
            for n in range(TYPES_AT_MOST - 1)
        )
    do("retire", cast.agathe, ref)
    with pytest.raises(TooManyTypes):
        create(cast.agathe, "Un de trop")


# Who may


def test_only_the_admins_of_a_bubble_create_open_and_change_its_types(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    roses = new_bubble("Bulle des Roses")
    rose = join(person("Rose", "Martin"), of=roses, is_admin=True)
    for who, refusal in (
        (cast.camille, NotAllowed),
        (cast.paul, NotAllowed),
        (cast.zelda, NotFound),
        (rose, NotFound),
    ):
        for verb in (create, edit, save):
            with pytest.raises(refusal):
                verb(who, ref)
    assert [one.name for one in offered(cast.agathe)] == ["Suivi"]


def outcome_of(attempt: Callable[[], object]) -> str:
    """Return the name of what refused it, or `done`."""
    try:
        attempt()
    except Refused as refused:
        return type(refused).__name__
    return "done"


def test_the_admin_of_another_bubble_changes_nothing_by_their_own_address(cast: Cast) -> None:
    ref, roses = create(cast.agathe, "Suivi"), new_bubble("Bulle des Roses")
    rose = join(person("Rose", "Martin"), of=roses, is_admin=True)
    with pytest.raises(NotFound), db.transaction() as session:
        consultation_editing.update(
            session,
            by=sign_in(rose)[0],
            bubble_ref=roses.ref,
            type_ref=ref,
            draft=Draft(name="Volé", minutes="5"),
            version=1,
            now=now(),
        )


# Who gives it


def test_those_chosen_are_companions_of_the_bubble_and_nobody_else(cast: Cast) -> None:
    other = join(person("Rose", "Martin"), of=new_bubble("Bulle des Roses"))
    create(cast.agathe, "Suivi", givers=[cast.camille, cast.paul, cast.zelda, other])
    assert offered(cast.agathe)[0].givers == ("Camille Moreau",)


def test_at_least_one_of_those_chosen_gives_it(cast: Cast) -> None:
    for refs in (cast.paul.ref, "", ",,", "\x00", "nobody"):
        with pytest.raises(NobodyGives):
            save_new(cast.agathe, Draft(name="Suivi", minutes="45", givers="chosen", companions=refs))


def test_what_is_given_by_some_may_be_given_by_all_and_back(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi", givers=[cast.camille])
    save(cast.agathe, ref, replace(edit(cast.agathe, ref).draft, givers="all"))
    assert offered(cast.agathe)[0].is_given_by_all
    assert edit(cast.agathe, ref).chosen == ()
    update(cast.agathe, ref, givers=[cast.agathe])
    assert offered(cast.agathe)[0].givers == ("Agathe Lefèvre",)


def test_a_companion_who_left_is_in_the_form_no_more(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi", givers=[cast.camille, cast.agathe])
    leave(cast.camille)
    assert [giver.name for giver in edit(cast.agathe, ref).chosen] == ["Agathe Lefèvre"]
    with pytest.raises(NobodyGives):
        update(cast.agathe, ref, givers=[cast.camille])


# Saving


def test_saving_what_is_already_there_changes_nothing(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi", givers=[cast.camille])
    update(cast.agathe, ref)
    assert edit(cast.agathe, ref).version == 1
    assert "consultation-type:updated" not in actions()


def test_what_changed_is_remembered_by_the_names_of_its_fields(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    update(cast.agathe, ref, givers=[cast.camille], minutes="30", instructions="Venez à jeun.")
    with db.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.TYPE_UPDATED)).one()
    assert json.loads(entry.details) == {
        "bubble": bubble().ref,
        "fields": "givers instructions is_given_by_all minutes",
    }
    assert entry.object_ref == ref


def test_a_type_retired_meanwhile_is_not_changed(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    do("retire", cast.agathe, ref)
    with pytest.raises(TypeRetired):
        update(cast.agathe, ref, minutes="30")


def test_the_second_of_two_admins_is_shown_both_answers_and_saving_again_is_a_choice(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi", givers=[cast.camille])
    mine = edit(cast.agathe, ref)
    update(cast.agathe, ref, givers=[cast.agathe, cast.camille], minutes="30", cancel="never")

    draft = replace(mine.draft, minutes="60", name="Suivi long")
    with pytest.raises(Stale) as stale:
        save(cast.agathe, ref, draft, version=mine.version)

    assert stale.value.theirs == {
        "name": "Suivi",
        "minutes": "30",
        "cancel_minutes": "",
        "givers": "Agathe Lefèvre, Camille Moreau",
    }
    assert stale.value.details["mine"] == {
        "name": "Suivi long",
        "minutes": "60",
        "cancel_minutes": "1440",
        "givers": "Camille Moreau",
    }
    assert offered(cast.agathe)[0].minutes == 30

    save(cast.agathe, ref, draft, version=edit(cast.agathe, ref).version)
    assert (offered(cast.agathe)[0].name, offered(cast.agathe)[0].minutes) == ("Suivi long", 60)


def test_of_ten_admins_who_save_at_once_one_does_and_the_others_are_told(cast: Cast) -> None:
    ref, line = create(cast.agathe, "Suivi"), Barrier(10)
    opened = edit(cast.agathe, ref)

    def attempt(turn: int) -> str:
        line.wait()
        draft = replace(opened.draft, minutes=str(50 + turn))
        return outcome_of(lambda: save(cast.agathe, ref, draft, version=opened.version))

    with ThreadPoolExecutor(10) as threads:
        assert sorted(threads.map(attempt, range(10))) == ["Stale"] * 9 + ["done"]
    assert edit(cast.agathe, ref).version == 2


# Looking for companions


def test_companions_are_found_by_name_capitals_and_accents_aside(cast: Cast) -> None:
    join(person("Élodie", "Ménard"))
    assert found(cast.agathe) == ["Agathe Lefèvre", "Élodie Ménard", "Camille Moreau"]
    assert found(cast.agathe, "elodie MENARD") == ["Élodie Ménard"]
    assert found(cast.agathe, "%") == found(cast.agathe, "Paul") == []
    assert found(cast.agathe, "mor\0eau") == ["Camille Moreau"]


def test_only_the_first_of_many_companions_are_listed(cast: Cast) -> None:
    for n in range(60):
        join(person("Noé", f"Petit {n:02}"))
    with db.reading() as session:
        shown = consultation_givers.find(session, viewer=sign_in(cast.agathe)[0], bubble_ref=bubble().ref)
    assert (len(shown.people), shown.has_more) == (50, True)
    assert found(cast.agathe, "petit 59") == ["Noé Petit 59"]


def test_only_the_admins_of_a_bubble_look_for_its_companions(cast: Cast) -> None:
    for who, refusal in ((cast.camille, NotAllowed), (cast.paul, NotAllowed), (cast.zelda, NotFound)):
        with pytest.raises(refusal):
            found(who)


def found(who: Person, query: str = "") -> list[str]:
    """Return the names of the companions that someone finds."""
    with db.reading() as session:
        shown = consultation_givers.find(session, viewer=sign_in(who)[0], bubble_ref=bubble().ref, query=query)
    return [one.name for one in shown.people]
