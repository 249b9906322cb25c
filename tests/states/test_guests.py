"""The pages of an invitation: what they show, and when looking counts as opening."""

from datetime import timedelta

import pytest
import time_machine

from mycharlotte import routes
from mycharlotte.domain.guests import InvitationOver
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.mailed_codes import WrongCode
from mycharlotte.domain.names import NameMissing
from mycharlotte.models.base import now
from mycharlotte.states import flash
from mycharlotte.states.guests import GuestState
from mycharlotte.states.home import HomeState
from tests.cast import Cast, sign_in
from tests.domain.invited import INES, ask, change, invitation, invite
from tests.states.tab import Tab


async def test_the_page_shows_the_invitation_and_opens_it(cast: Cast) -> None:
    tab = Tab(page=routes.INVITATION, invitation_token=invite(cast.agathe))
    await tab.send(GuestState, "load")
    state = await tab.see(GuestState)
    assert (state.is_ready, state.invitation.stage, state.invitation.email) == (True, "open", INES)
    assert (state.first_name, state.last_name) == ("Inès", "Da Silva")
    assert state.until.french
    assert invitation().opened_at


async def test_what_is_over_is_not_opened_by_being_looked_at(cast: Cast) -> None:
    tab = Tab(page=routes.INVITATION, invitation_token=invite(cast.agathe))
    change(revoked_at=now())
    await tab.send(GuestState, "load")
    assert (await tab.see(GuestState)).invitation.stage == "revoked"
    assert invitation().opened_at is None


async def test_a_page_without_a_link_says_what_to_do(cast: Cast) -> None:
    tab = Tab(page=routes.INVITATION)
    await tab.send(GuestState, "load")
    state = await tab.see(GuestState)
    assert (state.is_ready, state.invitation.stage) == (True, "")


async def test_who_is_signed_in_is_told_apart(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    for person, reader in ((cast.zelda, "invited"), (cast.paul, "another")):
        tab = Tab(page=routes.INVITATION, invitation_token=token, session_token=sign_in(person)[1])
        await tab.send(GuestState, "load")
        assert (await tab.see(GuestState)).invitation.reader == reader


async def test_what_was_refused_and_typed_is_shown_again(cast: Cast) -> None:
    refused = flash.seal(
        NameMissing(field="last_name"), {"first_name": "Iness", "last_name": ""}, path=routes.INVITATION
    )
    tab = Tab(page=routes.INVITATION, invitation_token=invite(cast.agathe), flash=refused)
    await tab.send(GuestState, "load")
    state = await tab.see(GuestState)
    assert (state.first_name, state.last_name, state.refusal.field) == ("Iness", "", "last_name")


async def test_too_many_links_that_open_nothing_are_refused_in_words(cast: Cast) -> None:
    for _ in range(Limit.INVITATION_BY_BLOCK.value.times):
        await Tab(page=routes.INVITATION, invitation_token="x" * 43).send(GuestState, "load")
    tab = Tab(page=routes.INVITATION, invitation_token="x" * 43)
    await tab.send(GuestState, "load")
    state = await tab.see(GuestState)
    assert state.refusal.sentence.startswith("Trop d’essais")
    assert (state.is_ready, state.invitation.stage) == (True, "")


async def test_a_code_asked_for_in_this_browser_is_offered_again(cast: Cast) -> None:
    token = invite(cast.agathe)
    tab = Tab(page=routes.INVITATION, invitation_token=token, sign_up_token=ask(token))
    await tab.send(GuestState, "load")
    assert (await tab.see(GuestState)).sign_up.is_open


async def test_the_page_of_the_code_says_where_it_went_and_what_was_refused(cast: Cast) -> None:
    refused = flash.seal(WrongCode(left=3), {"code": "123456"}, path=routes.INVITATION_CODE)
    tab = Tab(page=routes.INVITATION_CODE, sign_up_token=ask(invite(cast.agathe)), flash=refused)
    assert await tab.send(GuestState, "load_code") == []
    state = await tab.see(GuestState)
    assert (state.sign_up.email, state.code, state.refusal.field) == (INES, "123456", "code")


@pytest.mark.usefixtures("database")
async def test_without_a_request_it_leads_back_to_the_invitation() -> None:
    (sent,) = await Tab(page=routes.INVITATION_CODE, sign_up_token="invented").send(GuestState, "load_code")
    assert routes.INVITATION in str(sent)
    assert routes.INVITATION_CODE not in str(sent)


async def test_it_looks_again_when_it_is_told_to(cast: Cast) -> None:
    tab = Tab(page=routes.INVITATION_CODE, sign_up_token=ask(invite(cast.agathe)))
    await tab.send(GuestState, "load_code")
    with time_machine.travel(now() + timedelta(seconds=20)):
        await tab.send(GuestState, "look_again")
    state = await tab.see(GuestState)
    assert state.sign_up.is_mail_slow
    assert state.sign_up.seconds_to_resend <= 10


async def test_nothing_that_is_for_another_page_is_said(cast: Cast) -> None:
    other = flash.seal(InvitationOver(), {"first_name": "x"}, path=routes.SIGN_IN)
    tab = Tab(page=routes.INVITATION, invitation_token=invite(cast.agathe), flash=other)
    await tab.send(GuestState, "load")
    state = await tab.see(GuestState)
    assert (state.first_name, state.refusal.sentence) == ("Inès", "")


async def test_whoever_just_made_an_account_is_welcomed_at_home(cast: Cast) -> None:
    for sealed, is_new in ((flash.seal_done("welcome", path=routes.HOME), True), ("", False)):
        tab = Tab(page=routes.HOME, session_token=sign_in(cast.paul)[1], flash=sealed)
        await tab.send(HomeState, "load")
        assert (await tab.see(HomeState)).is_new is is_new
