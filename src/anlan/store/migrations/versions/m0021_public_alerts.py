"""Public alerts: events, drafts, messages, who is told, and those of other authorities."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATUSES = "status IN ('Actual', 'Exercise', 'Test')"
SECOND_PERSON = (
    "(approved_by IS NULL AND msg_type = 'Cancel') OR (approved_by IS NOT NULL"
    " AND approved_by <> '' AND approved_by <> composed_by AND approved_by <> edited_by)"
)


def upgrade() -> None:
    """Make the tables."""
    _events()
    _messages()
    _channels()
    _inbound()


def _events() -> None:
    """Make the tables of events and drafts."""
    op.create_table(
        "alert_events",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(STATUSES, name="ck_alert_events_status"),
        sa.PrimaryKeyConstraint("city", "number"),
        sa.UniqueConstraint("city", "number", "status"),
    )
    op.create_table(
        "alert_drafts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("msg_type", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("alarm", sa.BigInteger(), nullable=True),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("composed_by", sa.String(), nullable=False),
        sa.Column("edited_by", sa.String(), nullable=False),
        sa.Column("editors", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(STATUSES, name="ck_alert_drafts_status"),
        sa.CheckConstraint("composed_by <> '' AND edited_by <> ''", name="ck_alert_drafts_who"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "identifier"),
        sa.UniqueConstraint("id", "status", "msg_type", "digest", "composed_by", "edited_by"),
    )
    op.create_index(
        "ix_alert_drafts_open",
        "alert_drafts",
        ["city", "id"],
        sqlite_where=sa.text("state = 'draft'"),
        postgresql_where=sa.text("state = 'draft'"),
    )


def _messages() -> None:
    """Make the tables of messages and of what signs them."""
    op.create_table(
        "alerts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("draft_id", NUMBER, nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("msg_type", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("headlines", sa.JSON(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("composed_by", sa.String(), nullable=False),
        sa.Column("edited_by", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_how", sa.String(), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id", "status", "msg_type", "digest", "composed_by", "edited_by"],
            [
                "alert_drafts.id",
                "alert_drafts.status",
                "alert_drafts.msg_type",
                "alert_drafts.digest",
                "alert_drafts.composed_by",
                "alert_drafts.edited_by",
            ],
        ),
        sa.ForeignKeyConstraint(
            ["city", "number", "status"],
            ["alert_events.city", "alert_events.number", "alert_events.status"],
        ),
        sa.CheckConstraint(SECOND_PERSON, name="ck_alerts_second_person"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("draft_id"),
        sa.UniqueConstraint("city", "identifier"),
        sa.UniqueConstraint("id", "status"),
        sa.UniqueConstraint("city", "number", "seq"),
    )
    op.create_index("ix_alerts_status", "alerts", ["city", "status", "sent_at"])
    op.create_index(
        "ix_alerts_untold",
        "alerts",
        ["id"],
        sqlite_where=sa.text("entry IS NULL"),
        postgresql_where=sa.text("entry IS NULL"),
    )
    op.create_index(
        "ux_alerts_in_force",
        "alerts",
        ["city", "number"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL AND msg_type <> 'Cancel'"),
        postgresql_where=sa.text("ended_at IS NULL AND msg_type <> 'Cancel'"),
    )
    op.create_table(
        "alert_signers",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city"),
    )


def _channels() -> None:
    """Make the tables of who is told."""
    op.create_table(
        "alert_channels",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("endpoint_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["endpoint_id"], ["endpoints.id"]),
        sa.CheckConstraint(STATUSES, name="ck_alert_channels_status"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("id", "status"),
        sa.UniqueConstraint("endpoint_id"),
        sa.UniqueConstraint("city", "name"),
    )
    op.create_index(
        "ix_alert_channels_told",
        "alert_channels",
        ["city", "status"],
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "alert_sendings",
        sa.Column("alert_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("channel_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id", "status"], ["alerts.id", "alerts.status"]),
        sa.ForeignKeyConstraint(
            ["channel_id", "status"], ["alert_channels.id", "alert_channels.status"]
        ),
        sa.PrimaryKeyConstraint("alert_id", "channel_id"),
    )
    op.create_index("ix_alert_sendings_channel", "alert_sendings", ["channel_id"])


def _inbound() -> None:
    """Make the tables of other authorities' alerts."""
    op.create_table(
        "alert_feeds",
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("modified", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("ok_at", sa.DateTime(), nullable=True),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("city", "name"),
    )
    op.create_table(
        "alert_inbound",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("msg_type", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("headlines", sa.JSON(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_how", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("city", "sender", "identifier"),
    )
    op.create_index(
        "ix_alert_inbound_running",
        "alert_inbound",
        ["city", "id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
