"""The pages of consultation types: arranged, written, set beside what another admin saved; and what companions see."""

import pytest
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.models.bubbles import Membership
from mycharlotte.states.agendas import AgendasState
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.consultation_type import ConsultationTypeState
from mycharlotte.states.consultation_types import ConsultationTypesState
from mycharlotte.views.consultation_types import Draft, Givers
from mycharlotte.views.edits import Clash
from tests.cast import Cast, sign_in
from tests.domain import inviting
from tests.domain.doorstep import mails_to
from tests.domain.neighbours import bubble
from tests.domain.offers import create, do, edit, leave, offered, update
from tests.states.tab import Dropped, Tab

FIELDS = {
    "name": "Suivi",
    "colour": "plum",
    "minutes": "45",
    "mode": "on-site",
    "givers": "all",
    "companions": "",
    "booking": "patients",
    "earliest_days": "60",
    "latest_amount": "24",
    "latest_unit": "hours",
    "buffer_before": "0",
    "buffer_after": "0",
    "cancel": "until",
    "cancel_amount": "24",
    "cancel_unit": "hours",
    "move": "until",
    "move_amount": "24",
    "move_unit": "hours",
    "instructions": "",
}


def tab_of(who: object, page: str, **asked: str) -> Tab:
    """Open a tab on a page of the cast's bubble."""
    asked = {"bulle": bubble().ref} | asked
    address = page + "?" + "&".join(f"{name}={value}" for name, value in asked.items())
    return Tab(page=address, session_token=sign_in(who)[1], language="fr")  # type: ignore[arg-type]


async def listed(who: object) -> Tab:
    """Open the list."""
    tab = tab_of(who, routes.CONSULTATION_TYPES)
    await tab.send(ConsultationTypesState, "load")
    return tab


async def opened(who: object, ref: str = "") -> Tab:
    """Open the form of a type, or of a new one."""
    tab = tab_of(who, routes.CONSULTATION_TYPE, **({"type": ref} if ref else {}))
    await tab.send(ConsultationTypeState, "load")
    return tab


async def save(tab: Tab, **typed: str) -> ConsultationTypeState:
    """Press the button with what the form was filled with, but for what is typed; return the state."""
    shown = await tab.see(ConsultationTypeState)
    filled = {name: getattr(shown.draft, name) for name in FIELDS}
    await tab.send(ConsultationTypeState, "save", form=filled | {"version": str(shown.version)} | typed)
    return await tab.see(ConsultationTypeState)


# The list


async def test_the_list_shows_types_in_words_of_both_languages(cast: Cast) -> None:
    create(cast.agathe, "Suivi", minutes="90", mode="video", cancel="never", buffer_after="15")
    (line,) = (await (await listed(cast.agathe)).see(ConsultationTypesState)).offered
    assert (line.name, line.colour, line.is_orphan, line.is_first, line.is_last) == ("Suivi", "plum", False, True, True)
    said = line.french
    assert (said.minutes, said.mode, said.givers) == ("1\u00a0h\u00a030", "En visio", "Tous les accompagnants")
    assert said.booking == "Tous les patients de la bulle"
    assert said.window == "60 jours à l’avance au plus tôt, jusqu’à 24\u00a0h avant"
    assert (said.cancel, said.move, said.breaks) == ("jamais seul", "jusqu’à 24\u00a0h avant", "15\u00a0min après")
    assert line.english.minutes == "1\u00a0h\u00a030\u00a0min"


async def test_a_type_that_nobody_gives_any_more_is_told_to_the_admin(cast: Cast) -> None:
    create(cast.agathe, "Suivi", givers=[cast.camille])
    leave(cast.camille)
    assert (await (await listed(cast.agathe)).see(ConsultationTypesState)).offered[0].is_orphan


async def test_a_type_moves_and_where_it_is_is_said(cast: Cast) -> None:
    for name in ("A", "B"):
        last = create(cast.agathe, name)
    tab = await listed(cast.agathe)
    await tab.send(ConsultationTypesState, "move", type_ref=last, direction="up")
    state = await tab.see(ConsultationTypesState)
    assert ([line.name for line in state.offered], state.moved, state.place) == (["B", "A"], "B", 1)


