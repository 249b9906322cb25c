"""Who may do what: the whole table, read by a person."""

import dataclasses
from datetime import UTC, datetime

import pytest

from mycharlotte.domain import permissions
from mycharlotte.domain.errors import NotAllowed
from mycharlotte.domain.permissions import GRANTS, Capacity, Permission
from mycharlotte.models.bubbles import Role
from mycharlotte.views.viewer import Standing, Viewer

NOBODY_IN_PARTICULAR = Viewer(
    person_id=1,
    ref="ref",
    session_id=1,
    session_ref="session",
    first_name="Zelda",
    last_name="Stone",
    email="zelda@example.org",
    language="en",
    timezone="Europe/Paris",
    picture_ref="",
    is_platform_admin=False,
    standings=(),
    last_seen_at=datetime(2026, 11, 24, tzinfo=UTC),
    proved_at=datetime(2026, 11, 24, tzinfo=UTC),
    expires_at=datetime(2026, 11, 24, tzinfo=UTC),
)
LILAS, ROSES = 10, 20


def viewer(*standings: Standing, is_platform_admin: bool = False) -> Viewer:
    """Someone with these places."""
    return dataclasses.replace(NOBODY_IN_PARTICULAR, standings=standings, is_platform_admin=is_platform_admin)


STRANGER = viewer()
PATIENT = viewer(Standing(LILAS, Role.PATIENT, is_admin=False))
COMPANION = viewer(Standing(LILAS, Role.COMPANION, is_admin=False))
BUBBLE_ADMIN = viewer(Standing(LILAS, Role.COMPANION, is_admin=True))
PLATFORM_ADMIN = viewer(is_platform_admin=True)

#                                     stranger, patient, companion, bubble admin, platform admin
TABLE: dict[Permission, tuple[bool, bool, bool, bool, bool]] = {
    Permission.OWN_PROFILE_READ: (True, True, True, True, True),
    Permission.OWN_PROFILE_EDIT: (True, True, True, True, True),
    Permission.BUBBLE_READ: (False, True, True, True, False),
    Permission.COMPANION_SPACE: (False, False, True, True, False),
    Permission.PATIENTS_LIST: (False, False, True, True, False),
    Permission.AGENDA_KEEP: (False, False, True, True, False),
    Permission.APPOINTMENTS_BOOK: (False, True, False, False, False),
    Permission.BUBBLE_EDIT: (False, False, False, True, False),
    Permission.ROLES_MANAGE: (False, False, False, True, False),
    Permission.PATIENTS_ASSIGN: (False, False, False, True, False),
    Permission.INVITATIONS_MANAGE: (False, False, False, True, False),
    Permission.CONSULTATION_TYPES_MANAGE: (False, False, False, True, False),
    Permission.RESCUE_ISSUE: (False, False, False, True, True),
    Permission.BUBBLE_CREATE: (False, False, False, False, True),
}


@pytest.mark.parametrize("permission", Permission)
def test_every_right_is_that_of_the_table(permission: Permission) -> None:
    people = (STRANGER, PATIENT, COMPANION, BUBBLE_ADMIN, PLATFORM_ADMIN)
    assert tuple(permissions.allows(someone, permission) for someone in people) == TABLE[permission]


@pytest.mark.parametrize("standing", [place for who in (PATIENT, COMPANION, BUBBLE_ADMIN) for place in who.standings])
def test_one_place_gives_what_its_capacities_do(standing: Standing) -> None:
    here = {p for p in Permission if permissions.allows(viewer(standing), p, bubble_id=LILAS)}
    assert permissions.of(standing) | GRANTS[Capacity.SIGNED_IN] == here


@pytest.mark.parametrize("capacity", Capacity)
def test_every_capacity_says_what_it_grants(capacity: Capacity) -> None:
    assert GRANTS[capacity] <= set(Permission)


def test_every_role_is_a_capacity() -> None:
    for role in Role:
        assert len(permissions.capacities(viewer(Standing(LILAS, role, is_admin=False)))) == 2


def test_a_right_in_one_bubble_is_none_in_another() -> None:
    assert permissions.allows(PATIENT, Permission.BUBBLE_READ, bubble_id=LILAS)
    assert not permissions.allows(PATIENT, Permission.BUBBLE_READ, bubble_id=ROSES)
    assert not permissions.allows(BUBBLE_ADMIN, Permission.BUBBLE_READ, bubble_id=ROSES)


def test_someone_with_two_places_has_in_each_the_rights_of_that_place() -> None:
    both = viewer(Standing(LILAS, Role.COMPANION, is_admin=True), Standing(ROSES, Role.PATIENT, is_admin=False))
    assert permissions.capacities(both, bubble_id=ROSES) == {Capacity.SIGNED_IN, Capacity.PATIENT}
    assert Capacity.BUBBLE_ADMIN in permissions.capacities(both, bubble_id=LILAS)
    assert not permissions.allows(both, Permission.COMPANION_SPACE, bubble_id=ROSES)


def test_whoever_may_not_is_refused() -> None:
    permissions.require(COMPANION, Permission.COMPANION_SPACE)
    with pytest.raises(NotAllowed):
        permissions.require(PATIENT, Permission.COMPANION_SPACE)
