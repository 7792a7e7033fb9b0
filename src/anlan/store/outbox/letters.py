"""What one transaction wants told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from anlan.store.outbox.tables import Delivery, Endpoint, Message


@dataclass(slots=True)
class Letters:
    """What one transaction wants told; written at its end, behind the ledger's lock.

    Behind that lock numbers are given in the order of the commits, and so in the order of events.
    """

    waiting: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, topic: str, subject: str, payload: dict[str, Any]) -> None:
        """Note that endpoints for ``topic`` are to be told of ``subject``."""
        moment = datetime.now(UTC)
        letter = {"moment": moment, "topic": topic, "subject": subject, "payload": payload}
        self.waiting.append(letter)

    def write(self, session: Session) -> None:
        """Write the messages, and a delivery for each endpoint that wants one."""
        if not self.waiting:
            return
        endpoints = session.execute(
            select(Endpoint.id, Endpoint.topics).where(Endpoint.active)
        ).all()
        wanted = [letter for letter in self.waiting if _of_interest(endpoints, letter["topic"])]
        self.waiting = []
        if not wanted:
            return
        numbers = session.scalars(
            insert(Message).returning(Message.id, sort_by_parameter_order=True), wanted
        ).all()
        rows = [
            {
                "message_id": number,
                "endpoint_id": endpoint,
                "subject": letter["subject"],
                "next_at": letter["moment"],
            }
            for number, letter in zip(numbers, wanted, strict=True)
            for endpoint in _of_interest(endpoints, letter["topic"])
        ]
        session.execute(insert(Delivery), rows)


def _of_interest(endpoints: Sequence[Any], topic: str) -> list[int]:
    kind = topic.partition(".")[0] + ".*"
    return [each.id for each in endpoints if not {topic, kind, "*"}.isdisjoint(each.topics)]
