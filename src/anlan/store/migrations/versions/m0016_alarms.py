"""Alarms, their moves, groups and silences, and who is told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables; let endpoints be told without following the ledger."""
    op.add_column(
        "endpoints", sa.Column("follows", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.create_index("ix_deliveries_subject", "deliveries", ["subject", "seq"])
    op.create_table(
        "outbox_addressed",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "alarm_heads",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("groups", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city"),
    )
    op.create_table(
        "alarm_silences",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("maintenance", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alarm_silences_until", "alarm_silences", ["city", "until_at"])
    op.create_table(
        "alarms",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("floor", sa.String(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=True),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=False),
        sa.Column("known_at", sa.DateTime(), nullable=False),
        sa.Column("cleared_at", sa.DateTime(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("owned_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("stream", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("limit", sa.Double(), nullable=True),
        sa.Column("since_at", sa.DateTime(), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("respond_by", sa.DateTime(), nullable=False),
        sa.Column("shelved_until", sa.DateTime(), nullable=True),
        sa.Column("flaps", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("quiet", sa.String(), nullable=False),
        sa.Column("inhibited_by", sa.BigInteger(), nullable=True),
        sa.Column("silence_id", NUMBER, nullable=True),
        sa.Column("group_number", sa.BigInteger(), nullable=True),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("case_due", sa.Boolean(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["silence_id"], ["alarm_silences.id"]),
        sa.PrimaryKeyConstraint("city", "number"),
    )
    op.create_index(
        "ix_alarms_case",
        "alarms",
        ["city", "case_number"],
        sqlite_where=sa.text("case_number IS NOT NULL"),
        postgresql_where=sa.text("case_number IS NOT NULL"),
    )
    op.create_index(
        "ix_alarms_case_due",
        "alarms",
        ["city", "number"],
        sqlite_where=sa.text("case_due"),
        postgresql_where=sa.text("case_due"),
    )
    op.create_index(
        "ix_alarms_closed",
        "alarms",
        ["city", "closed_at"],
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "ix_alarms_group",
        "alarms",
        ["city", "group_number"],
        sqlite_where=sa.text("group_number IS NOT NULL"),
        postgresql_where=sa.text("group_number IS NOT NULL"),
    )
    op.create_index("ix_alarms_known", "alarms", ["city", "known_at", "division"])
    op.create_index(
        "ix_alarms_next",
        "alarms",
        ["city", "next_at"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_alarms_object", "alarms", ["city", "object", "rule", "claimed_at"])
    op.create_index(
        "ix_alarms_open",
        "alarms",
        ["city", "number"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_alarms_quiet",
        "alarms",
        ["city", "quiet"],
        sqlite_where=sa.text("closed_at IS NULL AND quiet <> ''"),
        postgresql_where=sa.text("closed_at IS NULL AND quiet <> ''"),
    )
    op.create_index("ix_alarms_raised", "alarms", ["city", "raised_at", "number"])
    op.create_index(
        "ix_alarms_shelved",
        "alarms",
        ["city", "shelved_until"],
        sqlite_where=sa.text("shelved_until IS NOT NULL"),
        postgresql_where=sa.text("shelved_until IS NOT NULL"),
    )
    op.create_index(
        "ux_alarms_open",
        "alarms",
        ["city", "rule", "object"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "alarm_moves",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("city", "number", "seq"),
    )
    op.create_index("ix_alarm_moves_at", "alarm_moves", ["city", "done_at"])
    op.create_table(
        "alarm_groups",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("law", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("told_count", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("city", "number"),
    )
    op.create_index(
        "ix_alarm_groups_next",
        "alarm_groups",
        ["city", "next_at"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index(
        "ix_alarm_groups_open",
        "alarm_groups",
        ["city", "law", "place", "number"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "alarm_wardens",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("floor", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("endpoint_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["endpoint_id"], ["endpoints.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "object", "floor", "division", "step", "endpoint_id"),
    )
    op.create_index("ix_alarm_wardens_division", "alarm_wardens", ["city", "division", "step"])
