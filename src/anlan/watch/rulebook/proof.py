"""Certificates kept in a city: what replays said of its rules."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from anlan.store.change import Change
from anlan.store.watch import WatchCertificate
from anlan.watch.replay import Certificate
from anlan.watch.replay.certificate import code
from anlan.watch.replay.figures import Figures

_ASKED_AT_ONCE = 500


def keep_certificate(made: Change, city: str, certificate: Certificate, at: datetime) -> int:
    """Keep what a replay said of each rule; return of how many that wasn't kept before."""
    fresh = 0
    for judged in certificate.rules:
        own = certificate.model_copy(update={"rules": (judged,), "lacking": (), "against": None})
        body = own.model_dump_json()
        digest = hashlib.sha256(body.encode()).hexdigest()
        there = select(WatchCertificate.id).where(
            WatchCertificate.city == city,
            WatchCertificate.fingerprint == judged.fingerprint,
            WatchCertificate.digest == digest,
        )
        if made.session.scalar(there) is not None:
            continue
        made.session.add(
            WatchCertificate(
                city=city, rule=judged.id, version=judged.version,
                fingerprint=judged.fingerprint, code=certificate.code, made_at=at,
                figures=judged.figures.model_dump(mode="json"), body=body, digest=digest,
            )
        )  # fmt: skip
        after = {"version": judged.version, "digest": digest}
        made.record(f"watch_rule:{city}/{judged.id}", "watch_rule.proved", after=after)
        fresh += 1
    made.session.flush()
    return fresh


def proofs(session: Session, city: str, fingerprints: Sequence[str]) -> dict[str, WatchCertificate]:
    """Return the newest certificate that covers each rule, by the rule's fingerprint.

    One covers it if it was replayed beside events, by this code, and watched any object.
    """
    found: dict[str, WatchCertificate] = {}
    for first in range(0, len(fingerprints), _ASKED_AT_ONCE):
        some = fingerprints[first : first + _ASKED_AT_ONCE]
        query = select(WatchCertificate).where(
            WatchCertificate.city == city,
            WatchCertificate.fingerprint.in_(some),
            WatchCertificate.code == code(),
        )
        for row in session.scalars(query.order_by(WatchCertificate.id)):
            if Certificate.model_validate_json(row.body).covers_print(row.fingerprint):
                found[row.fingerprint] = row
    return found


def precision(figures: Figures) -> float | None:
    """Return the share of alarms that told of an event; None where there were none.

    >>> precision(Figures(objects=1, alarms=4, alarms_per_object=4.0, events=3, false_alarms=1))
    0.75
    """
    if not figures.alarms or figures.false_alarms is None:
        return None
    return 1 - figures.false_alarms / figures.alarms
