"""Sensing: who may send, what is measured, and the readings as they came in."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _senders()
    _things()
    _makes()
    _streams()
    _log()
    _marks()


def _senders() -> None:
    """Make the table of who may send."""
    op.create_table(
        "watch_clients",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("cert", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "name"),
    )


def _things() -> None:
    """Make the table of things."""
    op.create_table(
        "watch_things",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=True),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("place", sa.JSON(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "key"),
    )
    op.create_index(
        "ix_watch_things_asset",
        "watch_things",
        ["city", "asset_id", "id"],
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_index(
        "ix_watch_things_place",
        "watch_things",
        ["city", "division", "id"],
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
        postgresql_ops={"division": "text_pattern_ops"},
    )


def _makes() -> None:
    """Make the tables of makes of instruments, and of what is measured."""
    op.create_table(
        "watch_sensors",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "key"),
    )
    op.create_table(
        "watch_properties",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "key"),
    )


def _streams() -> None:
    """Make the table of datastreams."""
    op.create_table(
        "watch_streams",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("thing_id", NUMBER, nullable=False),
        sa.Column("sensor_id", NUMBER, nullable=False),
        sa.Column("property_id", NUMBER, nullable=False),
        sa.Column("client_id", NUMBER, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("unit", sa.JSON(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("scale", sa.Double(), nullable=False),
        sa.Column("shift", sa.Double(), nullable=False),
        sa.Column("interval_s", sa.Double(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["watch_clients.id"]),
        sa.ForeignKeyConstraint(["sensor_id"], ["watch_sensors.id"]),
        sa.ForeignKeyConstraint(["property_id"], ["watch_properties.id"]),
        sa.ForeignKeyConstraint(["thing_id"], ["watch_things.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "key"),
    )
    op.create_index("ix_watch_streams_client", "watch_streams", ["client_id", "id"])
    op.create_index(
        "ix_watch_streams_object",
        "watch_streams",
        ["city", "object", "id"],
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_index("ix_watch_streams_thing", "watch_streams", ["thing_id", "id"])


def _log() -> None:
    """Make the log, and the table of its files."""
    op.create_table(
        "watch_chunks",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("least_at", sa.BigInteger(), nullable=False),
        sa.Column("most_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("city", "seq"),
    )
    op.create_table(
        "watch_files",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("grain", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watch_files_day", "watch_files", ["city", "grain", "day"])


def _marks() -> None:
    """Make the tables of what was refused, and of how far readers are."""
    op.create_table(
        "watch_refused",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sample", sa.Text(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watch_refused_at", "watch_refused", ["city", "last_at", "id"])
    op.create_table(
        "watch_heads",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("compacted", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city"),
    )
    op.create_table(
        "watch_places",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.Column("kept", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("city", "reader"),
    )
