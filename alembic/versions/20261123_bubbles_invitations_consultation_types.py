"""bubbles, invitations and consultation types

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-23 08:05:14.362447
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NAMES = sa.text("SELECT m.id, p.last_name, p.first_name FROM memberships m JOIN people p ON p.id = m.person_id")
_FOLD = sa.text("UPDATE memberships SET folded_name = :folded WHERE id = :id")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bubble_id", sa.Integer(), nullable=False),
        sa.Column("companion_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bubble_id"], ["bubbles.id"], name=op.f("fk_assignments_bubble_id_bubbles")),
        sa.ForeignKeyConstraint(["companion_id"], ["people.id"], name=op.f("fk_assignments_companion_id_people")),
        sa.ForeignKeyConstraint(["patient_id"], ["people.id"], name=op.f("fk_assignments_patient_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint(
            "bubble_id", "companion_id", "patient_id", name=op.f("uq_assignments_bubble_id_companion_id_patient_id")
        ),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_companion_id"), ["companion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignments_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "consultation_types",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("bubble_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("active_name", sa.String(length=160), nullable=True),
        sa.Column("colour", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("booking", sa.String(length=16), nullable=False),
        sa.Column("is_given_by_all", sa.Boolean(), nullable=False),
        sa.Column("earliest_days", sa.Integer(), nullable=False),
        sa.Column("latest_minutes", sa.Integer(), nullable=False),
        sa.Column("buffer_before", sa.Integer(), nullable=False),
        sa.Column("buffer_after", sa.Integer(), nullable=False),
        sa.Column("cancel_minutes", sa.Integer(), nullable=True),
        sa.Column("move_minutes", sa.Integer(), nullable=True),
        sa.Column("instructions", sa.String(length=1000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bubble_id"], ["bubbles.id"], name=op.f("fk_consultation_types_bubble_id_bubbles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_types")),
        sa.UniqueConstraint("bubble_id", "active_name", name=op.f("uq_consultation_types_bubble_id_active_name")),
        sa.UniqueConstraint("ref", name=op.f("uq_consultation_types_ref")),
    )
    with op.batch_alter_table("consultation_types", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_types_bubble_id"), ["bubble_id"], unique=False)

    op.create_table(
        "invitation_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("bubble_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bubble_id"], ["bubbles.id"], name=op.f("fk_invitation_batches_bubble_id_bubbles")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_invitation_batches_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_batches")),
        sa.UniqueConstraint("ref", name=op.f("uq_invitation_batches_ref")),
    )
    with op.batch_alter_table("invitation_batches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_batches_bubble_id"), ["bubble_id"], unique=False)

    op.create_table(
        "consultation_type_companions",
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_consultation_type_companions_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"],
            ["consultation_types.id"],
            name=op.f("fk_consultation_type_companions_type_id_consultation_types"),
        ),
        sa.PrimaryKeyConstraint("type_id", "person_id", name=op.f("pk_consultation_type_companions")),
    )
    with op.batch_alter_table("consultation_type_companions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_type_companions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("bubble_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("pending_email", sa.String(length=254), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("folded", sa.String(length=500), nullable=False),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("mail_ref", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["people.id"], name=op.f("fk_invitations_accepted_by_id_people")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["invitation_batches.id"], name=op.f("fk_invitations_batch_id_invitation_batches")
        ),
        sa.ForeignKeyConstraint(["bubble_id"], ["bubbles.id"], name=op.f("fk_invitations_bubble_id_bubbles")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["people.id"], name=op.f("fk_invitations_invited_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("bubble_id", "pending_email", name=op.f("uq_invitations_bubble_id_pending_email")),
        sa.UniqueConstraint("ref", name=op.f("uq_invitations_ref")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("ix_invitations_bubble_id_created_at", ["bubble_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_invited_by_id"), ["invited_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_mail_ref"), ["mail_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "invitation_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_invitation_links_invitation_id_invitations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_links_token_hash")),
    )
    with op.batch_alter_table("invitation_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_links_invitation_id"), ["invitation_id"], unique=False)

    op.create_table(
        "invitation_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("last_name", sa.String(length=200), nullable=False),
        sa.Column("message", sa.String(length=2000), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("refusal", sa.String(length=40), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["invitation_batches.id"], name=op.f("fk_invitation_rows_batch_id_invitation_batches")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_invitation_rows_invitation_id_invitations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_rows")),
        sa.UniqueConstraint("batch_id", "line", name=op.f("uq_invitation_rows_batch_id_line")),
    )
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("password_hash", sa.String(length=100), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("code_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("mail_ref", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_sign_ups_invitation_id_invitations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
        sa.UniqueConstraint("ref", name=op.f("uq_sign_ups_ref")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ups_token_hash")),
    )
    with op.batch_alter_table("sign_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ups_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_ups_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_ups_invitation_id"), ["invitation_id"], unique=False)

    with op.batch_alter_table("bubbles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("description", sa.String(length=2000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("welcome", sa.String(length=2000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("address", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("phone", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("email", sa.String(length=254), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("website", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("picture_ref", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded_name", sa.String(length=400), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("visited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_memberships_bubble_id_role_folded_name",
            ["bubble_id", "role", "folded_name"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with op.batch_alter_table("outgoing_mails", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_bulk", sa.Boolean(), nullable=False, server_default=sa.false()))

    names = [
        {"id": membership, "folded": _folded(f"{last_name} {first_name}")}
        for membership, last_name, first_name in op.get_bind().execute(_NAMES)
    ]
    if names:
        op.get_bind().execute(_FOLD, names)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("outgoing_mails", schema=None) as batch_op:
        batch_op.drop_column("is_bulk")

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index("ix_memberships_bubble_id_role_folded_name")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("visited_at")
        batch_op.drop_column("folded_name")

    with op.batch_alter_table("bubbles", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("picture_ref")
        batch_op.drop_column("website")
        batch_op.drop_column("email")
        batch_op.drop_column("phone")
        batch_op.drop_column("address")
        batch_op.drop_column("welcome")
        batch_op.drop_column("description")

    with op.batch_alter_table("sign_ups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ups_invitation_id"))
        batch_op.drop_index(batch_op.f("ix_sign_ups_expires_at"))
        batch_op.drop_index(batch_op.f("ix_sign_ups_email"))

    op.drop_table("sign_ups")
    op.drop_table("invitation_rows")
    with op.batch_alter_table("invitation_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_links_invitation_id"))

    op.drop_table("invitation_links")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_sent_at"))
        batch_op.drop_index(batch_op.f("ix_invitations_invited_by_id"))
        batch_op.drop_index("ix_invitations_bubble_id_created_at")
        batch_op.drop_index(batch_op.f("ix_invitations_batch_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("consultation_type_companions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_type_companions_person_id"))

    op.drop_table("consultation_type_companions")
    with op.batch_alter_table("invitation_batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_batches_bubble_id"))

    op.drop_table("invitation_batches")
    with op.batch_alter_table("consultation_types", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_types_bubble_id"))

    op.drop_table("consultation_types")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignments_patient_id"))
        batch_op.drop_index(batch_op.f("ix_assignments_companion_id"))

    op.drop_table("assignments")


def _folded(text: str) -> str:
    """Return a name as it was sorted when this was written: neither capitals nor accents."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate({0x2019: "'", 0x0153: "oe", 0x00E6: "ae"})
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
