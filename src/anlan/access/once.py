"""The same create sent again makes nothing twice: its answer is kept with what was made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from anlan.access.settings import settings
from anlan.model.cause import Cause
from anlan.model.errors import AccessError, StoreError
from anlan.store.accounts import Once
from anlan.store.change import Change, change
from anlan.store.database import Database
from anlan.store.keys import Keyring


@dataclass(frozen=True)
class Request:
    """A create as it was asked: by whom, under which key, and a digest of all of it."""

    who: str
    key: str
    digest: str

    @classmethod
    def of(cls, who: str, key: str, place: str, body: bytes) -> "Request":
        """Return a request for ``place`` (method and path) with its body."""
        return cls(who, key, sha256(place.encode() + b"\0" + body).hexdigest())


def once(
    database: Database,
    keyring: Keyring,
    cause: Cause,
    asked: Request,
    make: Callable[[Change], str],
) -> tuple[str, bool]:
    """Make what was asked and keep the answer, in one transaction; or return the answer kept.

    Args:
        database: where.
        keyring: seals the answer, which may hold a secret.
        cause: by whom.
        asked: the request.
        make: makes it and returns the answer.

    Returns:
        The answer, and whether it was made before.

    Raises:
        AccessError: the key was used for another request.
    """
    try:
        with change(database, cause) as made:
            kept = _kept(made, asked)
            if kept is not None:
                return _answer(keyring, kept, asked), True
            answer = make(made)
            made.session.add(
                Once(
                    who=asked.who,
                    key=asked.key,
                    request=asked.digest,
                    answer=keyring.seal(answer),
                    made_at=datetime.now(UTC),
                )
            )
            return answer, False
    except StoreError as error:
        if not isinstance(error.__cause__, IntegrityError):
            raise
        # The same request came twice at once; the other was faster, and has been committed.
        with change(database, cause) as made:
            kept = _kept(made, asked)
        if kept is None:
            raise
        return _answer(keyring, kept, asked), True


def sweep(database: Database, now: datetime | None = None) -> int:
    """Forget answers that are old enough; return how many."""
    before = (now or datetime.now(UTC)) - timedelta(hours=settings().once_hours)
    with database.writing() as session:
        old = delete(Once).where(Once.made_at < before).returning(Once.id)
        return len(session.scalars(old).all())


def _kept(made: Change, asked: Request) -> Once | None:
    query = select(Once).where(Once.who == asked.who, Once.key == asked.key)
    return made.session.scalar(query)


def _answer(keyring: Keyring, kept: Once, asked: Request) -> str:
    if kept.request != asked.digest:
        raise AccessError("error.access.once", key=asked.key)
    return keyring.open(kept.answer)
