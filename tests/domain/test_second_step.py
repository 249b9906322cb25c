"""The second step by whatever method one has: picked, answered, answered in the wrong box, trusted for thirty days."""

import dataclasses
from datetime import datetime, timedelta

import pytest
from pyotp.totp import TOTP
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain.authenticator import AppCodeUsed, WrongAppCode
from mycharlotte.domain.backup_codes import BackupCodeMalformed, BackupCodeReplaced, BackupCodeUsed, WrongBackupCode
from mycharlotte.domain.codes import CodeMalformed, NoTriesLeft, OtherMethod
from mycharlotte.domain.errors import NotFound, TooManyTries
from mycharlotte.domain.sign_in import AttemptOver, Entry
from mycharlotte.models.access import KnownDevice, Session
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from tests.cast import Cast
from tests.domain.doorstep import (
    LAPTOP,
    actions,
    attempt_of,
    begin,
    choose,
    code_sent_to,
    enter,
    finish,
    finish_with_backup,
    give_password,
    mails_to,
    other_than,
    rescued,
    show,
    with_app,
    with_backup_codes,
)
from tests.domain.test_sign_in_at_once import AT_ONCE, all_at_once

AT = now()
LATER = AT + timedelta(minutes=2)


# Which comes first


def test_whoever_has_nothing_else_is_mailed_a_code(cast: Cast) -> None:
    view = show(begin(cast.camille))
    assert (view.method, view.others) == ("mail", ())
    assert len(mails_to(cast.camille)) == 1


def test_whoever_has_an_app_is_mailed_nothing_until_they_ask(cast: Cast) -> None:
    with_app(cast.camille, at=AT)
    token = begin(cast.camille, now=LATER)
    assert show(token, now=LATER).method == "app"
    assert mails_to(cast.camille) == []

    choose(token, "mail", now=LATER)
    assert show(token, now=LATER).method == "mail"
    assert finish(token, code_sent_to(cast.camille), now=LATER)


def test_going_from_one_method_to_another_and_back_mails_one_code(cast: Cast) -> None:
    with_app(cast.camille, at=AT)
    token = begin(cast.camille, now=LATER)
    for method in ("mail", "app", "mail"):
        choose(token, method, now=LATER)
    assert len(mails_to(cast.camille)) == 1


def test_the_method_used_last_on_a_device_comes_first_there(cast: Cast) -> None:
    home = dataclasses.replace(LAPTOP, device_token=enter(cast.camille).device_token)
    with_app(cast.camille, at=AT)
    assert show(begin(cast.camille, origin=home, now=LATER), origin=home, now=LATER).method == "mail"
    elsewhere = begin(cast.camille, now=LATER)
    view = show(elsewhere, now=LATER)
    assert (view.method, view.others) == ("app", ("mail",))


def test_a_method_that_one_does_not_have_cannot_be_chosen(cast: Cast) -> None:
    token = begin(cast.camille)
    for method in ("app", "passkey", "backup", "rescue", "", "nothing"):
        with pytest.raises(NotFound):
            choose(token, method)


def test_every_method_one_has_is_offered(cast: Cast) -> None:
    with_app(cast.camille, at=AT)
    with_backup_codes(cast.camille)
    rescued(cast.camille, by=cast.agathe)
    view = show(begin(cast.camille, now=LATER), now=LATER)
    assert (view.method, *view.others) == ("app", "mail", "backup", "rescue")


# Answered


def test_a_code_of_the_app_opens_one_session_once(cast: Cast) -> None:
    app = with_app(cast.camille, at=AT)
    code = app.at(LATER)
    assert finish(begin(cast.camille, now=LATER), f"{code[:3]} {code[3:]}", now=LATER)
    with pytest.raises(AppCodeUsed):
        finish(begin(cast.camille, now=LATER), code, now=LATER)


def test_the_code_of_the_step_before_is_worthless_once_the_next_served(cast: Cast) -> None:
    app = with_app(cast.camille, at=AT)
    finish(begin(cast.camille, now=LATER), app.at(LATER), now=LATER)
    with pytest.raises(AppCodeUsed):
        finish(begin(cast.camille, now=LATER), app.at(LATER - timedelta(seconds=30)), now=LATER)


