"""The time of an appointment, for two people whose clocks may differ."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from mycharlotte.states import meeting_times

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
FOR = timedelta(minutes=45)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), tick=False):
        yield


def test_whoever_lives_elsewhere_reads_their_own_time_and_the_other_sides() -> None:
    told = meeting_times.told(AT, AT + FOR, zone="Indian/Reunion", other_zone="Europe/Paris")
    assert told.french == "mardi 1er décembre à 13\u00a0h, jusqu’à 13\u00a0h\u00a045"
    assert told.elsewhere_french == "soit 10\u00a0h à l’heure de Paris"


@pytest.mark.parametrize("other_zone", ["", "Europe/Paris", "Europe/Madrid"])
def test_the_same_time_is_said_once(other_zone: str) -> None:
    told = meeting_times.told(AT, AT + FOR, zone="Europe/Paris", other_zone=other_zone)
    assert (told.elsewhere_french, told.elsewhere_english) == ("", "")
