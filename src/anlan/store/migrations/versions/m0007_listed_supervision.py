"""Listed supervision, and levels that a case went up."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ON_IT = sa.text("delisted_at IS NULL")


def upgrade() -> None:
    """Add what a case notes of it, and the list."""
    op.add_column("cases", sa.Column("raised", sa.Integer(), nullable=False, server_default="0"))
    no = sa.false()
    op.add_column("cases", sa.Column("listed", sa.Boolean(), nullable=False, server_default=no))
    op.create_table(
        "case_listings",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("leader", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("deadline", sa.DateTime(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("listed_at", sa.DateTime(), nullable=False),
        sa.Column("delisted_at", sa.DateTime(), nullable=True),
        sa.Column("delisted_seq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("city", "number"),
    )
    op.create_index(
        "ux_case_listings_open",
        "case_listings",
        ["case_id"],
        unique=True,
        sqlite_where=ON_IT,
        postgresql_where=ON_IT,
    )
    op.create_index("ix_case_listings_public", "case_listings", ["city", "public", "listed_at"])
