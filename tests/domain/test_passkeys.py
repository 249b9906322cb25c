"""Passkeys: added after a fresh proof, bound to this site, worth nothing twice, elsewhere, later or copied."""

import contextlib
import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st
from sqlmodel import select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from mycharlotte import db
from mycharlotte.domain import keyring, outbox, passkeys, proofs, second_step, sessions
from mycharlotte.domain.confirmation import ProofNeeded
from mycharlotte.domain.errors import NotFound, Refused
from mycharlotte.domain.keyring import PasskeyKnown, PasskeyNameTooLong, TooManyPasskeys
from mycharlotte.domain.names import NameHasHiddenCharacters, NameMissing
from mycharlotte.domain.passkeys import PasskeyNotAdded, PasskeyRefused, Site
from mycharlotte.domain.second_step import Answer
from mycharlotte.domain.sign_in import AttemptOver, Entry
from mycharlotte.models.access import Session
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now as present
from mycharlotte.models.people import Person
from mycharlotte.models.second_steps import Passkey
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.device import Device
from tests.domain.doorstep import LAPTOP, actions, attempt_of, begin, mails_to, show

HERE = Site("localhost", "http://localhost")
ELSEWHERE = Site("imitation.example", "https://imitation.example")
GARBAGE = ["", "{", "null", "[]", "[" * 9_999, '{"id": 7}', '{"id": "!"}', "{}", '{"id": "\u00e9"}', "\x00", "1e999"]


def prepare(by: Viewer, *, name: str = "Chrome sur Windows", now: datetime | None = None) -> str:
    """Ask for what the browser needs to make a passkey."""
    with db.transaction() as session:
        return keyring.prepare(session, by=by, name=name, site=HERE, now=now or present())


def keep(by: Viewer, made: str, *, name: str = "Chrome sur Windows", now: datetime | None = None) -> str:
    """Send what the device made; return the session's new token."""
    with db.transaction() as session:
        return keyring.add(session, by=by, credential=made, name=name, site=HERE, origin=LAPTOP, now=now or present())


def add(by: Viewer, device: Device | None = None, *, name: str = "Chrome sur Windows") -> Device:
    """Add the passkey of a device, and return it."""
    device = device or Device()
    keep(by, device.make(prepare(by)), name=name)
    return device


def remove(by: Viewer, passkey: Passkey, *, now: datetime | None = None) -> str:
    """Forget a passkey; return the session's new token."""
    with db.transaction() as session:
        return keyring.remove(session, by=by, passkey_ref=passkey.ref, origin=LAPTOP, now=now or present())


def rename(by: Viewer, passkey: Passkey, name: str) -> None:
    """Call a passkey otherwise."""
    with db.transaction() as session:
        keyring.rename(session, by=by, passkey_ref=passkey.ref, name=name, origin=LAPTOP, now=present())


def mine(viewer: Viewer) -> list[Passkey]:
    """List someone's own."""
    with db.reading() as session:
        return keyring.mine(session, viewer=viewer)


def to_confirm(by: Viewer, *, now: datetime | None = None) -> str:
    """Ask for what the browser needs to confirm who one is."""
    with db.transaction() as session:
        return passkeys.challenge_to_confirm(session, by=by, site=HERE, now=now or present())


def confirm(by: Viewer, signed: str, *, now: datetime | None = None) -> str:
    """Send what the device signed to confirm; return the session's new token."""
    with db.transaction() as session:
        return proofs.with_passkey(session, by=by, credential=signed, site=HERE, origin=LAPTOP, now=now or present())


def to_sign_in(token: str) -> str:
    """Ask for what the browser needs to sign in."""
    with db.transaction() as session:
        return second_step.challenge(session, token=token, site=HERE, now=present())


def finish(token: str, signed: str) -> Entry:
    """Send what the device signed to sign in."""
    with db.transaction() as session:
        answer = Answer(token, signed)
        return second_step.answer_passkey(session, answer=answer, site=HERE, origin=LAPTOP, now=present())


