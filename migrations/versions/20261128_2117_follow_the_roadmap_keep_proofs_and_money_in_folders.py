"""Follow the roadmap, keep proofs and money in folders

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_by", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folders")),
    )
    op.create_table(
        "funds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("output", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("planned >= 0 AND spent >= 0 AND planned + spent > 0", name=op.f("ck_funds_some_money")),
        sa.CheckConstraint("year BETWEEN 2020 AND 2100", name=op.f("ck_funds_year_of_the_plan")),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=op.f("fk_funds_folder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funds")),
    )
    with op.batch_alter_table("funds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funds_folder_id"), ["folder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_funds_year_source"), ["year", "source"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("text_en", sa.String(length=300), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("planned_year", sa.Integer(), nullable=False),
        sa.Column("planned_quarter", sa.Integer(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("measure", sa.String(length=80), nullable=False),
        sa.Column("measured", sa.Integer(), nullable=False),
        sa.Column("measured_of", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(measure = '') = (measured_of IS NULL)", name=op.f("ck_tasks_a_measure_has_a_whole")),
        sa.CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name=op.f("ck_tasks_done_on_a_day")),
        sa.CheckConstraint("state <> 'stopped' OR is_own", name=op.f("ck_tasks_the_plan_is_not_stopped")),
        sa.CheckConstraint(
            "measured_of IS NULL OR (measured BETWEEN 0 AND measured_of)", name=op.f("ck_tasks_measured_within")
        ),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4 AND planned_quarter BETWEEN 1 AND 4", name=op.f("ck_tasks_quarters")),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=op.f("fk_tasks_folder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("code", name=op.f("uq_tasks_code")),
        sa.UniqueConstraint("folder_id", name=op.f("uq_tasks_folder_id")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_state_year_quarter"), ["state", "year", "quarter"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_year_quarter_position"), ["year", "quarter", "position"], unique=False)

    op.create_table(
        "task_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_units_task_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_task_units_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_units")),
        sa.UniqueConstraint("task_id", "unit_id", name=op.f("uq_task_units_task_id_unit_id")),
    )
    with op.batch_alter_table("task_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_units_unit_id_is_lead"), ["unit_id", "is_lead"], unique=False)

    op.create_table(
        "task_postponements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("from_quarter", sa.Integer(), nullable=False),
        sa.Column("to_year", sa.Integer(), nullable=False),
        sa.Column("to_quarter", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decision_number", sa.String(length=40), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_quarter BETWEEN 1 AND 4", name=op.f("ck_task_postponements_quarter")),
        sa.CheckConstraint(
            "to_year * 4 + to_quarter > from_year * 4 + from_quarter", name=op.f("ck_task_postponements_later")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_postponements_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_postponements")),
    )
    with op.batch_alter_table("task_postponements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_postponements_task_id"), ["task_id"], unique=False)

    op.create_table(
        "task_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_task_notes_by_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_notes_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_notes")),
    )
    with op.batch_alter_table("task_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_notes_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_notes_task_id"), ["task_id"], unique=False)

    op.create_table(
        "proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("children", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("upload_id IS NOT NULL OR number <> '' OR url <> ''", name=op.f("ck_proofs_shows_something")),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_proofs_confirmed_by_somebody")
        ),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (reason IS NULL)", name=op.f("ck_proofs_withdrawn_with_a_reason")),
        sa.CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> added_by_id", name=op.f("ck_proofs_four_eyes")),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_proofs_added_by_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["people.id"], name=op.f("fk_proofs_confirmed_by_id")),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=op.f("fk_proofs_folder_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_proofs_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofs")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_proofs_upload_id")),
    )
    with op.batch_alter_table("proofs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proofs_added_by_id"), ["added_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proofs_folder_id"), ["folder_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("proofs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proofs_folder_id"))
        batch_op.drop_index(batch_op.f("ix_proofs_added_by_id"))

    op.drop_table("proofs")
    with op.batch_alter_table("task_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_notes_task_id"))
        batch_op.drop_index(batch_op.f("ix_task_notes_by_id"))

    op.drop_table("task_notes")
    with op.batch_alter_table("task_postponements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_postponements_task_id"))

    op.drop_table("task_postponements")
    with op.batch_alter_table("task_units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_units_unit_id_is_lead"))

    op.drop_table("task_units")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tasks_year_quarter_position"))
        batch_op.drop_index(batch_op.f("ix_tasks_state_year_quarter"))

    op.drop_table("tasks")
    with op.batch_alter_table("funds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funds_year_source"))
        batch_op.drop_index(batch_op.f("ix_funds_folder_id"))

    op.drop_table("funds")
    op.drop_table("folders")
