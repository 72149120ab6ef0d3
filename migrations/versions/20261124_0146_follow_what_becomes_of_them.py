"""Follow what becomes of an initiative: refusals, pilots, adoptions, their proofs

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "adoptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("sphere", sa.String(length=32), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("decision_number", sa.String(length=40), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(length=80), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("came_from", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", name=op.f("ck_adoptions_revoked_has_a_date")),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'revoked') OR (decision_number IS NOT NULL AND decision_on IS NOT NULL AND signer IS NOT NULL AND confirmed_at IS NOT NULL AND confirmed_by_id IS NOT NULL)",
            name=op.f("ck_adoptions_confirmed_is_complete"),
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", name=op.f("ck_adoptions_four_eyes")
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["people.id"], name=op.f("fk_adoptions_confirmed_by_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_adoptions_initiative_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["people.id"], name=op.f("fk_adoptions_proposed_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_adoptions_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
    )
    op.create_index("ix_adoptions_adopted_on_state", "adoptions", ["adopted_on", "state"])
    op.create_index("ix_adoptions_initiative_id", "adoptions", ["initiative_id"])
    op.create_index("ix_adoptions_state_proposed_at", "adoptions", ["state", "proposed_at"])
    op.create_index(
        "uq_adoptions_live",
        "adoptions",
        ["initiative_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('proposed', 'confirmed')"),
        postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
    )
    op.create_table(
        "pilots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("came_from", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("came_from IN ('open', 'recognised')", name=op.f("ck_pilots_comes_from_open_or_recognised")),
        sa.CheckConstraint("(ended_at IS NULL) = (result IS NULL)", name=op.f("ck_pilots_ended_has_a_result")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_pilots_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_pilots_initiative_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_pilots_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilots")),
    )
    op.create_index("ix_pilots_initiative_id", "pilots", ["initiative_id"])
    op.create_index(
        "uq_pilots_running",
        "pilots",
        ["initiative_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "refusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_refusals_initiative_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["people.id"], name=op.f("fk_refusals_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusals")),
    )
    op.create_index("ix_refusals_initiative_id", "refusals", ["initiative_id"])
    op.create_index("ix_refusals_state_proposed_at", "refusals", ["state", "proposed_at"])
    op.create_index(
        "uq_refusals_proposed",
        "refusals",
        ["initiative_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "replications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_replications_initiative_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_replications_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replications")),
    )
    op.create_index("ix_replications_initiative_id", "replications", ["initiative_id"])
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=True),
        sa.Column("adoption_id", sa.Integer(), nullable=True),
        sa.Column("replication_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN pilot_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN adoption_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN replication_id IS NULL THEN 0 ELSE 1 END) <= 1",
            name=op.f("ck_attachments_proves_one_thing"),
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_attachments_confirmed_by_somebody")
        ),
        sa.ForeignKeyConstraint(["adoption_id"], ["adoptions.id"], name=op.f("fk_attachments_adoption_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["people.id"], name=op.f("fk_attachments_confirmed_by_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_attachments_initiative_id")),
        sa.ForeignKeyConstraint(["pilot_id"], ["pilots.id"], name=op.f("fk_attachments_pilot_id")),
        sa.ForeignKeyConstraint(["replication_id"], ["replications.id"], name=op.f("fk_attachments_replication_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_attachments_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("initiative_id", "position", name=op.f("uq_attachments_initiative_id_position")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_attachments_upload_id")),
    )
    op.create_index("ix_attachments_adoption_id", "attachments", ["adoption_id"])
    op.create_index("ix_attachments_pilot_id", "attachments", ["pilot_id"])
    op.create_index("ix_attachments_replication_id", "attachments", ["replication_id"])


def downgrade() -> None:
    op.drop_table("attachments")
    op.drop_table("replications")
    op.drop_table("refusals")
    op.drop_table("pilots")
    op.drop_table("adoptions")
