"""Keep books of producers and products

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "ocop_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("group", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ocop_sets")),
        sa.UniqueConstraint("number", name=op.f("uq_ocop_sets_number")),
    )

    op.create_table(
        "producers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("shows_phone", sa.Boolean(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("story_en", sa.Text(), nullable=False),
        sa.Column("gln", sa.String(length=13), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'confirmed') = (confirmed_at IS NOT NULL)", name=op.f("ck_producers_confirmed_at_a_time")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_producers_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producers")),
        sa.UniqueConstraint("gln", name=op.f("uq_producers_gln")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_producers_organisation_id")),
    )
    with op.batch_alter_table("producers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_producers_state"), ["state"], unique=False)

    op.create_table(
        "bank_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bin", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=19), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_bank_accounts_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", name=op.f("ck_bank_accounts_two_people")
        ),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["people.id"], name=op.f("fk_bank_accounts_confirmed_by_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_bank_accounts_producer_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["people.id"], name=op.f("fk_bank_accounts_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_accounts")),
    )
    with op.batch_alter_table("bank_accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_accounts_confirmed_by_id"), ["confirmed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_accounts_producer_id"), ["producer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_accounts_proposed_by_id"), ["proposed_by_id"], unique=False)
        batch_op.create_index(
            "uq_bank_accounts_live",
            ["producer_id"],
            unique=True,
            sqlite_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_bank_accounts_proposed",
            ["producer_id"],
            unique=True,
            sqlite_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
        )

    op.create_table(
        "production_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("gln", sa.String(length=13), nullable=True),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_production_places_producer_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_production_places_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_production_places")),
        sa.UniqueConstraint("code", name=op.f("uq_production_places_code")),
        sa.UniqueConstraint("gln", name=op.f("uq_production_places_gln")),
        sa.UniqueConstraint("producer_id", "name", name=op.f("uq_production_places_producer_id_name")),
    )
    with op.batch_alter_table("production_places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_production_places_village_id"), ["village_id"], unique=False)

    op.create_table(
        "products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("story_en", sa.Text(), nullable=False),
        sa.Column("ingredients", sa.String(length=500), nullable=False),
        sa.Column("net_content", sa.String(length=80), nullable=False),
        sa.Column("storage", sa.String(length=300), nullable=False),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("standards", sa.String(length=300), nullable=False),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("ocop_set_id", sa.Integer(), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name=op.f("ck_products_published_at_a_time")),
        sa.CheckConstraint("price IS NULL OR price > 0", name=op.f("ck_products_price_positive")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_products_initiative_id")),
        sa.ForeignKeyConstraint(["ocop_set_id"], ["ocop_sets.id"], name=op.f("fk_products_ocop_set_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producers.id"], name=op.f("fk_products_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("gtin", name=op.f("uq_products_gtin")),
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_products_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_products_producer_id_id"), ["producer_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_products_state_id"), ["state", "id"], unique=False)

    op.create_table(
        "dossier_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_dossier_items_product_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_dossier_items_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_items")),
        sa.UniqueConstraint("product_id", "code", name=op.f("uq_dossier_items_product_id_code")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_dossier_items_upload_id")),
    )

    op.create_table(
        "product_certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("authority", sa.String(length=160), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'ocop') = (stars IS NOT NULL)", name=op.f("ck_product_certificates_stars_of_ocop")),
        sa.CheckConstraint(
            "kind <> 'ocop' OR (decision_number <> '' AND valid_to IS NOT NULL)",
            name=op.f("ck_product_certificates_ocop_decided"),
        ),
        sa.CheckConstraint(
            "(checked_at IS NULL) = (checked_by_id IS NULL)", name=op.f("ck_product_certificates_checked_by_somebody")
        ),
        sa.CheckConstraint(
            "checked_by_id IS NULL OR checked_by_id <> added_by_id", name=op.f("ck_product_certificates_checked_by_another")
        ),
        sa.CheckConstraint(
            "stars IS NULL OR stars BETWEEN 3 AND 5", name=op.f("ck_product_certificates_three_to_five_stars")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_product_certificates_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_product_certificates_added_by_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["people.id"], name=op.f("fk_product_certificates_checked_by_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_certificates_product_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_product_certificates_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_certificates")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_product_certificates_upload_id")),
    )
    with op.batch_alter_table("product_certificates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_certificates_added_by_id"), ["added_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_certificates_checked_by_id"), ["checked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_certificates_product_id_kind"), ["product_id", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_certificates_valid_to"), ["valid_to"], unique=False)

    op.create_table(
        "product_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_links_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_links")),
        sa.UniqueConstraint("product_id", "url", name=op.f("uq_product_links_product_id_url")),
    )

    op.create_table(
        "product_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("children", sa.String(length=32), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_product_pictures_product_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_product_pictures_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_pictures")),
        sa.UniqueConstraint("product_id", "position", name=op.f("uq_product_pictures_product_id_position")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_product_pictures_upload_id")),
    )


def downgrade() -> None:
    op.drop_table("product_pictures")
    op.drop_table("product_links")
    with op.batch_alter_table("product_certificates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_certificates_valid_to"))
        batch_op.drop_index(batch_op.f("ix_product_certificates_product_id_kind"))
        batch_op.drop_index(batch_op.f("ix_product_certificates_checked_by_id"))
        batch_op.drop_index(batch_op.f("ix_product_certificates_added_by_id"))
    op.drop_table("product_certificates")
    op.drop_table("dossier_items")
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_products_state_id"))
        batch_op.drop_index(batch_op.f("ix_products_producer_id_id"))
        batch_op.drop_index(batch_op.f("ix_products_initiative_id"))
    op.drop_table("products")
    with op.batch_alter_table("production_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_production_places_village_id"))
    op.drop_table("production_places")
    with op.batch_alter_table("bank_accounts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bank_accounts_proposed",
            sqlite_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NULL AND ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_bank_accounts_live",
            sqlite_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_bank_accounts_proposed_by_id"))
        batch_op.drop_index(batch_op.f("ix_bank_accounts_producer_id"))
        batch_op.drop_index(batch_op.f("ix_bank_accounts_confirmed_by_id"))
    op.drop_table("bank_accounts")
    with op.batch_alter_table("producers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_producers_state"))
    op.drop_table("producers")
    op.drop_table("ocop_sets")
