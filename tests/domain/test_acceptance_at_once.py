"""Whatever arrives at the same instant, one invitation gives one person one place."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.cast import Cast, sign_in
from tests.domain.doorstep import actions, other_than
from tests.domain.invited import (
    INES,
    accept,
    answer,
    ask,
    code_sent_to,
    decline,
    invitation,
    invite,
    people,
    places_of,
    stored_sign_ups,
)

AT_ONCE = 50


def all_at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Do each of these things in a thread of its own, started together; count what came out by its kind."""
    line = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        line.wait()
        try:
            return type(act()).__name__
        except Exception as raised:  # noqa: BLE001 - whatever comes out is counted
            return type(raised).__name__

    with ThreadPoolExecutor(len(acts)) as threads:
        return Counter(threads.map(run, acts))


def test_fifty_acceptances_at_once_give_one_place(cast: Cast) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    viewer, _ = sign_in(cast.zelda)
    before = len(actions())

    came_out = all_at_once(*[lambda: accept(token, viewer)] * AT_ONCE)

    assert came_out == {"str": AT_ONCE}
    assert len(places_of(cast.zelda.email)) == 1
    assert sorted(actions()[before:]) == ["invitation:accepted", "member:joined"]


def test_fifty_right_codes_at_once_make_one_person(cast: Cast) -> None:
    asked = ask(invite(cast.agathe))
    code, before = code_sent_to(INES), len(actions())

    came_out = all_at_once(*[lambda: answer(asked, code)] * AT_ONCE)

    assert came_out == {"Entry": 1, "InvitationOver": AT_ONCE - 1}
    assert (len(people()), len(places_of(INES))) == (1, 1)
    assert sorted(actions()[before:]) == ["invitation:accepted", "member:joined", "person:created", "session:started"]


def test_of_fifty_wrong_codes_at_once_five_are_compared(cast: Cast) -> None:
    asked = ask(invite(cast.agathe))
    wrong = other_than(code_sent_to(INES))

    came_out = all_at_once(*[lambda: answer(asked, wrong)] * AT_ONCE)

    assert came_out == {"WrongCode": 4, "NoTriesLeft": AT_ONCE - 4}
    assert stored_sign_ups()[0].code_tries == 5


@pytest.mark.parametrize("first", ["accept", "decline"])
def test_yes_and_no_at_once_are_one_answer(cast: Cast, first: str) -> None:
    token = invite(cast.agathe, cast.zelda.email)
    viewer, _ = sign_in(cast.zelda)
    acts = [lambda: accept(token, viewer), lambda: decline(token)]

    all_at_once(*(acts if first == "accept" else acts[::-1]) * 5)

    answered = invitation()
    assert bool(answered.accepted_at) != bool(answered.declined_at)
    assert len(places_of(cast.zelda.email)) == bool(answered.accepted_at)
