"""second steps and trust

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-23 04:43:13.332298
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NO_BYTES = {"sqlite": "x''", "postgresql": "''::bytea"}
_NAME_DEVICES = {
    "sqlite": "UPDATE known_devices SET ref = lower(hex(randomblob(8)))",
    "postgresql": "UPDATE known_devices SET ref = substr(md5(random()::text), 1, 16)",
}


def upgrade() -> None:
    """Apply."""
    dialect = op.get_bind().dialect.name
    op.create_table(
        "authenticator_apps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_authenticator_apps_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticator_apps")),
        sa.UniqueConstraint("person_id", name=op.f("uq_authenticator_apps_person_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_authenticator_apps_ref")),
    )
    op.create_table(
        "backup_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("selector", sa.String(length=4), nullable=False),
        sa.Column("secret_hash", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_backup_codes_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_codes")),
    )
    with op.batch_alter_table("backup_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_backup_codes_person_id"), ["person_id"], unique=False)

    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_passkeys_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_passkeys_ref")),
    )
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkeys_person_id"), ["person_id"], unique=False)

    op.create_table(
        "password_resets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mail_ref", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_password_resets_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint("ref", name=op.f("uq_password_resets_ref")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_resets_token_hash")),
    )
    with op.batch_alter_table("password_resets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_resets_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_password_resets_person_id"), ["person_id"], unique=False)

    op.create_table(
        "rescue_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("identity_check", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["issued_by_id"], ["people.id"], name=op.f("fk_rescue_codes_issued_by_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_rescue_codes_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rescue_codes")),
        sa.UniqueConstraint("ref", name=op.f("uq_rescue_codes_ref")),
    )
    with op.batch_alter_table("rescue_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rescue_codes_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_rescue_codes_person_id"), ["person_id"], unique=False)

    _add_columns(dialect)


def _add_columns(dialect: str) -> None:
    no_bytes = sa.text(_NO_BYTES[dialect])
    with op.batch_alter_table("known_devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ref", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("device", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("address_block", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("last_method", sa.String(length=16), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("trusted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("trusted_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("trusted_version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f("ix_known_devices_last_used_at"), ["last_used_at"], unique=False)
    op.execute(sa.text(_NAME_DEVICES[dialect]))
    with op.batch_alter_table("known_devices", schema=None) as batch_op:
        batch_op.alter_column("ref", existing_type=sa.String(length=32), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_known_devices_ref"), ["ref"])
        batch_op.drop_constraint(batch_op.f("uq_known_devices_token_hash"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_known_devices_token_hash_person_id"), ["token_hash", "person_id"]
        )

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("security_version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("backup_codes_proved_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("method", sa.String(length=16), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("previous_hash", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("challenge", sa.LargeBinary(), nullable=False, server_default=no_bytes))
        batch_op.add_column(sa.Column("challenge_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_sessions_previous_hash"), ["previous_hash"])
    op.execute(sa.text("UPDATE sessions SET proved_at = created_at"))
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.alter_column("proved_at", existing_type=sa.DateTime(timezone=True), nullable=False)

    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("method", sa.String(length=16), nullable=False, server_default="mail"))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("challenge", sa.LargeBinary(), nullable=False, server_default=no_bytes))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.drop_column("challenge")
        batch_op.drop_column("tries")
        batch_op.drop_column("method")

    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_sessions_previous_hash"), type_="unique")
        batch_op.drop_column("challenge_until")
        batch_op.drop_column("challenge")
        batch_op.drop_column("previous_until")
        batch_op.drop_column("previous_hash")
        batch_op.drop_column("proved_at")
        batch_op.drop_column("method")

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("backup_codes_proved_at")
        batch_op.drop_column("security_version")

    with op.batch_alter_table("known_devices", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_known_devices_token_hash_person_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_known_devices_token_hash"), ["token_hash"])
        batch_op.drop_constraint(batch_op.f("uq_known_devices_ref"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_known_devices_last_used_at"))
        batch_op.drop_column("trusted_version")
        batch_op.drop_column("trusted_until")
        batch_op.drop_column("trusted_at")
        batch_op.drop_column("last_method")
        batch_op.drop_column("address_block")
        batch_op.drop_column("device")
        batch_op.drop_column("ref")

    with op.batch_alter_table("rescue_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rescue_codes_person_id"))
        batch_op.drop_index(batch_op.f("ix_rescue_codes_expires_at"))

    op.drop_table("rescue_codes")
    with op.batch_alter_table("password_resets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_password_resets_person_id"))
        batch_op.drop_index(batch_op.f("ix_password_resets_expires_at"))

    op.drop_table("password_resets")
    with op.batch_alter_table("passkeys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkeys_person_id"))

    op.drop_table("passkeys")
    with op.batch_alter_table("backup_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_backup_codes_person_id"))

    op.drop_table("backup_codes")
    op.drop_table("authenticator_apps")
