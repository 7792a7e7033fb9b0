"""Open cases by themselves, and the office that the rules send a case to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Add the office, and the indexes of open cases."""
    for name in ("routed_department", "routed_division"):
        # Adding a column leaves the table's triggers where they are, on both databases.
        op.add_column(
            "cases", sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''"))
        )
    _index("ix_cases_open", ["city", "inbox_at", "id"])
    _index("ix_cases_open_place", ["city", "division", "inbox_at"])
    _index("ix_cases_open_office", ["city", "department", "inbox_at", "id"])


def _index(name: str, columns: list[str]) -> None:
    op.create_index(
        name,
        "cases",
        columns,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
        postgresql_ops={"division": "text_pattern_ops"},
    )
