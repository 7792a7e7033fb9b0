"""What cases are evaluated by, and appeals."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RESTING = sa.text("state IN ('closed', 'forced_closed')")
MOMENTS = ("visit_asked_at", "visited_at", "denied_at", "rejected_at", "merged_at", "filed_at",
           "dispatched_at", "handling_due_at", "first_handled_at", "handled_at",
           "first_checked_at", "verified_at", "closed_at", "void_at")  # fmt: skip
FLAGS = ("visit_in_time", "filed_in_time", "dispatched_in_time", "handled_in_time", "self_handled",
         "checked_in_time", "closed_in_time", "forced")  # fmt: skip
COUNTS = ("reopened", "dispatches", "returns", "checks_failed")


def upgrade() -> None:
    """Make the tables, and the index by which those are found whose rest is over."""
    texts = ("city", "kind", "channel", "class_code", "division", "department")
    op.create_table(
        "case_milestones",
        sa.Column("case_id", NUMBER, autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("opened_at", NUMBER, nullable=False),
        sa.Column("written_at", NUMBER, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        *(sa.Column(name, NUMBER, nullable=True) for name in MOMENTS),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in FLAGS),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("satisfaction", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("ix_case_milestones_written", "case_milestones", ["city", "written_at"])
    _appeals()
    op.create_index(
        "ix_cases_rest",
        "cases",
        ["city", "ended_at", "id"],
        sqlite_where=RESTING,
        postgresql_where=RESTING,
    )


def _appeals() -> None:
    told = ("indicator", "department", "division", "asked_by", "state", "effect", "to_department",
            "decided_by")  # fmt: skip
    op.create_table(
        "case_appeals",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in told),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_appeals_state", "case_appeals", ["city", "state", "id"])
    op.create_index("ix_case_appeals_case", "case_appeals", ["case_id"])
    op.create_index(
        "ux_case_appeals_open",
        "case_appeals",
        ["case_id", "indicator", "department", "division"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
