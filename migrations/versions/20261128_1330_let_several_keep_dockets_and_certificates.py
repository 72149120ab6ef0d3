"""Let several keep dockets and certificates

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    with op.batch_alter_table("dockets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_by", sa.String(length=20), nullable=False, server_default="council"))
        batch_op.add_column(sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("dockets", schema=None) as batch_op:
        batch_op.alter_column("kept_by", server_default=None)

    with op.batch_alter_table("council_cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("certificate_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE council_cases SET certificate_id = (SELECT id FROM certificates WHERE certificates.case_id = council_cases.id)"
    )
    with op.batch_alter_table("council_cases", schema=None) as batch_op:
        batch_op.create_foreign_key(op.f("fk_council_cases_certificate_id"), "certificates", ["certificate_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_council_cases_certificate_id"), ["certificate_id"])
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_certificates_case_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_certificates_case_id"), type_="foreignkey")
        batch_op.drop_column("case_id")


def downgrade() -> None:
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE certificates SET case_id = (SELECT id FROM council_cases WHERE council_cases.certificate_id = certificates.id)"
    )
    with op.batch_alter_table("council_cases", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_council_cases_certificate_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_council_cases_certificate_id"), type_="foreignkey")
        batch_op.drop_column("certificate_id")
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.alter_column("case_id", nullable=False, existing_type=sa.Integer())
        batch_op.create_foreign_key(op.f("fk_certificates_case_id"), "council_cases", ["case_id"], ["id"])
        batch_op.create_unique_constraint(op.f("uq_certificates_case_id"), ["case_id"])

    with op.batch_alter_table("dockets", schema=None) as batch_op:
        batch_op.drop_column("closes_at")
        batch_op.drop_column("kept_by")
