"""The list of invitations says where each stands, acts on one, follows what moves, and never holds a link."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from mycharlotte import routes
from mycharlotte.domain.addresses import EmailInvalid
from mycharlotte.domain.invitation_tracking import State
from mycharlotte.models.people import Person
from mycharlotte.states import flash, identity
from mycharlotte.states.bubbles import BubbleState
from mycharlotte.states.invitations import InvitationsState, InviteState
from mycharlotte.views.invitations import InvitationLine, InvitationList, StateCount
from tests import cast as characters
from tests.cast import Cast
from tests.domain.inviting import (
    NOW,
    another_bubble,
    bubble_ref,
    change,
    give_up_the_mail_of,
    invite,
    look,
    mails_to,
    step_down,
    viewer,
)
from tests.states.tab import Dropped, Tab

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ABOUT_ONE = ("resend", "extend", "ask_to_revoke", "revoke")


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Two minutes after the first invitation."""
    with time_machine.travel(NOW + 2 * MINUTE, tick=False) as travelling:
        yield travelling


async def opened(person: Person, *, bubble: str = "", page: str = routes.INVITATIONS) -> Tab:
    """Open the page."""
    token = characters.sign_in(person)[1]
    tab = Tab(page=routes.of_bubble(page, bubble or bubble_ref()), session_token=token)
    await tab.send(InviteState if page == routes.INVITE else InvitationsState, "load")
    return tab


async def seen(tab: Tab) -> InvitationsState:
    """What the page shows."""
    return await tab.see(InvitationsState)


async def line(tab: Tab) -> InvitationLine:
    """The only line."""
    (only,) = (await seen(tab)).shown.lines
    return only


async def test_a_line_says_whom_as_what_where_it_stands_and_who_sent_it_when_in_both_languages(cast: Cast) -> None:
    invite(viewer(cast.agathe), first_name="Élise", last_name="Ba")
    only = await line(await opened(cast.agathe))
    assert (only.name, only.email, only.role, only.state) == ("Élise Ba", "someone@example.org", "patient", "sent")
    assert (only.sent.french, only.sent.english) == ("aujourd’hui à 10\u00a0h\u00a030", "today at 10:30")
    assert (only.until.french, only.until.english) == ("mardi 8 décembre", "Tuesday 8 December")
    assert (only.inviter, only.is_orphan, only.reminded.iso) == ("", False, "")
    assert (only.may_resend, only.may_extend, only.may_link, only.may_revoke) == (True, True, True, True)


async def test_what_may_be_done_depends_on_where_it_stands(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))

    async def offered() -> tuple[bool, ...]:
        only = await line(await opened(cast.agathe))
        return only.may_resend, only.may_extend, only.may_link, only.may_revoke

    for happened in ({"accepted_at": NOW}, {"declined_at": NOW}, {"revoked_at": NOW}):
        change(ref, **happened)
        assert await offered() == (False, False, False, False)
        change(ref, **dict.fromkeys(happened))
    change(ref, expires_at=NOW)
    assert await offered() == (True, True, False, True)
    change(ref, expires_at=NOW + 20 * DAY)
    assert await offered() == (True, False, True, True)
    change(ref, invited_by_id=cast.zelda.id, expires_at=NOW + DAY)
    assert await offered() == (True, False, False, True)


async def test_an_inviter_who_runs_the_bubble_no_more_is_named(cast: Cast) -> None:
    change(invite(viewer(cast.agathe)), invited_by_id=cast.camille.id)
    only = await line(await opened(cast.agathe))
    assert (only.inviter, only.is_orphan) == ("Camille Moreau", True)


async def test_the_filters_count_the_states_there_are(cast: Cast) -> None:
    by = viewer(cast.agathe)
    change(invite(by, "a@example.org"), opened_at=NOW)
    give_up_the_mail_of(invite(by, "b@example.org"))
    tab = await opened(cast.agathe)
    shown = (await seen(tab)).shown
    assert shown.counts == (StateCount("undelivered", 1), StateCount("opened", 1))
    assert (shown.found, shown.total, shown.first, shown.last, shown.is_any) == (2, 2, 1, 2, True)

    await tab.send(InvitationsState, "choose", choice=State.OPENED.value)
    assert (await line(tab)).email == "a@example.org"
    await tab.send(InvitationsState, "find", query="b@example")
    state = await seen(tab)
    assert (state.shown.lines, state.shown.found, state.choice, state.query) == ((), 1, "opened", "b@example")
    await tab.send(InvitationsState, "choose", choice="")
    assert (await line(tab)).email == "b@example.org"


async def test_a_page_is_turned_and_takes_the_focus(cast: Cast) -> None:
    by = viewer(cast.agathe)
    for n in range(26):
        invite(by, f"{n}@example.org")
    tab = await opened(cast.agathe)
    await tab.send(InvitationsState, "turn", page=2)
    state = await seen(tab)
    assert (len(state.shown.lines), state.shown.first, state.shown.last, state.turns) == (1, 26, 26, 1)


