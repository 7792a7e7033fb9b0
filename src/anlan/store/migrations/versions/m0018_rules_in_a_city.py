"""Rules in a city: their versions, certificates, what the engine runs, and forecasts."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "watch_certificates",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watch_certificates_of", "watch_certificates", ["city", "fingerprint", "id"])
    op.create_table(
        "watch_rules",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("on_since", sa.DateTime(), nullable=True),
        sa.Column("certificate_id", NUMBER, nullable=True),
        sa.Column("judged_from", sa.DateTime(), nullable=True),
        sa.Column("drift_case", sa.String(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["watch_certificates.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "rule", "version"),
    )
    op.create_index(
        "ix_watch_rules_on",
        "watch_rules",
        ["city", "rule"],
        unique=True,
        sqlite_where=sa.text("on_since IS NOT NULL"),
        postgresql_where=sa.text("on_since IS NOT NULL"),
    )
    op.create_table(
        "watch_plans",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("claiming", sa.JSON(), nullable=False),
        sa.Column("streams", sa.LargeBinary(), nullable=False),
        sa.Column("forecasts_after", sa.BigInteger(), nullable=False),
        sa.Column("forecasts_upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "seq"),
    )
    op.create_table(
        "watch_forecasts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("most_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_watch_forecasts_until", "watch_forecasts", ["city", "most_at", "id"])
