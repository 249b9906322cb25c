"""The page of sessions and devices says where one's account is open, in both languages, and closes it there."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import devices, sessions
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import KnownDevice, Session
from mycharlotte.models.people import Person
from mycharlotte.states.devices import DevicesState
from mycharlotte.views.devices import DeviceWords, SessionWords
from tests.cast import Cast
from tests.states.tab import Dropped, Tab

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
HERE = "203.0.113.0/24"


def sign_in(
    person: Person, *, at: datetime = NOON, device: str = "Firefox, Linux", network: str = HERE, method: str = "mail"
) -> str:
    """Open a session and return its token."""
    with db.transaction() as session:
        return sessions.start(session, person=person, origin=Origin(device, network), method=method, now=at)


def trust(person: Person, *, at: datetime = NOON, device: str = "Firefox, Linux", network: str = HERE) -> str:
    """Trust a device and return its token."""
    with db.transaction() as session:
        origin = Origin(device, network)
        return devices.remember(session, person=person, origin=origin, method="mail", is_to_be_trusted=True, now=at)


async def opened(token: str, *, device_token: str = "", network: str = HERE) -> Tab:
    """Open the page."""
    tab = Tab(page=routes.DEVICES, session_token=token, device_token=device_token, address_block=network)
    await tab.send(DevicesState, "load")
    return tab


async def french(tab: Tab) -> list[SessionWords]:
    """The sessions in French."""
    return [line.french for line in (await tab.see(DevicesState)).sessions]


async def where(tab: Tab) -> list[str]:
    """What is said of the place of the other sessions, in French."""
    return [words.seen.partition(" · ")[2] for words in (await french(tab))[1:]]


async def test_a_session_is_told_in_both_languages_where_one_lives(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        yesterday, minutes_ago = NOON - timedelta(hours=11, minutes=30), NOON - timedelta(minutes=15)
        sign_in(cast.camille, at=yesterday, device="Safari, iPhone", network="198.51.100.0/24", method="passkey")
        with db.transaction() as session:
            session.exec(select(Session)).one().last_seen_at = minutes_ago
        tab = await opened(sign_in(cast.camille))
        this, other = (await tab.see(DevicesState)).sessions

    assert (this.is_this, this.is_handheld, other.is_this, other.is_handheld) == (True, False, False, True)
    assert this.french == SessionWords(
        "Firefox sur Linux",
        "Ouverte aujourd’hui à 12\u00a0h avec un code reçu par e-mail",
        "Utilisée en ce moment · réseau 203.0.113.x",
    )
    assert other.french == SessionWords(
        "Safari sur iPhone",
        "Ouverte aujourd’hui à 0\u00a0h\u00a030 avec une clé d’accès",
        "Dernière activité aujourd’hui à 11\u00a0h\u00a045 · réseau 198.51.100.x",
    )
    assert "0:30" in other.english.opened
    assert "11:45" in other.english.seen


@pytest.mark.parametrize(
    ("network", "here", "said"),
    [
        (HERE, HERE, "même réseau que cet appareil"),
        ("198.51.100.0/24", HERE, "réseau 198.51.100.x"),
        ("2001:db8:1234:5600::/56", HERE, "réseau 2001:0db8:1234:56xx"),
        ("127.0.0.0/24", "127.0.0.0/24", "cette machine"),
        ("::/56", HERE, "cette machine"),
        ("unknown", "unknown", ""),
        ("", "", ""),
    ],
)
@time_machine.travel(NOON, tick=False)
async def test_a_network_is_said_as_people_say_it(cast: Cast, network: str, here: str, said: str) -> None:
    sign_in(cast.camille, network=network)
    assert await where(await opened(sign_in(cast.camille, network=here), network=here)) == [said]


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("mail", "avec un code reçu par e-mail"),
        ("app", "avec un code de votre application"),
        ("passkey", "avec une clé d’accès"),
        ("backup", "avec un code de secours"),
        ("rescue", "avec un code de dépannage"),
        ("trusted", "depuis un appareil de confiance"),
        ("", "à 12\u00a0h"),
    ],
)
@time_machine.travel(NOON, tick=False)
async def test_the_second_step_is_said(cast: Cast, method: str, said: str) -> None:
    tab = await opened(sign_in(cast.camille, method=method))
    assert (await french(tab))[0].opened.endswith(said)


@pytest.mark.parametrize(("device", "said"), [("", "Appareil inconnu"), ("Chrome", "Chrome")])
@time_machine.travel(NOON, tick=False)
async def test_a_device_of_which_little_is_known_has_a_name_too(cast: Cast, device: str, said: str) -> None:
    trust(cast.camille, device=device)
    tab = await opened(sign_in(cast.camille, device=device))
    assert (await french(tab))[0].device == said
    assert (await tab.see(DevicesState)).devices[0].french.device == said


@time_machine.travel(NOON, tick=False)
async def test_a_trusted_device_is_told_until_when(cast: Cast) -> None:
    token = trust(cast.camille)
    trust(cast.camille, device="Chrome, Android", network="198.51.100.0/24")
    tab = await opened(sign_in(cast.camille), device_token=token)
    this, other = (await tab.see(DevicesState)).devices
    assert (this.is_this, this.is_handheld, other.is_this, other.is_handheld) == (True, False, False, True)
    assert this.french == DeviceWords(
        "Firefox sur Linux",
        "De confiance jusqu’au jeudi 24 décembre",
        "Dernière connexion aujourd’hui à 12\u00a0h · réseau 203.0.113.x",
    )
    assert "Thursday 24 December" in other.english.until


@time_machine.travel(NOON, tick=False)
async def test_one_closes_a_session_and_is_told(cast: Cast) -> None:
    sign_in(cast.camille, device="Safari, iPhone")
    tab = await opened(sign_in(cast.camille))
    ref = (await tab.see(DevicesState)).sessions[1].ref

    await tab.send(DevicesState, "revoke", session_ref=ref)

    state = await tab.see(DevicesState)
    assert [line.is_this for line in state.sessions] == [True]
    assert (state.done, state.deeds, state.refusal.sentence) == ("session", 1, "")


@time_machine.travel(NOON, tick=False)
async def test_a_double_click_is_one_deed(cast: Cast) -> None:
    sign_in(cast.camille)
    trust(cast.camille)
    tab = await opened(sign_in(cast.camille))
    state = await tab.see(DevicesState)
    for handler, payload in (
        ("revoke", {"session_ref": state.sessions[1].ref}),
        ("distrust", {"device_ref": state.devices[0].ref}),
    ):
        before = state.deeds
        await tab.send(DevicesState, handler, **payload)
        done = state.done
        await tab.send(DevicesState, handler, **payload)
        assert (state.deeds, state.done, state.refusal.sentence) == (before + 1, done, "")


@time_machine.travel(NOON, tick=False)
async def test_a_session_that_was_closed_meanwhile_is_said_and_leaves_the_list(cast: Cast) -> None:
    sign_in(cast.camille)
    token = sign_in(cast.camille)
    tab, twin = await opened(token), await opened(token)
    await twin.send(DevicesState, "revoke_others")
    state = await tab.see(DevicesState)

    await tab.send(DevicesState, "revoke", session_ref=state.sessions[1].ref)

    assert state.refusal.sentence == "Cette session est déjà fermée."
    assert state.done == ""
    assert [line.is_this for line in state.sessions] == [True]


@time_machine.travel(NOON, tick=False)
async def test_nobody_closes_or_distrusts_what_is_somebody_else_s(cast: Cast) -> None:
    theirs = await opened(sign_in(cast.paul), device_token=trust(cast.paul))
    seen = await theirs.see(DevicesState)
    tab = await opened(sign_in(cast.agathe))

    await tab.send(DevicesState, "revoke", session_ref=seen.sessions[0].ref)
    assert (await tab.see(DevicesState)).refusal.sentence == "Cette session est déjà fermée."
    await tab.send(DevicesState, "distrust", device_ref=seen.devices[0].ref)
    assert (await tab.see(DevicesState)).refusal.sentence == "Cet appareil n’est déjà plus de confiance."
    await tab.send(DevicesState, "revoke_others")

    await theirs.send(DevicesState, "load")
    state = await theirs.see(DevicesState)
    assert (len(state.sessions), len(state.devices)) == (1, 1)


@time_machine.travel(NOON, tick=False)
async def test_one_closes_all_the_others(cast: Cast) -> None:
    for _ in range(3):
        sign_in(cast.camille)
    tab = await opened(sign_in(cast.camille))

    await tab.send(DevicesState, "revoke_others")

    state = await tab.see(DevicesState)
    assert [line.is_this for line in state.sessions] == [True]
    assert state.done == "others"


@time_machine.travel(NOON, tick=False)
async def test_one_takes_trust_back(cast: Cast) -> None:
    token = trust(cast.camille)
    tab = await opened(sign_in(cast.camille), device_token=token)

    await tab.send(DevicesState, "distrust", device_ref=(await tab.see(DevicesState)).devices[0].ref)

    state = await tab.see(DevicesState)
    assert (state.devices, state.done) == ([], "device")
    with db.reading() as session:
        assert session.exec(select(KnownDevice.trusted_until)).one() is None


@time_machine.travel(NOON, tick=False)
async def test_a_tab_follows_while_it_shows_the_page(cast: Cast) -> None:
    token = sign_in(cast.camille)
    showing, elsewhere = await opened(token), Tab(page=routes.HOME, session_token=token)
    sign_in(cast.camille)

    for tab in (showing, elsewhere):
        await tab.send(DevicesState, "refresh")

    assert len((await showing.see(DevicesState)).sessions) == 2
    assert not (await elsewhere.see(DevicesState)).is_ready


@time_machine.travel(NOON, tick=False)
async def test_coming_back_to_the_page_says_nothing_of_before(cast: Cast) -> None:
    sign_in(cast.camille)
    tab = await opened(sign_in(cast.camille))
    await tab.send(DevicesState, "revoke_others")
    await tab.send(DevicesState, "load")
    assert (await tab.see(DevicesState)).done == ""


async def test_whoever_is_not_signed_in_sees_and_does_nothing(cast: Cast) -> None:
    sign_in(cast.camille)
    for handler, payload in (
        ("load", {}),
        ("refresh", {}),
        ("revoke", {"session_ref": "x"}),
        ("revoke_others", {}),
        ("distrust", {"device_ref": "x"}),
    ):
        tab = Tab(page=routes.DEVICES)
        await tab.send(DevicesState, handler, **payload)
        state = await tab.see(DevicesState)
        assert (state.is_ready, state.sessions, state.deeds, tab.is_hung_up) == (False, [], 0, True)


@pytest.mark.parametrize("ref", [None, 1, ["x"], {"ref": "x"}, "x\x00"])
async def test_what_is_not_a_reference_never_arrives(cast: Cast, ref: object) -> None:
    tab = await opened(sign_in(cast.camille))
    with pytest.raises(Dropped):
        await tab.send(DevicesState, "revoke", session_ref=ref)
    with pytest.raises(Dropped):
        await tab.send(DevicesState, "distrust", device_ref=ref)
