"""Signing in, one test for each way out of each step."""

import dataclasses
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import announcements, mailed_codes, outbox, sessions, sign_in, tokens
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.codes import CodeMalformed, NoTriesLeft
from mycharlotte.domain.mailed_codes import CodeExpired, ResendTooSoon, WrongCode
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.sign_in import AttemptOver, Credential, WrongCredentials
from mycharlotte.models.access import KnownDevice, Session
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now
from mycharlotte.models.outbox import Delivery
from mycharlotte.models.people import Person
from mycharlotte.views.sign_in import SecondStepView
from tests.cast import Cast
from tests.domain.doorstep import (
    LAPTOP,
    actions,
    attempt_of,
    begin,
    code_sent_to,
    enter,
    finish,
    look_up,
    mails_to,
    other_than,
    resend,
    show,
    suspend,
)

PHONE = Origin("Safari, iOS", "198.51.100.0/24")


def credential_of(person: Person) -> Credential:
    """What the password of someone was compared with."""
    return Credential(person.id or 0, person.password_hash)


# The password


def test_a_known_address_is_compared_with_its_password(cast: Cast) -> None:
    assert look_up("camille@demo.mycharlotte.fr") == Credential(cast.camille.id or 0, cast.camille.password_hash)


def test_an_unknown_address_is_compared_with_nothing(cast: Cast) -> None:
    assert look_up("nobody@demo.mycharlotte.fr") == Credential()


def test_a_suspended_person_is_as_good_as_unknown(cast: Cast) -> None:
    suspend(cast.camille)
    assert look_up("camille@demo.mycharlotte.fr") == Credential()


def test_a_wrong_password_is_remembered_in_a_row_of_the_same_shape_whoever_it_was_for(cast: Cast) -> None:
    for found in (Credential(cast.camille.id or 0, "hash"), Credential()):
        with db.transaction() as session:
            sign_in.refuse(session, found=found, origin=LAPTOP, now=now())

    with db.reading() as session:
        known, unknown = session.exec(select(AuditEntry).where(AuditEntry.action == "sign-in:refused"))
    assert (known.object_ref, unknown.object_ref) == (cast.camille.ref, "")
    assert {known.outcome, unknown.outcome} == {"refused"}
    assert known.details == unknown.details == '{"device":"Firefox, Linux","network":"192.0.2.0/24"}'


def test_a_password_changed_while_it_was_compared_opens_nothing(cast: Cast) -> None:
    found = Credential(cast.camille.id or 0, "the hash of before")
    with pytest.raises(WrongCredentials), db.transaction() as session:
        sign_in.begin(session, found=found, origin=LAPTOP, next_path="/", now=now())


# The code leaves


def test_a_right_password_sends_one_code_by_mail(cast: Cast) -> None:
    token = begin(cast.camille)

    (mail,) = mails_to(cast.camille)
    assert mail.state == Delivery.WAITING
    assert outbox.values_of(mail)["device"] == "Firefox, Linux"
    assert len(code_sent_to(cast.camille)) == 6
    assert attempt_of(cast.camille).token_hash == tokens.digest(token)
    assert actions() == ["sign-in:begun", "sign-in:code-sent"]


def test_the_sender_is_told_that_a_code_waits_once_it_is_committed(cast: Cast) -> None:
    told: list[Announcement] = []
    stop = db.after_commit(told.append)
    begin(cast.camille)
    stop()
    assert told == [Announcement(Topic.MAIL_WAITING, mails_to(cast.camille)[0].ref)]


def test_a_mail_of_a_code_is_useless_once_the_code_is_late(cast: Cast) -> None:
    at = now()
    begin(cast.camille, now=at)
    assert mails_to(cast.camille)[0].useless_after == at + timedelta(minutes=10)


def test_nothing_is_stored_of_an_attempt_that_fails_on_the_way(cast: Cast) -> None:
    with suppress(ZeroDivisionError), db.transaction() as session:
        sign_in.begin(session, found=credential_of(cast.camille), origin=LAPTOP, next_path="/", now=now())
        session.flush()
        _ = 1 / 0

    assert mails_to(cast.camille) == []
    assert actions() == []


def test_another_attempt_kills_the_code_before_and_withdraws_its_mail(cast: Cast) -> None:
    first = begin(cast.camille)
    old_code = code_sent_to(cast.camille)
    begin(cast.camille, origin=PHONE)

    assert [mail.state for mail in mails_to(cast.camille)] == [Delivery.WITHDRAWN, Delivery.WAITING]
    with pytest.raises(WrongCode):
        finish(first, old_code)


def test_another_code_is_sent_after_thirty_seconds_and_replaces_the_first(cast: Cast) -> None:
    at = now()
    token = begin(cast.camille, now=at)
    old_code = code_sent_to(cast.camille)

    resend(token, now=at + timedelta(seconds=30))

    assert [mail.state for mail in mails_to(cast.camille)] == [Delivery.WITHDRAWN, Delivery.WAITING]
    new_code = code_sent_to(cast.camille)
    if new_code != old_code:
        with pytest.raises(WrongCode):
            finish(token, old_code)
    assert finish(token, new_code)


