"""Patrols and reviews of risk points; notices of areas; stocks of hazardous chemicals."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDING = sa.text("retired_at IS NULL")
DAYS = {3: 1, 2: 7, 1: 30, 0: 90}
"""After how many days a patrol is due, by the place of the colour."""


def upgrade() -> None:
    """Make the tables and columns."""
    _patrols()
    why = sa.Column("review_why", sa.String(), nullable=False, server_default="term")
    op.add_column("risk_points", why)
    case = sa.Column("review_case", sa.String(), nullable=False, server_default=sa.text("''"))
    op.add_column("risk_points", case)
    _index("spot", ["city", "lon", "lat", "id"])
    _index("asked", ["city", "review_case", "review_at", "id"])
    _notices()
    _installations()
    origin = sa.Column("origin", sa.String(), nullable=False, server_default=sa.text("''"))
    op.add_column("risk_influences", origin)


def _patrols() -> None:
    """Let each point be patrolled: nobody knows when it last was, so its term begins today."""
    no = sa.false()
    op.add_column("risk_points", sa.Column("patrolled_at", sa.DateTime(), nullable=True))
    op.add_column(
        "risk_points",
        sa.Column("patrol_due", sa.Date(), nullable=False, server_default="1970-01-01"),
    )
    op.add_column(
        "risk_points", sa.Column("patrol_late", sa.Boolean(), nullable=False, server_default=no)
    )
    points = sa.table("risk_points", sa.column("inherent_colour"), sa.column("patrol_due", sa.Date))
    today = datetime.now(UTC).date()
    for colour, days in DAYS.items():
        due = points.update().values(patrol_due=today + timedelta(days=days))
        op.execute(due.where(points.c.inherent_colour == colour))
    _index("patrol", ["city", "patrol_due", "id"])
    _index("late", ["city", "patrol_late", "patrol_due"])
    op.create_table(
        "risk_patrols",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("point_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["point_id"], ["risk_points.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("point_id", "key"),
    )
    op.create_index("ix_risk_patrols_at", "risk_patrols", ["city", "at", "id"])


def _notices() -> None:
    op.create_index("ix_risk_facts_began", "risk_facts", ["city", "began_at"])
    op.create_index("ix_risk_facts_ended", "risk_facts", ["city", "ended_at"])
    op.create_table(
        "risk_notices",
        sa.Column("id", NUMBER, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("city", "key", "modifier", "title")
        ),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("fields", "divisions", "assets")),
        *(sa.Column(name, sa.Double(), nullable=True) for name in ("lon", "lat", "metres")),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("seen", NUMBER, nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "key"),
    )
    op.create_index("ix_risk_notices_until", "risk_notices", ["city", "until", "id"])


def _installations() -> None:
    floors = sa.Column("floors", sa.String(), nullable=False, server_default=sa.text("''"))
    op.add_column("risk_points", floors)
    op.execute("UPDATE risk_points SET floors = floor_rule")
    op.create_table(
        "risk_installations",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("point_id", NUMBER, nullable=False),
        sa.Column("stocks", sa.JSON(), nullable=False),
        sa.Column("residents", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("s", "r", "alpha")),
        sa.Column("installation_rank", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["point_id"], ["risk_points.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("point_id"),
    )


def _index(name: str, columns: list[str]) -> None:
    """Make an index of the standing points."""
    op.create_index(
        f"ix_risk_points_{name}",
        "risk_points",
        columns,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
