"""Ask whether people are satisfied

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.create_table(
        "survey_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("degree", sa.String(length=32), nullable=False),
        sa.Column("occasion", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_survey_answers_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
    )
    with op.batch_alter_table("survey_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_answers_month_degree"), ["month", "degree"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_answers_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "survey_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("used", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("count BETWEEN 1 AND 1000", name=op.f("ck_survey_batches_some_slips")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_survey_batches_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["label_runs.id"], name=op.f("fk_survey_batches_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_survey_batches_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_batches")),
    )
    with op.batch_alter_table("survey_batches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_batches_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_batches_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "surveyed_initiatives",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["initiatives.id"], name=op.f("fk_surveyed_initiatives_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveyed_initiatives")),
    )


def downgrade() -> None:
    op.drop_table("surveyed_initiatives")
    with op.batch_alter_table("survey_batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_batches_unit_id"))
        batch_op.drop_index(batch_op.f("ix_survey_batches_by_id"))

    op.drop_table("survey_batches")
    with op.batch_alter_table("survey_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_answers_unit_id"))
        batch_op.drop_index(batch_op.f("ix_survey_answers_month_degree"))

    op.drop_table("survey_answers")
