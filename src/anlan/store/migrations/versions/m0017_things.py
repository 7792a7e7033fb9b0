"""SensorThings: places, where things were, and features of interest."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "watch_locations",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("location", sa.JSON(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watch_locations_city", "watch_locations", ["city", "id"])
    op.create_table(
        "watch_thing_locations",
        sa.Column("thing_id", NUMBER, nullable=False),
        sa.Column("location_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["thing_id"], ["watch_things.id"]),
        sa.ForeignKeyConstraint(["location_id"], ["watch_locations.id"]),
        sa.PrimaryKeyConstraint("thing_id", "location_id"),
    )
    op.create_index("ix_watch_thing_locations_location", "watch_thing_locations", ["location_id"])
    op.create_table(
        "watch_past_locations",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("thing_id", NUMBER, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["thing_id"], ["watch_things.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watch_past_locations_thing", "watch_past_locations", ["thing_id", "at"])
    op.create_table(
        "watch_past_location_links",
        sa.Column("past_id", NUMBER, nullable=False),
        sa.Column("location_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["watch_locations.id"]),
        sa.ForeignKeyConstraint(["past_id"], ["watch_past_locations.id"]),
        sa.PrimaryKeyConstraint("past_id", "location_id"),
    )
    op.create_index(
        "ix_watch_past_location_links_location", "watch_past_location_links", ["location_id"]
    )
    op.create_table(
        "watch_features",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("feature", sa.JSON(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("location_id", NUMBER, nullable=True),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["watch_locations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watch_features_city", "watch_features", ["city", "id"])
    op.create_index("ix_watch_features_location", "watch_features", ["location_id"])
    op.create_table(
        "watch_stream_features",
        sa.Column("stream_id", NUMBER, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("feature_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["feature_id"], ["watch_features.id"]),
        sa.ForeignKeyConstraint(["stream_id"], ["watch_streams.id"]),
        sa.PrimaryKeyConstraint("stream_id", "since"),
    )
    op.create_index("ix_watch_stream_features_feature", "watch_stream_features", ["feature_id"])
