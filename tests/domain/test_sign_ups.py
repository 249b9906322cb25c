"""An account made with an invitation: what it takes, and what nobody learns on the way."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import invitations, limits, mailed_codes, names, outbox, passwords, sign_ups
from mycharlotte.domain.codes import CodeMalformed, NoTriesLeft
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import Refused, TooManyTries
from mycharlotte.domain.guests import InvitationOver
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.mailed_codes import CodeExpired, ResendTooSoon, WrongCode
from mycharlotte.domain.offers import Offer
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.sign_ups import AccountExists, SignUpOver
from mycharlotte.models.access import KnownDevice, Session
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Role
from mycharlotte.models.people import Person
from mycharlotte.views.guests import SignUpView
from tests.cast import Cast, sign_in
from tests.domain.doorstep import LAPTOP, actions, enter, other_than, suspend
from tests.domain.invited import (
    INES,
    LINK,
    PASSWORD_HASH,
    accept,
    answer,
    ask,
    change,
    code_sent_to,
    decline,
    invitation,
    invite,
    mails_to,
    no_longer_admin,
    people,
    places_of,
    resend,
    show,
    stored_sign_ups,
    who_is,
)
from tests.domain.inviting import another_bubble

STRONG = "Sept-cerises-dansent-9"


def check(
    token: str, *, first_name: str = "Inès", last_name: str = "Da Silva", password: str = STRONG
) -> sign_ups.Wanted:
    with db.reading() as session:
        return sign_ups.check(
            session,
            token=token,
            names_typed={"first_name": first_name, "last_name": last_name},
            password=password,
            language="en",
            origin=LAPTOP,
            now=now(),
        )


def look(token: str, *, of: str = "", at: Any = None) -> SignUpView:
    with db.reading() as session:
        return sign_ups.show(session, token=token, of=of, now=at or now())


# The form


def test_what_was_typed_comes_back_as_it_will_be_kept(cast: Cast) -> None:
    wanted = check(invite(cast.agathe), first_name="  Ine\u0300s ", last_name="Da  Silva")
    assert (wanted.first_name, wanted.last_name, wanted.language) == ("In\u00e8s", "Da Silva", "en")


def test_all_that_is_to_mend_is_said_at_once(cast: Cast) -> None:
    with pytest.raises(SeveralRefused) as refused:
        check(invite(cast.agathe), first_name=" ", last_name="", password="court")
    assert [one.field for one in refused.value.refusals] == ["first_name", "last_name", "new_password"]


@pytest.mark.parametrize("personal", [INES, "Da Silva"])
def test_a_password_is_not_ones_address_nor_ones_name(cast: Cast, personal: str) -> None:
    with pytest.raises(passwords.PasswordWeak) as refused:
        check(invite(cast.agathe), password=personal)
    assert passwords.Weakness.PERSONAL in refused.value.weaknesses


def test_a_name_alone_to_mend_is_said_alone(cast: Cast) -> None:
    with pytest.raises(names.NameMissing):
        check(invite(cast.agathe), first_name="")


def test_five_accounts_an_hour_are_asked_for_with_one_invitation_and_mistakes_are_not_counted(cast: Cast) -> None:
    token = invite(cast.agathe)
    for _ in range(Limit.SIGN_UP_BY_INVITATION.value.times):
        with pytest.raises(passwords.PasswordWeak):
            check(token, password="court")
        check(token)
    with pytest.raises(TooManyTries):
        check(token)


# A new person


def test_the_right_code_makes_the_person_the_place_and_the_session(cast: Cast) -> None:
    token, at = invite(cast.agathe, role=Role.COMPANION, is_admin=True), now()
    entry = answer(ask(token, now=at), code_sent_to(INES), now=at)
    (person,), (place,) = people(), places_of(INES)
    assert (person.first_name, person.last_name, person.password_hash) == ("Inès", "Da Silva", PASSWORD_HASH)
    assert (place.role, place.is_admin, place.folded_name) == (Role.COMPANION, True, "da silva ines")
    assert who_is(entry).ref == person.ref
    assert (invitation().accepted_at, invitation().accepted_by_id) == (at, person.id)
    with db.reading() as session:
        assert session.exec(select(KnownDevice).where(KnownDevice.person_id == person.id)).one()
        assert session.exec(select(Session).where(Session.person_id == person.id)).one().method == "mail"


def test_it_leaves_a_whole_trace_in_order(cast: Cast) -> None:
    token = invite(cast.agathe)
    before = len(actions())
    answer(ask(token), code_sent_to(INES))
    assert actions()[before:] == [
        "sign-up:begun",
        "sign-in:code-sent",
        "person:created",
        "member:joined",
        "invitation:accepted",
        "session:started",
    ]


def test_until_the_code_is_typed_there_is_nobody(cast: Cast) -> None:
    token = invite(cast.agathe)
    asked = ask(token)
    assert (people(), places_of(INES), invitation().accepted_at) == ([], [], None)
    assert look(asked) == SignUpView(is_open=True, email=INES, seconds_to_resend=30)


def test_nothing_of_the_password_is_kept_once_it_has_served(cast: Cast) -> None:
    answer(ask(invite(cast.agathe)), code_sent_to(INES))
    (kept,) = stored_sign_ups()
    assert (kept.password_hash, kept.code_mac) == ("", b"")
    assert kept.finished_at


def test_the_mail_carries_no_word_that_was_typed_in_the_form(cast: Cast) -> None:
    ask(invite(cast.agathe), first_name="Appelez le 08 99 00 00 00")
    values = outbox.values_of(mails_to(INES)[0])
    assert values["first_name"] == "Inès"
    assert "08 99" not in str(values)


def test_one_code_serves_once(cast: Cast) -> None:
    asked = ask(invite(cast.agathe))
    code = code_sent_to(INES)
    answer(asked, code)
    with pytest.raises((SignUpOver, InvitationOver)):
        answer(asked, code)
    assert len(people()) == 1


@pytest.mark.parametrize("typed", ["{a} {b}", " {a}{b} ", "{a}-{b}"])
def test_a_code_may_be_typed_with_spaces(cast: Cast, typed: str) -> None:
    asked = ask(invite(cast.agathe))
    code = code_sent_to(INES)
    assert answer(asked, typed.format(a=code[:3], b=code[3:]))


# The code


def test_five_wrong_codes_and_no_more_even_the_right_one(cast: Cast) -> None:
    asked = ask(invite(cast.agathe))
    code = code_sent_to(INES)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as refused:
            answer(asked, other_than(code))
        assert refused.value.details["left"] == left
    for typed in (other_than(code), code):
        with pytest.raises(NoTriesLeft):
            answer(asked, typed)
    assert people() == []


def test_what_is_not_six_digits_spends_no_try(cast: Cast) -> None:
    asked = ask(invite(cast.agathe))
    for typed in ("", "12345", "K7M2X-9QTRB", "１２３４５６"):
        with pytest.raises(CodeMalformed):
            answer(asked, typed)
    assert stored_sign_ups()[0].code_tries == 0


def test_a_code_is_good_for_ten_minutes(cast: Cast) -> None:
    at = now()
    asked = ask(invite(cast.agathe), now=at)
    with pytest.raises(CodeExpired):
        answer(asked, code_sent_to(INES), now=at + mailed_codes.LIFE)


def test_another_code_waits_for_thirty_seconds_and_kills_the_one_before(cast: Cast) -> None:
    at = now()
    asked = ask(invite(cast.agathe), now=at)
    first = code_sent_to(INES)
    with pytest.raises(ResendTooSoon):
        resend(asked, now=at + timedelta(seconds=29))
    resend(asked, now=at + timedelta(seconds=31))
    second = code_sent_to(INES)
    if first != second:
        with pytest.raises(WrongCode):
            answer(asked, first)
    assert answer(asked, second)


def test_an_account_asked_for_again_leaves_the_first_code_worthless(cast: Cast) -> None:
    token = invite(cast.agathe)
    first = ask(token)
    code = code_sent_to(INES)
    again = ask(token)
    with pytest.raises(WrongCode):
        answer(first, code)
    assert answer(again, code_sent_to(INES))


def test_a_code_is_worth_nothing_in_another_browser(cast: Cast) -> None:
    token = invite(cast.agathe)
    copied = ask(token)
    ask(token)
    code = code_sent_to(INES)
    with pytest.raises(WrongCode):
        answer(copied, code)


def test_guesses_are_counted_by_address_over_every_code(cast: Cast) -> None:
    token, wrong = invite(cast.agathe), 0
    for _ in range(2):
        asked = ask(token)
        for _ in range(mailed_codes.TRIES):
            with pytest.raises((WrongCode, NoTriesLeft)):
                answer(asked, other_than(code_sent_to(INES)))
            wrong += 1
    assert wrong == Limit.CODE_WRONG_BY_ACCOUNT.value.times
    asked = ask(token)
    with pytest.raises(TooManyTries):
        answer(asked, code_sent_to(INES))


def test_ten_codes_an_hour_are_mailed_to_one_address(cast: Cast) -> None:
    token = invite(cast.agathe)
    for number in range(Limit.CODE_MAILED_BY_ACCOUNT.value.times):
        ask(token, origin=Origin("", f"2001:db8:{number}::/56"))
    with pytest.raises(TooManyTries):
        ask(token, origin=Origin("", "2001:db8:ff::/56"))


# When the address has an account


def test_an_address_with_an_account_is_mailed_to_sign_in_and_no_code_is_right(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailed_codes.secrets, "randbelow", lambda _: 123456)  # the code that would have been right
    token = invite(cast.agathe, cast.zelda.email)
    asked = ask(token)
    (mail,) = mails_to(cast.zelda.email)
    values = outbox.values_of(mail)
    assert (mail.letter, "code" in values) == ("already_an_account", False)
    assert show(values["link"].removeprefix(LINK)).stage == "open"
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode) as refused:
            answer(asked, "123456")
        assert refused.value.details["left"] == left
    with pytest.raises(NoTriesLeft):
        answer(asked, "123456")
    assert not places_of(cast.zelda.email)


def test_its_account_is_as_it_was(cast: Cast) -> None:
    asked = ask(invite(cast.agathe, cast.zelda.email))
    with pytest.raises(WrongCode):
        answer(asked, "123456")
    (kept,) = people(cast.zelda.email)
    assert (kept.first_name, kept.password_hash, kept.security_version) == ("Zelda", cast.zelda.password_hash, 1)
    assert stored_sign_ups()[0].password_hash == ""
    assert enter(cast.zelda)


def test_someone_suspended_is_told_apart_by_nothing(cast: Cast) -> None:
    suspend(cast.zelda)
    asked = ask(invite(cast.agathe, cast.zelda.email))
    assert mails_to(cast.zelda.email)[0].letter == "already_an_account"
    with pytest.raises(WrongCode):
        answer(asked, "123456")


def test_each_page_and_each_refusal_is_the_same_with_and_without_an_account(cast: Cast) -> None:
    told: dict[str, list[object]] = {}
    at = now()
    for email in (cast.zelda.email, INES):
        token = invite(cast.agathe, email)
        asked = ask(token, now=at)
        told[email] = [look(asked, at=at).seconds_to_resend, look(asked, at=at + timedelta(seconds=20)).is_mail_slow]
        for typed in ("12", *["000000"] * 6):
            told[email].append(refusal_of(asked, typed, at))
        for later in (10, 40, 50):
            told[email].append(refusal_of_resend(asked, at + timedelta(seconds=later)))
        told[email] += [len(mails_to(email)), [mail.useless_after for mail in mails_to(email)]]
        told[email].append([mail.language for mail in mails_to(email)])
    assert told[cast.zelda.email] == told[INES]


def refusal_of(asked: str, typed: str, at: Any) -> object:
    try:
        return answer(asked, typed, now=at)
    except Refused as refused:
        return type(refused), refused.details


def refusal_of_resend(asked: str, at: Any) -> object:
    try:
        return resend(asked, now=at)
    except Refused as refused:
        return type(refused), refused.details


def test_an_account_made_in_the_meantime_is_not_taken_over(cast: Cast) -> None:
    asked = ask(invite(cast.agathe))
    code = code_sent_to(INES)
    with db.transaction() as session:
        session.add(Person(email=INES, first_name="Inès", password_hash="its own"))
    with pytest.raises(AccountExists):
        answer(asked, code)
    assert [person.password_hash for person in people()] == ["its own"]
    assert not places_of(INES)
    assert invitation().accepted_at is None
    assert stored_sign_ups()[0].finished_at


# When the invitation is over


@pytest.mark.parametrize("happened", [{"declined_at": now()}, {"revoked_at": now()}, {"expires_at": now()}])
def test_no_code_is_good_once_the_invitation_is_over(cast: Cast, happened: dict[str, Any]) -> None:
    token = invite(cast.agathe)
    asked = ask(token)
    change(**happened)
    for act in (
        lambda: answer(asked, code_sent_to(INES)),
        lambda: resend(asked),
        lambda: ask(token),
        lambda: check(token),
    ):
        with pytest.raises(InvitationOver):
            act()
    assert people() == []


def test_whoever_invited_must_still_run_the_bubble(cast: Cast) -> None:
    asked = ask(invite(cast.agathe))
    no_longer_admin(cast.agathe)
    with pytest.raises(InvitationOver):
        answer(asked, code_sent_to(INES))
    assert people() == []


def test_what_is_asked_for_waits_twenty_minutes(cast: Cast) -> None:
    at = now()
    asked = ask(invite(cast.agathe), now=at)
    resend(asked, now=at + timedelta(minutes=15))
    with pytest.raises(SignUpOver):
        answer(asked, code_sent_to(INES), now=at + timedelta(minutes=20))
    assert not look(asked, at=at + timedelta(minutes=20)).is_open


@pytest.mark.parametrize("token", ["", "invented", "\ud800"])
def test_an_invented_request_is_none(cast: Cast, token: str) -> None:
    assert not look(token).is_open
    for act in (lambda: answer(token, "123456"), lambda: resend(token)):
        with pytest.raises(SignUpOver):
            act()


def test_a_code_waits_for_the_invitation_it_was_asked_with_and_no_other(cast: Cast) -> None:
    token = invite(cast.agathe)
    asked = ask(token)
    assert look(asked, of=token).is_open
    decline(token)
    other = invite(cast.agathe)
    assert not look(ask(other), of=token).is_open
    assert look("", of=other) == SignUpView()


def test_an_invitation_accepted_otherwise_ends_what_was_asked_for(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    asked = ask(token)
    accept(token, cast.zelda)
    assert not look(asked).is_open


# Another bubble, whose admin holds a link to the same address


def token_of_another_bubble(admin: Person) -> str:
    ref = another_bubble(admin)
    with db.transaction() as session:
        offer = Offer(INES, Role.PATIENT)
        by = sign_in(admin)[0]
        return invitations.send(session, by=by, bubble_ref=ref, offer=offer, link=LINK, now=now())[1]


def test_wrong_codes_with_the_invitation_of_another_bubble_keep_nobody_out(cast: Cast) -> None:
    hers, theirs = invite(cast.agathe), token_of_another_bubble(cast.zelda)
    for _ in range(2):
        asked = ask(theirs)
        wrong = other_than(code_sent_to(INES))
        for _ in range(5):
            with pytest.raises(Refused):
                answer(asked, wrong)
    assert who_is(answer(ask(hers), code_sent_to(INES))).email == INES


def test_asking_with_the_invitation_of_another_bubble_kills_no_code(cast: Cast) -> None:
    hers, theirs = invite(cast.agathe), token_of_another_bubble(cast.zelda)
    mine = ask(hers)
    code = code_sent_to(INES)
    ask(theirs)
    assert who_is(answer(mine, code)).email == INES


def test_one_address_is_mailed_twenty_times_a_day_at_most_with_or_without_an_account(cast: Cast) -> None:
    for email in (INES, cast.camille.email):
        for _ in range(20):
            limits.spend(Limit.SIGN_UP_MAIL_BY_ADDRESS, email)
    for token in (invite(cast.agathe), token_of_another_bubble(cast.zelda)):
        with pytest.raises(TooManyTries):
            ask(token)
