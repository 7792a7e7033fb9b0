"""The risk register."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDING = sa.text("retired_at IS NULL")


def upgrade() -> None:
    """Make the tables."""
    _points()
    _sources()
    _equipment()
    op.create_table(
        "risk_influences",
        sa.Column("id", NUMBER, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("city", "source", "target", "kind")
        ),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("lag", "recovery", "weight")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "source", "target", "kind"),
    )
    op.create_table(
        "risk_facts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("point_id", NUMBER, nullable=False),
        sa.Column("modifier", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["point_id"], ["risk_points.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("point_id", "modifier", "key"),
    )
    op.create_index("ix_risk_facts_key", "risk_facts", ["city", "key"])
    op.create_table(
        "risk_changes",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("point_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["point_id"], ["risk_points.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_risk_changes_point", "risk_changes", ["point_id", "id"])
    op.create_index("ix_risk_changes_at", "risk_changes", ["city", "at", "id"])


def _points() -> None:
    first = ("city", "code", "name", "type", "field", "division", "department")
    then = ("unit", "unit_code", "owner", "scheme", "scheme_version")
    op.create_table(
        "risk_points",
        sa.Column("id", NUMBER, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in first),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("asset_id", sa.String(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in then),
        sa.Column("inherent_value", sa.Double(), nullable=False),
        sa.Column("inherent_colour", sa.Integer(), nullable=False),
        sa.Column("residual_value", sa.Double(), nullable=False),
        sa.Column("residual_colour", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("floor_rule", sa.String(), nullable=False),
        sa.Column("now_value", sa.Double(), nullable=False),
        sa.Column("now_colour", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=False),
        sa.Column("review_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "code"),
    )
    for name, columns in (
        ("place", ["city", "division", "id"]),
        ("colour", ["city", "now_colour", "now_value", "id"]),
        ("review", ["city", "review_at", "id"]),
    ):
        op.create_index(
            f"ix_risk_points_{name}",
            "risk_points",
            columns,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
            postgresql_ops={"division": "text_pattern_ops"} if name == "place" else {},
        )
    op.create_index("ix_risk_points_unit", "risk_points", ["city", "unit_code", "id"])


def _sources() -> None:
    op.create_table(
        "risk_sources",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("point_id", NUMBER, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("consequence", sa.Text(), nullable=False),
        sa.Column("inherent", sa.JSON(), nullable=False),
        sa.Column("residual", sa.JSON(), nullable=False),
        sa.Column("inherent_value", sa.Double(), nullable=False),
        sa.Column("residual_value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["point_id"], ["risk_points.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("point_id", "n"),
    )
    op.create_table(
        "risk_measures",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("source_id", NUMBER, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("measure_group", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("failed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["risk_sources.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source_id", "n"),
    )


def _equipment() -> None:
    texts = ("city", "code", "kind", "name", "division", "department")
    then = ("unit", "unit_code", "point_code")
    days = ("accepted", "used_from", "idle", "restarted")
    op.create_table(
        "risk_equipment",
        sa.Column("id", NUMBER, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in then),
        *(sa.Column(name, sa.Date(), nullable=True) for name in days),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "code"),
    )
    op.create_index("ix_risk_equipment_unit", "risk_equipment", ["city", "unit_code", "id"])
    op.create_table(
        "risk_duties",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("equipment_id", NUMBER, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("division", "department")),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("stated", "due", "earliest")),
        sa.Column("why", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["equipment_id"], ["risk_equipment.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("equipment_id", "cycle"),
    )
    op.create_index("ix_risk_duties_due", "risk_duties", ["city", "due", "id"])
    op.create_index(
        "ix_risk_duties_place",
        "risk_duties",
        ["city", "division", "due", "id"],
        postgresql_ops={"division": "text_pattern_ops"},
    )
