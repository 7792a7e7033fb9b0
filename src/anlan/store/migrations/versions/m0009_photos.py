"""Photos of cases; when a move was made by the clock of the phone that made it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and give moves the two columns; no table is made anew."""
    op.create_table(
        "case_photos",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("case_id", NUMBER, nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "code"),
    )
    waiting = sa.text("case_id IS NULL")
    op.create_index(
        "ux_case_photos_waiting",
        "case_photos",
        ["city", "who", "sha256"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    readable = sa.text("erased_at IS NULL")
    op.create_index(
        "ix_case_photos_readable",
        "case_photos",
        ["case_id"],
        sqlite_where=readable,
        postgresql_where=readable,
    )
    op.create_index("ix_case_photos_case", "case_photos", ["case_id", "id"])
    op.create_table(
        "case_photo_bodies",
        sa.Column("photo_id", NUMBER, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["case_photos.id"]),
        sa.PrimaryKeyConstraint("photo_id"),
    )
    op.add_column("case_moves", sa.Column("done_at", sa.DateTime(), nullable=True))
    op.add_column("case_moves", sa.Column("skew_s", sa.Integer(), nullable=True))