async def test_one_sends_again_and_is_told(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe), first_name="Élise")
    tab = await opened(cast.agathe)
    await tab.send(InvitationsState, "resend", invitation_ref=ref)
    state = await seen(tab)
    assert (state.done, state.about, state.deeds) == ("resent", "Élise", 1)
    assert len(mails_to()) == 2
    assert look(ref).expires_at == NOW + 2 * MINUTE + 14 * DAY


async def test_a_double_click_sends_once_and_complains_of_nothing(cast: Cast, clock: Any) -> None:
    ref = invite(viewer(cast.agathe))
    tab = await opened(cast.agathe)
    for _ in range(2):
        await tab.send(InvitationsState, "resend", invitation_ref=ref)
    state = await seen(tab)
    assert (state.done, state.deeds, state.refusal.sentence, len(mails_to())) == ("resent", 1, "", 2)
    clock.shift(MINUTE)
    await tab.send(InvitationsState, "resend", invitation_ref=ref)
    assert (state.deeds, len(mails_to())) == (2, 3)


async def test_a_mail_sent_elsewhere_a_moment_ago_is_said(cast: Cast, clock: Any) -> None:
    ref = invite(viewer(cast.agathe))
    clock.move_to(NOW + MINUTE / 2)
    tab = await opened(cast.agathe)
    await tab.send(InvitationsState, "resend", invitation_ref=ref)
    state = await seen(tab)
    assert state.refusal.sentence == "Un e-mail vient de partir. Attendez une minute avant de le renvoyer."
    assert state.done == ""


async def test_a_double_click_extends_once_and_complains_of_nothing(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))
    tab = await opened(cast.agathe)
    for _ in range(2):
        await tab.send(InvitationsState, "extend", invitation_ref=ref)
    state = await seen(tab)
    assert (state.done, state.deeds, state.refusal.sentence) == ("extended", 1, "")
    assert look(ref).expires_at == NOW + 28 * DAY
    assert (await line(tab)).until.french == "mardi 22 décembre"


async def test_one_is_asked_before_taking_back_and_may_leave_it(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))
    tab = await opened(cast.agathe)
    await tab.send(InvitationsState, "ask_to_revoke", invitation_ref=ref)
    state = await seen(tab)
    assert state.revoking.ref == ref
    await tab.send(InvitationsState, "leave")
    await tab.send(InvitationsState, "revoke", invitation_ref=ref)
    assert (state.revoking.ref, look(ref).revoked_at) == ("", None)

    await tab.send(InvitationsState, "ask_to_revoke", invitation_ref=ref)
    for _ in range(2):
        await tab.send(InvitationsState, "revoke", invitation_ref=ref)
    assert (state.done, state.deeds, state.refusal.sentence) == ("revoked", 1, "")
    assert (await line(tab)).state == "revoked"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("accepted_at", "Cette invitation a été acceptée entre-temps."),
        ("declined_at", "Cette invitation a été refusée entre-temps."),
        ("revoked_at", "Cette invitation a été révoquée entre-temps."),
    ],
)
@pytest.mark.parametrize("deed", ["resend", "extend", "revoke"])
async def test_what_was_answered_meanwhile_is_said_and_the_list_is_read_again(
    cast: Cast, deed: str, answer: str, said: str
) -> None:
    ref = invite(viewer(cast.agathe))
    tab = await opened(cast.agathe)
    await tab.send(InvitationsState, "ask_to_revoke", invitation_ref=ref)
    change(ref, **{answer: NOW})
    await tab.send(InvitationsState, deed, invitation_ref=ref)
    state = await seen(tab)
    assert state.refusal.sentence.startswith(said)
    assert (state.done, (await line(tab)).state) == ("", answer.removesuffix("_at"))


async def test_a_tab_follows_while_it_shows_the_list_and_keeps_what_was_asked(cast: Cast) -> None:
    by = viewer(cast.agathe)
    invite(by, "a@example.org")
    showing, elsewhere = await opened(cast.agathe), await opened(cast.agathe, page=routes.INVITE)
    await showing.send(InvitationsState, "find", query="example")
    invite(by, "b@example.org")
    for tab in (showing, elsewhere):
        await tab.send(InvitationsState, "refresh")
    state = await seen(showing)
    assert ([one.email for one in state.shown.lines], state.query) == (["b@example.org", "a@example.org"], "example")
    assert (await seen(elsewhere)).shown == InvitationList()


async def test_members_and_strangers_see_and_do_nothing(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))
    another_bubble(cast.zelda)
    for person in (cast.camille, cast.paul, cast.zelda):
        tab = await opened(person)
        state = await seen(tab)
        assert (state.shown, state.is_ready) == (InvitationList(), True)
        for deed in ABOUT_ONE:
            await tab.send(InvitationsState, deed, invitation_ref=ref)
        for handler, asked in (("find", {"query": "some"}), ("choose", {"choice": ""}), ("turn", {"page": 1})):
            await tab.send(InvitationsState, handler, **asked)
            assert state.refusal.sentence
        assert (state.shown, state.deeds) == (InvitationList(), 0)
    assert (len(mails_to()), look(ref).revoked_at, look(ref).expires_at) == (1, None, NOW + 14 * DAY)


