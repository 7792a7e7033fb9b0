"""In which language whoever reported is written to."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Give reports the column; nobody who reported before is written to."""
    lang = sa.Column("lang", sa.String(), nullable=False, server_default="")
    op.add_column("case_reports", lang)
