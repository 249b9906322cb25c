"""Who may do what: one table, one question that answers, one that raises. Nothing else compares roles."""

from enum import StrEnum, auto

from mycharlotte.domain.errors import NotAllowed
from mycharlotte.models.bubbles import Role
from mycharlotte.views.viewer import Standing, Viewer


class Permission(StrEnum):
    """Something that a right is needed for."""

    OWN_PROFILE_READ = auto()
    OWN_PROFILE_EDIT = auto()
    BUBBLE_READ = auto()
    BUBBLE_EDIT = auto()
    BUBBLE_CREATE = auto()
    PATIENTS_LIST = auto()
    ROLES_MANAGE = auto()
    PATIENTS_ASSIGN = auto()
    INVITATIONS_MANAGE = auto()
    CONSULTATION_TYPES_MANAGE = auto()
    COMPANION_SPACE = auto()
    RESCUE_ISSUE = auto()
    AGENDA_KEEP = auto()
    APPOINTMENTS_BOOK = auto()


class Capacity(StrEnum):
    """In what capacity someone acts. Everyone signed in has the first; the others come from memberships."""

    SIGNED_IN = auto()
    PATIENT = auto()
    COMPANION = auto()
    BUBBLE_ADMIN = auto()
    PLATFORM_ADMIN = auto()


GRANTS: dict[Capacity, frozenset[Permission]] = {
    Capacity.SIGNED_IN: frozenset({Permission.OWN_PROFILE_READ, Permission.OWN_PROFILE_EDIT}),
    Capacity.PATIENT: frozenset({Permission.BUBBLE_READ, Permission.APPOINTMENTS_BOOK}),
    Capacity.COMPANION: frozenset(
        {Permission.BUBBLE_READ, Permission.COMPANION_SPACE, Permission.PATIENTS_LIST, Permission.AGENDA_KEEP}
    ),
    Capacity.BUBBLE_ADMIN: frozenset(
        {
            Permission.BUBBLE_READ,
            Permission.BUBBLE_EDIT,
            Permission.PATIENTS_LIST,
            Permission.ROLES_MANAGE,
            Permission.PATIENTS_ASSIGN,
            Permission.INVITATIONS_MANAGE,
            Permission.CONSULTATION_TYPES_MANAGE,
            Permission.RESCUE_ISSUE,
        }
    ),
    Capacity.PLATFORM_ADMIN: frozenset({Permission.RESCUE_ISSUE, Permission.BUBBLE_CREATE}),
}

_OF_ROLE = {Role.PATIENT: Capacity.PATIENT, Role.COMPANION: Capacity.COMPANION}


def allows(viewer: Viewer, permission: Permission, *, bubble_id: int | None = None) -> bool:
    """Tell whether the viewer may: in that bubble when one is named, in any of theirs otherwise."""
    return any(permission in GRANTS[capacity] for capacity in capacities(viewer, bubble_id=bubble_id))


def allows_everywhere(viewer: Viewer, permission: Permission) -> bool:
    """Tell whether the viewer may, in a capacity that comes from no bubble."""
    return viewer.is_platform_admin and permission in GRANTS[Capacity.PLATFORM_ADMIN]


def require(viewer: Viewer, permission: Permission, *, bubble_id: int | None = None) -> None:
    """Refuse whoever may not.

    Raises:
        NotAllowed: when `allows` says no.
    """
    if not allows(viewer, permission, bubble_id=bubble_id):
        raise NotAllowed


def of(standing: Standing) -> frozenset[Permission]:
    """List what one place in a bubble gives the right to."""
    given = GRANTS[_OF_ROLE[Role(standing.role)]]
    return given | GRANTS[Capacity.BUBBLE_ADMIN] if standing.is_admin else given


def capacities(viewer: Viewer, *, bubble_id: int | None = None) -> set[Capacity]:
    """List the capacities someone has, in one bubble or in any."""
    places = [s for s in viewer.standings if bubble_id is None or s.bubble_id == bubble_id]
    return (
        {Capacity.SIGNED_IN}
        | {_OF_ROLE[Role(place.role)] for place in places}
        | ({Capacity.BUBBLE_ADMIN} if any(place.is_admin for place in places) else set())
        | ({Capacity.PLATFORM_ADMIN} if viewer.is_platform_admin else set())
    )
