"""The picture of a bubble: its admin's alone until it is saved, then its members', and nobody else's."""

from dataclasses import dataclass

import httpx
import pytest
from sqlmodel import select

from mycharlotte import db, routes
from mycharlotte.domain import bubble_information
from mycharlotte.domain.bubble_information import Typed
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership
from mycharlotte.models.people import Person
from tests.cast import sign_in
from tests.http.test_pictures import photo, send
from tests.servers.application import Application
from tests.servers.bubble import Members, new_bubble


@dataclass
class Hung:
    """A bubble, and the address of a picture that its admin has just sent."""

    members: Members
    ref: str
    path: str


@pytest.fixture
def sent(application: Application) -> Hung:
    """A picture that is not saved yet."""
    members = new_bubble(application)
    with application.client(cookies=application.session_of(members.admin)) as browser:
        ref = send(browser, photo()).json()["picture"]
    return Hung(members, ref, routes.PICTURE.format(picture_ref=ref, size="large"))


def save(application: Application, sent: Hung) -> None:
    """Save it, as the form does."""
    with application.in_use():
        with db.reading() as session:
            admin = session.exec(select(Person).where(Person.email == sent.members.admin)).one()
            bubble = session.exec(select(Bubble).join(Membership).where(Membership.person_id == admin.id)).one()
        viewer, _ = sign_in(admin)
        empty = Typed(name=bubble.name, welcome="", description="", address="", phone="", email="", website="")
        typed = Typed(**vars(empty) | {"picture_ref": sent.ref})
        with db.transaction() as session:
            bubble_information.update(
                session, by=viewer, bubble_ref=bubble.ref, typed=typed, version=bubble.version, now=now()
            )


def end_place_of(application: Application, email: str) -> None:
    """Make someone a former member."""
    with application.in_use(), db.transaction() as session:
        person = session.exec(select(Person.id).where(Person.email == email)).one()
        session.exec(select(Membership).where(Membership.person_id == person)).one().ended_at = now()


def ask(application: Application, path: str, cookies: dict[str, str]) -> httpx.Response:
    """Ask for the picture."""
    with application.client(cookies=cookies) as browser:
        return browser.get(path)


def statuses(application: Application, path: str, *emails: str) -> list[int]:
    """What each gets."""
    return [ask(application, path, application.session_of(email)).status_code for email in emails]


def test_until_it_is_saved_it_is_shown_to_nobody_else(application: Application, sent: Hung) -> None:
    who = sent.members
    assert statuses(application, sent.path, who.admin, who.companion, who.patient) == [200, 404, 404]


def test_once_saved_members_see_it_and_strangers_do_not(application: Application, sent: Hung) -> None:
    save(application, sent)
    who, stranger = sent.members, application.newcomer()
    assert statuses(application, sent.path, who.admin, who.companion, who.patient, stranger) == [200, 200, 200, 404]
    assert ask(application, sent.path, {}).status_code == 404


def test_former_members_see_it_no_more_even_whoever_added_it(application: Application, sent: Hung) -> None:
    save(application, sent)
    who = sent.members
    kept_open = [application.session_of(email) for email in (who.admin, who.companion)]
    assert [ask(application, sent.path, cookies).status_code for cookies in kept_open] == [200, 200]
    for email in (who.admin, who.companion):
        end_place_of(application, email)
    for cookies in kept_open:
        gone = ask(application, sent.path, cookies)
        nothing = ask(application, routes.PICTURE.format(picture_ref="A" * 16, size="large"), cookies)
        assert (gone.status_code, gone.text) == (404, nothing.text)
    assert statuses(application, sent.path, who.patient) == [200]
