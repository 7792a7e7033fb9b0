"""What the public says of cases, and indexes by which it finds cases: near, and in a time."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table and the indexes."""
    op.create_table(
        "case_reports",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "sender"),
    )
    held = sa.text("contact <> ''")
    name = "ix_case_reports_contact"
    op.create_index(name, "case_reports", ["case_id"], sqlite_where=held, postgresql_where=held)
    coded = sa.text("code <> ''")
    name = "ix_case_reports_code"
    op.create_index(name, "case_reports", ["code"], sqlite_where=coded, postgresql_where=coded)
    op.create_index("ix_cases_opened", "cases", ["city", "opened_at", "id"])
    op.create_index("ix_case_moves_at", "case_moves", ["at"])
    near = sa.text("ended_at IS NULL AND lat IS NOT NULL")
    at = ["city", "lat", "lon"]
    op.create_index("ix_cases_near", "cases", at, sqlite_where=near, postgresql_where=near)
