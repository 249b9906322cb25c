"""A trusted device stands for the second step, for thirty days at most and until anything changes."""

from datetime import timedelta

import pytest
from sqlmodel import select

from mycharlotte import db
from mycharlotte.domain import devices, security
from mycharlotte.domain.announcements import Announcement, Topic
from mycharlotte.domain.audit import Action
from mycharlotte.domain.devices import NotTrusted, TrustedDevice
from mycharlotte.domain.origin import Origin
from mycharlotte.domain.security import Change
from mycharlotte.domain.sign_in import Entry
from mycharlotte.models.access import KnownDevice
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now
from mycharlotte.models.people import Person
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in
from tests.domain.doorstep import HOUSE, LAPTOP, enter, give_password, mails_to

PHONE = Origin("Safari, iPhone", "198.51.100.0/24")


def trust(person: Person, *, origin: Origin = LAPTOP, after: timedelta = timedelta()) -> Origin:
    """Sign in by both steps, trust the device, and return it with the token that it holds from then on."""
    entry = enter(person, origin=origin, is_to_be_trusted=True, now=now() + after)
    return Origin(origin.device, origin.address_block, entry.device_token)


def asks_for_a_second_step(person: Person, device: Origin, after: timedelta = timedelta()) -> bool:
    return not isinstance(give_password(person, origin=device, now=now() + after), Entry)


def seen_by(viewer: Viewer, *, origin: Origin = LAPTOP, after: timedelta = timedelta()) -> tuple[TrustedDevice, ...]:
    with db.reading() as session:
        return devices.show(session, viewer=viewer, origin=origin, now=now() + after)


def distrust(viewer: Viewer, ref: str) -> None:
    with db.transaction() as session:
        devices.distrust(session, by=viewer, device_ref=ref, origin=LAPTOP, now=now())


def change(person: Person, what: Change) -> None:
    with db.transaction() as session:
        found = security.lock(session, person.id or 0)
        security.changed(session, what, person=found, origin=LAPTOP, now=now())


def remembered(action: Action) -> list[AuditEntry]:
    with db.reading() as session:
        return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


def test_only_the_password_is_asked_on_a_trusted_device(cast: Cast) -> None:
    assert not asks_for_a_second_step(cast.camille, trust(cast.camille))


def test_a_device_that_is_only_known_is_not_trusted(cast: Cast) -> None:
    known = enter(cast.camille).device_token
    assert asks_for_a_second_step(cast.camille, Origin(LAPTOP.device, HOUSE, known))
    assert seen_by(sign_in(cast.camille)[0]) == ()


def test_trust_lasts_thirty_days(cast: Cast) -> None:
    device = trust(cast.camille)
    viewer, _ = sign_in(cast.camille)

    almost, past = timedelta(days=29, hours=23), timedelta(days=30, seconds=1)
    assert not asks_for_a_second_step(cast.camille, device, after=almost)
    assert len(seen_by(viewer, after=almost)) == 1
    assert asks_for_a_second_step(cast.camille, device, after=past)
    assert seen_by(viewer, after=past) == ()


def test_signing_in_on_a_trusted_device_does_not_prolong_its_trust(cast: Cast) -> None:
    device = trust(cast.camille)

    assert not asks_for_a_second_step(cast.camille, device, after=timedelta(days=20))
    assert asks_for_a_second_step(cast.camille, device, after=timedelta(days=31))


@pytest.mark.parametrize("what", [one for one in Change if one not in {Change.DEVICE_TRUSTED, Change.RESCUE_ISSUED}])
def test_trust_ends_with_any_change_of_the_account_s_security(cast: Cast, what: Change) -> None:
    device = trust(cast.camille)
    viewer, _ = sign_in(cast.camille)

    change(cast.camille, what)

    assert asks_for_a_second_step(cast.camille, device)
    assert seen_by(viewer) == ()


