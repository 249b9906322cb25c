"""What a calendar takes of someone's time: repetitions, zones, days, what does not count; what strangers may send."""

from datetime import UTC, datetime, timedelta

import pytest

from mycharlotte.domain import calendar_texts
from mycharlotte.domain.outside_failures import Failure, Unread
from tests.domain.calendars import calendar, event

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SINCE, UNTIL = NOW - timedelta(days=1), NOW + timedelta(days=396)
OURS = "espace.example.org"


def busy(*parts: str, zone: str = "Europe/Paris", until: datetime = UNTIL) -> list[str]:
    """Return the busy times of a calendar, as « 11-24 09:00–10:00 » (UTC)."""
    spans = calendar_texts.busy_times(calendar(*parts), zone=zone, since=SINCE, until=until, ours=OURS)
    return [f"{a:%m-%d %H:%M}–{b:%H:%M}" for a, b in spans]


def why(text: bytes) -> Failure:
    """Return why a text is not read."""
    with pytest.raises(Unread) as unread:
        calendar_texts.busy_times(text, zone="Europe/Paris", since=SINCE, until=UNTIL, ours=OURS)
    return unread.value.failure


def test_an_event_takes_its_time() -> None:
    assert busy(event()) == ["11-24 09:00–10:00"]


def test_times_are_those_of_their_own_zone() -> None:
    there = {"starts": "TZID=America/Montreal:20261124T090000", "ends": "TZID=America/Montreal:20261124T100000"}
    assert busy(event(**there)) == ["11-24 14:00–15:00"]


def test_times_of_no_zone_are_those_of_the_reader() -> None:
    floating = event(starts="20261124T090000", ends="20261124T100000")
    assert busy(floating) == ["11-24 08:00–09:00"]
    assert busy(floating, zone="Indian/Reunion") == ["11-24 05:00–06:00"]


def test_a_day_is_that_of_the_reader() -> None:
    day = event(starts="20261124", ends="20261125")
    assert busy(day) == ["11-23 23:00–23:00"]
    assert busy(day, zone="America/Montreal") == ["11-24 05:00–05:00"]
    assert busy(event(starts="20261124", ends="")) == busy(day)


def test_what_repeats_holds_its_hour_across_the_clocks() -> None:
    weekly = event(
        "RRULE:FREQ=WEEKLY;UNTIL=20270406T000000Z",
        starts="TZID=Europe/Paris:20270322T090000",
        ends="TZID=Europe/Paris:20270322T100000",
    )
    assert busy(weekly) == ["03-22 08:00–09:00", "03-29 07:00–08:00", "04-05 07:00–08:00"]


def test_what_was_taken_out_or_moved_of_a_series_is() -> None:
    series = event("RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20261125T090000Z")
    moved = event("RECURRENCE-ID:20261126T090000Z", starts="20261126T140000Z", ends="20261126T150000Z")
    cancelled = event("RECURRENCE-ID:20261127T090000Z", "STATUS:CANCELLED", starts="20261127T090000Z")
    assert busy(series, moved, cancelled) == ["11-24 09:00–10:00", "11-26 14:00–15:00"]


@pytest.mark.parametrize(
    ("line", "is_busy"),
    [
        ("TRANSP:TRANSPARENT", False),
        ("TRANSP:transparent", False),
        ("TRANSP:OPAQUE", True),
        ("STATUS:CANCELLED", False),
        ("STATUS:TENTATIVE", True),
        ("STATUS:CONFIRMED", True),
    ],
)
def test_what_is_cancelled_or_leaves_one_free_takes_no_time(line: str, *, is_busy: bool) -> None:
    assert bool(busy(event(line))) is is_busy


def test_what_we_gave_out_ourselves_does_not_come_back() -> None:
    assert busy(event(uid="abc@Espace.example.org")) == []
    assert busy(event(uid="abc@autre-espace.example.org.fr")) != []


