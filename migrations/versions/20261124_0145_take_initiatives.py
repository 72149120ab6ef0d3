"""Take initiatives, votes and applications

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "code_counters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_counters")),
        sa.UniqueConstraint("year", name=op.f("uq_code_counters_year")),
    )
    op.create_table(
        "initiatives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("landmark", sa.String(length=120), nullable=False),
        sa.Column("show_name", sa.Boolean(), nullable=False),
        sa.Column("sent_key", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("shuffle", sa.Integer(), nullable=False),
        sa.Column("council_session", sa.String(length=160), nullable=True),
        sa.Column("decision_number", sa.String(length=40), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("award_class", sa.String(length=32), nullable=True),
        sa.Column("rubric", sa.String(length=80), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'recognised' OR decision_number IS NOT NULL", name=op.f("ck_initiatives_recognised_by_decision")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'declined', 'withdrawn') OR published_at IS NOT NULL",
            name=op.f("ck_initiatives_past_screening_is_public"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL", name=op.f("ck_initiatives_past_draft_was_sent")
        ),
        sa.CheckConstraint(
            "submitted_at IS NULL OR (title <> '' AND problem <> '' AND solution <> '' AND field_id IS NOT NULL AND village_id IS NOT NULL)",
            name=op.f("ck_initiatives_sent_is_complete"),
        ),
        sa.CheckConstraint("(code IS NULL) = (submitted_at IS NULL)", name=op.f("ck_initiatives_sent_has_code_and_date")),
        sa.CheckConstraint("votes >= 0", name=op.f("ck_initiatives_votes_not_negative")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_initiatives_author_id")),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_initiatives_field_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_initiatives_organisation_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_initiatives_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiatives")),
        sa.UniqueConstraint("author_id", "sent_key", name=op.f("uq_initiatives_author_id_sent_key")),
        sa.UniqueConstraint("code", name=op.f("uq_initiatives_code")),
    )
    op.create_index("ix_initiatives_author_id", "initiatives", ["author_id", "id"])
    op.create_index("ix_initiatives_organisation_id", "initiatives", ["organisation_id"])
    op.create_index(
        "ix_initiatives_public_field_id_published_at",
        "initiatives",
        ["field_id", "published_at", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_field_id_shuffle",
        "initiatives",
        ["field_id", "shuffle", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_field_id_votes",
        "initiatives",
        ["field_id", "votes", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_published_at",
        "initiatives",
        ["published_at", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_shuffle",
        "initiatives",
        ["shuffle", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_state_published_at",
        "initiatives",
        ["state", "published_at", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_state_shuffle",
        "initiatives",
        ["state", "shuffle", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_state_votes",
        "initiatives",
        ["state", "votes", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_village_id_published_at",
        "initiatives",
        ["village_id", "published_at", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_village_id_shuffle",
        "initiatives",
        ["village_id", "shuffle", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_village_id_votes",
        "initiatives",
        ["village_id", "votes", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index(
        "ix_initiatives_public_votes",
        "initiatives",
        ["votes", "id"],
        sqlite_where=sa.text("published_at IS NOT NULL"),
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index("ix_initiatives_state_state_since", "initiatives", ["state", "state_since"])
    op.create_table(
        "applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("investor", sa.String(length=200), nullable=False),
        sa.Column("first_applied_on", sa.Date(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("confidential", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("benefit_author", sa.Text(), nullable=False),
        sa.Column("benefit_money", sa.BigInteger(), nullable=True),
        sa.Column("benefit_user", sa.Text(), nullable=False),
        sa.Column("declaration", sa.Text(), nullable=True),
        sa.Column("signed_place", sa.String(length=120), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_applications_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("initiative_id", name=op.f("uq_applications_initiative_id")),
    )
    op.create_table(
        "old_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_old_texts_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_texts")),
        sa.UniqueConstraint("initiative_id", "number", name=op.f("uq_old_texts_initiative_id_number")),
    )
    op.create_table(
        "votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_votes_initiative_id")),
        sa.ForeignKeyConstraint(["voter_id"], ["people.id"], name=op.f("fk_votes_voter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
        sa.UniqueConstraint("initiative_id", "voter_id", name=op.f("uq_votes_initiative_id_voter_id")),
    )
    op.create_index("ix_votes_voter_id_initiative_id", "votes", ["voter_id", "initiative_id"])
    op.create_table(
        "co_authors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("workplace", sa.String(length=160), nullable=False),
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("qualification", sa.String(length=80), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("percent > 0 AND percent <= 10000", name=op.f("ck_co_authors_share_between_0_and_100")),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_co_authors_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_authors")),
        sa.UniqueConstraint("application_id", "position", name=op.f("uq_co_authors_application_id_position")),
    )
    op.create_table(
        "first_appliers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("workplace", sa.String(length=160), nullable=False),
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("qualification", sa.String(length=80), nullable=False),
        sa.Column("work", sa.String(length=300), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], name=op.f("fk_first_appliers_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_appliers")),
        sa.UniqueConstraint("application_id", "position", name=op.f("uq_first_appliers_application_id_position")),
    )


def downgrade() -> None:
    op.drop_table("first_appliers")
    op.drop_table("co_authors")
    op.drop_table("votes")
    op.drop_table("old_texts")
    op.drop_table("applications")
    op.drop_table("initiatives")
    op.drop_table("code_counters")
