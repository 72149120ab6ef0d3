"""Keep teams, activities, staff and models

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column(
            "sort_name",
            sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("post", sa.String(length=80), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("has_signature", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_staff_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_staff_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_sort_name"), ["sort_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_staff_current",
            ["name_key", "unit_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("decision_number", sa.String(length=40), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= founded_on", name=op.f("ck_teams_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_teams_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teams_village_id"), ["village_id"], unique=False)
        batch_op.create_index(
            "uq_teams_current",
            ["village_id", "kind"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("door", sa.String(length=40), nullable=True),
        sa.Column("sent_key", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("logged_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'confirmed') = (confirmed_at IS NOT NULL)", name=op.f("ck_activities_confirmed_at_a_moment")
        ),
        sa.CheckConstraint(
            "state NOT IN ('held', 'confirmed') OR people IS NOT NULL", name=op.f("ck_activities_held_for_some")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR (confirmed_by_id <> logged_by_id AND confirmed_by_id <> noted_by_id)",
            name=op.f("ck_activities_four_eyes"),
        ),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_activities_ends_after_it_starts")),
        sa.CheckConstraint("people IS NULL OR people BETWEEN 0 AND 100000", name=op.f("ck_activities_people_in_numbers")),
        sa.CheckConstraint("team_id IS NOT NULL OR unit_id IS NOT NULL", name=op.f("ck_activities_somebody_holds_it")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["people.id"], name=op.f("fk_activities_confirmed_by_id")),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=op.f("fk_activities_folder_id")),
        sa.ForeignKeyConstraint(["logged_by_id"], ["people.id"], name=op.f("fk_activities_logged_by_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["people.id"], name=op.f("fk_activities_noted_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_activities_team_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_activities_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_activities_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("door", name=op.f("uq_activities_door")),
        sa.UniqueConstraint("folder_id", name=op.f("uq_activities_folder_id")),
        sa.UniqueConstraint("sent_key", name=op.f("uq_activities_sent_key")),
    )
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activities_logged_by_id"), ["logged_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_starts_at_id"), ["starts_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_state_starts_at_id"), ["state", "starts_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_team_id"), ["team_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activities_village_id"), ["village_id"], unique=False)

    op.create_table(
        "team_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_team_members_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_team_members_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_members")),
    )
    with op.batch_alter_table("team_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_members_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_members_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_team_members_lead",
            ["team_id"],
            unique=True,
            sqlite_where=sa.text("duty = 'lead' AND until IS NULL"),
            postgresql_where=sa.text("duty = 'lead' AND until IS NULL"),
        )

    op.create_table(
        "attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("who_key", sa.String(length=240), nullable=False),
        sa.Column("at_the_door", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_attendances_activity_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_attendances_staff_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_attendances_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("activity_id", "who_key", name=op.f("uq_attendances_activity_id_who_key")),
    )
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendances_staff_id_activity_id"), ["staff_id", "activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendances_village_id"), ["village_id"], unique=False)

    op.create_table(
        "exemplars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("benefit", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("proven_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name=op.f("ck_exemplars_ended_on_a_day")),
        sa.CheckConstraint(
            "state NOT IN ('proven', 'replicated') OR proven_on IS NOT NULL", name=op.f("ck_exemplars_proven_on_a_day")
        ),
        sa.CheckConstraint("cost IS NULL OR cost >= 0", name=op.f("ck_exemplars_no_debt")),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=op.f("fk_exemplars_folder_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_exemplars_initiative_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_exemplars_organisation_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_exemplars_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_exemplars_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplars")),
        sa.UniqueConstraint("folder_id", name=op.f("uq_exemplars_folder_id")),
        sa.UniqueConstraint("name", name=op.f("uq_exemplars_name")),
    )
    with op.batch_alter_table("exemplars", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemplars_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exemplars_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exemplars_state_kind"), ["state", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_exemplars_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exemplars_village_id"), ["village_id"], unique=False)

    op.create_table(
        "replicas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["exemplar_id"], ["exemplars.id"], name=op.f("fk_replicas_exemplar_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_replicas_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replicas")),
    )
    with op.batch_alter_table("replicas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replicas_exemplar_id"), ["exemplar_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("replicas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_replicas_exemplar_id"))

    op.drop_table("replicas")
    with op.batch_alter_table("exemplars", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exemplars_village_id"))
        batch_op.drop_index(batch_op.f("ix_exemplars_unit_id"))
        batch_op.drop_index(batch_op.f("ix_exemplars_state_kind"))
        batch_op.drop_index(batch_op.f("ix_exemplars_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_exemplars_initiative_id"))

    op.drop_table("exemplars")
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendances_village_id"))
        batch_op.drop_index(batch_op.f("ix_attendances_staff_id_activity_id"))

    op.drop_table("attendances")
    with op.batch_alter_table("team_members", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_team_members_lead",
            sqlite_where=sa.text("duty = 'lead' AND until IS NULL"),
            postgresql_where=sa.text("duty = 'lead' AND until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_team_members_team_id"))
        batch_op.drop_index(batch_op.f("ix_team_members_person_id"))

    op.drop_table("team_members")
    with op.batch_alter_table("activities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activities_village_id"))
        batch_op.drop_index(batch_op.f("ix_activities_unit_id"))
        batch_op.drop_index(batch_op.f("ix_activities_team_id"))
        batch_op.drop_index(batch_op.f("ix_activities_state_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_activities_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_activities_logged_by_id"))

    op.drop_table("activities")
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_teams_current", sqlite_where=sa.text("ended_on IS NULL"), postgresql_where=sa.text("ended_on IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_teams_village_id"))

    op.drop_table("teams")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_staff_current", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_staff_unit_id"))
        batch_op.drop_index(batch_op.f("ix_staff_sort_name"))

    op.drop_table("staff")
