"""The hours of a week: read as people type them, saved as a whole, said in sentences."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import agendas, weekly_hours
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import NotAllowed, NotFound, Refused, Stale
from mycharlotte.domain.texts import TextTooLong
from mycharlotte.domain.wall_clock import DayMalformed, NoSuchDay, TimeMalformed
from mycharlotte.domain.weekly_hours import TypedSpan, TypedWeek, Week
from mycharlotte.locales.weeks import spoken_week
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.availability import Hours
from mycharlotte.models.base import id_of
from mycharlotte.models.bubbles import Bubble
from mycharlotte.models.people import Person
from mycharlotte.views.hours import WeekSpan
from tests.cast import Cast, sign_in
from tests.domain.neighbours import bubble, join, new_bubble

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def span(weekday: int, starts: str, ends: str, place: str = "", key: str = "", **dates: str) -> TypedSpan:
    return TypedSpan(key or f"{weekday}{starts[:2]}".replace(":", ""), weekday, starts, ends, place, **dates)


def save(person: Person, *spans: TypedSpan, version: str | None = None, of: Bubble | None = None) -> Week:
    """Save these spans over what is stored, unless another version is named."""
    viewer, here = sign_in(person)[0], (of or bubble()).ref
    if version is None:
        version = shown(person, of=of).version
    with db.transaction() as session:
        return weekly_hours.save(session, by=viewer, bubble_ref=here, typed=TypedWeek(version, spans), now=NOW)


def shown(person: Person, *, of: Bubble | None = None) -> Week:
    with db.reading() as session:
        return weekly_hours.show(session, viewer=sign_in(person)[0], bubble_ref=(of or bubble()).ref)


def refused(*spans: TypedSpan) -> Refused:
    with pytest.raises(Refused) as raised:
        weekly_hours.parse(spans)
    return raised.value


def test_a_week_is_saved_as_a_whole_instead_of_the_one_before(cast: Cast) -> None:
    save(cast.camille, span(0, "9", "12h"), span(0, "14 h", "17:30", place="12 rue des Lilas "), span(6, "8", "24:00"))
    save(cast.camille, span(0, "14 h", "17:30", place="12 rue des Lilas"), span(1, "09:00", "0930"))

    assert shown(cast.camille).spans == (WeekSpan(0, 840, 1050, "12 rue des Lilas"), WeekSpan(1, 540, 570))
    with db.reading() as session:
        assert len(session.exec(select(Hours)).all()) == 2


def test_midnight_ends_a_day_however_it_is_written() -> None:
    for typed in ("24:00", "24h", "00:00", "0"):
        assert weekly_hours.parse([span(4, "18:00", typed)]) == (WeekSpan(4, 1080, 1440),)


@pytest.mark.parametrize(
    ("wrong", "field", "kind"),
    [
        (span(0, "12:00", "9:00", key="a"), "span-a-ends", weekly_hours.SpanEmpty),
        (span(0, "9:00", "9:00", key="a"), "span-a-ends", weekly_hours.SpanEmpty),
        (span(0, "25:00", "26:00", key="a"), "span-a-starts", TimeMalformed),
        (span(0, "24:00", "24:00", key="a"), "span-a-starts", TimeMalformed),
        (span(0, "9:00", "24:01", key="a"), "span-a-ends", TimeMalformed),
        (span(0, "9:00", "10:60", key="a"), "span-a-ends", TimeMalformed),
        (span(0, "neuf", "12:00", key="a"), "span-a-starts", TimeMalformed),
        (span(0, "", "12:00", key="a"), "span-a-starts", TimeMalformed),
        (span(0, "9", "10", since="2026-02-30", key="a"), "span-a-since", NoSuchDay),
        (span(0, "9", "10", until="bientôt", key="a"), "span-a-until", DayMalformed),
        (
            span(0, "9", "10", since="2026-12-02", until="2026-12-01", key="a"),
            "span-a-until",
            weekly_hours.DatesReversed,
        ),
        (span(0, "9", "10", place="x" * 301, key="a"), "span-a-place", TextTooLong),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field(wrong: TypedSpan, field: str, kind: type[Refused]) -> None:
    told = refused(wrong, span(3, "9", "12"))
    assert (type(told), told.field) == (kind, field)


def test_all_that_is_to_mend_is_told_at_once() -> None:
    told = refused(span(0, "x", "12", key="a"), span(1, "9", "8", key="b"), span(2, "9", "10", key="c"))
    assert isinstance(told, SeveralRefused)
    assert [one.field for one in told.refusals] == ["span-a-starts", "span-b-ends"]


def test_spans_of_a_day_never_overlap_but_may_touch() -> None:
    told = refused(span(0, "9", "12", key="a"), span(0, "11:59", "14", key="b"), span(0, "14", "15", key="c"))
    assert isinstance(told, weekly_hours.SpansOverlap)
    assert (told.field, told.starts, told.ends) == ("span-b-starts", 540, 720)
    assert len(weekly_hours.parse([span(0, "9", "12"), span(0, "12", "14"), span(1, "10", "13")])) == 3


def test_a_long_span_is_compared_with_all_those_of_its_day() -> None:
    told = refused(span(0, "8", "18", key="a"), span(0, "9", "10", key="b"), span(0, "16", "17", key="c"))
    assert isinstance(told, SeveralRefused)
    assert [one.field for one in told.refusals] == ["span-b-starts", "span-c-starts"]


def test_the_same_hours_at_other_dates_are_not_an_overlap() -> None:
    summer = span(0, "9", "12", key="a", until="2026-08-31")
    assert len(weekly_hours.parse([summer, span(0, "10", "13", key="b", since="2026-09-01")])) == 2
    assert isinstance(refused(summer, span(0, "10", "13", key="b", since="2026-08-31")), weekly_hours.SpansOverlap)


def test_a_week_has_a_limit() -> None:
    spans = [span(day % 7, f"{day // 7}:00", f"{day // 7}:30", key=f"k{day}") for day in range(weekly_hours.AT_MOST)]
    assert len(weekly_hours.parse(spans)) == weekly_hours.AT_MOST
    assert isinstance(refused(*spans, span(0, "23:00", "23:30")), weekly_hours.TooManySpans)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "[]",
        "null",
        '{"version": "", "spans": [{"key": "a", "weekday": 7, "starts": "9", "ends": "10"}]}',
        '{"version": "", "spans": [{"key": "../", "weekday": 0, "starts": "9", "ends": "10"}]}',
        '{"version": "", "spans": [{"key": "a", "weekday": 0, "starts": 9, "ends": 10}]}',
        '{"version": "' + "x" * 17 + '", "spans": []}',
        "[" * 5000,
    ],
)
def test_what_no_form_sends_is_refused(sent: str) -> None:
    with pytest.raises(weekly_hours.WeekUnreadable):
        weekly_hours.read(sent)


def test_what_the_form_sends_is_read() -> None:
    sent = (
        '{"version": "v", "spans": [{"weekday": 2, "starts": "9", "ends": "10", "place": "\\u0000ici", "key": "a1"}]}'
    )
    week = weekly_hours.read(sent)
    assert week == TypedWeek("v", (TypedSpan("a1", 2, "9", "10", "\0ici"),))
    assert weekly_hours.parse(week.spans) == (WeekSpan(2, 540, 600, "ici"),)


def test_of_two_tabs_the_second_to_save_is_told_and_may_choose(cast: Cast) -> None:
    empty = shown(cast.camille).version
    first = save(cast.camille, span(0, "9", "12"), version=empty)
    with pytest.raises(Stale):
        save(cast.camille, span(1, "9", "12"), version=empty)
    assert shown(cast.camille).spans == first.spans
    assert save(cast.camille, span(1, "9", "12"), version=first.version).spans == (WeekSpan(1, 540, 720),)


def test_saving_what_is_already_saved_is_no_clash_and_tells_nobody(cast: Cast) -> None:
    empty = shown(cast.camille).version
    save(cast.camille, span(0, "9", "12"), version=empty)
    before = version_of(cast.camille)
    save(cast.camille, span(0, "09:00", "12 h"), version=empty)
    assert version_of(cast.camille) == before


def test_calendars_are_told_and_the_log_knows_how_many_spans_but_not_where(cast: Cast) -> None:
    before = version_of(cast.camille)
    save(cast.camille, span(0, "9", "12", place="Chez Madame Roux"))
    assert version_of(cast.camille) == before + 1
    with db.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "hours:updated")).one()
    assert "Roux" not in entry.details
    assert '"spans":1' in entry.details


def test_nobody_but_a_companion_of_the_bubble_has_hours_there(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        shown(cast.paul)
    with pytest.raises(NotFound):
        shown(cast.zelda)
    with pytest.raises(NotAllowed):
        save(cast.paul, span(0, "9", "12"), version="")
    with pytest.raises(NotFound):
        save(cast.camille, span(0, "9", "12"), version="", of=new_bubble("Autre"))


def test_hours_are_ones_own_and_of_one_bubble(cast: Cast) -> None:
    other = new_bubble("Bulle des Iris")
    join(cast.camille, of=other)
    save(cast.camille, span(0, "9", "12"))
    save(cast.agathe, span(0, "10", "11"))
    save(cast.camille, span(0, "8", "10"), of=other)
    assert shown(cast.camille).spans == (WeekSpan(0, 540, 720),)
    assert shown(cast.agathe).spans == (WeekSpan(0, 600, 660),)
    assert kept_in(cast.camille) == ["Bulle des Iris", "Bulle des Lilas"]


def test_what_is_given_in_two_bubbles_at_once_is_said(cast: Cast) -> None:
    other = new_bubble("Bulle des Iris")
    join(cast.camille, of=other)
    save(cast.camille, span(0, "9", "12"), span(1, "9", "12"), of=other)
    week = save(cast.camille, span(0, "11", "14"), span(1, "12", "14"))
    with db.reading() as session:
        both = weekly_hours.also_elsewhere(session, viewer=sign_in(cast.camille)[0], week=week)
    assert [(one, where.name) for one, where in both] == [(WeekSpan(0, 660, 720), "Bulle des Iris")]


@pytest.mark.parametrize(
    ("spans", "french", "english"),
    [
        ([], [], []),
        (
            [WeekSpan(day, *hours) for day in (0, 1) for hours in ((540, 720), (840, 1020))],
            ["Lundi et mardi, de 9\xa0h à 12\xa0h et de 14\xa0h à 17\xa0h"],
            ["Monday and Tuesday, from 9:00 to 12:00 and from 14:00 to 17:00"],
        ),
        (
            [WeekSpan(day, 570, 1440, "12 rue des Lilas") for day in (0, 1, 2, 4)] + [WeekSpan(3, 540, 600)],
            [
                "Lundi, mardi, mercredi et vendredi, de 9\xa0h\xa030 à minuit, à l’adresse 12 rue des Lilas",
                "Jeudi, de 9\xa0h à 10\xa0h",
            ],
            [],
        ),
        (
            [WeekSpan(day, 540, 720, "A") for day in range(5)] + [WeekSpan(day, 840, 900, "B") for day in range(5)],
            ["Du lundi au vendredi, de 9\xa0h à 12\xa0h, à l’adresse A et de 14\xa0h à 15\xa0h, à l’adresse B"],
            [],
        ),
        (
            [
                WeekSpan(5, 540, 600, "", date(2026, 12, 1), date(2027, 1, 31)),
                WeekSpan(6, 540, 600, "", None, NOW.date()),
            ],
            [
                "Samedi, de 9\xa0h à 10\xa0h, du 1er décembre 2026 au 31 janvier 2027",
                "Dimanche, de 9\xa0h à 10\xa0h, jusqu’au 23 novembre 2026",
            ],
            [],
        ),
    ],
)
def test_a_week_is_said_as_people_say_it(spans: Iterable[WeekSpan], french: list[str], english: list[str]) -> None:
    assert spoken_week("fr", spans) == french
    if english:
        assert len(spoken_week("en", spans)) == len(english)


def version_of(person: Person) -> int:
    with db.transaction() as session:
        return agendas.of(session, id_of(person)).version


def kept_in(person: Person) -> list[str]:
    with db.reading() as session:
        return [one.name for one in weekly_hours.kept_in(session, viewer=sign_in(person)[0])]
