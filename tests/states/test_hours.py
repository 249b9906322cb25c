"""The page of hours: what it shows, what it saves, and what stays when others save too."""

import json
from collections.abc import Mapping

import pytest

from mycharlotte import db, routes
from mycharlotte.models.people import Person
from mycharlotte.states.exceptional_days import ExceptionalDaysState
from mycharlotte.states.hours import HoursState
from tests.cast import Cast, sign_in
from tests.domain.agenda import receives
from tests.domain.neighbours import bubble, join, new_bubble
from tests.states.tab import Dropped, Tab

NINE_TO_NOON = {"key": "a", "weekday": 0, "starts": "9", "ends": "12", "place": "", "since": "", "until": ""}


async def opened(person: Person, ref: str = "") -> Tab:
    tab = Tab(session_token=sign_in(person)[1], page=routes.of_bubble(routes.HOURS, ref) if ref else routes.HOURS)
    await tab.send(HoursState, "load")
    return tab


async def save(tab: Tab, *spans: Mapping[str, object], version: str | None = None) -> HoursState:
    shown = await tab.see(HoursState)
    week = json.dumps({"version": shown.week.version if version is None else version, "spans": spans})
    await tab.send(HoursState, "save", form={"bubble": shown.week.bubble.ref, "week": week})
    return await tab.see(HoursState)


async def put(tab: Tab, **typed: str) -> ExceptionalDaysState:
    nothing = dict.fromkeys(("starts", "ends", "second_starts", "second_ends", "place"), "")
    ref = (await tab.see(HoursState)).week.bubble.ref
    form = {"bubble": ref, "day": "2099-12-24", "kind": "closed"} | nothing | typed
    await tab.send(ExceptionalDaysState, "put", form=form)
    return await tab.see(ExceptionalDaysState)


async def test_a_week_is_shown_saved_and_said(cast: Cast) -> None:
    tab = await opened(cast.camille)
    before = await tab.see(HoursState)
    assert (before.is_ready, before.week.spans, before.zone.french) == (True, (), "Paris")

    state = await save(tab, NINE_TO_NOON, NINE_TO_NOON | {"key": "b", "weekday": 1, "place": "Ici"})

    assert [(one.weekday, one.starts, one.ends) for one in state.week.spans] == [
        (0, "09:00", "12:00"),
        (1, "09:00", "12:00"),
    ]
    assert state.week.summary[0].french == "Lundi, de 9\xa0h à 12\xa0h"
    assert state.week.places == ("Ici",)
    assert (state.saved, state.saved_serial, state.refusal.sentence) == (1, 1, "")


async def test_what_is_refused_stands_beside_its_span(cast: Cast) -> None:
    state = await save(await opened(cast.camille), NINE_TO_NOON | {"key": "z9", "ends": "8"})
    assert state.refusal.by_field == {"span-z9-ends": "L’heure de fin doit venir après l’heure de début."}
    assert (state.saved, state.week.spans) == (0, ())


async def test_an_overlap_is_said_with_the_hours_of_the_other(cast: Cast) -> None:
    state = await save(await opened(cast.camille), NINE_TO_NOON, NINE_TO_NOON | {"key": "b", "starts": "11"})
    assert "de 9\xa0h à 12\xa0h" in state.refusal.by_field["span-b-starts"]


async def test_of_two_tabs_the_second_sees_what_the_first_saved_and_saving_again_is_a_choice(cast: Cast) -> None:
    first, second = await opened(cast.camille), await opened(cast.camille)
    version = (await second.see(HoursState)).week.version
    await save(first, NINE_TO_NOON)
    tuesday = NINE_TO_NOON | {"weekday": 1}

    told = await save(second, tuesday, version=version)
    assert (told.is_stale, [line.french for line in told.theirs]) == (True, ["Lundi, de 9\xa0h à 12\xa0h"])
    assert (told.settled, told.saved) == (1, 0)

    state = await save(second, tuesday)
    assert ([one.weekday for one in state.week.spans], state.is_stale, state.theirs) == ([1], False, [])


async def test_what_the_other_tab_saved_can_be_taken_instead(cast: Cast) -> None:
    first, second = await opened(cast.camille), await opened(cast.camille)
    version = (await second.see(HoursState)).week.version
    await save(first, NINE_TO_NOON)
    await save(second, version=version)
    drawn = (await second.see(HoursState)).redrawn
    await second.send(HoursState, "take_theirs")
    state = await second.see(HoursState)
    assert (len(state.week.spans), state.is_stale, state.redrawn) == (1, False, drawn + 1)