def test_a_change_that_was_only_counted_ends_trust_too(cast: Cast) -> None:
    """The version alone is enough, were a row to be forgotten."""
    device = trust(cast.camille)
    viewer, _ = sign_in(cast.camille)

    with db.transaction() as session:
        session.get_one(Person, cast.camille.id).security_version += 1

    assert asks_for_a_second_step(cast.camille, device)
    assert seen_by(viewer) == ()


def test_a_device_trusted_by_one_person_is_nothing_to_another(cast: Cast) -> None:
    device = trust(cast.camille)

    assert asks_for_a_second_step(cast.paul, device)
    assert seen_by(sign_in(cast.paul)[0], origin=device) == ()


def test_an_invented_token_is_no_device(cast: Cast) -> None:
    trust(cast.camille)

    for token in ("", "invented", "\ud800"):
        assert asks_for_a_second_step(cast.camille, Origin(LAPTOP.device, HOUSE, token))


def test_the_present_device_comes_first_then_the_latest_used(cast: Cast) -> None:
    laptop = trust(cast.camille)
    trust(cast.camille, origin=PHONE, after=timedelta(hours=1))
    trust(cast.camille, origin=Origin("Edge, Windows", ""), after=timedelta(hours=2))

    found = seen_by(sign_in(cast.camille)[0], origin=laptop, after=timedelta(hours=3))

    assert [one.device for one in found] == ["Firefox, Linux", "Edge, Windows", "Safari, iPhone"]
    assert [one.is_this for one in found] == [True, False, False]
    assert (found[2].network, found[2].until - found[2].used_at) == ("198.51.100.0/24", timedelta(days=30))


def test_a_device_is_trusted_no_more_and_stays_known(cast: Cast) -> None:
    device = trust(cast.camille)
    viewer, _ = sign_in(cast.camille)

    distrust(viewer, seen_by(viewer)[0].ref)

    assert seen_by(viewer) == ()
    assert asks_for_a_second_step(cast.camille, device)
    assert mails_to(cast.camille, "new_device") == []
    with db.reading() as session:
        assert len(session.exec(select(KnownDevice).where(KnownDevice.person_id == cast.camille.id)).all()) == 1


def test_a_device_trusted_no_more_is_refused_the_second_time(cast: Cast) -> None:
    trust(cast.camille)
    viewer, _ = sign_in(cast.camille)
    ref = seen_by(viewer)[0].ref
    distrust(viewer, ref)

    with pytest.raises(NotTrusted):
        distrust(viewer, ref)
    assert len(remembered(Action.DEVICE_DISTRUSTED)) == 1


def test_nobody_takes_the_trust_of_somebody_else_back(cast: Cast) -> None:
    device = trust(cast.camille)
    ref = seen_by(sign_in(cast.camille)[0])[0].ref
    for person in (cast.agathe, cast.paul, cast.zelda):
        with pytest.raises(NotTrusted):
            distrust(sign_in(person)[0], ref)

    assert not asks_for_a_second_step(cast.camille, device)


@pytest.mark.parametrize("ref", ["", "invented", "%"])
def test_a_device_that_does_not_exist_is_refused(cast: Cast, ref: str) -> None:
    with pytest.raises(NotTrusted):
        distrust(sign_in(cast.camille)[0], ref)


def test_trust_given_and_taken_back_is_remembered_and_the_owner_s_tabs_are_told(cast: Cast) -> None:
    trust(cast.camille)
    viewer, _ = sign_in(cast.camille)
    ref = seen_by(viewer)[0].ref
    heard: list[Announcement] = []
    stop = db.after_commit(heard.append)
    distrust(viewer, ref)
    stop()

    given, taken = remembered(Action.DEVICE_TRUSTED)[0], remembered(Action.DEVICE_DISTRUSTED)[0]
    assert (given.actor_ref, given.object_ref) == (viewer.ref, ref)
    assert (taken.actor_ref, taken.session_ref, taken.object_ref) == (viewer.ref, viewer.session_ref, ref)
    assert heard == [Announcement(Topic.SECURITY, viewer.ref)]
    assert len(mails_to(cast.camille, "account_change")) == 1
