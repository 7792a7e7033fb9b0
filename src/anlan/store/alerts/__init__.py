"""The tables of public alerts."""

from anlan.store.alerts.inbound import AlertFeed, AlertInbound
from anlan.store.alerts.tables import (
    AlertChannel,
    AlertDraft,
    AlertEvent,
    AlertRow,
    AlertSending,
    AlertSigner,
)

__all__ = [
    "AlertChannel",
    "AlertDraft",
    "AlertEvent",
    "AlertFeed",
    "AlertInbound",
    "AlertRow",
    "AlertSending",
    "AlertSigner",
]
