"""What is typed of someone to invite becomes an offer, or is told to be mended."""

import pytest

from mycharlotte.domain import offers
from mycharlotte.domain.addresses import EmailHasAccents, EmailInvalid
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.names import NameHasHiddenCharacters
from mycharlotte.domain.offers import MessageTooLong, RoleNotOffered
from mycharlotte.models.people import Language


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Paul.GIRARD@Exemple.FR", "paul.girard@exemple.fr"),
        ("  paul@exemple.fr\u00a0", "paul@exemple.fr"),
        ("paul+bulle@exemple.fr", "paul+bulle@exemple.fr"),
    ],
)
def test_an_address_is_kept_as_it_is_compared(typed: str, kept: str) -> None:
    assert offers.parse(email=typed, role="patient").email == kept


def test_an_address_with_an_accent_is_a_slip() -> None:
    with pytest.raises(EmailHasAccents):
        offers.parse(email="élise@exemple.fr", role="patient")


@pytest.mark.parametrize("typed", ["", "  ", "paul", "paul@", "@exemple.fr", "paul exemple.fr", "a@b@c.fr", "a\n@b.fr"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(EmailInvalid):
        offers.parse(email=typed, role="patient")


@pytest.mark.parametrize("role", ["", "admin", "Patient", "bubble_admin", "patient "])
def test_a_role_that_the_form_does_not_offer_is_refused(role: str) -> None:
    with pytest.raises(RoleNotOffered):
        offers.parse(email="paul@exemple.fr", role=role)


def test_a_name_may_be_empty_but_not_hide_anything() -> None:
    offer = offers.parse(email="a@exemple.fr", role="companion", first_name="  ", last_name=" Le  Goff ")
    assert (offer.first_name, offer.last_name) == ("", "Le Goff")
    with pytest.raises(NameHasHiddenCharacters):
        offers.parse(email="a@exemple.fr", role="companion", first_name="Pa\u202eul")


@pytest.mark.parametrize(
    ("typed", "kept"), [("en", Language.ENGLISH), ("fr", Language.FRENCH), ("xx", Language.FRENCH)]
)
def test_the_mail_is_in_one_of_our_languages(typed: str, kept: Language) -> None:
    assert offers.parse(email="a@exemple.fr", role="patient", language=typed).language == kept


def test_a_message_keeps_its_lines_and_loses_what_is_hidden() -> None:
    typed = " Bonjour,\r\n\r\nÀ bientôt\x07\u202e\rAgathe\n"
    assert offers.parse(email="a@exemple.fr", role="patient", message=typed).message == (
        "Bonjour,\n\nÀ bientôt\nAgathe"
    )


def test_a_message_has_a_thousand_characters_at_most() -> None:
    assert offers.parse(email="a@exemple.fr", role="patient", message="é" * 1000).message == "é" * 1000
    with pytest.raises(MessageTooLong):
        offers.parse(email="a@exemple.fr", role="patient", message="é" * 1001)


def test_a_form_is_told_all_that_is_to_mend_and_a_row_of_a_list_the_first() -> None:
    typed = {"email": "paul", "role": "", "last_name": "x" * 101, "message": "é" * 1001}
    with pytest.raises(SeveralRefused) as several:
        offers.parse_form(**typed)
    assert [refused.field for refused in several.value.refusals] == ["email", "role", "last_name", "message"]
    with pytest.raises(EmailInvalid):
        offers.parse(**typed)