async def test_a_type_is_retired_then_put_back(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    tab = await listed(cast.agathe)
    await tab.send(ConsultationTypesState, "retire", type_ref=ref)
    state = await tab.see(ConsultationTypesState)
    assert (state.offered, state.retired[0].name, state.done, state.name) == ([], "Suivi", "retired", "Suivi")
    await tab.send(ConsultationTypesState, "restore", type_ref=ref)
    state = await tab.see(ConsultationTypesState)
    assert (state.offered[0].name, state.retired, state.done, state.deeds) == ("Suivi", [], "restored", 2)


async def test_what_is_refused_says_nothing_was_done_and_shows_the_list_as_it_is(cast: Cast) -> None:
    old = create(cast.agathe, "Suivi")
    do("retire", cast.agathe, old)
    tab = await listed(cast.agathe)
    create(cast.agathe, "Suivi")
    await tab.send(ConsultationTypesState, "restore", type_ref=old)
    state = await tab.see(ConsultationTypesState)
    assert state.refusal.sentence.startswith("Un autre type porte maintenant ce nom.")
    assert (state.done, len(state.offered), len(state.retired)) == ("", 1, 1)


async def test_a_bubble_begins_with_three_suggestions_each_good_once(cast: Cast) -> None:
    tab = await listed(cast.agathe)
    state = await tab.see(ConsultationTypesState)
    assert [one.key for one in state.suggestions] == ["first", "follow-up", "call"]
    await tab.send(ConsultationTypesState, "begin_with", suggestion="call")
    state = await tab.see(ConsultationTypesState)
    assert [one.key for one in state.suggestions] == ["first", "follow-up"]
    assert (state.done, state.name, state.offered[0].french.mode) == ("created", "Point par téléphone", "Par téléphone")
    for key in ("first", "follow-up"):
        await tab.send(ConsultationTypesState, "begin_with", suggestion=key)
    assert (await tab.see(ConsultationTypesState)).suggestions == []


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        ("move", {"type_ref": "x", "direction": "sideways"}),
        ("begin_with", {"suggestion": "anything"}),
        ("retire", {"type_ref": "\u2028"}),
    ],
)
async def test_what_the_page_does_not_offer_is_refused(cast: Cast, handler: str, payload: dict[str, str]) -> None:
    tab = await listed(cast.agathe)
    await tab.send(ConsultationTypesState, handler, **payload)
    assert (await tab.see(ConsultationTypesState)).refusal.sentence == "Cette page ou cet élément est introuvable."


async def test_those_who_do_not_run_the_bubble_are_shown_nothing(cast: Cast) -> None:
    create(cast.agathe, "Suivi")
    for who in (cast.camille, cast.paul, cast.zelda):
        for tab, state in ((await listed(who), ConsultationTypesState), (await opened(who), ConsultationTypeState)):
            shown = await tab.see(state)
            assert not shown.is_ready
        assert (await tab.see(ConsultationTypeState)).found.people == ()
    assert (await tab.see(BubbleState)).is_missing


async def test_an_open_list_is_read_again_only_where_it_is_shown(cast: Cast) -> None:
    tab = await listed(cast.agathe)
    create(cast.agathe, "Suivi")
    await tab.send(ConsultationTypesState, "refresh")
    assert len((await tab.see(ConsultationTypesState)).offered) == 1

    elsewhere = tab_of(cast.agathe, routes.BUBBLE)
    await elsewhere.send(ConsultationTypesState, "refresh")
    assert (await elsewhere.see(ConsultationTypesState)).offered == []


# The form