async def test_what_changed_elsewhere_arrives_and_nothing_else_moves(cast: Cast) -> None:
    tab = await opened(cast.camille)
    receives(cast.camille, 2)
    tab.sent()
    await tab.send(HoursState, "refresh")
    state = await tab.see(HoursState)
    assert [one.weekday for one in state.week.spans] == [2]
    assert (state.saved, state.settled, state.redrawn) == (0, 0, 0)
    tab.sent()
    await tab.send(HoursState, "refresh")
    assert tab.sent() == {}


async def test_the_address_names_the_bubble_and_a_strange_one_shows_none(cast: Cast) -> None:
    iris = new_bubble("Bulle des Iris")
    join(cast.camille, of=iris)
    assert (await (await opened(cast.camille, bubble().ref)).see(HoursState)).week.bubble.name == "Bulle des Lilas"
    first = await (await opened(cast.camille)).see(HoursState)
    assert ([one.name for one in first.bubbles], first.week.bubble.name) == (
        ["Bulle des Iris", "Bulle des Lilas"],
        "Bulle des Iris",
    )
    assert (await (await opened(cast.camille, "ailleurs")).see(HoursState)).week.bubble.ref == ""


async def test_a_patient_sees_and_saves_nothing(cast: Cast) -> None:
    tab = await opened(cast.paul)
    assert (await tab.see(HoursState)).bubbles == []
    await tab.send(HoursState, "save", form={"bubble": bubble().ref, "week": '{"version": "", "spans": []}'})
    assert (await tab.see(HoursState)).refusal.sentence == "Vous n’avez pas le droit de faire cela ici."


@pytest.mark.parametrize("week", ["", "{", "[]", '{"version": 1, "spans": []}'])
async def test_what_no_form_sends_is_refused(cast: Cast, week: str) -> None:
    tab = await opened(cast.camille)
    await tab.send(HoursState, "save", form={"bubble": bubble().ref, "week": week})
    assert "Rechargez la page" in (await tab.see(HoursState)).refusal.sentence


async def test_a_day_is_closed_given_other_hours_and_given_back(cast: Cast) -> None:
    tab = await opened(cast.camille)
    state = await put(tab)
    assert [(one.day, one.hours.french) for one in state.days] == [("2099-12-24", "fermé")]
    assert (state.done.words.french, state.saved) == ("jeudi 24 décembre 2099", 1)

    state = await put(tab, kind="open", starts="9", ends="12", second_starts="14", second_ends="24:00", place="Ici")
    assert [one.hours.french for one in state.days] == ["de 9\xa0h à 12\xa0h et de 14\xa0h à minuit, à l’adresse Ici"]

    await tab.send(ExceptionalDaysState, "remove", day="2099-12-24")
    state = await tab.see(ExceptionalDaysState)
    assert (state.days, state.removed.french) == ([], "jeudi 24 décembre 2099")


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"day": "2020-01-01"}, {"day"}),
        ({"day": "2099-02-31"}, {"day"}),
        ({"kind": "open"}, {"starts"}),
        ({"kind": "open", "starts": "9", "ends": "9"}, {"ends"}),
        ({"kind": "open", "starts": "9", "ends": "12", "second_starts": "11", "second_ends": "13"}, {"second_starts"}),
        ({"kind": "open", "starts": "9", "ends": "12", "second_starts": "14"}, {"second_ends"}),
        ({"kind": "open", "day": "x", "starts": "9", "ends": "8"}, {"day", "ends"}),
    ],
)
async def test_a_day_that_makes_no_sense_is_refused(cast: Cast, typed: dict[str, str], fields: set[str]) -> None:
    state = await put(await opened(cast.camille), **typed)
    assert set(state.refusal.by_field) == fields
    assert state.days == []


async def test_days_are_of_one_bubble_and_ones_own(cast: Cast) -> None:
    iris = new_bubble("Bulle des Iris")
    join(cast.camille, of=iris)
    await put(await opened(cast.camille, iris.ref))
    assert (await (await opened(cast.camille, bubble().ref)).see(ExceptionalDaysState)).days == []
    assert (await (await opened(cast.agathe)).see(ExceptionalDaysState)).days == []


async def test_forms_with_more_or_less_never_arrive(cast: Cast) -> None:
    tab = await opened(cast.camille)
    for form in ({"bubble": "x"}, {"bubble": "x", "week": "", "version": ""}, {"bubble": 1, "week": ""}):
        with pytest.raises(Dropped):
            await tab.send(HoursState, "save", form=form)
    with db.reading():
        assert (await tab.see(HoursState)).week.spans == ()
