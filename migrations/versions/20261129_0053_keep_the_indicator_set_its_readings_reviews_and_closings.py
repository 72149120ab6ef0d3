"""Keep the indicator set, its readings, reviews and closings

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

# The digest of an empty snapshot: years closed before there was a set.
NO_SET = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=op.f("fk_editions_folder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("folder_id", name=op.f("uq_editions_folder_id")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_editions_year_number")),
    )
    op.create_table(
        "indicators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("is_local", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=False),
        sa.Column("method", sa.String(length=120), nullable=False),
        sa.Column("method_en", sa.String(length=120), nullable=False),
        sa.Column("shape", sa.String(length=32), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("max_points", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("unit_words", sa.String(length=60), nullable=False),
        sa.Column("unit_words_en", sa.String(length=60), nullable=False),
        sa.Column("numerator_words", sa.String(length=240), nullable=False),
        sa.Column("denominator_words", sa.String(length=240), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("entered_by", sa.JSON(), nullable=False),
        sa.Column("evidence_words", sa.JSON(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("is_local = (part IS NULL)", name=op.f("ck_indicators_local_ones_stand_apart")),
        sa.CheckConstraint("target > 0 AND max_points > 0", name=op.f("ck_indicators_wants_something")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_indicators_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicators")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_indicators_edition_id_code")),
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(numerator IS NULL) = (entered_by_id IS NULL)", name=op.f("ck_readings_entered_by_somebody")),
        sa.CheckConstraint("denominator IS NULL OR denominator > 0", name=op.f("ck_readings_a_whole_is_something")),
        sa.CheckConstraint("numerator IS NULL OR numerator >= 0", name=op.f("ck_readings_numbers")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["people.id"], name=op.f("fk_readings_entered_by_id")),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=op.f("fk_readings_folder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint("folder_id", name=op.f("uq_readings_folder_id")),
        sa.UniqueConstraint("year", "code", name=op.f("uq_readings_year_code")),
    )
    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_readings_entered_by_id"), ["entered_by_id"], unique=False)

    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("saw_numerator", sa.Integer(), nullable=False),
        sa.Column("saw_denominator", sa.Integer(), nullable=True),
        sa.Column("saw_entered", sa.Boolean(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_reviews_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reviews_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reviews_year_code_id"), ["year", "code", "id"], unique=False)

    op.create_table(
        "site_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("who", sa.String(length=240), nullable=False),
        sa.Column("finding", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_key", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_site_checks_by_id")),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=op.f("fk_site_checks_folder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_checks")),
        sa.UniqueConstraint("folder_id", name=op.f("uq_site_checks_folder_id")),
        sa.UniqueConstraint("sent_key", name=op.f("uq_site_checks_sent_key")),
    )
    with op.batch_alter_table("site_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_checks_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_checks_year_code_on"), ["year", "code", "on"], unique=False)

    with op.batch_alter_table("closed_years", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scorecard", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("scorecard_digest", sa.String(length=64), nullable=False, server_default=NO_SET))
        batch_op.add_column(sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reopened_reason", sa.Text(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_closed_years_year"), type_="unique")
        batch_op.create_check_constraint(
            batch_op.f("ck_closed_years_reopened_with_a_reason"), "(reopened_at IS NULL) = (reopened_reason IS NULL)"
        )
        batch_op.create_index(batch_op.f("ix_closed_years_year_id"), ["year", "id"], unique=False)
        batch_op.create_index(
            "uq_closed_years_standing",
            ["year"],
            unique=True,
            sqlite_where=sa.text("reopened_at IS NULL"),
            postgresql_where=sa.text("reopened_at IS NULL"),
        )
    with op.batch_alter_table("closed_years", schema=None) as batch_op:
        batch_op.alter_column("scorecard", server_default=None)
        batch_op.alter_column("scorecard_digest", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("closed_years", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_closed_years_standing",
            sqlite_where=sa.text("reopened_at IS NULL"),
            postgresql_where=sa.text("reopened_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_closed_years_year_id"))
        batch_op.drop_constraint(batch_op.f("ck_closed_years_reopened_with_a_reason"), type_="check")
        batch_op.create_unique_constraint(batch_op.f("uq_closed_years_year"), ["year"])
        batch_op.drop_column("reopened_reason")
        batch_op.drop_column("reopened_at")
        batch_op.drop_column("scorecard_digest")
        batch_op.drop_column("scorecard")

    with op.batch_alter_table("site_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_checks_year_code_on"))
        batch_op.drop_index(batch_op.f("ix_site_checks_by_id"))

    op.drop_table("site_checks")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reviews_year_code_id"))
        batch_op.drop_index(batch_op.f("ix_reviews_by_id"))

    op.drop_table("reviews")
    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_readings_entered_by_id"))

    op.drop_table("readings")
    op.drop_table("indicators")
    op.drop_table("editions")
