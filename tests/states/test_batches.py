"""The page of lists shows a bubble's last one to whoever runs it, and does with it what they ask."""

from typing import Any

import pytest
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import batch_sending, batches, invitation_files
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.states import identity
from mycharlotte.states.batches import BatchesState
from mycharlotte.states.session import SessionState
from mycharlotte.views.batches import BatchView
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.inviting import step_down
from tests.states.tab import Tab


@pytest.fixture
def bubble(cast: Cast) -> str:
    """The bubble's reference."""
    with db.reading() as session:
        return session.exec(select(Bubble.ref)).one()


@pytest.fixture
def page(bubble: str) -> str:
    """The address of the page."""
    return routes.of_bubble(routes.INVITE_MANY, bubble)


def keep(by: Viewer, bubble: str, *rows: str) -> str:
    """Have a list read."""
    read = invitation_files.read("\n".join(["email;role", *rows]).encode())
    with db.transaction() as session:
        return batches.read(session, by=by, bubble_ref=bubble, rows=read, now=now())


def send_all() -> None:
    """Send what was started."""
    with db.transaction() as session:
        while batch_sending.send_some(session, link="https://example.org/?jeton=", now=now()):
            session.flush()


async def test_the_last_list_is_found_again_with_what_is_to_be_mended(cast: Cast, bubble: str, page: str) -> None:
    who, token = sign_in(cast.agathe)
    ref = keep(who, bubble, "a@example.org;patient", "x;patient")
    tab = Tab(page=page, session_token=token)
    await tab.send(BatchesState, "load")
    state = await tab.see(BatchesState)
    assert (state.is_ready, state.batch.ref, state.batch.state) == (True, ref, "preview")
    assert [row.email for row in state.batch.rows] == ["x"]
    assert state.batch.french_at.startswith("aujourd’hui à ")
    assert state.batch.english_at.startswith("today at ")


async def test_a_bubble_without_a_list_shows_none(cast: Cast, page: str) -> None:
    tab = Tab(page=page, session_token=sign_in(cast.agathe)[1])
    await tab.send(BatchesState, "load")
    state = await tab.see(BatchesState)
    assert (state.is_ready, state.batch) == (True, BatchView())


async def test_rows_are_chosen_and_paged(cast: Cast, bubble: str, page: str) -> None:
    who, token = sign_in(cast.agathe)
    keep(who, bubble, *(f"p{n}@example.org;patient" for n in range(60)), "x;patient")
    tab = Tab(page=page, session_token=token)
    await tab.send(BatchesState, "load")
    await tab.send(BatchesState, "choose", choice="good")
    await tab.send(BatchesState, "turn", page=2)
    state = await tab.see(BatchesState)
    assert (state.batch.choice, state.batch.page, len(state.batch.rows), state.turns) == ("good", 2, 10, 1)
    await tab.send(BatchesState, "refresh")
    assert (state.batch.choice, state.batch.page) == ("good", 2)
    await tab.send(BatchesState, "choose", choice="")
    assert (state.batch.choice, state.batch.page, len(state.batch.rows)) == ("", 1, 50)


async def test_a_list_is_started_followed_and_done(cast: Cast, bubble: str, page: str) -> None:
    who, token = sign_in(cast.agathe)
    ref = keep(who, bubble, "a@example.org;patient", "x;patient")
    tab = Tab(page=page, session_token=token)
    await tab.send(BatchesState, "load")
    await tab.send(BatchesState, "start", batch=ref)
    await tab.send(BatchesState, "start", batch=ref)
    state = await tab.see(BatchesState)
    assert (state.batch.state, state.done, state.refusal.sentence) == ("sending", "started", "")
    send_all()
    await tab.send(BatchesState, "refresh")
    assert (state.batch.state, state.batch.counts.sent, state.batch.counts.refused) == ("done", 1, 1)


async def test_a_list_is_dropped(cast: Cast, bubble: str, page: str) -> None:
    who, token = sign_in(cast.agathe)
    ref = keep(who, bubble, "a@example.org;patient")
    tab = Tab(page=page, session_token=token)
    await tab.send(BatchesState, "load")
    await tab.send(BatchesState, "drop", batch=ref)
    state = await tab.see(BatchesState)
    assert (state.batch, state.done, state.deeds) == (BatchView(), "dropped", 1)
    await tab.send(BatchesState, "start", batch=ref)
    assert state.refusal.sentence.startswith("Cette liste n’a rien à envoyer")


