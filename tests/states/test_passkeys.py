"""The page of passkeys shows one's own, in both languages, and changes a name in place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from mycharlotte import db, routes
from mycharlotte.domain import keyring
from mycharlotte.domain.names import NameMissing
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import Passkey
from mycharlotte.states import flash
from mycharlotte.states.passkeys import PasskeysState
from mycharlotte.states.session import SessionState
from mycharlotte.views.moments import Moment
from tests.cast import Cast, sign_in
from tests.states.tab import Tab

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def give(person: Person, **details: Any) -> str:
    """Give someone a passkey; return its reference."""
    number = details.pop("number", 1)
    with db.transaction() as session:
        passkey = Passkey(
            person_id=person.id or 0,
            credential_id=bytes([number]),
            public_key=b"key",
            **{"name": "Téléphone", "created_at": NOON} | details,
        )
        session.add(passkey)
        return passkey.ref


async def opened(person: Person, **cookies: str) -> Tab:
    """Open the page as someone, with what else their browser sends."""
    tab = Tab(session_token=sign_in(person)[1], device="Firefox, Windows", **cookies)
    await tab.send(SessionState, "load")
    await tab.send(PasskeysState, "load")
    return tab


async def test_a_passkey_is_shown_with_when_it_was_added_and_used(cast: Cast) -> None:
    ref = give(cast.camille, last_used_at=NOON + timedelta(hours=1))
    give(cast.camille, number=2, name="Clé")
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        state = await (await opened(cast.camille)).see(PasskeysState)
    used, unused = state.passkeys
    assert (used.ref, used.name) == (ref, "Téléphone")
    assert used.added == Moment("2026-11-24T11:00:00+00:00", "aujourd’hui à 12\u00a0h", "today at 12:00")
    assert used.used.french == "aujourd’hui à 13\u00a0h"
    assert unused.used == Moment()
    assert (state.is_full, state.is_proof_old, state.is_ready) == (False, False, True)


async def test_the_device_is_proposed_as_a_name(cast: Cast) -> None:
    assert (await (await opened(cast.camille)).see(PasskeysState)).suggested_name == "Firefox sur Windows"


async def test_a_device_without_a_name_is_called_somehow(cast: Cast) -> None:
    tab = Tab(session_token=sign_in(cast.camille)[1])
    await tab.send(PasskeysState, "load")
    assert (await tab.see(PasskeysState)).suggested_name == "Ma clé d’accès"


async def test_what_was_typed_and_refused_is_proposed_again(cast: Cast) -> None:
    sealed = flash.seal(NameMissing(field="name"), {"name": "Ma clé"}, path=routes.PASSKEYS)
    state = await (await opened(cast.camille, flash=sealed)).see(PasskeysState)
    assert (state.suggested_name, state.refused.sentence) == ("Ma clé", "Renseignez le nom.")


async def test_what_was_done_is_said(cast: Cast) -> None:
    sealed = flash.seal_done("added", path=routes.PASSKEYS)
    assert (await (await opened(cast.camille, flash=sealed)).see(PasskeysState)).done == "added"


async def test_ten_are_all(cast: Cast) -> None:
    for number in range(keyring.AT_MOST):
        give(cast.camille, number=number)
    assert (await (await opened(cast.camille)).see(PasskeysState)).is_full


async def test_a_proof_of_five_minutes_ago_is_old(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tab = Tab(session_token=sign_in(cast.camille)[1])
        clock.shift(timedelta(minutes=5))
        await tab.send(PasskeysState, "load")
    assert (await tab.see(PasskeysState)).is_proof_old


async def test_a_name_is_changed_in_place(cast: Cast) -> None:
    ref = give(cast.camille)
    tab = await opened(cast.camille)
    state = await tab.see(PasskeysState)
    await tab.send(PasskeysState, "edit", passkey=ref)
    assert state.editing == ref
    await tab.send(PasskeysState, "rename", form={"passkey": ref, "new_name": "x" * 61})
    assert (state.editing, state.renamed, state.refusal.field) == (ref, 0, "new_name")
    await tab.send(PasskeysState, "rename", form={"passkey": ref, "new_name": "Bureau"})
    assert (state.editing, state.edited, state.renamed) == ("", ref, 1)
    assert (state.passkeys[0].name, state.refusal.sentence) == ("Bureau", "")


async def test_a_form_that_is_left_changes_nothing(cast: Cast) -> None:
    ref = give(cast.camille)
    tab = await opened(cast.camille)
    await tab.send(PasskeysState, "edit", passkey=ref)
    await tab.send(PasskeysState, "leave")
    state = await tab.see(PasskeysState)
    assert (state.editing, state.edited, state.passkeys[0].name) == ("", ref, "Téléphone")


async def test_a_passkey_of_somebody_else_is_neither_seen_nor_renamed(cast: Cast) -> None:
    ref = give(cast.paul)
    tab = await opened(cast.camille)
    await tab.send(PasskeysState, "rename", form={"passkey": ref, "new_name": "À moi"})
    state = await tab.see(PasskeysState)
    assert (state.passkeys, state.renamed) == ([], 0)
    assert state.refusal.sentence == "Cette page ou cet élément est introuvable."


@pytest.mark.parametrize(
    ("handler", "payload"),
    [("load", {}), ("edit", {"passkey": "x"}), ("rename", {"form": {"passkey": "x", "new_name": "x"}})],
)
async def test_nobody_sees_or_changes_anything(cast: Cast, handler: str, payload: dict[str, Any]) -> None:
    give(cast.camille)
    tab = Tab()
    await tab.send(PasskeysState, handler, **payload)
    state = await tab.see(PasskeysState)
    assert (state.passkeys, state.is_ready, state.editing) == ([], False, "")
    assert (await tab.see(SessionState)).is_over
