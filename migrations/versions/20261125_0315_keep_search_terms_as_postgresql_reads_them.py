"""Keep search terms as PostgreSQL reads them

Revision ID: 0016
Revises: 0015
"""

from alembic import op

revision = "0016"
down_revision = "0015"

EXPRESSION = "array_to_tsvector(string_to_array(terms, ' '))"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_search_entries_terms")
        op.execute(f"ALTER TABLE search_entries ADD COLUMN vector tsvector GENERATED ALWAYS AS ({EXPRESSION}) STORED")
        op.execute("ALTER TABLE search_entries ALTER COLUMN vector SET STATISTICS 1000")
        op.execute("CREATE INDEX ix_search_entries_vector ON search_entries USING gin (vector)")
        op.execute("DELETE FROM search_words WHERE word ~ '[0-9]'")
    else:
        op.execute("DELETE FROM search_words WHERE word GLOB '*[0-9]*'")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_search_entries_vector")
        op.execute("ALTER TABLE search_entries DROP COLUMN vector")
        op.execute(f"CREATE INDEX ix_search_entries_terms ON search_entries USING gin ({EXPRESSION})")