def test_each_backup_code_opens_once_in_any_case_and_its_owner_is_told(cast: Cast) -> None:
    for drawn in with_backup_codes(cast.camille)[:3]:
        token = begin(cast.camille)
        choose(token, "backup")
        typed = f" {drawn[:5].lower()}-{drawn[5:].lower()} ".replace("0", "o").replace("1", "l")
        assert finish_with_backup(token, typed)
        again = begin(cast.camille)
        with pytest.raises(BackupCodeUsed):
            finish_with_backup(again, drawn)
    assert len(mails_to(cast.camille, "account_change")) == 4  # one when they were generated


def test_a_code_of_a_replaced_set_says_so(cast: Cast) -> None:
    old = with_backup_codes(cast.camille)[0]
    with_backup_codes(cast.camille)
    with pytest.raises((BackupCodeReplaced, WrongBackupCode)) as refused:
        finish_with_backup(begin(cast.camille), old)
    assert refused.type is BackupCodeReplaced


def test_a_rescue_code_opens_once_and_never_makes_a_device_trusted(cast: Cast) -> None:
    code = rescued(cast.camille, by=cast.agathe)
    token = begin(cast.camille)
    choose(token, "rescue")
    assert finish(token, code.lower(), is_to_be_trusted=True)
    with db.reading() as session:
        assert [device.trusted_until for device in session.exec(select(KnownDevice))] == [None]
    with pytest.raises(NotFound):
        choose(begin(cast.camille), "rescue")


def test_a_rescue_code_is_worthless_once_anything_changed_in_the_account(cast: Cast) -> None:
    rescued(cast.camille, by=cast.agathe)
    with_backup_codes(cast.camille)
    with pytest.raises(NotFound):
        choose(begin(cast.camille), "rescue")


# In the wrong box


def test_a_code_of_the_app_typed_for_that_of_the_mail_says_so_and_costs_a_try(cast: Cast) -> None:
    app = with_app(cast.camille, at=AT)
    token = begin(cast.camille, now=LATER)
    choose(token, "mail", now=LATER)
    with pytest.raises(OtherMethod) as refused:
        finish(token, app.at(LATER), now=LATER)
    assert refused.value.method == "app"
    assert attempt_of(cast.camille).code_tries == 1
    choose(token, "app", now=LATER)
    assert finish(token, app.at(LATER), now=LATER)  # it was recognised, not used up


def test_a_mailed_code_typed_for_that_of_the_app_says_so(cast: Cast) -> None:
    with_app(cast.camille, at=AT)
    token = begin(cast.camille, now=LATER)
    choose(token, "mail", now=LATER)
    choose(token, "app", now=LATER)
    with pytest.raises(OtherMethod) as refused:
        finish(token, code_sent_to(cast.camille), now=LATER)
    assert refused.value.method == "mail"


@pytest.mark.parametrize(("typed", "method"), [("K7M2X-9QTRB", "backup"), ("k7m2 9qtr", "rescue")])
def test_letters_typed_for_digits_say_which_code_they_look_like_and_cost_nothing(
    cast: Cast, typed: str, method: str
) -> None:
    token = begin(cast.camille)
    with pytest.raises(OtherMethod) as refused:
        finish(token, typed)
    assert refused.value.method == method
    assert attempt_of(cast.camille).code_tries == 0


def test_digits_typed_for_a_backup_code_say_so_and_cost_nothing(cast: Cast) -> None:
    with_backup_codes(cast.camille)
    token = begin(cast.camille)
    with pytest.raises(OtherMethod):
        finish_with_backup(token, "123 456")
    with pytest.raises(BackupCodeMalformed):
        finish_with_backup(token, "K7M2X")
    assert attempt_of(cast.camille).tries == 0


# Tries


def wrong_for(app: TOTP, at: datetime) -> str:
    """Six digits that no code of the hour around is."""
    around = {app.at(at + timedelta(seconds=30 * step)) for step in range(-70, 70)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in around)


def test_the_sixth_try_with_an_app_is_refused_even_when_it_is_right(cast: Cast) -> None:
    app = with_app(cast.camille, at=AT)
    token = begin(cast.camille, now=LATER)
    for _ in range(5):
        with pytest.raises(WrongAppCode):
            finish(token, wrong_for(app, LATER), now=LATER)
    with pytest.raises(NoTriesLeft):
        finish(token, app.at(LATER), now=LATER)
    choose(token, "mail", now=LATER)
    assert finish(token, code_sent_to(cast.camille), now=LATER)


