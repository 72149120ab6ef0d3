"""Hold contests

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "contests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("contacts", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("ranks_by_field", sa.Boolean(), nullable=False),
        sa.Column("no_home_village", sa.Boolean(), nullable=False),
        sa.Column("shows_entries", sa.String(length=32), nullable=False),
        sa.Column("max_members", sa.Integer(), nullable=False),
        sa.Column("receives_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receives_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vote_points", sa.Integer(), nullable=False),
        sa.Column("vote_step", sa.Integer(), nullable=False),
        sa.Column("votes_each", sa.Integer(), nullable=False),
        sa.Column("votes_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("votes_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("results_on", sa.Date(), nullable=False),
        sa.Column("decision_number", sa.String(length=40), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(length=80), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("results", sa.JSON(), nullable=True),
        sa.Column("results_digest", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'published') = (decision_number IS NOT NULL AND decision_on IS NOT NULL AND published_at IS NOT NULL)",
            name=op.f("ck_contests_published_by_decision"),
        ),
        sa.CheckConstraint("(vote_points > 0) = (votes_from IS NOT NULL)", name=op.f("ck_contests_votes_have_a_time")),
        sa.CheckConstraint("(votes_from IS NULL) = (votes_until IS NULL)", name=op.f("ck_contests_votes_end")),
        sa.CheckConstraint("max_members BETWEEN 1 AND 20", name=op.f("ck_contests_team_of_some")),
        sa.CheckConstraint("receives_until > receives_from", name=op.f("ck_contests_receives_for_a_time")),
        sa.CheckConstraint("vote_points BETWEEN 0 AND 5000", name=op.f("ck_contests_votes_are_at_most_half")),
        sa.CheckConstraint("votes_each BETWEEN 1 AND 100", name=op.f("ck_contests_votes_each_within")),
        sa.CheckConstraint("votes_until IS NULL OR votes_until > votes_from", name=op.f("ck_contests_votes_for_a_time")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contests")),
        sa.UniqueConstraint("code", name=op.f("uq_contests_code")),
    )
    with op.batch_alter_table("contests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contests_state_id"), ["state", "id"], unique=False)

    op.create_table(
        "contest_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contests.id"], name=op.f("fk_contest_fields_contest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_fields")),
    )
    with op.batch_alter_table("contest_fields", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contest_fields_contest_id"), ["contest_id"], unique=False)

    op.create_table(
        "prizes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=160), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 50", name=op.f("ck_prizes_some_of_it")),
        sa.ForeignKeyConstraint(["contest_id"], ["contests.id"], name=op.f("fk_prizes_contest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prizes")),
    )
    with op.batch_alter_table("prizes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prizes_contest_id"), ["contest_id"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("judges_per_entry", sa.Integer(), nullable=False),
        sa.Column("marks_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marks_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("takes", sa.Integer(), nullable=True),
        sa.Column("drops", sa.Boolean(), nullable=False),
        sa.Column("normalises", sa.Boolean(), nullable=False),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=16), nullable=False),
        sa.Column("unsealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tie_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("gap > 0", name=op.f("ck_rounds_gap_positive")),
        sa.CheckConstraint("judges_per_entry BETWEEN 2 AND 15", name=op.f("ck_rounds_some_judges")),
        sa.CheckConstraint("marks_until > marks_from", name=op.f("ck_rounds_marks_for_a_time")),
        sa.CheckConstraint("takes IS NULL OR takes > 0", name=op.f("ck_rounds_takes_some")),
        sa.ForeignKeyConstraint(["contest_id"], ["contests.id"], name=op.f("fk_rounds_contest_id")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubrics.id"], name=op.f("fk_rounds_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("contest_id", "number", name=op.f("uq_rounds_contest_id_number")),
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rounds_rubric_id"), ["rubric_id"], unique=False)

    op.create_table(
        "jurors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_jurors_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_jurors_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurors")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_jurors_round_id_person_id")),
    )
    with op.batch_alter_table("jurors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jurors_person_id"), ["person_id"], unique=False)

    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=24), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("team_name", sa.String(length=120), nullable=False),
        sa.Column("blind_title", sa.String(length=160), nullable=False),
        sa.Column("blind_text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shows_names", sa.Boolean(), nullable=False),
        sa.Column("children", sa.String(length=32), nullable=True),
        sa.Column("sent_key", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("mean", sa.Integer(), nullable=True),
        sa.Column("vote_points", sa.Integer(), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("became_id", sa.Integer(), nullable=True),
        sa.Column("prize_id", sa.Integer(), nullable=True),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state <> 'accepted' OR screened_at IS NOT NULL", name=op.f("ck_entries_accepted_was_screened")),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL", name=op.f("ck_entries_sent_has_a_date")
        ),
        sa.CheckConstraint("(number IS NULL) = (submitted_at IS NULL)", name=op.f("ck_entries_sent_has_a_number")),
        sa.CheckConstraint("prize_id IS NULL OR place IS NOT NULL", name=op.f("ck_entries_prizes_have_a_place")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_entries_author_id")),
        sa.ForeignKeyConstraint(["became_id"], ["initiatives.id"], name=op.f("fk_entries_became_id")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_entries_certificate_id")),
        sa.ForeignKeyConstraint(["contest_id"], ["contests.id"], name=op.f("fk_entries_contest_id")),
        sa.ForeignKeyConstraint(["field_id"], ["contest_fields.id"], name=op.f("fk_entries_field_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_entries_initiative_id")),
        sa.ForeignKeyConstraint(["prize_id"], ["prizes.id"], name=op.f("fk_entries_prize_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_entries_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("author_id", "sent_key", name=op.f("uq_entries_author_id_sent_key")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_entries_certificate_id")),
        sa.UniqueConstraint("code", name=op.f("uq_entries_code")),
        sa.UniqueConstraint("contest_id", "number", name=op.f("uq_entries_contest_id_number")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entries_contest_id_place_id"), ["contest_id", "place", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_contest_id_state_id"), ["contest_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_prize_id"), ["prize_id"], unique=False)

    op.create_table(
        "juror_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("juror_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["field_id"], ["contest_fields.id"], name=op.f("fk_juror_fields_field_id")),
        sa.ForeignKeyConstraint(["juror_id"], ["jurors.id"], name=op.f("fk_juror_fields_juror_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_juror_fields")),
        sa.UniqueConstraint("juror_id", "field_id", name=op.f("uq_juror_fields_juror_id_field_id")),
    )
    with op.batch_alter_table("juror_fields", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_juror_fields_field_id"), ["field_id"], unique=False)

    op.create_table(
        "entry_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_entry_files_entry_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_entry_files_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_files")),
        sa.UniqueConstraint("entry_id", "position", name=op.f("uq_entry_files_entry_id_position")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_entry_files_upload_id")),
    )
    op.create_table(
        "entry_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=False),
        sa.Column("guardian_name", sa.String(length=80), nullable=False),
        sa.Column("guardian_phone", sa.String(length=20), nullable=True),
        sa.Column("guardian_agrees", sa.Boolean(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_entry_members_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_members")),
        sa.UniqueConstraint("entry_id", "position", name=op.f("uq_entry_members_entry_id_position")),
    )
    op.create_table(
        "entry_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_entry_votes_entry_id")),
        sa.ForeignKeyConstraint(["voter_id"], ["people.id"], name=op.f("fk_entry_votes_voter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_votes")),
        sa.UniqueConstraint("entry_id", "voter_id", name=op.f("uq_entry_votes_entry_id_voter_id")),
    )
    with op.batch_alter_table("entry_votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_votes_voter_id_entry_id"), ["voter_id", "entry_id"], unique=False)

    op.create_table(
        "round_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tie_order", sa.Integer(), nullable=True),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.Column("is_out", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("docket_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("tie_order BETWEEN 1 AND 99", name=op.f("ck_round_entries_order_from_1_to_99")),
        sa.ForeignKeyConstraint(["docket_id"], ["dockets.id"], name=op.f("fk_round_entries_docket_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_round_entries_entry_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_entries_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_entries")),
        sa.UniqueConstraint("docket_id", name=op.f("uq_round_entries_docket_id")),
        sa.UniqueConstraint("round_id", "entry_id", name=op.f("uq_round_entries_round_id_entry_id")),
    )
    with op.batch_alter_table("round_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_entries_entry_id"), ["entry_id"], unique=False)

    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remark", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.alter_column("remark", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.drop_column("remark")

    with op.batch_alter_table("round_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_entries_entry_id"))

    op.drop_table("round_entries")
    with op.batch_alter_table("entry_votes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_votes_voter_id_entry_id"))

    op.drop_table("entry_votes")
    op.drop_table("entry_members")
    op.drop_table("entry_files")
    with op.batch_alter_table("juror_fields", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_juror_fields_field_id"))

    op.drop_table("juror_fields")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entries_prize_id"))
        batch_op.drop_index(batch_op.f("ix_entries_contest_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_entries_contest_id_place_id"))

    op.drop_table("entries")
    with op.batch_alter_table("jurors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jurors_person_id"))

    op.drop_table("jurors")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rounds_rubric_id"))

    op.drop_table("rounds")
    with op.batch_alter_table("prizes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prizes_contest_id"))

    op.drop_table("prizes")
    with op.batch_alter_table("contest_fields", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contest_fields_contest_id"))

    op.drop_table("contest_fields")
    with op.batch_alter_table("contests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contests_state_id"))

    op.drop_table("contests")
