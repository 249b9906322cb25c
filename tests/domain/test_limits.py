"""A limit is reached, says how long to wait, and passes: nobody is ever locked out for good."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from mycharlotte.domain import limits
from mycharlotte.domain.errors import TooManyTries
from mycharlotte.domain.limits import Limit

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture(params=["memory", "redis"])
def storage(request: pytest.FixtureRequest) -> None:
    """Counters in memory, and in Redis."""
    limits.configure("memory://" if request.param == "memory" else request.getfixturevalue("redis_url"))


def use_up(limit: Limit, *who: str) -> None:
    """Spend every try of an allowance."""
    for _ in range(limit.value.times):
        limits.spend(limit, *who)


def test_two_limits_of_the_same_figures_are_two() -> None:
    assert len(Limit) == len(Limit.__members__)


@pytest.mark.usefixtures("storage")
def test_a_try_too_many_is_refused_with_the_time_to_wait() -> None:
    use_up(Limit.PASSWORD_BY_ACCOUNT, "camille@limits.example")
    with pytest.raises(TooManyTries) as refused:
        limits.spend(Limit.PASSWORD_BY_ACCOUNT, "camille@limits.example")
    assert 290 <= refused.value.seconds <= 300


@pytest.mark.usefixtures("storage")
def test_one_person_does_not_use_up_the_tries_of_another() -> None:
    use_up(Limit.PASSWORD_BY_ACCOUNT, "agathe@limits.example")
    limits.spend(Limit.PASSWORD_BY_ACCOUNT, "paul@limits.example")
    limits.spend(Limit.PASSWORD_BY_BLOCK, "agathe@limits.example")


@pytest.mark.parametrize("limit", Limit)
def test_every_limit_passes_with_time(limit: Limit) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        use_up(limit, "someone")
        with pytest.raises(TooManyTries) as refused:
            limits.spend(limit, "someone")
        clock.shift(timedelta(seconds=refused.value.seconds + 1))
        limits.spend(limit, "someone")


def test_tries_that_were_refused_do_not_make_the_wait_longer() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        use_up(Limit.PASSWORD_BY_ACCOUNT, "someone")
        for _ in range(30):
            clock.shift(timedelta(seconds=9))
            with pytest.raises(TooManyTries):
                limits.spend(Limit.PASSWORD_BY_ACCOUNT, "someone")
        clock.shift(timedelta(seconds=31))
        limits.spend(Limit.PASSWORD_BY_ACCOUNT, "someone")


def test_looking_at_a_limit_spends_nothing() -> None:
    for _ in range(50):
        limits.check(Limit.CODE_WRONG_BY_ACCOUNT, "someone")
    use_up(Limit.CODE_WRONG_BY_ACCOUNT, "someone")
    with pytest.raises(TooManyTries):
        limits.check(Limit.CODE_WRONG_BY_ACCOUNT, "someone")


def test_a_counter_names_nobody() -> None:
    limits.spend(Limit.PASSWORD_BY_ACCOUNT, "camille@demo.mycharlotte.fr")
    assert "camille" not in str(vars(limits._limiter[0].storage))


def test_counters_that_cannot_be_reached_from_threads_are_refused() -> None:
    with pytest.raises(TypeError):
        limits.configure("async+memory://")
