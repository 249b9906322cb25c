"""Guessing is limited by account, by block of addresses and for the whole site; owners get in, and time heals."""

import dataclasses
from datetime import timedelta

import pytest
import time_machine

from mycharlotte import db
from mycharlotte.domain.errors import TooManyTries
from mycharlotte.domain.mailed_codes import WrongCode
from mycharlotte.domain.sign_in import Credential
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from tests.cast import Cast
from tests.domain.doorstep import (
    LAPTOP,
    actions,
    begin,
    code_sent_to,
    enter,
    finish,
    look_up,
    mails_to,
    other_than,
    resend,
)

CAMILLE = "camille@demo.mycharlotte.fr"


def from_block(number: int) -> str:
    """The name of a block."""
    return f"198.51.{number}.0/24"


@pytest.mark.parametrize("email", [CAMILLE, "nobody@demo.mycharlotte.fr"])
def test_ten_passwords_in_five_minutes_for_one_address_from_anywhere_known_or_not(cast: Cast, email: str) -> None:
    for number in range(10):
        look_up(email, dataclasses.replace(LAPTOP, address_block=from_block(number)))
    with pytest.raises(TooManyTries):
        look_up(email, dataclasses.replace(LAPTOP, address_block=from_block(99)))


def test_thirty_passwords_in_five_minutes_from_one_block_whatever_the_address(cast: Cast) -> None:
    for number in range(30):
        look_up(f"person{number}@example.org")
    with pytest.raises(TooManyTries):
        look_up(CAMILLE)
    assert look_up(CAMILLE, dataclasses.replace(LAPTOP, address_block=from_block(1))) != Credential()


def test_three_hundred_passwords_a_minute_for_the_whole_site(sqlite: str) -> None:
    for number in range(300):
        origin = dataclasses.replace(LAPTOP, address_block=from_block(number))
        look_up(f"person{number}@example.org", origin)
    with pytest.raises(TooManyTries):
        look_up("other@example.org", dataclasses.replace(LAPTOP, address_block="203.0.113.0/24"))


def test_whoever_uses_up_the_tries_does_not_keep_the_owner_out_of_a_known_device(cast: Cast) -> None:
    home = dataclasses.replace(LAPTOP, device_token=enter(cast.camille).device_token)
    for number in range(10):
        look_up(CAMILLE, dataclasses.replace(LAPTOP, address_block=from_block(number)))
    for number in range(21):
        look_up(f"person{number}@example.org")

    assert look_up(CAMILLE, home).person_id == cast.camille.id


def test_a_known_device_has_tries_of_its_own_and_no_more(cast: Cast) -> None:
    home = dataclasses.replace(LAPTOP, device_token=enter(cast.camille).device_token)
    for _ in range(10):
        look_up(CAMILLE, home)
    with pytest.raises(TooManyTries):
        look_up(CAMILLE, home)


def test_the_known_device_of_someone_else_is_no_exemption(cast: Cast) -> None:
    of_paul = dataclasses.replace(LAPTOP, device_token=enter(cast.paul).device_token)
    for _ in range(10):
        look_up(CAMILLE)
    with pytest.raises(TooManyTries):
        look_up(CAMILLE, of_paul)


def test_waiting_always_helps(cast: Cast) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(10):
            look_up(CAMILLE)
        with pytest.raises(TooManyTries) as refused:
            look_up(CAMILLE)
        clock.shift(timedelta(seconds=refused.value.seconds + 1))
        assert look_up(CAMILLE).person_id == cast.camille.id


def test_ten_codes_an_hour_are_mailed_to_one_person(cast: Cast) -> None:
    for _ in range(10):
        begin(cast.camille)
    with pytest.raises(TooManyTries):
        begin(cast.camille)
    assert len(mails_to(cast.camille)) == 10
    assert actions().count("sign-in:begun") == 10
    begin(cast.paul)


def test_forty_codes_an_hour_are_mailed_from_one_block(cast: Cast) -> None:
    with db.transaction() as session:
        session.add(fifth := Person(email="fifth@demo.mycharlotte.fr"))
    for person in (cast.agathe, cast.camille, cast.paul, cast.zelda):
        for _ in range(10):
            begin(person)

    with pytest.raises(TooManyTries):
        begin(fifth)
    begin(fifth, origin=dataclasses.replace(LAPTOP, address_block=from_block(1)))
    with time_machine.travel(now() + timedelta(minutes=61)):
        begin(fifth)


def test_a_code_asked_for_again_counts_as_one_more(cast: Cast) -> None:
    at = now()
    token = begin(cast.camille, now=at)
    for times in range(1, 10):
        resend(token, now=at + timedelta(seconds=31 * times))
    with pytest.raises(TooManyTries):
        resend(token, now=at + timedelta(seconds=310))
    assert finish(token, code_sent_to(cast.camille), now=at + timedelta(seconds=310))


def test_ten_wrong_codes_in_six_hours_whatever_the_attempt_then_time_heals(cast: Cast) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(2):
            token = begin(cast.camille)
            for _ in range(4):
                with pytest.raises(WrongCode):
                    finish(token, other_than(code_sent_to(cast.camille)))
        token = begin(cast.camille)
        for _ in range(2):
            with pytest.raises(WrongCode):
                finish(token, other_than(code_sent_to(cast.camille)))
        with pytest.raises(TooManyTries) as refused:
            finish(token, code_sent_to(cast.camille))

        clock.shift(timedelta(seconds=refused.value.seconds + 1))
        assert enter(cast.camille)
