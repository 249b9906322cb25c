"""agenda

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-23 11:19:25.535601
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _never_twice(side: str) -> postgresql.ExcludeConstraint:
    """Nobody has two appointments at once, on PostgreSQL: SQLite has one writer, who looks first."""
    return postgresql.ExcludeConstraint(
        (sa.text(f"int4range({side}, {side}, '[]')"), "&&"),
        (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
        where=sa.text("state NOT IN ('cancelled-by-patient', 'cancelled-by-companion')"),
        using="gist",
        deferrable=True,
        initially="IMMEDIATE",
        name=f"ex_appointments_{side}",
    ).ddl_if(dialect="postgresql")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "appointment_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("course", sa.String(length=32), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_series")),
        sa.UniqueConstraint("ref", name=op.f("uq_appointment_series_ref")),
    )
    with op.batch_alter_table("appointment_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_series_course"), ["course"], unique=False)

    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("label_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_absences_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.UniqueConstraint("ref", name=op.f("uq_absences_ref")),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_person_id"), ["person_id"], unique=False)

    op.create_table(
        "agendas",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reminds_day_before", sa.Boolean(), nullable=False),
        sa.Column("reminds_hour_before", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_agendas_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_agendas")),
    )
    op.create_table(
        "appointment_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_appointment_changes_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_changes")),
        sa.UniqueConstraint("ref", name=op.f("uq_appointment_changes_ref")),
    )
    with op.batch_alter_table("appointment_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_changes_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_changes_until"), ["until"], unique=False)

    op.create_table(
        "calendar_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("bubble_id", sa.Integer(), nullable=True),
        sa.Column("live_key", sa.String(length=48), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("detail", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_read_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["bubble_id"], ["bubbles.id"], name=op.f("fk_calendar_links_bubble_id_bubbles")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_links_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("live_key", name=op.f("uq_calendar_links_live_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_calendar_links_ref")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_calendar_links_secret_hash")),
    )
    with op.batch_alter_table("calendar_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_links_person_id"), ["person_id"], unique=False)

    op.create_table(
        "exceptional_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("bubble_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_exceptional_days_lasts")),
        sa.ForeignKeyConstraint(["bubble_id"], ["bubbles.id"], name=op.f("fk_exceptional_days_bubble_id_bubbles")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exceptional_days_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exceptional_days")),
        sa.UniqueConstraint("ref", name=op.f("uq_exceptional_days_ref")),
    )
    with op.batch_alter_table("exceptional_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exceptional_days_bubble_id"), ["bubble_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exceptional_days_person_id"), ["person_id"], unique=False)

    op.create_table(
        "outside_calendars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outside_calendars_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_calendars")),
        sa.UniqueConstraint("ref", name=op.f("uq_outside_calendars_ref")),
    )
    with op.batch_alter_table("outside_calendars", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_calendars_next_try_at"), ["next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outside_calendars_person_id"), ["person_id"], unique=False)

    op.create_table(
        "weekly_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("bubble_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_weekly_hours_lasts")),
        sa.ForeignKeyConstraint(["bubble_id"], ["bubbles.id"], name=op.f("fk_weekly_hours_bubble_id_bubbles")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_weekly_hours_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_hours")),
        sa.UniqueConstraint("ref", name=op.f("uq_weekly_hours_ref")),
    )
    with op.batch_alter_table("weekly_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_weekly_hours_bubble_id"), ["bubble_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_weekly_hours_person_id"), ["person_id"], unique=False)

    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("bubble_id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("companion_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("buffer_before", sa.Integer(), nullable=False),
        sa.Column("buffer_after", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("booked_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_appointments_lasts")),
        _never_twice("companion_id"),
        _never_twice("patient_id"),
        sa.ForeignKeyConstraint(["booked_by_id"], ["people.id"], name=op.f("fk_appointments_booked_by_id_people")),
        sa.ForeignKeyConstraint(["bubble_id"], ["bubbles.id"], name=op.f("fk_appointments_bubble_id_bubbles")),
        sa.ForeignKeyConstraint(["companion_id"], ["people.id"], name=op.f("fk_appointments_companion_id_people")),
        sa.ForeignKeyConstraint(["patient_id"], ["people.id"], name=op.f("fk_appointments_patient_id_people")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["appointment_series.id"], name=op.f("fk_appointments_series_id_appointment_series")
        ),
        sa.ForeignKeyConstraint(
            ["type_id"], ["consultation_types.id"], name=op.f("fk_appointments_type_id_consultation_types")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("ref", name=op.f("uq_appointments_ref")),
    )
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.create_index("ix_appointments_bubble_id_starts_at", ["bubble_id", "starts_at"], unique=False)
        batch_op.create_index("ix_appointments_companion_id_starts_at", ["companion_id", "starts_at"], unique=False)
        batch_op.create_index("ix_appointments_patient_id_starts_at", ["patient_id", "starts_at"], unique=False)
        batch_op.create_index(
            "ix_appointments_planned",
            ["companion_id", "starts_at"],
            unique=False,
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        )
        batch_op.create_index(batch_op.f("ix_appointments_series_id"), ["series_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointments_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointments_type_id"), ["type_id"], unique=False)

    op.create_table(
        "busy_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["outside_calendars.id"],
            name=op.f("fk_busy_times_calendar_id_outside_calendars"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_busy_times_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_times")),
    )
    with op.batch_alter_table("busy_times", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_busy_times_calendar_id"), ["calendar_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_busy_times_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index("ix_busy_times_person_id_starts_at", ["person_id", "starts_at"], unique=False)

    op.create_table(
        "waits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("bubble_id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("companion_id", sa.Integer(), nullable=True),
        sa.Column("live_key", sa.String(length=64), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bubble_id"], ["bubbles.id"], name=op.f("fk_waits_bubble_id_bubbles")),
        sa.ForeignKeyConstraint(["companion_id"], ["people.id"], name=op.f("fk_waits_companion_id_people")),
        sa.ForeignKeyConstraint(["patient_id"], ["people.id"], name=op.f("fk_waits_patient_id_people")),
        sa.ForeignKeyConstraint(
            ["type_id"], ["consultation_types.id"], name=op.f("fk_waits_type_id_consultation_types")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
        sa.UniqueConstraint("live_key", name=op.f("uq_waits_live_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_waits_ref")),
    )
    with op.batch_alter_table("waits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waits_bubble_id"), ["bubble_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_waits_companion_id"), ["companion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_waits_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_waits_type_id"), ["type_id"], unique=False)

    op.create_table(
        "appointment_reminders",
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_appointment_reminders_appointment_id_appointments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appointment_reminders_person_id_people")),
        sa.PrimaryKeyConstraint("appointment_id", "person_id", "kind", name=op.f("pk_appointment_reminders")),
    )
    op.create_table(
        "appointments_told",
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_appointments_told_appointment_id_appointments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appointments_told_person_id_people")),
        sa.PrimaryKeyConstraint("appointment_id", "person_id", name=op.f("pk_appointments_told")),
    )
    with op.batch_alter_table("appointments_told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointments_told_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointments_told_person_id"), ["person_id"], unique=False)

    op.create_table(
        "changed_appointments",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_changed_appointments_appointment_id_appointments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["appointment_changes.id"],
            name=op.f("fk_changed_appointments_change_id_appointment_changes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["appointment_series.id"], name=op.f("fk_changed_appointments_series_id_appointment_series")
        ),
        sa.PrimaryKeyConstraint("change_id", "appointment_id", name=op.f("pk_changed_appointments")),
    )
    with op.batch_alter_table("changed_appointments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_changed_appointments_appointment_id"), ["appointment_id"], unique=False)

    op.create_table(
        "slot_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("wait_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("companion_id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["companion_id"], ["people.id"], name=op.f("fk_slot_offers_companion_id_people")),
        sa.ForeignKeyConstraint(["patient_id"], ["people.id"], name=op.f("fk_slot_offers_patient_id_people")),
        sa.ForeignKeyConstraint(
            ["type_id"], ["consultation_types.id"], name=op.f("fk_slot_offers_type_id_consultation_types")
        ),
        sa.ForeignKeyConstraint(["wait_id"], ["waits.id"], name=op.f("fk_slot_offers_wait_id_waits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_offers")),
        sa.UniqueConstraint("ref", name=op.f("uq_slot_offers_ref")),
    )
    with op.batch_alter_table("slot_offers", schema=None) as batch_op:
        batch_op.create_index("ix_slot_offers_companion_id_starts_at", ["companion_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_offers_held_until"), ["held_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_offers_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slot_offers_wait_id"), ["wait_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("slot_offers")
    op.drop_table("changed_appointments")
    op.drop_table("appointments_told")
    op.drop_table("appointment_reminders")
    op.drop_table("waits")
    op.drop_table("busy_times")
    op.drop_table("appointments")
    op.drop_table("weekly_hours")
    op.drop_table("outside_calendars")
    op.drop_table("exceptional_days")
    op.drop_table("calendar_links")
    op.drop_table("appointment_changes")
    op.drop_table("agendas")
    op.drop_table("absences")
    op.drop_table("appointment_series")
