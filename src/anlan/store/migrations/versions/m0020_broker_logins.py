"""How senders are recognised by a broker."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "watch_logins",
        sa.Column("client_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["watch_clients.id"]),
        sa.PrimaryKeyConstraint("client_id"),
    )
