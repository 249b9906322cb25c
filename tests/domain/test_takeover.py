"""Someone who holds a copy of a cookie, or a password, gets no further than that; and its owner hears of it."""

import dataclasses
from datetime import timedelta

import pytest
from pyotp.totp import TOTP
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import (
    authenticator,
    backup_codes,
    confirmation,
    new_passwords,
    open_sessions,
    outbox,
    proofs,
    rescue,
    sessions,
)
from mycharlotte.domain.authenticator import SetupOver
from mycharlotte.domain.codes import CodeMalformed
from mycharlotte.domain.confirmation import ProofNeeded
from mycharlotte.domain.errors import SignedOut, TooManyTries
from mycharlotte.domain.new_passwords import LinkOver
from mycharlotte.domain.origin import Origin
from mycharlotte.models.access import KnownDevice
from mycharlotte.models.access import Session as SignedIn
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.states import identity
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.doorstep import (
    LAPTOP,
    begin,
    code_sent_to,
    enter,
    finish,
    give_password,
    mails_to,
    other_than,
    with_app,
)

ELSEWHERE = Origin("Safari, iPhone", "198.51.100.0/24")


def resumed(token: str) -> Viewer | None:
    with db.reading() as session:
        return sessions.resume(session, token=token, now=now())


def change_password(by: Viewer, origin: Origin = LAPTOP) -> str:
    with db.transaction() as session:
        kept = session.get_one(Person, by.person_id).password_hash
        return new_passwords.change(session, by=by, password_hash="another", instead_of=kept, origin=origin, now=now())


def ask_for_link(person: Person, origin: Origin = LAPTOP) -> str:
    """Ask for a link, and return the token of the last that was mailed."""
    with db.transaction() as session:
        new_passwords.ask(session, email=person.email, link="", origin=origin, now=now())
    return outbox.values_of(mails_to(person, "password_reset")[-1])["link"]


# A copied cookie


def test_the_previous_token_does_not_carry_what_was_proved_with_the_new_one(cast: Cast) -> None:
    owner, before = sign_in(cast.paul)
    change_password(owner)
    thief = resumed(before)
    assert thief
    assert not confirmation.is_fresh(thief, now())
    with pytest.raises(ProofNeeded), db.transaction() as session:
        backup_codes.selectors(session, by=thief, now=now())


async def test_the_previous_token_is_looked_up_each_time(cast: Cast) -> None:
    owner, before = sign_in(cast.paul)
    with db.transaction() as session:
        sessions.renew(session, by=owner, now=now())
    assert await identity.viewer_of(before)
    with db.transaction() as session:
        session.get_one(SignedIn, owner.session_id).previous_until = now()
    assert await identity.viewer_of(before) is None


# A session that ends while it is being used


def test_a_session_that_ended_meanwhile_changes_nothing(cast: Cast) -> None:
    owner, _ = sign_in(cast.agathe)
    thief, _ = sign_in(cast.agathe)
    with db.transaction() as session:
        open_sessions.revoke_others(session, by=owner, origin=LAPTOP, now=now())

    with pytest.raises(SignedOut):
        change_password(thief)
    with pytest.raises(SignedOut), db.transaction() as session:
        backup_codes.replace(session, by=thief, hashed=[], origin=LAPTOP, now=now())
    with pytest.raises(SignedOut), db.transaction() as session:
        confirmation.confirm(session, by=thief, origin=LAPTOP, now=now())
    with pytest.raises(SignedOut), db.transaction() as session:
        open_sessions.revoke_others(session, by=thief, origin=LAPTOP, now=now())
    with pytest.raises(SignedOut), db.transaction() as session:
        rescue.issue(session, by=thief, person_ref=cast.paul.ref, identity_check="x" * 30, origin=LAPTOP, now=now())

    with db.reading() as session:
        assert session.get_one(Person, cast.agathe.id).password_hash == cast.agathe.password_hash
        assert session.get_one(SignedIn, owner.session_id).ended_at is None


def test_of_two_sessions_that_end_each_other_one_stays(cast: Cast) -> None:
    one, _ = sign_in(cast.paul)
    other, _ = sign_in(cast.paul)
    with db.transaction() as session:
        open_sessions.revoke(session, by=one, session_ref=other.session_ref, origin=LAPTOP, now=now())
    with pytest.raises(SignedOut), db.transaction() as session:
        open_sessions.revoke(session, by=other, session_ref=one.session_ref, origin=LAPTOP, now=now())


