"""Let a council mark and decide

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "rubrics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("agree_percent", sa.Integer(), nullable=True),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("tie_code", sa.String(length=32), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "agree_percent IS NULL OR agree_percent BETWEEN 1 AND 100", name=op.f("ck_rubrics_share_of_a_hundred")
        ),
        sa.CheckConstraint("minimum >= 0", name=op.f("ck_rubrics_minimum_not_negative")),
        sa.CheckConstraint("step > 0", name=op.f("ck_rubrics_step_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubrics")),
        sa.UniqueConstraint("name", "number", name=op.f("uq_rubrics_name_number")),
    )
    op.create_table(
        "council_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("setup_number", sa.String(length=40), nullable=False),
        sa.Column("setup_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("quorum", sa.String(length=8), nullable=False),
        sa.Column("conclusions_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_number", sa.String(length=40), nullable=True),
        sa.Column("decision_key", sa.String(length=60), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(length=80), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("results", sa.JSON(), nullable=True),
        sa.Column("results_digest", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'published') = (decision_number IS NOT NULL AND decision_on IS NOT NULL AND published_at IS NOT NULL)",
            name=op.f("ck_council_sessions_published_by_decision"),
        ),
        sa.CheckConstraint("quorum IN ('1/2', '2/3', '3/4')", name=op.f("ck_council_sessions_quorum_known")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubrics.id"], name=op.f("fk_council_sessions_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_sessions")),
        sa.UniqueConstraint("code", name=op.f("uq_council_sessions_code")),
        sa.UniqueConstraint("decision_key", name=op.f("uq_council_sessions_decision_key")),
    )
    with op.batch_alter_table("council_sessions") as batch_op:
        batch_op.create_index(batch_op.f("ix_council_sessions_state_id"), ["state", "id"], unique=False)

    op.create_table(
        "criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("max_points", sa.Integer(), nullable=False),
        sa.Column("min_points", sa.Integer(), nullable=True),
        sa.Column("excludes", sa.Boolean(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("max_points > 0", name=op.f("ck_criteria_max_positive")),
        sa.CheckConstraint(
            "min_points IS NULL OR (min_points >= 0 AND min_points <= max_points)", name=op.f("ck_criteria_min_within")
        ),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubrics.id"], name=op.f("fk_criteria_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
        sa.UniqueConstraint("rubric_id", "code", name=op.f("uq_criteria_rubric_id_code")),
        sa.UniqueConstraint("rubric_id", "position", name=op.f("uq_criteria_rubric_id_position")),
    )
    op.create_table(
        "dockets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unsealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubrics.id"], name=op.f("fk_dockets_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dockets")),
    )
    with op.batch_alter_table("dockets") as batch_op:
        batch_op.create_index(batch_op.f("ix_dockets_rubric_id"), ["rubric_id"], unique=False)

    op.create_table(
        "conflicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("by_system", sa.Boolean(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("docket_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["docket_id"], ["dockets.id"], name=op.f("fk_conflicts_docket_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_conflicts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint("docket_id", "person_id", name=op.f("uq_conflicts_docket_id_person_id")),
    )
    with op.batch_alter_table("conflicts") as batch_op:
        batch_op.create_index(batch_op.f("ix_conflicts_person_id"), ["person_id"], unique=False)

    op.create_table(
        "council_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=True),
        sa.Column("absent_for", sa.String(length=200), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_council_members_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["council_sessions.id"], name=op.f("fk_council_members_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_members")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_council_members_session_id_person_id")),
    )
    with op.batch_alter_table("council_members") as batch_op:
        batch_op.create_index(batch_op.f("ix_council_members_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_council_members_chair",
            ["session_id"],
            unique=True,
            sqlite_where=sa.text("role = 'chair'"),
            postgresql_where=sa.text("role = 'chair'"),
        )

    op.create_table(
        "council_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tie_order", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("award_class", sa.String(length=32), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("docket_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("outcome IS NOT NULL OR award_class IS NULL", name=op.f("ck_council_cases_class_by_outcome")),
        sa.CheckConstraint("tie_order BETWEEN 1 AND 99", name=op.f("ck_council_cases_order_from_1_to_99")),
        sa.ForeignKeyConstraint(["docket_id"], ["dockets.id"], name=op.f("fk_council_cases_docket_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_council_cases_initiative_id")),
        sa.ForeignKeyConstraint(["session_id"], ["council_sessions.id"], name=op.f("fk_council_cases_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_cases")),
        sa.UniqueConstraint("docket_id", name=op.f("uq_council_cases_docket_id")),
        sa.UniqueConstraint("session_id", "initiative_id", name=op.f("uq_council_cases_session_id_initiative_id")),
    )
    with op.batch_alter_table("council_cases") as batch_op:
        batch_op.create_index(batch_op.f("ix_council_cases_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(
            "uq_council_cases_open",
            ["initiative_id"],
            unique=True,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )

    op.create_table(
        "sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("docket_id", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=True),
        sa.Column("compared_by_id", sa.Integer(), nullable=True),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'signed' OR typed_by_id IS NULL OR compared_by_id IS NOT NULL",
            name=op.f("ck_sheets_typed_is_compared"),
        ),
        sa.CheckConstraint("state <> 'typed' OR typed_by_id IS NOT NULL", name=op.f("ck_sheets_typed_by_somebody")),
        sa.CheckConstraint("compared_by_id IS NULL OR compared_by_id <> typed_by_id", name=op.f("ck_sheets_four_eyes")),
        sa.ForeignKeyConstraint(["compared_by_id"], ["people.id"], name=op.f("fk_sheets_compared_by_id")),
        sa.ForeignKeyConstraint(["docket_id"], ["dockets.id"], name=op.f("fk_sheets_docket_id")),
        sa.ForeignKeyConstraint(["marker_id"], ["people.id"], name=op.f("fk_sheets_marker_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["uploads.id"], name=op.f("fk_sheets_scan_id")),
        sa.ForeignKeyConstraint(["typed_by_id"], ["people.id"], name=op.f("fk_sheets_typed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
        sa.UniqueConstraint("docket_id", "marker_id", name=op.f("uq_sheets_docket_id_marker_id")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_sheets_scan_id")),
    )
    with op.batch_alter_table("sheets") as batch_op:
        batch_op.create_index(batch_op.f("ix_sheets_marker_id_state"), ["marker_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_sheets_state"), ["state"], unique=False)

    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["council_cases.id"], name=op.f("fk_certificates_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("case_id", name=op.f("uq_certificates_case_id")),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
    )
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_marks_points_not_negative")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criteria.id"], name=op.f("fk_marks_criterion_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name=op.f("fk_marks_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
        sa.UniqueConstraint("sheet_id", "criterion_id", name=op.f("uq_marks_sheet_id_criterion_id")),
    )
    with op.batch_alter_table("marks") as batch_op:
        batch_op.create_index(batch_op.f("ix_marks_criterion_id"), ["criterion_id"], unique=False)

    op.create_table(
        "signings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_signings_number_from_1")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_signings_by_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name=op.f("fk_signings_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signings")),
        sa.UniqueConstraint("digest", name=op.f("uq_signings_digest")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_signings_sheet_id_number")),
    )
    with op.batch_alter_table("signings") as batch_op:
        batch_op.create_index(batch_op.f("ix_signings_by_id"), ["by_id"], unique=False)

    with op.batch_alter_table("initiatives") as batch_op:
        batch_op.add_column(sa.Column("marked_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("council_code", sa.String(length=16), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("initiatives") as batch_op:
        batch_op.drop_column("council_code")
        batch_op.drop_column("marked_since")

    with op.batch_alter_table("signings") as batch_op:
        batch_op.drop_index(batch_op.f("ix_signings_by_id"))

    op.drop_table("signings")
    with op.batch_alter_table("marks") as batch_op:
        batch_op.drop_index(batch_op.f("ix_marks_criterion_id"))

    op.drop_table("marks")
    op.drop_table("certificates")
    with op.batch_alter_table("sheets") as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheets_state"))
        batch_op.drop_index(batch_op.f("ix_sheets_marker_id_state"))

    op.drop_table("sheets")
    with op.batch_alter_table("council_cases") as batch_op:
        batch_op.drop_index("uq_council_cases_open", sqlite_where=sa.text("is_open"), postgresql_where=sa.text("is_open"))
        batch_op.drop_index(batch_op.f("ix_council_cases_initiative_id"))

    op.drop_table("council_cases")
    with op.batch_alter_table("council_members") as batch_op:
        batch_op.drop_index(
            "uq_council_members_chair", sqlite_where=sa.text("role = 'chair'"), postgresql_where=sa.text("role = 'chair'")
        )
        batch_op.drop_index(batch_op.f("ix_council_members_person_id"))

    op.drop_table("council_members")
    with op.batch_alter_table("conflicts") as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflicts_person_id"))

    op.drop_table("conflicts")
    with op.batch_alter_table("dockets") as batch_op:
        batch_op.drop_index(batch_op.f("ix_dockets_rubric_id"))

    op.drop_table("dockets")
    op.drop_table("criteria")
    with op.batch_alter_table("council_sessions") as batch_op:
        batch_op.drop_index(batch_op.f("ix_council_sessions_state_id"))

    op.drop_table("council_sessions")
    op.drop_table("rubrics")