async def test_a_new_type_asks_for_a_name_and_a_length_then_the_list_says_it_is_there(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    state = await tab.see(ConsultationTypeState)
    assert (state.is_new, state.draft.name, state.draft.minutes) == (True, "", "")
    assert [giver.name for giver in state.found.people] == ["Agathe Lefèvre", "Camille Moreau"]

    await save(tab, name=" Suivi ", minutes="45")
    await tab.send(ConsultationTypesState, "load")

    shown = await tab.see(ConsultationTypesState)
    assert (shown.done, shown.name, shown.deeds) == ("created", "Suivi", 1)
    assert not (await tab.see(ConsultationTypeState)).is_ready


async def test_saving_leads_back_to_the_list(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    (step,) = await tab.send(ConsultationTypeState, "save", form=FIELDS | {"version": "0"})
    assert f"{routes.CONSULTATION_TYPES}?bulle={bubble().ref}" in str(step)


async def test_everything_to_mend_is_said_beside_its_field_with_its_name(cast: Cast) -> None:
    state = await save(await opened(cast.agathe), minutes="1441", givers="chosen", buffer_after="un quart d’heure")
    assert list(state.refusal.by_field) == ["name", "minutes", "companions", "buffer_after"]
    assert state.refusal.by_field["minutes"] == "Pour la durée, écrivez un nombre de 5 à 1\u202f440."
    assert state.refusal.by_field["buffer_after"].startswith("Pour le temps libre après, écrivez un nombre entier")
    assert offered(cast.agathe) == ()


async def test_a_name_taken_since_the_form_was_opened_is_said_beside_the_field(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    create(cast.agathe, "Suivi")
    state = await save(tab, name="SUIVI", minutes="45")
    assert list(state.refusal.by_field) == ["name"]


async def test_a_connection_that_comes_back_leaves_the_form_as_it_is(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    tab = await opened(cast.agathe, ref)
    before = (await tab.see(ConsultationTypeState)).shown
    update(cast.agathe, ref, minutes="30")
    await tab.send(ConsultationTypeState, "load")
    state = await tab.see(ConsultationTypeState)
    assert (state.shown, state.version, state.draft.minutes) == (before, 1, "45")


async def test_a_form_is_of_one_bubble(cast: Cast) -> None:
    other = inviting.another_bubble(cast.agathe)
    tab = await opened(cast.agathe)
    state = await tab.see(ConsultationTypeState)
    await tab.send(ConsultationTypeState, "look_for", query="camille")
    drawn = state.shown
    tab.go(routes.of_bubble(routes.CONSULTATION_TYPE, other))
    await tab.send(ConsultationTypeState, "load")
    assert state.shown != drawn  # what was typed goes with it
    assert ([giver.name for giver in state.found.people], state.query) == (["Agathe Lefèvre"], "")
    drawn = state.shown
    tab.go(routes.of_bubble(routes.CONSULTATION_TYPE, "another"))
    await tab.send(ConsultationTypeState, "load")
    assert (state.is_ready, state.found) == (False, Givers())


async def test_a_form_is_saved_in_the_bubble_that_it_was_shown_for(cast: Cast) -> None:
    other = inviting.another_bubble(cast.agathe)
    tab = await opened(cast.agathe)
    tab.go(routes.of_bubble(routes.CONSULTATION_TYPE, other))
    await save(tab, name="Suivi", minutes="45")
    assert [one.name for one in offered(cast.agathe)] == ["Suivi"]


@pytest.mark.parametrize("page", [routes.CONSULTATION_TYPES, routes.BUBBLE_INFORMATION])
async def test_an_admin_who_is_one_no_more_keeps_neither_list_nor_form(cast: Cast, page: str) -> None:
    ref = create(cast.agathe, "Suivi", instructions="Apportez vos ordonnances.")
    tab = await listed(cast.agathe)
    tab.go(f"{routes.of_bubble(routes.CONSULTATION_TYPE, bubble().ref)}&type={ref}")
    await tab.send(ConsultationTypeState, "load")
    kept, form = await tab.see(ConsultationTypesState), await tab.see(ConsultationTypeState)
    assert (len(kept.offered), form.draft.name, len(form.found.people)) == (1, "Suivi", 2)
    await tab.send(ConsultationTypesState, "load")
    assert (form.draft, form.found) == (Draft(), Givers())  # the form was left
    await tab.send(ConsultationTypeState, "load")
    inviting.step_down(cast.agathe)
    tab.go(routes.of_bubble(page, bubble().ref))
    for state in (ConsultationTypesState, ConsultationTypeState):
        await tab.send(state, "refresh")
    assert (kept.offered, form.draft, form._seen, form.found) == ([], Draft(), Draft(), Givers())
    assert (kept.refusal.sentence, form.refusal.sentence) == ("", "")


async def test_whoever_comes_to_run_the_bubble_is_shown_what_admins_are(cast: Cast) -> None:
    inviting.step_down(cast.agathe)
    shown, form = await listed(cast.agathe), await opened(cast.agathe)
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.agathe.id)).one().is_admin = True
    await shown.send(ConsultationTypesState, "refresh")
    await form.send(ConsultationTypeState, "refresh")
    assert (await shown.see(ConsultationTypesState)).is_ready
    assert len((await form.see(ConsultationTypeState)).found.people) == 2


async def test_what_two_admins_both_changed_is_shown_and_saving_again_is_a_choice(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    tab = await opened(cast.agathe, ref)
    update(cast.agathe, ref, minutes="30", mode="phone", cancel="never")

    state = await save(tab, minutes="60", colour="sea")

    assert state.clashes == [
        Clash("minutes", "1\u00a0h", "30\u00a0min"),
        Clash("mode", "Sur place", "Par téléphone", is_mine=False),
        Clash("cancel_minutes", "jusqu’à 24\u00a0h avant", "jamais seul", is_mine=False),
    ]
    assert state.refusal.sentence.startswith("Entre-temps")
    assert state.draft.minutes == "45"
    assert offered(cast.agathe)[0].minutes == 30

    await save(tab, minutes="60", colour="sea")

    (kept,) = offered(cast.agathe)
    assert (kept.minutes, kept.colour, kept.mode, kept.cancel_minutes) == (60, "sea", "phone", None)


async def test_what_only_one_of_two_admins_changed_is_nobodys_quarrel(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    tab = await opened(cast.agathe, ref)
    update(cast.agathe, ref, givers=[cast.camille], latest_amount="3", latest_unit="days")

    state = await save(tab, minutes="60")

    (kept,) = offered(cast.agathe)
    assert (state.refusal.sentence, kept.minutes, kept.latest_minutes) == ("", 60, 3 * 24 * 60)
    assert kept.givers == ("Camille Moreau",)


async def test_a_form_from_before_the_server_forgot_overwrites_nothing_unseen(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    update(cast.agathe, ref, mode="phone")
    tab = await opened(cast.agathe, ref)  # the state is new, the form in the browser is not
    state = await save(tab, minutes="60", mode="on-site", version="1")
    assert [(clash.field, clash.is_mine) for clash in state.clashes] == [("minutes", True), ("mode", True)]
    assert offered(cast.agathe)[0].mode == "phone"


async def test_what_the_other_admin_saved_can_be_taken_instead(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    tab = await opened(cast.agathe, ref)
    before = (await tab.see(ConsultationTypeState)).shown
    update(cast.agathe, ref, minutes="30")
    await save(tab, minutes="60")

    await tab.send(ConsultationTypeState, "take_theirs")

    state = await tab.see(ConsultationTypeState)
    assert (state.draft.minutes, state.version, state.clashes) == ("30", 2, [])
    assert state.shown != before


async def test_a_type_that_is_not_there_or_retired_has_no_form(cast: Cast) -> None:
    assert (await (await opened(cast.agathe, "nothing")).see(ConsultationTypeState)).is_missing
    ref = create(cast.agathe, "Suivi")
    do("retire", cast.agathe, ref)
    assert (await (await opened(cast.agathe, ref)).see(ConsultationTypeState)).is_retired
    tab = await opened(cast.agathe, ref)
    assert (await save(tab, minutes="60")).refusal.sentence.startswith("Entre-temps, ce type a été retiré.")


async def test_companions_are_looked_for_by_name(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    await tab.send(ConsultationTypeState, "look_for", query="camille")
    state = await tab.see(ConsultationTypeState)
    assert ([giver.name for giver in state.found.people], state.query) == (["Camille Moreau"], "camille")


async def test_a_form_with_more_or_less_never_arrives(cast: Cast) -> None:
    tab = await opened(cast.agathe)
    less = {name: value for name, value in FIELDS.items() if name != "mode"}
    for form in (FIELDS | {"version": "0", "position": "0"}, less | {"version": "0"}):
        with pytest.raises(Dropped):
            await tab.send(ConsultationTypeState, "save", form=form)


@pytest.mark.parametrize("version", ["", "-1", "²", "9" * 5000])
async def test_a_version_that_is_none_is_an_old_one(cast: Cast, version: str) -> None:
    ref = create(cast.agathe, "Suivi")
    state = await save(await opened(cast.agathe, ref), minutes="60", version=version)
    assert [clash.field for clash in state.clashes] == ["minutes"]
    assert edit(cast.agathe, ref).version == 1


# Agendas


async def agendas(who: object) -> Tab:
    """Open the page of agendas."""
    tab = tab_of(who, routes.AGENDAS)
    await tab.send(AgendasState, "load")
    return tab


async def test_a_companion_reads_what_they_give_and_an_admin_may_manage(cast: Cast) -> None:
    create(cast.agathe, "D’Agathe", givers=[cast.agathe])
    tab = await agendas(cast.camille)
    (mine,) = (await tab.see(AgendasState)).bubbles
    (hers,) = (await (await agendas(cast.agathe)).see(AgendasState)).bubbles
    assert (mine.name, mine.may_manage, mine.types) == ("Bulle des Lilas", False, ())
    assert tab.connection.bubble_refs == {bubble().ref}
    assert (hers.may_manage, [line.name for line in hers.types]) == (True, ["D’Agathe"])


async def test_a_patient_has_nothing_to_set_there(cast: Cast) -> None:
    create(cast.agathe, "Suivi")
    state = await (await agendas(cast.paul)).see(AgendasState)
    assert (state.is_ready, state.bubbles) == (True, [])


async def test_a_change_is_asked_and_the_page_says_to_how_many(cast: Cast) -> None:
    ref = create(cast.agathe, "Suivi")
    tab = await agendas(cast.camille)
    await tab.send(AgendasState, "begin", bubble=bubble().ref)
    assert [line.name for line in (await tab.see(AgendasState)).asking.types] == ["Suivi"]

    await tab.send(AgendasState, "ask", form={"bubble": bubble().ref, "type": ref, "change": "minutes"})

    state = await tab.see(AgendasState)
    assert (state.asked, state.asked_in, state.asking.ref, state.deeds) == (1, "Bulle des Lilas", "", 1)
    assert len(mails_to(cast.agathe, "type_change_asked")) == 1


async def test_a_change_that_is_not_chosen_keeps_the_form_open(cast: Cast) -> None:
    tab = await agendas(cast.camille)
    await tab.send(AgendasState, "begin", bubble=bubble().ref)
    await tab.send(AgendasState, "ask", form={"bubble": bubble().ref, "type": "", "change": ""})
    state = await tab.see(AgendasState)
    assert (state.refusal.by_field, state.asked) == ({"change": "Choisissez ce qu’il faut modifier."}, 0)
    assert state.asking.ref == bubble().ref


async def test_another_bubble_than_ones_own_cannot_be_asked(cast: Cast) -> None:
    tab = await agendas(cast.zelda)
    await tab.send(AgendasState, "begin", bubble=bubble().ref)
    assert (await tab.see(AgendasState)).asking.ref == ""
    await tab.send(AgendasState, "ask", form={"bubble": bubble().ref, "type": "", "change": "name"})
    assert (await tab.see(AgendasState)).asked == 0
    with db.reading():
        assert mails_to(cast.agathe, "type_change_asked") == []
