"""What clerks decided on pairs of records."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "link_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source_one", sa.String(), nullable=False),
        sa.Column("key_one", sa.String(), nullable=False),
        sa.Column("source_other", sa.String(), nullable=False),
        sa.Column("key_other", sa.String(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "kind", "source_one", "key_one", "source_other", "key_other"),
    )
