"""A bubble begins with a name and the invitation of its first admin, by a platform admin and nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from sqlmodel import col, select

from mycharlotte import db
from mycharlotte.domain import invitations, limits, new_bubbles
from mycharlotte.domain.addresses import EmailInvalid
from mycharlotte.domain.edits import SeveralRefused
from mycharlotte.domain.errors import NotAllowed, Refused, TooManyTries
from mycharlotte.domain.limits import Limit
from mycharlotte.domain.names import NameMissing, NameTooLong
from mycharlotte.domain.new_bubbles import BubbleNameTaken
from mycharlotte.domain.texts import TextTooLong
from mycharlotte.models.audit import AuditEntry
from mycharlotte.models.base import now
from mycharlotte.models.bubbles import Bubble, Membership, Role
from mycharlotte.models.invitations import Invitation
from mycharlotte.models.outbox import Delivery, OutgoingMail
from mycharlotte.models.people import Person
from mycharlotte.views.new_bubbles import NewBubble
from mycharlotte.views.viewer import Viewer
from tests.cast import Cast, sign_in

LINK = "https://espace.example.org/invitation?jeton="


@pytest.fixture
def zelda(cast: Cast) -> Viewer:
    """Zelda, who runs the platform and belongs to no bubble."""
    with db.transaction() as session:
        session.get_one(Person, cast.zelda.id).is_platform_admin = True
    return sign_in(cast.zelda)[0]


def create(by: Viewer, **typed: str) -> NewBubble:
    """Create a bubble for Rose, but for what is typed."""
    form = {"name": " Bulle  des Roses ", "email": " Rose@Example.org ", "first_name": "", "last_name": ""}
    with db.transaction() as session:
        return new_bubbles.create(session, by=by, link=LINK, now=now(), **form | typed)


def bubbles_named(name: str) -> int:
    """How many bubbles have this name."""
    with db.reading() as session:
        return len(session.exec(select(Bubble.id).where(Bubble.name == name)).all())


def test_a_bubble_is_created_and_its_first_admin_invited_as_a_companion(zelda: Viewer) -> None:
    created = create(zelda, first_name=" Rose ")

    assert (created.name, created.invited_email, created.days_to_answer) == ("Bulle des Roses", "rose@example.org", 14)
    with db.reading() as session:
        bubble = session.exec(select(Bubble).where(Bubble.ref == created.ref)).one()
        invitation = session.exec(select(Invitation)).one()
        mail = session.exec(select(OutgoingMail)).one()
        done = list(session.exec(select(AuditEntry.action, AuditEntry.object_ref).where(AuditEntry.actor_ref != "")))
    assert (invitation.bubble_id, invitation.email, invitation.role) == (bubble.id, "rose@example.org", Role.COMPANION)
    assert (invitation.is_admin, invitation.first_name, invitation.invited_by_id) == (True, "Rose", zelda.person_id)
    assert mail.to_address == "rose@example.org"
    assert ("bubble:created", bubble.ref) in done
    assert ("invitation:sent", invitation.ref) in done


def test_the_invitation_stays_good_though_the_platform_admin_belongs_to_no_bubble(zelda: Viewer) -> None:
    create(zelda)
    with db.reading() as session:
        assert invitations.may_still_invite(session, session.exec(select(Invitation)).one())
        assert list(session.exec(select(Membership.id).where(Membership.person_id == zelda.person_id))) == []


def test_an_address_with_an_account_is_invited_the_same_way(cast: Cast, zelda: Viewer) -> None:
    known, unknown = create(zelda, name="A", email=cast.camille.email), create(zelda, name="B", email="x@example.org")
    assert (known.invited_email, known.days_to_answer) == (cast.camille.email, unknown.days_to_answer)
    with db.reading() as session:
        assert len(session.exec(select(OutgoingMail)).all()) == 2
        ours = select(Membership.id).join(Bubble).where(Bubble.ref == known.ref)
        assert list(session.exec(ours)) == []


def test_ones_own_address_makes_one_its_admin_at_once(cast: Cast, zelda: Viewer) -> None:
    created = create(zelda, email=cast.zelda.email.upper())
    assert (created.invited_email, created.days_to_answer) == ("", 0)
    with db.reading() as session:
        place = session.exec(select(Membership).where(Membership.person_id == zelda.person_id)).one()
        assert (place.role, place.is_admin) == (Role.COMPANION, True)
        assert list(session.exec(select(Invitation.id))) == []
        assert list(session.exec(select(OutgoingMail.ref))) == []


def test_nobody_else_creates_a_bubble(cast: Cast, zelda: Viewer) -> None:
    for person in (cast.agathe, cast.camille, cast.paul):
        with pytest.raises(NotAllowed):
            create(sign_in(person)[0])
    with db.transaction() as session:
        session.get_one(Person, cast.zelda.id).is_platform_admin = False
    with pytest.raises(NotAllowed):
        create(zelda)  # whose right was read a moment before
    assert bubbles_named("Bulle des Roses") == 0


@pytest.mark.parametrize(
    ("field", "typed", "refusal", "beside"),
    [
        ("name", "  ", NameMissing, "name"),
        ("name", "a" * 121, TextTooLong, "name"),
        ("name", "Bulle des Lilas", BubbleNameTaken, "name"),
        ("email", "", EmailInvalid, "email"),
        ("email", "rose", EmailInvalid, "email"),
        ("first_name", "a" * 101, NameTooLong, "admin_first_name"),
        ("last_name", "a" * 101, NameTooLong, "admin_last_name"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field_and_creates_nothing(
    zelda: Viewer, field: str, typed: str, refusal: type[Refused], beside: str
) -> None:
    with pytest.raises(refusal) as refused:
        create(zelda, **{field: typed})
    assert refused.value.field == beside
    with db.reading() as session:
        assert list(session.exec(select(Bubble.name))) == ["Bulle des Lilas"]
        assert list(session.exec(select(OutgoingMail.ref))) == []


def test_everything_to_mend_is_told_at_once(zelda: Viewer) -> None:
    with pytest.raises(SeveralRefused) as refused:
        create(zelda, name="", email="rose")
    assert [one.field for one in refused.value.refusals] == ["name", "email"]


def invited() -> dict[str, bool]:
    """Return whom first admins' invitations were sent to, and whether they are still open."""
    with db.reading() as session:
        return {one.email: invitations.is_open(one, now()) for one in session.exec(select(Invitation))}