def test_times_that_overlap_or_touch_are_one() -> None:
    assert busy(
        event(),
        event(uid="2", starts="20261124T093000Z", ends="20261124T110000Z"),
        event(uid="3", starts="20261124T110000Z", ends="20261124T113000Z"),
        event(uid="4", starts="20261124T120000Z", ends="20261124T130000Z"),
    ) == ["11-24 09:00–11:30", "11-24 12:00–13:00"]


def test_only_what_is_near_is_kept() -> None:
    long_ago = event(starts="20200101T090000Z", ends="20200101T100000Z")
    far = event(uid="2", starts="20290101T090000Z", ends="20290101T100000Z")
    across = event(uid="3", starts="20261101T000000Z", ends="20261122T090000Z")
    assert busy(long_ago, far, across) == ["11-22 08:00–09:00"]


@pytest.mark.parametrize(
    "broken",
    [
        event(starts="20261324T990000Z", ends="20261124T100000Z"),
        event("RRULE:FREQ=OFTEN"),
        event(starts=""),
        event(starts="20261124T100000Z", ends="20261124T090000Z"),
        event("RRULE:FREQ=WEEKLY;UNTIL=never"),
        event(starts="TZID=Nowhere/Land:20261124T090000", ends="TZID=Nowhere/Land:20261124T090000"),
        "BEGIN:VTIMEZONE\r\nTZID:Nonsense\r\nBEGIN:STANDARD\r\nTZOFFSETTO:nothing\r\nEND:STANDARD\r\nEND:VTIMEZONE",
        "BEGIN:VEVENT\r\nBEGIN:VALARM\r\nTRIGGER:x\r\nEND:VALARM\r\nEND:VEVENT",
    ],
)
def test_an_event_that_makes_no_sense_does_not_hide_the_others(broken: str) -> None:
    assert "11-25 09:00–10:00" in busy(broken, event(uid="good", starts="20261125T090000Z", ends="20261125T100000Z"))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<!doctype html><html><body>Connectez-vous</body></html>",
        b"\x00\x01\x02" * 100,
        b"BEGIN:VCALENDAR",
        calendar(event())[:-40],
        b"BEGIN:VCARD\r\nEND:VCARD\r\n",
    ],
)
def test_what_is_no_calendar_is_said_to_be_none(text: bytes) -> None:
    assert why(text) is Failure.NOT_A_CALENDAR


def test_a_calendar_may_begin_with_a_mark_of_order() -> None:
    text = b"\xef\xbb\xbf" + calendar(event())
    assert calendar_texts.busy_times(text, zone="UTC", since=SINCE, until=UNTIL, ours=OURS)


@pytest.mark.parametrize("often", ["SECONDLY", "MINUTELY", "secondly"])
def test_what_happens_every_second_is_too_much(often: str) -> None:
    assert why(calendar(event(f"RRULE:FREQ={often}"))) is Failure.TOO_FULL


def test_too_many_events_are_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_texts, "MAX_EVENTS", 2)
    assert why(calendar(*[event()] * 3)) is Failure.TOO_FULL


def test_too_many_events_that_never_end_are_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_texts, "MAX_ENDLESS", 1)
    assert busy(event("RRULE:FREQ=DAILY;COUNT=2"), event("RRULE:FREQ=DAILY;COUNT=2", uid="2"), event(uid="3"))
    assert why(calendar(event("RRULE:FREQ=DAILY"), event("RRULE:FREQ=DAILY", uid="2"))) is Failure.TOO_FULL


def test_too_many_repetitions_are_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_texts, "MAX_OCCURRENCES", 100)
    assert why(calendar(event("RRULE:FREQ=DAILY"))) is Failure.TOO_FULL


def test_too_many_times_are_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_texts, "MAX_SPANS", 3)
    assert why(calendar(event("RRULE:FREQ=DAILY;COUNT=4"))) is Failure.TOO_FULL


def test_a_line_folded_a_thousand_times_is_read() -> None:
    long = "SUMMARY:" + "\r\n ".join(["a" * 70] * 20_000)
    assert busy(event(long)) == ["11-24 09:00–10:00"]