async def test_another_list_is_shown_anew_once_it_is_read(cast: Cast, bubble: str, page: str) -> None:
    who, token = sign_in(cast.agathe)
    tab = Tab(page=page, session_token=token)
    await tab.send(BatchesState, "load")
    await tab.send(BatchesState, "choose", choice="good")
    keep(who, bubble, "x;patient")
    await tab.send(BatchesState, "see")
    state = await tab.see(BatchesState)
    assert (state.done, state.batch.choice, len(state.batch.rows)) == ("read", "refused", 1)


async def test_another_page_of_the_tab_reads_nothing(cast: Cast, bubble: str, page: str) -> None:
    who, token = sign_in(cast.agathe)
    tab = Tab(page=routes.of_bubble(routes.BUBBLE, bubble), session_token=token)
    await tab.send(BatchesState, "load")
    keep(who, bubble, "a@example.org;patient")
    await tab.send(BatchesState, "refresh")
    assert (await tab.see(BatchesState)).batch == BatchView()


async def test_members_and_strangers_see_and_do_nothing(cast: Cast, bubble: str, page: str) -> None:
    ref = keep(sign_in(cast.agathe)[0], bubble, "a@example.org;patient")
    for person in (cast.camille, cast.paul, cast.zelda):
        tab = Tab(page=page, session_token=sign_in(person)[1])
        for handler, payload in (
            ("load", {}),
            ("refresh", {}),
            ("see", {}),
            ("choose", {"choice": ""}),
            ("turn", {"page": 1}),
            ("start", {"batch": ref}),
            ("drop", {"batch": ref}),
        ):
            await tab.send(BatchesState, handler, **payload)
        state = await tab.see(BatchesState)
        assert state.batch == BatchView()
        assert state.refusal.sentence
    with db.reading() as session:
        assert session.exec(select(batches.InvitationBatch.state)).one() == "preview"


async def test_an_admin_who_is_one_no_more_sees_no_further(cast: Cast, bubble: str, page: str) -> None:
    who, token = sign_in(cast.agathe)
    tab = Tab(page=page, session_token=token)
    await tab.send(BatchesState, "load")
    ref = keep(who, bubble, "a@example.org;patient")
    with db.transaction() as session:
        session.exec(select(Membership).where(Membership.person_id == cast.agathe.id)).one().is_admin = False
    identity.forget(person_ref=cast.agathe.ref)
    await tab.send(BatchesState, "refresh")
    await tab.send(BatchesState, "start", batch=ref)
    assert (await tab.see(BatchesState)).batch == BatchView()


@pytest.mark.parametrize("handler", [("refresh", {}), ("turn", {"page": 1}), ("choose", {"choice": ""})])
@pytest.mark.parametrize("elsewhere", [False, True])
async def test_an_admin_who_is_one_no_more_keeps_no_row(
    cast: Cast, bubble: str, page: str, handler: tuple[str, dict[str, Any]], *, elsewhere: bool
) -> None:
    who, token = sign_in(cast.agathe)
    keep(who, bubble, "a@example.org;patient")
    tab = Tab(page=page, session_token=token)
    await tab.send(BatchesState, "load")
    assert (await tab.see(BatchesState)).batch.rows
    step_down(cast.agathe)
    if elsewhere:
        tab.go(routes.of_bubble(routes.BUBBLE_INFORMATION, bubble))
    await tab.send(BatchesState, handler[0], **handler[1])
    assert (await tab.see(BatchesState)).batch == BatchView()


async def test_nobody_sees_anything(cast: Cast, bubble: str, page: str) -> None:
    keep(sign_in(cast.agathe)[0], bubble, "a@example.org;patient")
    tab = Tab(page=page)
    await tab.send(BatchesState, "load")
    assert (await tab.see(BatchesState)).batch == BatchView()
    assert (await tab.see(SessionState)).is_over
