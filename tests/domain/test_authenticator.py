"""An app opens with the code of the moment, once. The codes are computed here by another hand (oathtool)."""

import base64
import dataclasses
from datetime import datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import oathtool
import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from mycharlotte import db
from mycharlotte.domain import authenticator, sealing, sessions
from mycharlotte.domain.authenticator import (
    STEP_SECONDS,
    AppAlreadyActive,
    AppCodeUsed,
    ClockIsWrong,
    KeyTypedAsCode,
    NoApp,
    Setup,
    SetupOver,
    WrongAppCode,
)
from mycharlotte.domain.codes import CodeMalformed
from mycharlotte.domain.errors import Refused
from mycharlotte.models.base import now as present
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import AuthenticatorApp
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.doorstep import LAPTOP, actions, mails_to
from tests.domain.test_sign_in_at_once import AT_ONCE, all_at_once

# The first instant of a step, a little later than the sessions that the tests open.
START = datetime.fromtimestamp((present().timestamp() // STEP_SECONDS + 2) * STEP_SECONDS, tz=present().tzinfo)
STEP = timedelta(seconds=STEP_SECONDS)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def camille(cast: Cast) -> Viewer:
    return sign_in(cast.camille)[0]


def code(key: str, at: datetime) -> str:
    """What a phone whose clock says `at` shows."""
    return oathtool.generate_otp(key, int(at.timestamp()) // STEP_SECONDS)


def begin(viewer: Viewer, *, now: datetime = START) -> Setup:
    """Ask for the key, having just proved who one is; of those drawn, one in fifty is not plain, and forgotten."""
    viewer = dataclasses.replace(viewer, proved_at=now)
    while True:
        with db.transaction() as session:
            setup = authenticator.begin(session, by=viewer, now=now)
            if is_plain(setup.key):
                return setup
            session.exec(sa.delete(AuthenticatorApp).where(col(AuthenticatorApp.person_id) == viewer.person_id))


def is_plain(key: str) -> bool:
    """Tell whether no two codes around are the same, and the key does not begin like a code: tests are then sure."""
    shown = {code(key, START + step * STEP) for step in range(-100, 101)}
    return len(shown) == 201 and not key[:8].isdigit()


def activate(viewer: Viewer, typed: str, *, now: datetime = START) -> str:
    with db.transaction() as session:
        return authenticator.activate(session, by=viewer, code=typed, origin=LAPTOP, now=now)


def verify(person: Person, typed: str, *, now: datetime) -> None:
    with db.transaction() as session:
        authenticator.verify(session, person=person, code=typed, now=now)


def recognises(person: Person, typed: str, *, now: datetime) -> bool:
    with db.reading() as session:
        return authenticator.recognises(session, person=person, code=typed, now=now)


def install(viewer: Viewer) -> str:
    """Activate an app a quarter of an hour ago; return its key."""
    earlier = START - 15 * MINUTE
    key = begin(viewer, now=earlier).key
    activate(viewer, code(key, earlier), now=earlier)
    return key


def throughout_a_step() -> list[datetime]:
    """Three instants, at the beginning of a step, in its middle and at its end, some minutes apart."""
    return [START + n * 10 * STEP + timedelta(seconds=seconds) for n, seconds in enumerate((0, 15, 29))]


def is_active(person: Person) -> bool:
    with db.reading() as session:
        return authenticator.is_active(session, person_id=person.id or 0)


def test_the_key_is_the_same_for_ten_minutes_after_it_was_last_asked_for(camille: Viewer) -> None:
    key = begin(camille).key
    assert begin(camille, now=START + 9 * MINUTE).key == key
    assert begin(camille, now=START + 18 * MINUTE).key == key
    assert begin(camille, now=START + 28 * MINUTE).key != key


def test_a_key_has_160_bits_and_is_drawn_for_each(cast: Cast, camille: Viewer) -> None:
    key = begin(camille).key
    assert len(base64.b32decode(key)) == 20
    assert begin(sign_in(cast.paul)[0]).key != key


def test_the_qr_code_holds_what_apps_expect(camille: Viewer) -> None:
    setup = begin(camille)
    found = urlsplit(setup.uri)
    assert (found.scheme, found.netloc) == ("otpauth", "totp")
    assert unquote(found.path) == "/MyCharlotte:camille@demo.mycharlotte.fr"
    assert parse_qs(found.query) == {"secret": [setup.key], "issuer": ["MyCharlotte"]}


def test_a_first_code_activates(cast: Cast, camille: Viewer) -> None:
    key = begin(camille).key
    assert not is_active(cast.camille)

    activate(camille, code(key, START))

    assert is_active(cast.camille)
    assert actions()[-1] == "app:added"
    assert len(mails_to(cast.camille, "account_change")) == 1


def test_activating_renews_this_session_and_ends_the_others(cast: Cast) -> None:
    camille, old = sign_in(cast.camille)
    _, elsewhere = sign_in(cast.camille)
    key = begin(camille).key

    token = activate(camille, code(key, START))

    with db.reading() as session:
        later = START + sessions.PREVIOUS_LIFE
        alive = {name: sessions.resume(session, token=name, now=later) for name in (token, old, elsewhere)}
    assert [name for name, viewer in alive.items() if viewer] == [token]
    assert token not in {old, elsewhere}


@pytest.mark.parametrize("pattern", ["{0} {1}", " {0}-{1} ", "{0}\u00a0{1}", "{0}–{1}\t"])
def test_a_code_typed_in_groups_activates(cast: Cast, camille: Viewer, pattern: str) -> None:
    shown = code(begin(camille).key, START)
    activate(camille, pattern.format(shown[:3], shown[3:]))
    assert is_active(cast.camille)


def test_what_is_not_six_digits_is_said_so(cast: Cast, camille: Viewer) -> None:
    begin(camille)
    for typed in ("", "12345", "1234567", "12345a", "１２３４５６", "٤٢٨٣١٧", "Lilas-Violette-2026"):
        with pytest.raises(CodeMalformed):
            activate(camille, typed)
    assert not is_active(cast.camille)


@pytest.mark.parametrize("length", [32, 10, 8])
def test_the_key_pasted_as_a_code_is_recognised(camille: Viewer, length: int) -> None:
    key = begin(camille).key
    with pytest.raises(KeyTypedAsCode):
        activate(camille, " ".join((key[:4], key[4:length])).lower())


def test_a_wrong_code_activates_nothing_and_loses_nothing(cast: Cast, camille: Viewer) -> None:
    key = begin(camille).key

    with pytest.raises(WrongAppCode):
        activate(camille, code(key, START + 45 * MINUTE))

    assert not is_active(cast.camille)
    assert begin(camille).key == key
    activate(camille, code(key, START))


def test_nothing_is_activated_before_a_key_is_shown(camille: Viewer) -> None:
    with pytest.raises(SetupOver):
        activate(camille, "123456")


def test_a_page_left_open_ten_minutes_activates_nothing(camille: Viewer) -> None:
    key = begin(camille).key
    late = START + 10 * MINUTE
    with pytest.raises(SetupOver):
        activate(camille, code(key, late), now=late)


def test_there_is_one_app_at_a_time(camille: Viewer) -> None:
    key = install(camille)
    with pytest.raises(AppAlreadyActive):
        begin(camille)
    with pytest.raises(AppAlreadyActive):
        activate(camille, code(key, START))


@pytest.mark.parametrize(("off", "minutes"), [(4, 4), (-4, -4), (1, 1), (-1, -1), (29, 29), (-30, -30)])
def test_a_phone_with_the_wrong_time_is_told_by_how_much(camille: Viewer, off: int, minutes: int) -> None:
    key = begin(camille).key
    with pytest.raises(ClockIsWrong) as refused:
        activate(camille, code(key, START + off * MINUTE))
    assert refused.value.minutes == minutes


@pytest.mark.parametrize("off", [-31, 31])
def test_a_code_of_another_hour_is_just_a_wrong_one(camille: Viewer, off: int) -> None:
    key = begin(camille).key
    with pytest.raises(WrongAppCode):
        activate(camille, code(key, START + off * MINUTE))


@pytest.mark.parametrize("off", [-29, 0, 29])
def test_half_a_minute_of_drift_is_forgiven(cast: Cast, camille: Viewer, off: int) -> None:
    key = install(camille)
    for at in throughout_a_step():
        verify(cast.camille, code(key, at + timedelta(seconds=off)), now=at)


@pytest.mark.parametrize(("off", "refusal"), [(-61, ClockIsWrong), (61, WrongAppCode)])
def test_a_minute_of_drift_is_not(cast: Cast, camille: Viewer, off: int, refusal: type[Refused]) -> None:
    key = install(camille)
    for at in throughout_a_step():
        with pytest.raises(refusal):
            verify(cast.camille, code(key, at + timedelta(seconds=off)), now=at)


def test_nobody_hears_that_a_guess_is_a_code_to_come(cast: Cast, camille: Viewer) -> None:
    key = install(camille)
    for step in range(2, 60):
        with pytest.raises(WrongAppCode):
            verify(cast.camille, code(key, START + step * STEP), now=START)


def test_a_code_opens_once(cast: Cast, camille: Viewer) -> None:
    key = install(camille)
    shown = code(key, START)
    verify(cast.camille, shown, now=START)
    for later in (timedelta(), STEP):
        with pytest.raises(AppCodeUsed):
            verify(cast.camille, shown, now=START + later)


def test_the_code_before_the_last_used_opens_no_more(cast: Cast, camille: Viewer) -> None:
    key = install(camille)
    verify(cast.camille, code(key, START + STEP), now=START)
    for step in (0, -1):
        with pytest.raises(AppCodeUsed):
            verify(cast.camille, code(key, START + step * STEP), now=START)
    verify(cast.camille, code(key, START + 2 * STEP), now=START + 2 * STEP)


def test_the_code_that_activated_opens_nothing_more(cast: Cast, camille: Viewer) -> None:
    key = begin(camille).key
    activate(camille, code(key, START))
    with pytest.raises(AppCodeUsed):
        verify(cast.camille, code(key, START), now=START)


def test_of_the_same_code_two_hundred_times_at_once_one_opens(cast: Cast, camille: Viewer) -> None:
    shown = code(install(camille), START)

    came_out = all_at_once(lambda: verify(cast.camille, shown, now=START))

    assert came_out == {"NoneType": 1, "AppCodeUsed": AT_ONCE - 1}


def test_of_two_hundred_activations_at_once_one_is_done(cast: Cast, camille: Viewer) -> None:
    shown = code(begin(camille).key, START)

    came_out = all_at_once(lambda: activate(camille, shown))

    assert came_out == {"str": 1, "AppAlreadyActive": AT_ONCE - 1}
    assert actions().count("app:added") == 1


def test_recognising_a_code_does_not_use_it_up(cast: Cast, camille: Viewer) -> None:
    key = install(camille)
    shown = code(key, START)
    assert recognises(cast.camille, shown, now=START)
    assert not recognises(cast.camille, code(key, START + 4 * MINUTE), now=START)
    assert not recognises(cast.paul, shown, now=START)
    verify(cast.camille, shown, now=START)


def test_an_app_that_was_never_activated_opens_nothing(cast: Cast, camille: Viewer) -> None:
    key = begin(camille).key
    assert not recognises(cast.camille, code(key, START), now=START)
    with pytest.raises(NoApp):
        verify(cast.camille, code(key, START), now=START)


def test_the_code_of_someone_else_opens_nothing(cast: Cast, camille: Viewer) -> None:
    install(camille)
    theirs = code(install(sign_in(cast.paul)[0]), START)
    with pytest.raises((WrongAppCode, ClockIsWrong)):
        verify(cast.camille, theirs, now=START)


def test_the_key_is_nowhere_in_clear(camille: Viewer) -> None:
    key = install(camille)
    secret = base64.b32decode(key)
    with db.reading() as session:
        rows = [row for table in SQLModel.metadata.sorted_tables for row in session.execute(sa.select(table))]
    stored = b"\n".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for row in rows for v in row)
    assert secret not in stored
    assert secret.hex().encode() not in stored
    assert key.encode() not in stored
    assert base64.b64encode(secret) not in stored


def test_a_key_moved_to_another_account_does_not_open(cast: Cast, camille: Viewer) -> None:
    key = install(camille)
    paul = sign_in(cast.paul)[0]
    install(paul)
    with db.transaction() as session:
        apps = {app.person_id: app for app in session.exec(select(AuthenticatorApp))}
        apps[paul.person_id].sealed = apps[camille.person_id].sealed
        session.add(apps[paul.person_id])
    with pytest.raises(sealing.Unsealable):
        verify(cast.paul, code(key, START), now=START)
