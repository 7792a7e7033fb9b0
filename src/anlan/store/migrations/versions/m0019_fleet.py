"""The fleet: devices and their health, their cases, and how many were on line day by day."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "watch_devices",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("asset_id", sa.String(), nullable=True),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("firmware", sa.String(), nullable=False),
        sa.Column("installed", sa.Date(), nullable=True),
        sa.Column("interval_s", sa.Double(), nullable=False),
        sa.Column("cert_until", sa.DateTime(), nullable=True),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("faults", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("picture", sa.JSON(), nullable=True),
        sa.Column("pictured_at", sa.DateTime(), nullable=True),
        sa.Column("reference", sa.JSON(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "key"),
    )
    op.create_index("ix_watch_devices_changed", "watch_devices", ["city", "changed"])
    op.create_table(
        "watch_device_seen",
        sa.Column("device_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("battery", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("device_id"),
    )
    op.create_table(
        "watch_device_changes",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("faults", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watch_device_changes_device", "watch_device_changes", ["device_id", "id"])
    op.create_table(
        "watch_device_cases",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watch_device_cases_case", "watch_device_cases", ["city", "number"])
    op.create_index(
        "ix_watch_device_cases_open",
        "watch_device_cases",
        ["device_id", "fault"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_watch_device_cases_state",
        "watch_device_cases",
        ["city", "state"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "watch_outages",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "key"),
    )
    op.create_table(
        "watch_fleet_days",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("online", sa.BigInteger(), nullable=False),
        sa.Column("well", sa.BigInteger(), nullable=False),
        sa.Column("excused", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "day", "type", "tier", "department", "division"),
    )
    op.create_table(
        "watch_fleets",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city"),
    )
