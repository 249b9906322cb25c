"""One's own profile: shown, updated (seed R10–R17)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mycharlotte.domain import audit, edits, memberships, names, permissions, phone, portraits
from mycharlotte.domain.announcements import Topic, announce
from mycharlotte.domain.errors import Refused
from mycharlotte.domain.permissions import Permission
from mycharlotte.models.base import metadata
from mycharlotte.models.people import Language, Person
from mycharlotte.views.people import PersonCard, ProfileView
from mycharlotte.views.viewer import Viewer

_people = metadata.tables[str(Person.__tablename__)]
# Written once, columns alone: reading and saving a person as an object takes three times as long.
_SHOWN = sa.select(
    *(
        col(getattr(Person, name))
        for name in ("id", "ref", "email", "first_name", "last_name", "phone", "picture_ref", "version")
    )
).where(col(Person.id) == sa.bindparam("person_id"))
_LOCKED = _SHOWN.with_for_update()
_SAVE = sa.update(_people).where(_people.c.id == sa.bindparam("person_id"))


class UnknownLanguage(Refused):
    """Not a language of the interface."""

    field = "language"


def card(viewer: Viewer) -> PersonCard:
    """Show who is signed in, as the menu does."""
    return PersonCard(
        ref=viewer.ref,
        first_name=viewer.first_name,
        name=f"{viewer.first_name} {viewer.last_name}".strip(),
        email=viewer.email,
        initials=names.initials(viewer.first_name, viewer.last_name),
        picture_url=portraits.url(viewer.picture_ref, portraits.Size.SMALL),
        tint=names.tint(viewer.ref),
        is_companion=permissions.allows(viewer, Permission.AGENDA_KEEP),
        is_patient=permissions.allows(viewer, Permission.APPOINTMENTS_BOOK),
    )


def show(db: Session, *, viewer: Viewer, contact_email: str) -> ProfileView:
    """Show the viewer's own profile."""
    permissions.require(viewer, Permission.OWN_PROFILE_READ)
    return _view(_row(db, _SHOWN, viewer.person_id), contact_email)


def update(
    db: Session,
    *,
    by: Viewer,
    first_name: str,
    last_name: str,
    phone_typed: str,
    picture_ref: str,
    version: int,
    now: datetime,
    contact_email: str,
) -> ProfileView:
    """Save the viewer's own profile. `version` is the one the form was filled from.

    An empty telephone number removes it. `picture_ref` is a picture added since and not kept yet, or empty.

    Raises:
        SeveralRefused, NameRefused, PhoneRefused: what was typed cannot be kept.
        Stale: another tab saved meanwhile; `theirs` holds the values that differ.
    """
    permissions.require(by, Permission.OWN_PROFILE_EDIT)
    wanted = _parse(first_name=first_name, last_name=last_name, phone_typed=phone_typed)
    person = _row(db, _LOCKED, by.person_id)
    changed = edits.changes(wanted, stored=person, version=version, shown=_shown)
    if picture_ref and picture_ref != person["picture_ref"]:
        portraits.keep(db, by=by, picture_ref=picture_ref, instead_of=person["picture_ref"] or "", now=now)
        changed["picture_ref"] = picture_ref
    if not changed:
        return _view(person, contact_email)
    person |= changed | {"version": person["version"] + 1}
    db.connection().execute(_SAVE, {"person_id": by.person_id, "version": person["version"]} | changed)
    if {"first_name", "last_name"} & changed.keys():
        memberships.rename(db, person_id=by.person_id, first_name=person["first_name"], last_name=person["last_name"])
    audit.record(db, audit.Action.PROFILE_UPDATED, by=by, object_ref=by.ref, now=now, fields=" ".join(sorted(changed)))
    announce(db, Topic.PROFILE, by.ref)
    return _view(person, contact_email)


def choose_language(db: Session, *, by: Viewer, language: str, now: datetime) -> None:
    """Keep the language of the viewer's pages and mails.

    Raises:
        UnknownLanguage: for another one than ours.
    """
    permissions.require(by, Permission.OWN_PROFILE_EDIT)
    if language not in set(Language):
        raise UnknownLanguage
    person = db.exec(select(Person).where(Person.id == by.person_id)).one()
    if person.language == language:
        return
    person.language = Language(language)
    db.add(person)
    audit.record(db, audit.Action.LANGUAGE_CHOSEN, by=by, object_ref=by.ref, now=now, language=language)
    announce(db, Topic.PROFILE, by.ref)


def _parse(*, first_name: str, last_name: str, phone_typed: str) -> dict[str, str]:
    return edits.read(
        {
            "first_name": lambda: names.parse(first_name, field="first_name"),
            "last_name": lambda: names.parse(last_name, field="last_name"),
            "phone": lambda: phone.parse(phone_typed) if phone_typed.strip() else "",
        }
    )


def _shown(name: str, value: str) -> str:
    return phone.shown(value) if name == "phone" else value


def _row(db: Session, statement: sa.Executable, person_id: int) -> dict[str, Any]:
    found = db.execute(statement, {"person_id": person_id}).mappings().one()
    return {str(name): value for name, value in found.items()}


def _view(person: Mapping[str, Any], contact_email: str) -> ProfileView:
    return ProfileView(
        first_name=person["first_name"],
        last_name=person["last_name"],
        email=person["email"],
        phone=phone.shown(person["phone"]),
        picture_url=portraits.url(person["picture_ref"] or "", portraits.Size.LARGE),
        initials=names.initials(person["first_name"], person["last_name"]),
        tint=names.tint(person["ref"]),
        version=person["version"],
        contact_email=contact_email,
    )
