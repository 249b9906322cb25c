"""Every refusal of the domain has words, in both languages, that say what happened and how to mend it."""

import importlib
import pkgutil

import pytest

from mycharlotte import domain, refusals
from mycharlotte.domain import (
    authenticator,
    booking,
    cancellations,
    codes,
    confirmation,
    consultation_drafts,
    errors,
    invitation_files,
    invitations,
    mailed_codes,
    moves,
    names,
    passwords,
    pictures,
    series,
    slots,
    texts,
    wall_clock,
    weekly_hours,
)
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import NotFound, Refused, TooManyTries
from mycharlotte.domain.phone import PhoneTooShort
from mycharlotte.locales import languages

for module in pkgutil.iter_modules(domain.__path__, "mycharlotte.domain."):
    importlib.import_module(module.name)

# What refusals are raised with, where it is not plain.
EXAMPLES: dict[type[Refused], Refused] = {
    errors.TooManyTries: errors.TooManyTries(seconds=75),
    errors.Stale: errors.Stale(theirs={"first_name": "Élodie"}),
    invitations.AlreadyMember: invitations.AlreadyMember(who="Camille Moreau"),
    invitations.AlreadyInvited: invitations.AlreadyInvited(invitation="abc"),
    invitation_files.FileBadlyQuoted: invitation_files.FileBadlyQuoted(line=12),
    invitation_files.FileLacksColumn: invitation_files.FileLacksColumn(column="email"),
    names.NameMissing: names.NameMissing(field="first_name"),
    names.NameTooLong: names.NameTooLong(field="last_name"),
    names.NameHasHiddenCharacters: names.NameHasHiddenCharacters(field="first_name"),
    texts.TextTooLong: texts.TextTooLong(field="description", at_most=2000),
    pictures.PictureTooLarge: pictures.PictureTooLarge(pixels=400_000_000),
    mailed_codes.ResendTooSoon: mailed_codes.ResendTooSoon(seconds=12),
    mailed_codes.WrongCode: mailed_codes.WrongCode(left=3),
    authenticator.ClockIsWrong: authenticator.ClockIsWrong(minutes=-4),
    codes.OtherMethod: codes.OtherMethod(method="app"),
    moves.TooLateToMove: moves.TooLateToMove(minutes=24 * 60),
    cancellations.TooLateToCancel: cancellations.TooLateToCancel(minutes=24 * 60),
    series.DatesToSettle: series.DatesToSettle(count=2),
    booking.OutsideHours: booking.OutsideHours(why={slots.Closed.OUTSIDE_HOURS, slots.Closed.BUFFER}),
    weekly_hours.SpansOverlap: weekly_hours.SpansOverlap(field="second_starts", starts=540, ends=720),
    weekly_hours.SpanEmpty: weekly_hours.SpanEmpty(field="ends"),
    wall_clock.DayMalformed: wall_clock.DayMalformed(field="day"),
    wall_clock.NoSuchDay: wall_clock.NoSuchDay(field="day"),
    wall_clock.TimeMalformed: wall_clock.TimeMalformed(field="time"),
    wall_clock.TimeSkipped: wall_clock.TimeSkipped(field="time", instead="03:30"),
    consultation_drafts.NotAWholeNumber: consultation_drafts.NotAWholeNumber(field="minutes"),
    consultation_drafts.NumberOutOfRange: consultation_drafts.NumberOutOfRange(field="minutes", least=5, most=1440),
    consultation_drafts.ChoiceNotOffered: consultation_drafts.ChoiceNotOffered(field="mode"),
    confirmation.WrongPassword: confirmation.WrongPassword(field="password"),
    passwords.PasswordWeak: passwords.PasswordWeak(weaknesses=[passwords.Weakness.NO_DIGIT]),
    SeveralRefused: SeveralRefused([names.NameMissing(field="first_name"), PhoneTooShort()]),
}


def concrete(kind: type[Refused] = Refused) -> list[type[Refused]]:
    """Return the refusals that are raised: those that no other refines, and those raised as they are."""
    refined = [
        one for below in kind.__subclasses__() if below.__module__.startswith("mycharlotte.") for one in concrete(below)
    ]
    return refined or [kind]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", concrete(), ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_sentence(kind: type[Refused], language: str) -> None:
    shown = refusals.shown(EXAMPLES.get(kind) or kind(), language)
    for sentence in (shown.sentence, *shown.by_field.values()):
        assert sentence[0].isupper()
        assert sentence[-1] == "."
        assert not set(sentence) & set("{}")


@pytest.mark.parametrize("kind", concrete(), ids=lambda kind: kind.__name__)
def test_no_refusal_says_the_same_in_both_languages(kind: type[Refused]) -> None:
    refused = EXAMPLES.get(kind) or kind()
    assert refusals.shown(refused, "fr").sentence != refusals.shown(refused, "en").sentence


def test_no_sentence_is_kept_for_a_refusal_that_is_gone() -> None:
    assert set(refusals.SENTENCES) | set(refusals._WORDED) | {SeveralRefused} == set(concrete())


def test_a_refusal_without_a_language_is_said_in_french() -> None:
    assert refusals.shown(NotFound(), "").sentence == refusals.shown(NotFound(), "fr").sentence


@pytest.mark.parametrize(
    ("seconds", "french", "english"),
    [
        (1, "dans 1 seconde.", "in 1 second."),
        (90, "dans 90 secondes.", "in 90 seconds."),
        (91, "dans 2 minutes.", "in 2 minutes."),
        (300, "dans 5 minutes.", "in 5 minutes."),
        (21_600, "dans 6 heures.", "in 6 hours."),
    ],
)
def test_how_long_to_wait_is_said_as_one_says_it(seconds: int, french: str, english: str) -> None:
    assert refusals.sentence(TooManyTries(seconds=seconds), "fr").endswith(french)
    assert refusals.sentence(TooManyTries(seconds=seconds), "en").endswith(english)


def test_what_is_counted_agrees() -> None:
    assert "1 essai." in refusals.sentence(mailed_codes.WrongCode(left=1), "fr")
    assert "1 try left." in refusals.sentence(mailed_codes.WrongCode(left=1), "en")
    assert "4 tries left." in refusals.sentence(mailed_codes.WrongCode(left=4), "en")


def test_several_refusals_are_said_each_beside_its_field() -> None:
    shown = refusals.shown(EXAMPLES[SeveralRefused], "en")
    assert shown.field == "first_name"
    assert list(shown.by_field) == ["first_name", "phone"]
    assert shown.by_field["first_name"] == "Enter your first name."


def test_a_sentence_shows_nothing_of_what_was_typed_in_a_format() -> None:
    refused = names.NameMissing(field="{__class__}")
    assert "__class__" not in refusals.sentence(refused, "fr")


def test_a_fault_of_ours_gives_a_reference_and_nothing_else() -> None:
    assert "K7P2QX" in refusals.fault("K7P2QX", "en").sentence
    assert refusals.fault("K7P2QX", "fr").field == ""
