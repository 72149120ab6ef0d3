"""Take codes and signatures on paper

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "code_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("occasion", sa.String(length=160), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_key", sa.String(length=40), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["printed_by_id"], ["people.id"], name=op.f("fk_code_sheets_printed_by_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_code_sheets_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_sheets")),
        sa.UniqueConstraint("printed_by_id", "sent_key", name=op.f("uq_code_sheets_printed_by_id_sent_key")),
    )
    op.create_index(op.f("ix_code_sheets_village_id_id"), "code_sheets", ["village_id", "id"])

    op.create_table(
        "paper_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(used_at IS NULL) = (used_by_id IS NULL)", name=op.f("ck_paper_codes_used_by_somebody")),
        sa.ForeignKeyConstraint(["sheet_id"], ["code_sheets.id"], name=op.f("fk_paper_codes_sheet_id")),
        sa.ForeignKeyConstraint(["used_by_id"], ["people.id"], name=op.f("fk_paper_codes_used_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_paper_codes_code_hash")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_paper_codes_sheet_id_number")),
    )
    op.create_index(op.f("ix_paper_codes_used_by_id"), "paper_codes", ["used_by_id"])

    op.create_table(
        "paper_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=False),
        sa.Column("compared_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'counted') = (compared_by_id IS NOT NULL)", name=op.f("ck_paper_lists_counted_by_a_second_person")
        ),
        sa.CheckConstraint("compared_by_id IS NULL OR compared_by_id <> typed_by_id", name=op.f("ck_paper_lists_four_eyes")),
        sa.ForeignKeyConstraint(["compared_by_id"], ["people.id"], name=op.f("fk_paper_lists_compared_by_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_paper_lists_initiative_id")),
        sa.ForeignKeyConstraint(["typed_by_id"], ["people.id"], name=op.f("fk_paper_lists_typed_by_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_paper_lists_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_lists")),
    )
    op.create_index(op.f("ix_paper_lists_initiative_id"), "paper_lists", ["initiative_id"])
    op.create_index(op.f("ix_paper_lists_state_state_since"), "paper_lists", ["state", "state_since"])
    op.create_index(op.f("ix_paper_lists_typed_by_id_id"), "paper_lists", ["typed_by_id", "id"])
    op.create_index(op.f("ix_paper_lists_village_id"), "paper_lists", ["village_id"])

    op.create_table(
        "sheet_topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_sheet_topics_initiative_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["code_sheets.id"], name=op.f("fk_sheet_topics_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_topics")),
        sa.UniqueConstraint("sheet_id", "initiative_id", name=op.f("uq_sheet_topics_sheet_id_initiative_id")),
    )
    op.create_index(op.f("ix_sheet_topics_initiative_id"), "sheet_topics", ["initiative_id"])

    op.create_table(
        "paper_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("same_key", sa.String(length=300), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'counted' OR person_id IS NOT NULL",
            name=op.f("ck_paper_lines_counted_is_somebody"),
        ),
        sa.ForeignKeyConstraint(["list_id"], ["paper_lists.id"], name=op.f("fk_paper_lines_list_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_paper_lines_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_lines")),
        sa.UniqueConstraint("list_id", "number", name=op.f("uq_paper_lines_list_id_number")),
        sa.UniqueConstraint("list_id", "same_key", name=op.f("uq_paper_lines_list_id_same_key")),
    )
    op.create_index(op.f("ix_paper_lines_person_id"), "paper_lines", ["person_id"])

    op.create_table(
        "paper_scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["paper_lists.id"], name=op.f("fk_paper_scans_list_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_paper_scans_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_scans")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_paper_scans_upload_id")),
    )
    op.create_index(op.f("ix_paper_scans_list_id"), "paper_scans", ["list_id"])


def downgrade() -> None:
    op.drop_table("paper_scans")
    op.drop_table("paper_lines")
    op.drop_table("sheet_topics")
    op.drop_table("paper_lists")
    op.drop_table("paper_codes")
    op.drop_table("code_sheets")