def at_once(acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """Do things in as many threads, started together; count what came out by its kind."""
    line = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        line.wait()
        try:
            return type(act()).__name__
        except Refused as refused:
            return type(refused).__name__

    with ThreadPoolExecutor(len(acts)) as threads:
        return Counter(threads.map(run, acts))


@pytest.fixture
def camille(cast: Cast) -> Viewer:
    """Someone who just signed in."""
    return sign_in(cast.camille)[0]


# Added


def test_the_browser_is_asked_for_a_passkey_of_this_site_for_this_person(camille: Viewer) -> None:
    known = add(camille)
    options = json.loads(prepare(camille))
    assert options["rp"] == {"id": "localhost", "name": "MyCharlotte"}
    assert base64url_to_bytes(options["user"]["id"]) == camille.ref.encode()
    assert options["user"]["name"] == camille.email
    assert len(base64url_to_bytes(options["challenge"])) == passkeys.CHALLENGE_BYTES
    (excluded,) = options["excludeCredentials"]
    assert base64url_to_bytes(excluded["id"]) == known.credential_id
    assert excluded["transports"] == ["internal", "hybrid"]


def test_a_passkey_is_kept_under_its_name_and_was_never_used(camille: Viewer) -> None:
    at = present()
    made = Device().make(prepare(camille, now=at))
    keep(camille, made, name="  Téléphone de\u00a0Camille ", now=at)
    (kept,) = mine(camille)
    assert (kept.name, kept.created_at, kept.last_used_at) == ("Téléphone de Camille", at, None)


def test_a_passkey_added_ends_the_other_sessions_renews_this_one_and_is_told(cast: Cast) -> None:
    other, _ = sign_in(cast.camille)
    viewer, token = sign_in(cast.camille)
    with db.reading() as session:
        before = session.get_one(Person, viewer.person_id).security_version

    renewed = keep(viewer, Device().make(prepare(viewer)), name="Téléphone")

    with db.reading() as session:
        assert session.get_one(Session, other.session_id).ended_at
        assert session.get_one(Person, viewer.person_id).security_version == before + 1
        found = sessions.resume(session, token=renewed, now=present())
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "passkey:added")).one()
    assert renewed != token
    assert found
    assert found.session_ref == viewer.session_ref
    assert json.loads(entry.details) == {"device": LAPTOP.device, "name": "Téléphone", "network": LAPTOP.address_block}
    told = outbox.values_of(mails_to(cast.camille, "account_change")[-1])
    assert (told["change"], told["name"]) == ("passkey-added", "Téléphone")


