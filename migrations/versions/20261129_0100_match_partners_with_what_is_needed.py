"""Match partners with what is needed

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.create_table(
        "needs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("help", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_key", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("posted_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "published_at IS NOT NULL OR state NOT IN ('open', 'matched', 'met')", name=op.f("ck_needs_published_at_a_time")
        ),
        sa.CheckConstraint(
            "state NOT IN ('declined', 'withdrawn') OR reason <> ''", name=op.f("ck_needs_ended_for_a_reason")
        ),
        sa.CheckConstraint(
            "(village_id IS NOT NULL AND unit_id IS NULL AND organisation_id IS NULL) OR (village_id IS NULL AND unit_id IS NOT NULL AND organisation_id IS NULL) OR (village_id IS NULL AND unit_id IS NULL AND organisation_id IS NOT NULL)",
            name=op.f("ck_needs_in_one_name"),
        ),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_needs_field_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_needs_organisation_id")),
        sa.ForeignKeyConstraint(["posted_by_id"], ["people.id"], name=op.f("fk_needs_posted_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_needs_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_needs_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
        sa.UniqueConstraint("sent_key", name=op.f("uq_needs_sent_key")),
    )
    with op.batch_alter_table("needs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_needs_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_posted_by_id"), ["posted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_state_id"), ["state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_state_state_since_id"), ["state", "state_since", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_needs_village_id"), ["village_id"], unique=False)

    op.create_table(
        "partners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column(
            "sort_name",
            sa.String(length=600).with_variant(sa.String(length=600, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("knowledge", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_partners_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_partners_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
    )
    with op.batch_alter_table("partners", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partners_kind_id"), ["kind", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partners_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_partners_sort_name"), ["sort_name"], unique=False)
        batch_op.create_index(
            "uq_partners_current",
            ["name_key", "kind"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "contact_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["noted_by_id"], ["people.id"], name=op.f("fk_contact_consents_noted_by_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_contact_consents_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_consents")),
    )
    with op.batch_alter_table("contact_consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_consents_noted_by_id"), ["noted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_consents_partner_id_id"), ["partner_id", "id"], unique=False)
        batch_op.create_index(
            "uq_contact_consents_standing",
            ["partner_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("title_key", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("help", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state = 'standing' OR reason <> ''", name=op.f("ck_offers_withdrawn_for_a_reason")),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name=op.f("ck_offers_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_offers_field_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_offers_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offers_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_partner_id_id"), ["partner_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_state_field_id"), ["state", "field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_state_help"), ["state", "help"], unique=False)
        batch_op.create_index(
            "uq_offers_standing",
            ["partner_id", "title_key"],
            unique=True,
            sqlite_where=sa.text("state = 'standing'"),
            postgresql_where=sa.text("state = 'standing'"),
        )

    op.create_table(
        "matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'done') = (result <> '')", name=op.f("ck_matches_done_with_a_result")),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'done') OR accepted_by_id IS NOT NULL", name=op.f("ck_matches_accepted_by_somebody")
        ),
        sa.CheckConstraint(
            "state NOT IN ('declined', 'dropped') OR reason <> ''", name=op.f("ck_matches_ended_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["people.id"], name=op.f("fk_matches_accepted_by_id")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_matches_need_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_matches_offer_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["people.id"], name=op.f("fk_matches_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matches")),
    )
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matches_accepted_by_id"), ["accepted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matches_need_id_id"), ["need_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matches_proposed_by_id"), ["proposed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matches_state_state_since_id"), ["state", "state_since", "id"], unique=False)
        batch_op.create_index(
            "uq_matches_standing",
            ["offer_id", "need_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('proposed', 'accepted', 'done')"),
            postgresql_where=sa.text("state IN ('proposed', 'accepted', 'done')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_matches_standing",
            sqlite_where=sa.text("state IN ('proposed', 'accepted', 'done')"),
            postgresql_where=sa.text("state IN ('proposed', 'accepted', 'done')"),
        )
        batch_op.drop_index(batch_op.f("ix_matches_state_state_since_id"))
        batch_op.drop_index(batch_op.f("ix_matches_proposed_by_id"))
        batch_op.drop_index(batch_op.f("ix_matches_need_id_id"))
        batch_op.drop_index(batch_op.f("ix_matches_accepted_by_id"))

    op.drop_table("matches")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_offers_standing", sqlite_where=sa.text("state = 'standing'"), postgresql_where=sa.text("state = 'standing'")
        )
        batch_op.drop_index(batch_op.f("ix_offers_state_help"))
        batch_op.drop_index(batch_op.f("ix_offers_state_field_id"))
        batch_op.drop_index(batch_op.f("ix_offers_partner_id_id"))
        batch_op.drop_index(batch_op.f("ix_offers_field_id"))

    op.drop_table("offers")
    with op.batch_alter_table("contact_consents", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contact_consents_standing",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_contact_consents_partner_id_id"))
        batch_op.drop_index(batch_op.f("ix_contact_consents_noted_by_id"))

    op.drop_table("contact_consents")
    with op.batch_alter_table("partners", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_partners_current", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_partners_sort_name"))
        batch_op.drop_index(batch_op.f("ix_partners_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_partners_kind_id"))

    op.drop_table("partners")
    with op.batch_alter_table("needs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_needs_village_id"))
        batch_op.drop_index(batch_op.f("ix_needs_unit_id"))
        batch_op.drop_index(batch_op.f("ix_needs_state_state_since_id"))
        batch_op.drop_index(batch_op.f("ix_needs_state_id"))
        batch_op.drop_index(batch_op.f("ix_needs_posted_by_id"))
        batch_op.drop_index(batch_op.f("ix_needs_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_needs_field_id"))

    op.drop_table("needs")
