"""Cursors: where the next page begins, as an opaque text that can stand in an address."""

import base64
import re
from datetime import datetime

from anlan.api.problems import RefusalError
from anlan.cases.clock.wall import micros, moment

_FORM = re.compile(r"\d{1,18}(\.\d{1,18})*")


def cursor_of(*at: int) -> str:
    """Return the cursor of numbers that stand for the last item of a page.

    >>> cursor_of(3, 14)
    'My4xNA'
    """
    return base64.urlsafe_b64encode(".".join(map(str, at)).encode()).decode("ascii").rstrip("=")


def numbers(cursor: str, count: int, status: int = 422) -> tuple[int, ...]:
    """Return the numbers of a cursor; ``status`` is that of the refusal where it is none.

    >>> numbers("My4xNA", 2)
    (3, 14)

    Raises:
        RefusalError: it is no cursor of ours.
    """
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except ValueError:
        text = ""
    found = tuple(map(int, text.split("."))) if _FORM.fullmatch(text) else ()
    if len(found) != count:
        raise RefusalError(status, "api.bad_cursor", "query.cursor", found=cursor[:40])
    return found


def cursor_at(at: datetime, *keys: int) -> str:
    """Return the cursor of a last item that stands by a moment, and by numbers within it.

    >>> from datetime import UTC
    >>> moment_of(cursor_at(datetime(2026, 7, 18, tzinfo=UTC), 14), 1)
    (datetime.datetime(2026, 7, 18, 0, 0, tzinfo=datetime.timezone.utc), (14,))
    """
    return cursor_of(micros(at), *keys)


def moment_of(cursor: str, count: int) -> tuple[datetime, tuple[int, ...]]:
    """Return the moment of a cursor, and the ``count`` numbers within it.

    Raises:
        RefusalError: it is no cursor of ours.
    """
    at, *keys = numbers(cursor, count + 1)
    try:
        return moment(at), tuple(keys)
    except OverflowError as error:
        raise RefusalError(422, "api.bad_cursor", "query.cursor", found=cursor[:40]) from error