def test_whoever_has_not_proved_lately_who_they_are_adds_and_removes_nothing(cast: Cast) -> None:
    fresh = sign_in(cast.camille)[0]
    add(fresh)
    (kept,) = mine(fresh)
    stale = dataclasses.replace(fresh, proved_at=present() - timedelta(minutes=5))
    with pytest.raises(ProofNeeded):
        prepare(stale)
    with pytest.raises(ProofNeeded):
        keep(stale, Device().make(prepare(fresh)))
    with pytest.raises(ProofNeeded):
        remove(stale, kept)
    assert len(mine(fresh)) == 1


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("", NameMissing),
        (" \u00a0 ", NameMissing),
        ("x" * 61, PasskeyNameTooLong),
        ("x" * 900, PasskeyNameTooLong),
        ("Clé\u202e", NameHasHiddenCharacters),
        ("Clé\x00", NameHasHiddenCharacters),
    ],
)
def test_a_name_is_refused_before_the_device_makes_anything_and_after(
    camille: Viewer, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        prepare(camille, name=name)
    with pytest.raises(refusal):
        keep(camille, Device().make(prepare(camille)), name=name)
    assert mine(camille) == []


def test_a_name_of_sixty_characters_is_kept(camille: Viewer) -> None:
    add(camille, name="x" * 60)
    assert mine(camille)[0].name == "x" * 60


def test_an_eleventh_passkey_is_refused(camille: Viewer) -> None:
    for _ in range(9):
        add(camille)
    options = prepare(camille)
    add(camille)
    with pytest.raises(TooManyPasskeys):
        prepare(camille)
    with pytest.raises(TooManyPasskeys):
        keep(camille, Device().make(options))
    assert len(mine(camille)) == keyring.AT_MOST


def test_a_device_that_is_known_already_is_refused_to_its_owner_and_to_anyone_else(cast: Cast) -> None:
    camille, paul = sign_in(cast.camille)[0], sign_in(cast.paul)[0]
    phone = add(camille)
    for by in (camille, paul):
        with pytest.raises(PasskeyKnown):
            keep(by, phone.make(prepare(by)))
    assert (len(mine(camille)), mine(paul)) == (1, [])


def test_what_another_site_obtained_is_refused(camille: Viewer) -> None:
    for wrong in (
        {"origin": ELSEWHERE.origin},
        {"origin": "https://localhost"},
        {"origin": "http://localhost:1"},
        {"rp_id": ELSEWHERE.id},
    ):
        with pytest.raises(PasskeyNotAdded):
            keep(camille, Device().make(prepare(camille), **wrong))
    assert mine(camille) == []


def test_a_challenge_makes_one_passkey_and_no_more_even_after_a_refusal(camille: Viewer) -> None:
    options = prepare(camille)
    keep(camille, Device().make(options))
    with pytest.raises(PasskeyNotAdded):
        keep(camille, Device().make(options))

    spent = prepare(camille)
    with pytest.raises(PasskeyNotAdded):
        keep(camille, "garbage")
    with pytest.raises(PasskeyNotAdded):
        keep(camille, Device().make(spent))
    assert len(mine(camille)) == 1


def test_without_a_challenge_signing_nothing_is_not_enough(camille: Viewer) -> None:
    options = json.loads(prepare(camille))
    with pytest.raises(PasskeyNotAdded):
        keep(camille, "garbage")
    with pytest.raises(PasskeyNotAdded):
        keep(camille, Device().make(json.dumps(options | {"challenge": ""})))


def test_a_challenge_lives_five_minutes(camille: Viewer) -> None:
    at = present()
    lately = dataclasses.replace(camille, proved_at=at + timedelta(minutes=4))
    made = Device().make(prepare(lately, now=at))
    with pytest.raises(PasskeyNotAdded):
        keep(lately, made, now=at + timedelta(minutes=5))
    made = Device().make(prepare(lately, now=at))
    keep(lately, made, now=at + timedelta(minutes=4, seconds=59))


def test_a_challenge_of_another_session_is_refused(cast: Cast) -> None:
    here, there = sign_in(cast.camille)[0], sign_in(cast.camille)[0]
    options = prepare(there)
    prepare(here)
    with pytest.raises(PasskeyNotAdded):
        keep(here, Device().make(options))


def test_what_was_signed_to_confirm_adds_nothing_and_the_other_way_round(camille: Viewer) -> None:
    phone = add(camille)
    with pytest.raises(PasskeyNotAdded):
        keep(camille, phone.sign(to_confirm(camille)))
    made = Device().make(prepare(camille), kind="webauthn.get")
    with pytest.raises(PasskeyNotAdded):
        keep(camille, made)
    signed = phone.sign(to_confirm(camille), kind="webauthn.create")
    with pytest.raises(PasskeyRefused):
        confirm(camille, signed)


def test_of_twenty_passkeys_made_for_one_challenge_one_is_kept(camille: Viewer) -> None:
    options = prepare(camille)
    came_out = at_once([partial(keep, camille, Device().make(options)) for _ in range(20)])
    assert came_out == {"str": 1, "PasskeyNotAdded": 19}
    assert len(mine(camille)) == 1


def test_a_passkey_whose_name_for_itself_is_too_long_is_refused(camille: Viewer) -> None:
    with pytest.raises(PasskeyNotAdded):
        add(camille, Device(credential_id=bytes(passkeys.CREDENTIAL_ID_AT_MOST + 1)))
    add(camille, Device(credential_id=bytes(passkeys.CREDENTIAL_ID_AT_MOST)))


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_adds_nothing_and_opens_nothing(camille: Viewer, garbage: str) -> None:
    add(camille)
    prepare(camille)
    with pytest.raises(PasskeyNotAdded):
        keep(camille, garbage)
    to_confirm(camille)
    with pytest.raises(PasskeyRefused):
        confirm(camille, garbage)


@trials(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.integers(0, 400), put=st.binary(max_size=40), part=st.sampled_from(["attestationObject", "clientDataJSON"])
)
def test_whatever_bytes_a_device_made_are_refused_or_kept_and_never_break(cut: int, put: bytes, part: str) -> None:
    options = json.dumps({"rp": {"id": HERE.id}, "challenge": "AAAA"})
    made = json.loads(Device().make(options))
    original = base64url_to_bytes(made["response"][part])
    made["response"][part] = bytes_to_base64url(original[:cut] + put + original[cut + len(put) :])
    with contextlib.suppress(PasskeyNotAdded):
        passkeys.read_made(json.dumps(made), challenge=b"\0\0\0", site=HERE)


# Named and removed


def test_a_passkey_is_renamed_by_its_owner_alone(cast: Cast) -> None:
    camille, paul = sign_in(cast.camille)[0], sign_in(cast.paul)[0]
    add(camille)
    (kept,) = mine(camille)
    rename(camille, kept, "Mon ordinateur")
    with pytest.raises(NotFound):
        rename(paul, kept, "À moi")
    with pytest.raises(PasskeyNameTooLong):
        rename(camille, kept, "x" * 61)
    assert mine(camille)[0].name == "Mon ordinateur"
    assert actions().count("passkey:renamed") == 1


def test_the_same_name_again_is_not_an_event(camille: Viewer) -> None:
    add(camille, name="Téléphone")
    rename(camille, mine(camille)[0], "Téléphone")
    assert "passkey:renamed" not in actions()


def test_a_passkey_removed_opens_nothing_any_more_and_is_told(cast: Cast) -> None:
    other, _ = sign_in(cast.camille)
    camille, token = sign_in(cast.camille)
    phone = add(camille, name="Téléphone")
    other, _ = sign_in(cast.camille)

    renewed = remove(camille, mine(camille)[0])

    assert mine(camille) == []
    assert renewed != token
    with db.reading() as session:
        assert session.get_one(Session, other.session_id).ended_at
    told = outbox.values_of(mails_to(cast.camille, "account_change")[-1])
    assert (told["change"], told["name"]) == ("passkey-removed", "Téléphone")
    with pytest.raises(PasskeyRefused):
        confirm(camille, phone.sign(to_confirm(camille)))


def test_a_passkey_is_removed_by_its_owner_alone(cast: Cast) -> None:
    camille, paul = sign_in(cast.camille)[0], sign_in(cast.paul)[0]
    add(camille)
    with pytest.raises(NotFound):
        remove(paul, mine(camille)[0])
    assert len(mine(camille)) == 1


def test_one_sees_ones_own_alone(cast: Cast) -> None:
    camille, paul = sign_in(cast.camille)[0], sign_in(cast.paul)[0]
    add(camille, name="Premier")
    add(camille, name="Second")
    assert [kept.name for kept in mine(camille)] == ["Premier", "Second"]
    assert mine(paul) == []


# Used to confirm


def test_a_passkey_confirms_who_one_is_and_remembers_when(camille: Viewer) -> None:
    phone = add(camille)
    at = present()
    token = confirm(camille, phone.sign(to_confirm(camille)), now=at)
    with db.reading() as session:
        found = sessions.resume(session, token=token, now=present())
    assert found
    assert found.proved_at == at
    assert mine(camille)[0].last_used_at == at


def test_a_key_that_answers_to_anybody_s_touch_stands_beside_the_password_and_never_for_it(
    cast: Cast, camille: Viewer
) -> None:
    key = add(camille)
    key.verifies = False
    with pytest.raises(PasskeyRefused):
        confirm(camille, key.sign(to_confirm(camille)))
    token = begin(cast.camille)
    assert finish(token, key.sign(to_sign_in(token)))


def test_a_signature_is_worth_one_confirmation(camille: Viewer) -> None:
    signed = add(camille).sign(to_confirm(camille))
    confirm(camille, signed)
    with pytest.raises(PasskeyRefused):
        confirm(camille, signed)
    assert actions()[-1] == "session:confirmation-refused"


def test_a_signature_that_comes_after_five_minutes_is_refused(camille: Viewer) -> None:
    at = present()
    signed = add(camille).sign(to_confirm(camille, now=at))
    with pytest.raises(PasskeyRefused):
        confirm(camille, signed, now=at + timedelta(minutes=5))


def test_a_signature_for_another_session_is_refused(cast: Cast) -> None:
    here = sign_in(cast.camille)[0]
    phone = add(here)
    there = sign_in(cast.camille)[0]
    to_confirm(here)
    with pytest.raises(PasskeyRefused):
        confirm(here, phone.sign(to_confirm(there)))


def test_the_passkey_of_somebody_else_is_refused(cast: Cast) -> None:
    camille, paul = sign_in(cast.camille)[0], sign_in(cast.paul)[0]
    add(camille)
    phone_of_paul = add(paul)
    with pytest.raises(PasskeyRefused):
        confirm(camille, phone_of_paul.sign(to_confirm(camille)))


def test_what_an_imitation_obtained_is_refused(camille: Viewer) -> None:
    phone = add(camille)
    for wrong in ({"origin": ELSEWHERE.origin}, {"rp_id": ELSEWHERE.id}):
        with pytest.raises(PasskeyRefused):
            confirm(camille, phone.sign(to_confirm(camille), **wrong))


def test_another_key_under_the_same_identifier_is_refused(camille: Viewer) -> None:
    phone = add(camille)
    forged = Device(phone.credential_id, used=phone.used)
    with pytest.raises(PasskeyRefused):
        confirm(camille, forged.sign(to_confirm(camille)))


def test_a_copy_of_a_device_is_refused_once_the_device_was_used(camille: Viewer) -> None:
    phone = add(camille)
    stolen = phone.copy()
    confirm(camille, phone.sign(to_confirm(camille)))
    confirm(camille, phone.sign(to_confirm(camille)))
    with pytest.raises(PasskeyRefused):
        confirm(camille, stolen.sign(to_confirm(camille)))
    confirm(camille, phone.sign(to_confirm(camille)))


def test_a_passkey_that_does_not_count_its_uses_is_used_often(camille: Viewer) -> None:
    phone = add(camille, Device(counts=False))
    for _ in range(3):
        confirm(camille, phone.sign(to_confirm(camille)))


# Used to sign in


def test_a_passkey_signs_one_in_once_and_no_code_is_mailed(cast: Cast) -> None:
    phone = add(sign_in(cast.camille)[0])
    token = begin(cast.camille)
    assert show(token).method == "passkey"

    entry = finish(token, phone.sign(to_sign_in(token)))

    with db.reading() as session:
        found = sessions.resume(session, token=entry.session_token, now=present())
        assert found
        assert session.get_one(Session, found.session_id).method == "passkey"
    assert mails_to(cast.camille) == []
    with pytest.raises(AttemptOver):
        finish(token, phone.sign(to_sign_in(token)))


def test_a_signature_sent_twenty_times_at_once_opens_one_session(cast: Cast) -> None:
    phone = add(sign_in(cast.camille)[0])
    token = begin(cast.camille)
    signed = phone.sign(to_sign_in(token))
    came_out = at_once([partial(finish, token, signed)] * 20)
    assert came_out == {"Entry": 1, "AttemptOver": 19}


def test_each_try_to_sign_in_needs_a_challenge_of_its_own(cast: Cast) -> None:
    phone = add(sign_in(cast.camille)[0])
    token = begin(cast.camille)
    options = to_sign_in(token)
    with pytest.raises(PasskeyRefused):
        finish(token, "garbage")
    assert attempt_of(cast.camille).tries == 1
    with pytest.raises(PasskeyRefused):
        finish(token, phone.sign(options))
    finish(token, phone.sign(to_sign_in(token)))


def test_a_challenge_of_another_attempt_is_refused(cast: Cast) -> None:
    phone = add(sign_in(cast.camille)[0])
    add(sign_in(cast.paul)[0])
    of_paul = to_sign_in(begin(cast.paul))
    token = begin(cast.camille)
    to_sign_in(token)
    with pytest.raises(PasskeyRefused):
        finish(token, phone.sign(of_paul))


def test_what_was_signed_to_confirm_does_not_sign_in(cast: Cast) -> None:
    viewer = sign_in(cast.camille)[0]
    phone = add(viewer)
    token = begin(cast.camille)
    to_sign_in(token)
    with pytest.raises(PasskeyRefused):
        finish(token, phone.sign(to_confirm(viewer)))