async def test_the_admin_of_another_bubble_finds_nothing_of_this_one_in_theirs(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))
    tab = await opened(cast.zelda, bubble=another_bubble(cast.zelda))
    await tab.send(InvitationsState, "resend", invitation_ref=ref)
    state = await seen(tab)
    assert state.refusal.sentence == "This page or item could not be found."
    assert (state.shown.lines, len(mails_to())) == ((), 1)


async def test_an_admin_who_is_one_no_more_is_shown_nothing(cast: Cast) -> None:
    invite(viewer(cast.agathe))
    tab = await opened(cast.agathe)
    step_down(cast.agathe)
    identity.forget(person_ref=cast.agathe.ref)
    for state, handler in ((BubbleState, "refresh"), (InvitationsState, "refresh")):
        await tab.send(state, handler)
    assert (await seen(tab)).shown == InvitationList()
    assert not (await tab.see(BubbleState)).bubble.may_run


@pytest.mark.parametrize("page", [routes.INVITATIONS, routes.BUBBLE_INFORMATION])
async def test_nothing_of_an_invitation_stays_with_an_admin_who_is_one_no_more(cast: Cast, page: str) -> None:
    ref = invite(viewer(cast.agathe), first_name="Élise")
    tab = await opened(cast.agathe)
    await tab.send(InvitationsState, "resend", invitation_ref=ref)
    await tab.send(InvitationsState, "find", query="lise")
    await tab.send(InvitationsState, "ask_to_revoke", invitation_ref=ref)
    step_down(cast.agathe)
    tab.go(routes.of_bubble(page, bubble_ref()))
    await tab.send(InvitationsState, "refresh")
    state = await seen(tab)
    assert (state.shown, state.revoking, state.about, state.query) == (InvitationList(), InvitationLine(), "", "")


async def test_what_is_asked_in_a_bubble_is_not_done_from_another(cast: Cast) -> None:
    ref, other = invite(viewer(cast.agathe)), another_bubble(cast.agathe)
    tab = await opened(cast.agathe)
    await tab.send(InvitationsState, "ask_to_revoke", invitation_ref=ref)
    tab.go(routes.of_bubble(routes.INVITATIONS, other))
    await tab.send(InvitationsState, "revoke", invitation_ref=ref)
    assert (look(ref).revoked_at, (await seen(tab)).deeds) == (None, 0)
    await tab.send(InvitationsState, "load")
    assert (await seen(tab)).revoking == InvitationLine()


async def test_what_was_typed_for_a_bubble_is_not_shown_in_another(cast: Cast) -> None:
    other = another_bubble(cast.agathe)
    tab = await opened(cast.agathe, page=routes.INVITE)
    typed = {"email": "someone@"}
    tab.connection.flash = flash.seal(EmailInvalid(), typed, path=routes.of_bubble(routes.INVITE, bubble_ref()))
    state = await tab.see(InviteState)
    for ref, found in ((other, {}), (bubble_ref(), typed)):
        tab.go(routes.of_bubble(routes.INVITE, ref))
        await tab.send(InviteState, "load")
        assert (state.typed, bool(state.refusal.sentence)) == (found, bool(found))


async def test_whoever_is_not_signed_in_sees_and_does_nothing(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))
    for handler, asked in (
        *((deed, {"invitation_ref": ref}) for deed in ABOUT_ONE),
        ("load", {}),
        ("refresh", {}),
        ("leave", {}),
        ("choose", {"choice": ""}),
        ("find", {"query": ""}),
        ("turn", {"page": 1}),
    ):
        tab = Tab(page=routes.of_bubble(routes.INVITATIONS, bubble_ref()))
        await tab.send(InvitationsState, handler, **asked)
        assert ((await seen(tab)).shown, tab.is_hung_up) == (InvitationList(), True)


@pytest.mark.parametrize("ref", [None, 1, ["x"], {"ref": "x"}, "x\x00"])
async def test_what_is_not_a_reference_never_arrives(cast: Cast, ref: object) -> None:
    tab = await opened(cast.agathe)
    for deed in ABOUT_ONE:
        with pytest.raises(Dropped):
            await tab.send(InvitationsState, deed, invitation_ref=ref)


async def test_the_form_is_empty_until_a_door_sends_something_back(cast: Cast) -> None:
    tab = await opened(cast.agathe, page=routes.INVITE)
    state = await tab.see(InviteState)
    assert (state.is_ready, state.typed, state.refusal.sentence) == (True, {}, "")


async def test_coming_back_to_the_page_asks_for_nothing_and_says_nothing_of_before(cast: Cast) -> None:
    ref = invite(viewer(cast.agathe))
    tab = await opened(cast.agathe)
    await tab.send(InvitationsState, "resend", invitation_ref=ref)
    await tab.send(InvitationsState, "find", query="nobody")
    await tab.send(InvitationsState, "ask_to_revoke", invitation_ref=ref)
    await tab.send(InvitationsState, "load")
    state = await seen(tab)
    assert (state.query, state.revoking, state.done, len(state.shown.lines)) == ("", InvitationLine(), "", 1)
