"""Cases on their way through the seven steps."""

import sqlalchemy as sa
from alembic import op

from anlan.store.cases.apart import guard

revision = "0005"
down_revision = "0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and have the database keep apart who handles and who verifies."""
    _cases()
    op.create_table(
        "case_moves",
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("clock", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id", "seq"),
    )
    op.create_table(
        "case_pauses",
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id", "seq"),
    )
    op.create_index(
        "ux_case_pauses_open",
        "case_pauses",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_table(
        "case_rungs",
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id", "seq", "rung"),
    )
    op.create_table(
        "case_serials",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("city", "prefix"),
    )
    guard(op.get_bind())


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("class_code", sa.String(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("asset_id", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("outside_key", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("known_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("near_at", sa.DateTime(), nullable=True),
        sa.Column("inbox_at", sa.DateTime(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("due_seq", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("handled_by", sa.String(), nullable=True),
        sa.Column("verified_by", sa.String(), nullable=True),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("rework_count", sa.Integer(), nullable=False),
        sa.Column("return_count", sa.Integer(), nullable=False),
        sa.Column("reopen_count", sa.Integer(), nullable=False),
        sa.Column("lead_id", NUMBER, nullable=True),
        sa.Column("merged_into", NUMBER, nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("verified_by <> handled_by", name="ck_cases_apart"),
        sa.CheckConstraint("due_at IS NULL OR inbox_at = due_at", name="ck_cases_inbox"),
        sa.ForeignKeyConstraint(["lead_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["merged_into"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "number"),
        sa.UniqueConstraint("city", "channel", "outside_key"),
    )
    ops = {"division": "text_pattern_ops"}
    place = ["city", "state", "division", "inbox_at"]
    op.create_index("ix_cases_inbox", "cases", ["city", "state", "inbox_at", "id"])
    op.create_index("ix_cases_place", "cases", place, postgresql_ops=ops)
    op.create_index("ix_cases_office", "cases", ["city", "state", "department", "inbox_at", "id"])
    waiting = sa.text("next_at IS NOT NULL")
    next_ = ["city", "next_at", "id"]
    op.create_index("ix_cases_next", "cases", next_, sqlite_where=waiting, postgresql_where=waiting)
    for name, column in (("ix_cases_lead", "lead_id"), ("ix_cases_merged", "merged_into")):
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "cases", [column], sqlite_where=there, postgresql_where=there)