def test_a_new_code_has_its_own_tries_and_its_own_ten_minutes(cast: Cast) -> None:
    at = now()
    token = begin(cast.camille, now=at)
    for _ in range(4):
        with pytest.raises(WrongCode):
            finish(token, other_than(code_sent_to(cast.camille)), now=at)

    resend(token, now=at + timedelta(minutes=9))

    with pytest.raises(WrongCode) as refused:
        finish(token, other_than(code_sent_to(cast.camille)), now=at + timedelta(minutes=12))
    assert refused.value.details["left"] == 4
    assert finish(token, code_sent_to(cast.camille), now=at + timedelta(minutes=18))


def test_a_mail_that_already_left_stays_sent_when_another_follows(cast: Cast) -> None:
    at = now()
    token = begin(cast.camille, now=at)
    with db.transaction() as session:
        outbox.mark_sent(session, mails_to(cast.camille)[0].ref, now=at)

    resend(token, now=at + timedelta(seconds=31))

    assert [mail.state for mail in mails_to(cast.camille)] == [Delivery.SENT, Delivery.WAITING]


def test_another_code_asked_for_too_soon_says_how_long_to_wait(cast: Cast) -> None:
    at = now()
    token = begin(cast.camille, now=at)

    for waited, left in ((0, 30), (10, 20), (29, 1), (29.9, 1)):
        with pytest.raises(ResendTooSoon) as refused:
            resend(token, now=at + timedelta(seconds=waited))
        assert refused.value.details["seconds"] == left

    assert len(mails_to(cast.camille)) == 1


def test_no_code_is_sent_again_without_an_open_attempt(cast: Cast) -> None:
    at = now()
    begin(cast.camille, now=at - timedelta(minutes=21))
    late = begin(cast.paul, now=at - timedelta(minutes=21))
    for token in (late, "invented", ""):
        with pytest.raises(AttemptOver):
            resend(token, now=at)


# The second page


def test_the_second_page_says_where_the_code_went_without_giving_the_address(cast: Cast) -> None:
    at = now()
    token = begin(cast.camille, now=at)
    view = show(token, now=at + timedelta(seconds=1))
    assert view.is_open
    assert view.masked_email == "c•••••@demo.mycharlotte.fr"
    assert view.seconds_to_resend == 29
    assert not view.is_mail_slow


def test_the_second_page_is_closed_without_an_open_attempt(cast: Cast) -> None:
    at = now()
    expired = begin(cast.camille, now=at - timedelta(minutes=20))
    done = begin(cast.paul, now=at)
    finish(done, code_sent_to(cast.paul), now=at)
    suspended = begin(cast.zelda, now=at)
    suspend(cast.zelda)
    for token in (expired, done, suspended, "invented", ""):
        assert show(token, now=at) == SecondStepView()


def test_the_second_page_says_that_mail_is_slow_until_it_has_left(cast: Cast) -> None:
    at = now()
    token = begin(cast.camille, now=at)
    assert not show(token, now=at + mailed_codes.SLOW_AFTER).is_mail_slow
    assert show(token, now=at + mailed_codes.SLOW_AFTER + timedelta(seconds=1)).is_mail_slow
    with db.transaction() as session:
        outbox.mark_sent(session, mails_to(cast.camille)[0].ref, now=at)
    assert not show(token, now=at + timedelta(seconds=60)).is_mail_slow


# The code comes back


def test_the_right_code_opens_one_session(cast: Cast) -> None:
    at = now()
    token = begin(cast.camille, next_path="/parametres/profil", now=at)
    entry = finish(token, code_sent_to(cast.camille), now=at)

    assert entry.next_path == "/parametres/profil"
    assert len({token, entry.session_token, entry.device_token}) == 3
    with db.reading() as session:
        viewer = sessions.resume(session, token=entry.session_token, now=at)
        (row,) = session.exec(select(Session))
    assert viewer
    assert viewer.email == "camille@demo.mycharlotte.fr"
    assert (row.device, row.address_block) == ("Firefox, Linux", LAPTOP.address_block)
    assert actions()[-1] == "session:started"


def test_spaces_and_dashes_in_a_code_do_not_count(cast: Cast) -> None:
    for shape in ("{0} {1}", "{0}-{1}", " {0}{1} \n", "{0}\u00a0{1}", "{0}\u202f{1}", "{0}.{1}"):
        token = begin(cast.camille)
        code = code_sent_to(cast.camille)
        assert finish(token, shape.format(code[:3], code[3:]))


def test_a_wrong_code_says_how_many_tries_are_left_and_the_fifth_kills_the_code(cast: Cast) -> None:
    token = begin(cast.camille)
    code = code_sent_to(cast.camille)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as refused:
            finish(token, other_than(code))
        assert refused.value.details["left"] == left
    for tried in (other_than(code), code, code):
        with pytest.raises(NoTriesLeft):
            finish(token, tried)

    assert attempt_of(cast.camille).code_tries == 5
    assert actions().count("sign-in:code-refused") == 5