def test_wrong_codes_of_every_method_count_together(cast: Cast) -> None:
    app, _ = with_app(cast.camille), with_backup_codes(cast.camille)
    token = begin(cast.camille, now=LATER)
    for _ in range(5):
        with pytest.raises(WrongAppCode):
            finish(token, wrong_for(app, LATER), now=LATER)
    choose(token, "mail", now=LATER)
    for _ in range(4):
        with pytest.raises(Exception, match="WrongCode"):
            finish(token, other_than(code_sent_to(cast.camille)), now=LATER)
    with pytest.raises(WrongBackupCode):
        finish_with_backup(begin(cast.camille, now=LATER), "0000000000", now=LATER)
    with pytest.raises(TooManyTries):
        finish(begin(cast.camille, now=LATER), app.at(LATER), now=LATER)


def test_of_two_hundred_wrong_codes_of_an_app_at_once_five_are_compared(cast: Cast) -> None:
    app = with_app(cast.camille, at=AT)
    token, wrong = begin(cast.camille, now=LATER), wrong_for(app, LATER)
    came_out = all_at_once(lambda: finish(token, wrong, now=LATER))
    assert came_out == {"WrongAppCode": 5, "NoTriesLeft": AT_ONCE - 5}
    assert actions().count("sign-in:code-refused") == 5


def test_of_two_hundred_right_codes_of_an_app_at_once_one_opens_a_session(cast: Cast) -> None:
    app = with_app(cast.camille, at=AT)
    token, code = begin(cast.camille, now=LATER), app.at(LATER)
    with db.reading() as session:
        before = len(session.exec(select(Session)).all())
    came_out = all_at_once(lambda: finish(token, code, now=LATER))
    assert came_out == {Entry.__name__: 1, "AttemptOver": AT_ONCE - 1}
    with db.reading() as session:
        assert len(session.exec(select(Session)).all()) == before + 1


def test_an_attempt_that_is_over_takes_no_method(cast: Cast) -> None:
    app = with_app(cast.camille, at=AT)
    token = begin(cast.camille, now=AT)
    late = AT + timedelta(minutes=20)
    with pytest.raises(AttemptOver):
        finish(token, app.at(late), now=late)
    with pytest.raises(AttemptOver):
        finish_with_backup(token, "K7M2X-9QTRB", now=late)
    with pytest.raises(AttemptOver):
        choose(token, "mail", now=late)


def test_nonsense_is_malformed_whatever_the_method(cast: Cast) -> None:
    with_app(cast.camille, at=AT)
    token = begin(cast.camille, now=LATER)
    for typed in ("", "12345", "１２３４５６", "\x00" * 6):
        with pytest.raises(CodeMalformed):
            finish(token, typed, now=LATER)


# Trusted


def test_a_trusted_device_needs_the_password_alone_for_thirty_days(cast: Cast) -> None:
    home = dataclasses.replace(LAPTOP, device_token=enter(cast.camille, is_to_be_trusted=True, now=AT).device_token)
    assert isinstance(give_password(cast.camille, origin=home, now=AT + timedelta(days=29)), Entry)
    assert isinstance(give_password(cast.camille, origin=home, now=AT + timedelta(days=30)), str)
    assert isinstance(give_password(cast.camille, now=AT), str)
    assert isinstance(give_password(cast.paul, origin=home, now=AT), str)


def test_trusting_is_told_by_mail_and_kept_in_the_log(cast: Cast) -> None:
    enter(cast.camille, is_to_be_trusted=True)
    assert len(mails_to(cast.camille, "account_change")) == 1
    assert "device:trusted" in actions()


def test_trust_dies_with_any_change_of_the_account(cast: Cast) -> None:
    home = dataclasses.replace(LAPTOP, device_token=enter(cast.camille, is_to_be_trusted=True).device_token)
    assert isinstance(give_password(cast.camille, origin=home), Entry)
    with_backup_codes(cast.camille)
    assert isinstance(give_password(cast.camille, origin=home), str)


def test_trust_is_worthless_once_the_version_of_the_account_is_another(cast: Cast) -> None:
    home = dataclasses.replace(LAPTOP, device_token=enter(cast.camille, is_to_be_trusted=True).device_token)
    with db.transaction() as session:
        session.get_one(Person, cast.camille.id).security_version += 1
    assert isinstance(give_password(cast.camille, origin=home), str)
