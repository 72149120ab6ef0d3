"""Receive visitors and count birds

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "tours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seats BETWEEN 1 AND 100", name=op.f("ck_tours_seats_for_some")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tours")),
        sa.UniqueConstraint("name", name=op.f("uq_tours_name")),
    )
    op.create_table(
        "slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("tour_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_slots_ends_after_it_starts")),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_slots_seats_for_some")),
        sa.CheckConstraint("taken BETWEEN 0 AND seats", name=op.f("ck_slots_no_more_than_seats")),
        sa.ForeignKeyConstraint(["tour_id"], ["tours.id"], name=op.f("fk_slots_tour_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
    )
    with op.batch_alter_table("slots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slots_starts_at_id"), ["starts_at", "id"], unique=False)
        batch_op.create_index(
            "uq_slots_tour_id_starts_at",
            ["tour_id", "starts_at"],
            unique=True,
            sqlite_where=sa.text("called_off_at IS NULL"),
            postgresql_where=sa.text("called_off_at IS NULL"),
        )
    op.create_table(
        "observers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_observers_added_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_observers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observers")),
        sa.UniqueConstraint("person_id", name=op.f("uq_observers_person_id")),
    )
    with op.batch_alter_table("observers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observers_added_by_id"), ["added_by_id"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("came", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'came') = (came IS NOT NULL)", name=op.f("ck_visits_came_in_number")),
        sa.CheckConstraint(
            "forgotten_at IS NOT NULL OR phone IS NOT NULL OR email IS NOT NULL", name=op.f("ck_visits_can_be_reached")
        ),
        sa.CheckConstraint("people BETWEEN 1 AND 100", name=op.f("ck_visits_some_people")),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_visits_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("key", name=op.f("uq_visits_key")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_slot_id_state_id"), ["slot_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_state_id"), ["state", "id"], unique=False)
        batch_op.create_index(
            "uq_visits_live_email",
            ["slot_id", "email"],
            unique=True,
            sqlite_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
            postgresql_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
        )
        batch_op.create_index(
            "uq_visits_live_phone",
            ["slot_id", "phone"],
            unique=True,
            sqlite_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
            postgresql_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
        )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mood", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("attraction_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> '' OR state = 'hidden'", name=op.f("ck_feedback_only_words_are_shown")),
        sa.ForeignKeyConstraint(["attraction_id"], ["attractions.id"], name=op.f("fk_feedback_attraction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("key", name=op.f("uq_feedback_key")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_attraction_id"), ["attraction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_state_id"), ["state", "id"], unique=False)
    op.create_table(
        "plaque_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("attraction_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attraction_id"], ["attractions.id"], name=op.f("fk_plaque_counts_attraction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plaque_counts")),
        sa.UniqueConstraint("attraction_id", "day", name=op.f("uq_plaque_counts_attraction_id_day")),
    )
    with op.batch_alter_table("plaque_counts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plaque_counts_day"), ["day"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("is_estimate", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("children", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("species_id", sa.Integer(), nullable=False),
        sa.Column("attraction_id", sa.Integer(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "upload_id IS NULL OR (alt <> '' AND children IS NOT NULL)", name=op.f("ck_sightings_picture_in_words")
        ),
        sa.CheckConstraint("count BETWEEN 1 AND 100000", name=op.f("ck_sightings_count_of_birds")),
        sa.ForeignKeyConstraint(["attraction_id"], ["attractions.id"], name=op.f("fk_sightings_attraction_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_sightings_by_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["people.id"], name=op.f("fk_sightings_checked_by_id")),
        sa.ForeignKeyConstraint(["species_id"], ["species.id"], name=op.f("fk_sightings_species_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_sightings_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
        sa.UniqueConstraint("key", name=op.f("uq_sightings_key")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_sightings_upload_id")),
    )
    with op.batch_alter_table("sightings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sightings_attraction_id"), ["attraction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sightings_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sightings_checked_by_id"), ["checked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sightings_seen_at_id"), ["seen_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sightings_species_id_seen_at"), ["species_id", "seen_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sightings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sightings_species_id_seen_at"))
        batch_op.drop_index(batch_op.f("ix_sightings_seen_at_id"))
        batch_op.drop_index(batch_op.f("ix_sightings_checked_by_id"))
        batch_op.drop_index(batch_op.f("ix_sightings_by_id"))
        batch_op.drop_index(batch_op.f("ix_sightings_attraction_id"))
    op.drop_table("sightings")
    with op.batch_alter_table("plaque_counts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plaque_counts_day"))
    op.drop_table("plaque_counts")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_state_id"))
        batch_op.drop_index(batch_op.f("ix_feedback_attraction_id"))
        batch_op.drop_index(batch_op.f("ix_feedback_at"))
    op.drop_table("feedback")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_visits_live_phone",
            sqlite_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
            postgresql_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
        )
        batch_op.drop_index(
            "uq_visits_live_email",
            sqlite_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
            postgresql_where=sa.text("state IN ('held', 'confirmed', 'waiting')"),
        )
        batch_op.drop_index(batch_op.f("ix_visits_state_id"))
        batch_op.drop_index(batch_op.f("ix_visits_slot_id_state_id"))
    op.drop_table("visits")
    with op.batch_alter_table("observers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_observers_added_by_id"))
    op.drop_table("observers")
    with op.batch_alter_table("slots", schema=None) as batch_op:
        batch_op.drop_index("uq_slots_tour_id_starts_at")
        batch_op.drop_index(batch_op.f("ix_slots_starts_at_id"))
    op.drop_table("slots")
    op.drop_table("tours")