# A key planted in an app that is not there yet


def test_the_key_that_another_session_was_shown_is_never_that_of_the_owner(cast: Cast) -> None:
    owner, _ = sign_in(cast.paul)
    thief, _ = sign_in(cast.paul)
    with db.transaction() as session:
        seen = authenticator.begin(session, by=thief, now=now()).key
    with db.transaction() as session:
        assert authenticator.begin(session, by=owner, now=now()).key != seen
    with pytest.raises(SetupOver), db.transaction() as session:
        authenticator.activate(session, by=thief, code=TOTP(s=seen).now(), origin=LAPTOP, now=now())


def test_no_key_is_shown_to_whoever_has_not_proved_lately_who_they_are(cast: Cast) -> None:
    viewer, _ = sign_in(cast.paul)
    with pytest.raises(ProofNeeded), db.transaction() as session:
        authenticator.begin(session, by=viewer, now=now() + timedelta(minutes=6))


# The owner's own way in


def test_strangers_do_not_use_up_the_links_of_an_owner_on_a_known_device(cast: Cast) -> None:
    home = dataclasses.replace(LAPTOP, device_token=enter(cast.paul).device_token)
    for number in range(6):
        ask_for_link(cast.paul, Origin("", f"198.51.{number}.0/24"))
    assert len(mails_to(cast.paul, "password_reset")) == 5
    ask_for_link(cast.paul, home)
    assert len(mails_to(cast.paul, "password_reset")) == 6


def test_a_link_is_over_once_its_owner_is_in(cast: Cast) -> None:
    token = ask_for_link(cast.paul)
    enter(cast.paul)
    with pytest.raises(LinkOver), db.reading() as session:
        new_passwords.opened(session, token=token, now=now())


def test_slips_at_the_confirmation_do_not_lock_the_sign_in(cast: Cast) -> None:
    app = with_app(cast.paul)
    viewer, _ = sign_in(cast.paul)
    for _ in range(12):
        with pytest.raises(CodeMalformed), db.transaction() as session:
            proofs.with_app(session, by=viewer, code="12345", origin=LAPTOP, now=now())
    later = now() + timedelta(minutes=2)
    assert finish(begin(cast.paul, now=later), app.at(later), now=later)


def test_a_shared_browser_is_trusted_by_each_apart(cast: Cast) -> None:
    entry = enter(cast.paul, is_to_be_trusted=True)
    home = dataclasses.replace(LAPTOP, device_token=entry.device_token)
    assert enter(cast.camille, origin=home).device_token == entry.device_token
    assert not isinstance(give_password(cast.paul, origin=home), str)
    assert isinstance(give_password(cast.camille, origin=home), str)
    assert mails_to(cast.paul, "new_device") == []


def test_a_token_that_was_made_up_names_no_device(cast: Cast) -> None:
    chosen = dataclasses.replace(LAPTOP, device_token="chosen-by-an-attacker")
    assert enter(cast.paul, origin=chosen).device_token != "chosen-by-an-attacker"


# The owner hears of it


def test_ten_wrong_codes_are_told_to_the_owner_once(cast: Cast) -> None:
    for tries in (4, 4, 2):
        token = begin(cast.paul, origin=ELSEWHERE)
        for _ in range(tries):
            with pytest.raises(Exception, match="WrongCode"):
                finish(token, other_than(code_sent_to(cast.paul)))
    with pytest.raises(TooManyTries):
        finish(token, code_sent_to(cast.paul))
    told = [outbox.values_of(mail)["change"] for mail in mails_to(cast.paul, "account_change")]
    assert told == ["tries-used-up"]


def test_a_browser_that_knew_the_old_password_is_a_new_device_after_it_changed(cast: Cast) -> None:
    enter(cast.paul)
    thief = dataclasses.replace(ELSEWHERE, device_token=enter(cast.paul, origin=ELSEWHERE).device_token)
    home = dataclasses.replace(LAPTOP, device_token=enter(cast.paul).device_token)
    told = len(mails_to(cast.paul, "new_device"))
    viewer, _ = sign_in(cast.paul)
    change_password(viewer, home)

    with db.reading() as session:
        assert len(session.exec(select(KnownDevice)).all()) == 1
    enter(cast.paul, origin=home)
    assert len(mails_to(cast.paul, "new_device")) == told
    enter(cast.paul, origin=thief)
    assert len(mails_to(cast.paul, "new_device")) == told + 1
