"""Limits hold where they should: one attacker uses up their own tries, not everyone's."""

from collections.abc import Iterator

import pytest

from mycharlotte import db
from mycharlotte.config import settings
from mycharlotte.domain.errors import TooManyTries
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.sign_in import credential
from mycharlotte.http import origins
from mycharlotte.http.buckets import Bucket
from mycharlotte.logs import Seldom


@pytest.fixture
def behind_two_proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MYCHARLOTTE_TRUSTED_PROXY_HOPS", "2")
    settings.cache_clear()
    yield
    settings.cache_clear()


def block_of(*forwarded: str, client: str = "127.0.0.1") -> str:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return origins.address_block({"type": "http", "headers": headers, "client": (client, 1)})


def test_one_block_cannot_keep_everyone_from_signing_in(sqlite: str) -> None:
    attacker, everyone_else = (Origin(device="", address_block=block) for block in ("192.0.2.0/24", "198.51.100.0/24"))
    refused = 0
    with db.reading() as session:
        for n in range(Limit.PASSWORD_BY_SITE.value.times + 50):
            try:
                credential(session, email=f"{n}@example.org", origin=attacker)
            except TooManyTries:
                refused += 1
        credential(session, email="someone@example.org", origin=everyone_else)
    assert refused == Limit.PASSWORD_BY_SITE.value.times + 50 - Limit.PASSWORD_BY_BLOCK.value.times


@pytest.mark.usefixtures("behind_two_proxies")
def test_an_address_is_counted_back_through_our_proxies_whatever_the_client_says() -> None:
    ours = "203.0.113.0/24"
    assert block_of("203.0.113.7, 10.0.0.1") == ours
    assert block_of("198.51.100.1, 203.0.113.7, 10.0.0.1") == ours
    assert block_of("198.51.100.1", "203.0.113.7", "10.0.0.1") == ours
    assert block_of("not an address, 203.0.113.7, 10.0.0.1") == ours
    assert block_of("203.0.113.7", client="10.0.0.1") == "10.0.0.0/24"
    assert block_of("x, y") == "unknown"


def test_without_a_proxy_nobody_chooses_their_address() -> None:
    assert block_of("203.0.113.7", client="198.51.100.9") == "198.51.100.0/24"


def test_a_household_is_one_block_in_both_versions() -> None:
    assert block_of(client="2001:db8:1:2ff::1") == block_of(client="2001:db8:1:200:ffff::9")
    assert block_of(client="2001:db8:1:2ff::1") != block_of(client="2001:db8:1:300::1")
    assert block_of(client="::ffff:198.51.100.9") == "198.51.100.0/24"


def test_a_bucket_gives_what_it_holds_and_then_waits() -> None:
    bucket = Bucket(room=3, per_second=0)
    assert bucket.is_full
    assert [bucket.take() for _ in range(5)] == [True, True, True, False, False]
    assert not bucket.is_full


def test_a_bucket_fills_again_but_never_over() -> None:
    bucket = Bucket(room=2, per_second=1e9)
    assert all(bucket.take() for _ in range(50))
    assert bucket.is_full


def test_what_is_said_again_and_again_is_said_ten_times_and_the_rest_still_is() -> None:
    seldom = Seldom(10)
    said = [seldom.lets_through("the same") for _ in range(15)]
    assert said.count(True) in range(10, 16)  # a new minute may begin meanwhile
    assert seldom.lets_through("another")
