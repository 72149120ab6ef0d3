"""Tell of Đảo Cò

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "figure_topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("label_en", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("unit_en", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_topics")),
        sa.UniqueConstraint("label", name=op.f("uq_figure_topics_label")),
    )
    op.create_table(
        "tourism_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("publisher", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tourism_sources")),
        sa.UniqueConstraint("title", name=op.f("uq_tourism_sources_title")),
    )
    op.create_table(
        "figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("note_en", sa.String(length=200), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("check_by", sa.Date(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("check_by >= checked_on", name=op.f("ck_figures_checked_before_it_ends")),
        sa.CheckConstraint("high IS NULL OR high > low", name=op.f("ck_figures_from_low_to_high")),
        sa.ForeignKeyConstraint(["source_id"], ["tourism_sources.id"], name=op.f("fk_figures_source_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["figure_topics.id"], name=op.f("fk_figures_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
    )
    with op.batch_alter_table("figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figures_is_shown_position"), ["is_shown", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_figures_source_id"), ["source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_figures_topic_id"), ["topic_id"], unique=False)
    op.create_table(
        "map_sketches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("is_surveyed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("check_by", sa.Date(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("check_by >= checked_on", name=op.f("ck_map_sketches_checked_before_it_ends")),
        sa.ForeignKeyConstraint(["source_id"], ["tourism_sources.id"], name=op.f("fk_map_sketches_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_sketches")),
    )
    with op.batch_alter_table("map_sketches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_map_sketches_is_shown_position"), ["is_shown", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_map_sketches_source_id"), ["source_id"], unique=False)
    op.create_table(
        "occasions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("place_en", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("check_by", sa.Date(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("check_by >= checked_on", name=op.f("ck_occasions_checked_before_it_ends")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_occasions_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["source_id"], ["tourism_sources.id"], name=op.f("fk_occasions_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasions")),
    )
    with op.batch_alter_table("occasions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_occasions_is_shown_ends_at"), ["is_shown", "ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_occasions_is_shown_position"), ["is_shown", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_occasions_source_id"), ["source_id"], unique=False)
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chapter", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("check_by", sa.Date(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("check_by >= checked_on", name=op.f("ck_passages_checked_before_it_ends")),
        sa.ForeignKeyConstraint(["source_id"], ["tourism_sources.id"], name=op.f("fk_passages_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
    )
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passages_is_shown_position"), ["is_shown", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_passages_source_id"), ["source_id"], unique=False)
    op.create_table(
        "seasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("check_by", sa.Date(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("check_by >= checked_on", name=op.f("ck_seasons_checked_before_it_ends")),
        sa.CheckConstraint(
            "first_month BETWEEN 1 AND 12 AND last_month BETWEEN 1 AND 12", name=op.f("ck_seasons_months_of_a_year")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["tourism_sources.id"], name=op.f("fk_seasons_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seasons")),
    )
    with op.batch_alter_table("seasons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seasons_is_shown_position"), ["is_shown", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_seasons_source_id"), ["source_id"], unique=False)
    op.create_table(
        "services",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("provider", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("price_to", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("unit_en", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("check_by", sa.Date(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("check_by >= checked_on", name=op.f("ck_services_checked_before_it_ends")),
        sa.CheckConstraint("price IS NULL OR price >= 0", name=op.f("ck_services_price_not_negative")),
        sa.CheckConstraint("price_to IS NULL OR price_to > price", name=op.f("ck_services_price_from_low_to_high")),
        sa.ForeignKeyConstraint(["source_id"], ["tourism_sources.id"], name=op.f("fk_services_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
    )
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_services_is_shown_position"), ["is_shown", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_services_source_id"), ["source_id"], unique=False)
    op.create_table(
        "species",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=32), nullable=False),
        sa.Column("silhouette", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("latin", sa.String(length=80), nullable=True),
        sa.Column("status", sa.String(length=160), nullable=False),
        sa.Column("status_en", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("months", sa.JSON(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("check_by", sa.Date(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("check_by >= checked_on", name=op.f("ck_species_checked_before_it_ends")),
        sa.ForeignKeyConstraint(["source_id"], ["tourism_sources.id"], name=op.f("fk_species_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_species")),
        sa.UniqueConstraint("latin", name=op.f("uq_species_latin")),
        sa.UniqueConstraint("name_key", name=op.f("uq_species_name_key")),
    )
    with op.batch_alter_table("species", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_species_is_shown_position"), ["is_shown", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_species_source_id"), ["source_id"], unique=False)
    op.create_table(
        "attractions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Integer(), nullable=False),
        sa.Column("longitude", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("alt_en", sa.String(length=200), nullable=False),
        sa.Column("children", sa.String(length=32), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("check_by", sa.Date(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "upload_id IS NULL OR (alt <> '' AND alt_en <> '' AND children IS NOT NULL)",
            name=op.f("ck_attractions_picture_in_words"),
        ),
        sa.CheckConstraint("check_by >= checked_on", name=op.f("ck_attractions_checked_before_it_ends")),
        sa.CheckConstraint("number BETWEEN 1 AND 99", name=op.f("ck_attractions_number_on_a_plaque")),
        sa.ForeignKeyConstraint(["source_id"], ["tourism_sources.id"], name=op.f("fk_attractions_source_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_attractions_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attractions")),
        sa.UniqueConstraint("number", name=op.f("uq_attractions_number")),
        sa.UniqueConstraint("slug", name=op.f("uq_attractions_slug")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_attractions_upload_id")),
    )
    with op.batch_alter_table("attractions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attractions_is_shown_position"), ["is_shown", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_attractions_source_id"), ["source_id"], unique=False)
    op.create_table(
        "old_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("attraction_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["attraction_id"], ["attractions.id"], name=op.f("fk_old_addresses_attraction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_addresses")),
        sa.UniqueConstraint("slug", name=op.f("uq_old_addresses_slug")),
    )
    with op.batch_alter_table("old_addresses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_old_addresses_attraction_id"), ["attraction_id"], unique=False)
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("attraction_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("language IN ('vi', 'en')", name=op.f("ck_recordings_one_of_both_languages")),
        sa.CheckConstraint("seconds > 0", name=op.f("ck_recordings_lasts")),
        sa.ForeignKeyConstraint(["attraction_id"], ["attractions.id"], name=op.f("fk_recordings_attraction_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_recordings_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("attraction_id", "language", name=op.f("uq_recordings_attraction_id_language")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_recordings_upload_id")),
    )


def downgrade() -> None:
    op.drop_table("recordings")
    with op.batch_alter_table("old_addresses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_old_addresses_attraction_id"))
    op.drop_table("old_addresses")
    with op.batch_alter_table("attractions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attractions_source_id"))
        batch_op.drop_index(batch_op.f("ix_attractions_is_shown_position"))
    op.drop_table("attractions")
    with op.batch_alter_table("species", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_species_source_id"))
        batch_op.drop_index(batch_op.f("ix_species_is_shown_position"))
    op.drop_table("species")
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_services_source_id"))
        batch_op.drop_index(batch_op.f("ix_services_is_shown_position"))
    op.drop_table("services")
    with op.batch_alter_table("seasons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seasons_source_id"))
        batch_op.drop_index(batch_op.f("ix_seasons_is_shown_position"))
    op.drop_table("seasons")
    with op.batch_alter_table("passages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passages_source_id"))
        batch_op.drop_index(batch_op.f("ix_passages_is_shown_position"))
    op.drop_table("passages")
    with op.batch_alter_table("occasions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_occasions_source_id"))
        batch_op.drop_index(batch_op.f("ix_occasions_is_shown_position"))
        batch_op.drop_index(batch_op.f("ix_occasions_is_shown_ends_at"))
    op.drop_table("occasions")
    with op.batch_alter_table("map_sketches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_map_sketches_source_id"))
        batch_op.drop_index(batch_op.f("ix_map_sketches_is_shown_position"))
    op.drop_table("map_sketches")
    with op.batch_alter_table("figures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_figures_topic_id"))
        batch_op.drop_index(batch_op.f("ix_figures_source_id"))
        batch_op.drop_index(batch_op.f("ix_figures_is_shown_position"))
    op.drop_table("figures")
    op.drop_table("tourism_sources")
    op.drop_table("figure_topics")