def test_a_fourth_wrong_code_leaves_a_fifth_try_that_can_be_right(cast: Cast) -> None:
    token = begin(cast.camille)
    code = code_sent_to(cast.camille)
    for _ in range(4):
        with pytest.raises(WrongCode):
            finish(token, other_than(code))
    assert finish(token, code)


def test_what_is_not_six_digits_spends_no_try(cast: Cast) -> None:
    token = begin(cast.camille)
    for typed in (
        "",
        "12345",
        "1234567",
        "abcdef",
        "12 34 5",
        "１２３４５６",
        "١٢٣٤٥٦",
        "²³¹²³¹",
        "1e5000",
        "\x00" * 6,
    ):
        with pytest.raises(CodeMalformed):
            finish(token, typed)
    assert attempt_of(cast.camille).code_tries == 0
    assert finish(token, code_sent_to(cast.camille))


def test_a_code_is_late_after_ten_minutes(cast: Cast) -> None:
    at = now()
    token = begin(cast.camille, now=at)
    code = code_sent_to(cast.camille)
    with pytest.raises(CodeExpired):
        finish(token, code, now=at + timedelta(minutes=10))
    assert finish(token, code, now=at + timedelta(minutes=9, seconds=59))


def test_a_code_serves_once(cast: Cast) -> None:
    token = begin(cast.camille)
    code = code_sent_to(cast.camille)
    finish(token, code)
    with pytest.raises(AttemptOver):
        finish(token, code)
    with db.reading() as session:
        assert len(session.exec(select(Session)).all()) == 1


def test_the_code_of_someone_else_does_not_open_an_attempt(cast: Cast) -> None:
    token = begin(cast.camille)
    begin(cast.paul)
    if code_sent_to(cast.paul) != code_sent_to(cast.camille):
        with pytest.raises(WrongCode):
            finish(token, code_sent_to(cast.paul))


def test_a_code_sealed_for_one_attempt_is_wrong_in_another_even_if_its_row_is_copied(cast: Cast) -> None:
    begin(cast.paul)
    token = begin(cast.camille)
    with db.transaction() as session:
        session.merge(attempt_of(cast.camille)).code_mac = attempt_of(cast.paul).code_mac
    with pytest.raises(WrongCode):
        finish(token, code_sent_to(cast.paul))


def test_an_attempt_is_over_after_twenty_minutes_whatever_the_code(cast: Cast) -> None:
    at = now()
    token = begin(cast.camille, now=at)
    resend(token, now=at + timedelta(minutes=15))
    with pytest.raises(AttemptOver):
        finish(token, code_sent_to(cast.camille), now=at + timedelta(minutes=20))


def test_an_invented_attempt_is_over(cast: Cast) -> None:
    begin(cast.camille)
    for token in ("", "invented", "\ud800"):
        with pytest.raises(AttemptOver):
            finish(token, code_sent_to(cast.camille))


def test_a_person_suspended_between_the_two_steps_does_not_get_in(cast: Cast) -> None:
    token = begin(cast.camille)
    suspend(cast.camille)
    with pytest.raises(AttemptOver):
        finish(token, code_sent_to(cast.camille))


# Devices


def test_the_first_device_is_known_without_a_mail(cast: Cast) -> None:
    entry = enter(cast.camille)
    assert mails_to(cast.camille, "new_device") == []
    with db.reading() as session:
        assert list(session.exec(select(KnownDevice.token_hash))) == [tokens.digest(entry.device_token)]


def test_a_second_device_is_told_to_its_owner_by_mail(cast: Cast) -> None:
    enter(cast.camille)
    enter(cast.camille, origin=PHONE)
    (mail,) = mails_to(cast.camille, "new_device")
    assert outbox.values_of(mail)["device"] == "Safari, iOS"


def test_a_known_device_keeps_its_token_and_is_told_to_nobody(cast: Cast) -> None:
    first = enter(cast.camille)
    again = enter(cast.camille, origin=dataclasses.replace(LAPTOP, device_token=first.device_token))
    assert again.device_token == first.device_token
    assert again.session_token != first.session_token
    assert mails_to(cast.camille, "new_device") == []


def test_a_browser_that_someone_else_uses_is_new_for_each_and_keeps_its_token(cast: Cast) -> None:
    of_paul = enter(cast.paul).device_token
    enter(cast.camille)
    entry = enter(cast.camille, origin=dataclasses.replace(LAPTOP, device_token=of_paul))
    assert entry.device_token == of_paul
    assert len(mails_to(cast.camille, "new_device")) == 1


def test_signing_in_leaves_a_whole_trace_in_order(cast: Cast) -> None:
    enter(cast.camille)
    assert actions() == ["sign-in:begun", "sign-in:code-sent", "session:started"]


def test_what_signing_in_announces_is_told_to_the_sender_alone(cast: Cast) -> None:
    enter(cast.camille)
    with db.transaction() as session:
        sign_in.begin(session, found=credential_of(cast.camille), origin=PHONE, next_path="/", now=now())
        assert {told.topic for told in announcements.of(session)} == {Topic.MAIL_WAITING}