def mails() -> list[str]:
    """Return whom mails are for, but those that were withdrawn."""
    with db.reading() as session:
        waiting = select(OutgoingMail.to_address).where(OutgoingMail.state == Delivery.WAITING)
        return sorted(session.exec(waiting.order_by(col(OutgoingMail.id))))


def test_a_form_sent_twice_makes_one_bubble_and_one_mail(zelda: Viewer) -> None:
    assert create(zelda) == create(zelda)
    assert (bubbles_named("Bulle des Roses"), mails()) == (1, ["rose@example.org"])


def test_twenty_forms_at_once_make_one_bubble(zelda: Viewer) -> None:
    line = Barrier(20)

    def send(_: int) -> NewBubble:
        line.wait()
        return create(zelda)

    with ThreadPoolExecutor(20) as threads:
        created = set(threads.map(send, range(20)))

    assert (len(created), bubbles_named("Bulle des Roses"), mails()) == (1, 1, ["rose@example.org"])


def test_an_invitation_to_a_mistyped_address_is_replaced_by_one_to_the_right_one(zelda: Viewer) -> None:
    first, second = create(zelda, email="roze@example.org"), create(zelda)
    assert first.ref == second.ref
    assert invited() == {"roze@example.org": False, "rose@example.org": True}
    assert mails() == ["rose@example.org"]


def test_an_invitation_that_waits_is_sent_again_for_as_long_as_a_new_one(zelda: Viewer) -> None:
    create(zelda)
    later = now() + timedelta(days=13)
    with time_machine.travel(later, tick=False):
        create(zelda)
        assert mails() == ["rose@example.org"]  # the first, which had not left, gives way
    with db.reading() as session:
        assert session.exec(select(Invitation.expires_at)).one() == later + invitations.LIFE


@pytest.mark.parametrize("days", [15, 100])
def test_an_invitation_that_expired_is_sent_anew(zelda: Viewer, days: int) -> None:
    create(zelda)
    with time_machine.travel(now() + timedelta(days=days), tick=False):
        create(zelda)
        with db.reading() as session:
            found = list(session.exec(select(Invitation)))
        assert [invitations.is_open(one, now()) for one in found] == [False, True]


def test_a_bubble_that_somebody_has_joined_or_that_another_created_is_let_alone(cast: Cast, zelda: Viewer) -> None:
    create(zelda, name="A", email=cast.zelda.email)
    with pytest.raises(BubbleNameTaken):
        create(zelda, name="A")
    create(zelda, name="B")
    with db.transaction() as session:
        session.get_one(Person, cast.agathe.id).is_platform_admin = True
    with pytest.raises(BubbleNameTaken):
        create(sign_in(cast.agathe)[0], name="B", email="x@example.org")
    assert invited() == {"rose@example.org": True}


def test_an_address_is_not_pestered_with_bubbles_and_none_is_left_without_an_admin(zelda: Viewer) -> None:
    for _ in range(Limit.INVITATION_BY_ADDRESS.value.times):
        limits.spend(Limit.INVITATION_BY_ADDRESS, "rose@example.org")
    with pytest.raises(TooManyTries):
        create(zelda)
    assert bubbles_named("Bulle des Roses") == 0
