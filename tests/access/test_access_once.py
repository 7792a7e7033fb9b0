"""The same create sent twice, also at the same moment, makes one thing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from access_office import CAUSE, Office
from sqlalchemy import func, select

from anlan.access.once import Request, once, sweep
from anlan.model.errors import AccessError
from anlan.store.accounts import Once
from anlan.store.change import Change
from anlan.store.tables import Setting

NUMBERS = count(1)


def make(made: Change) -> str:
    number = next(NUMBERS)
    made.session.add(Setting(city="town", name=str(number), value="made"))
    made.record("city:town", "catalogue.adopted", after={"batches": number})
    return f'{{"id": {number}}}'


def ask(office: Office, key: str, body: bytes = b"{}") -> tuple[str, bool]:
    asked = Request.of("account:1", key, "POST /api/things", body)
    return once(office.database, office.keyring, CAUSE, asked, make)


def things(office: Office) -> int:
    with office.database.session() as session:
        return session.scalar(select(func.count()).select_from(Setting)) or 0


def test_the_same_request_gets_the_same_answer(office: Office) -> None:
    first, again = ask(office, "a")
    assert not again
    assert ask(office, "a") == (first, True)
    assert things(office) == 1
    with pytest.raises(AccessError, match="another request"):
        ask(office, "a", b'{"other": 1}')
    assert ask(office, "b")[0] != first


def test_many_at_once_make_one(office: Office) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(office, "same"), range(24)))
    assert len({answer for answer, _ in answers}) == 1
    assert [again for _, again in answers].count(False) == 1
    assert things(office) == 1


def test_answers_are_sealed_and_forgotten_in_time(office: Office) -> None:
    answer, _ = ask(office, "a")
    with office.database.session() as session:
        kept = session.scalars(select(Once)).one()
    assert answer not in kept.answer
    assert sweep(office.database) == 0
    assert sweep(office.database, datetime.now(UTC) + timedelta(days=2)) == 1


def test_what_fails_is_not_remembered(office: Office) -> None:
    asked = Request.of("account:1", "k", "POST /api/things", b"{}")

    def fail(_made: Change) -> str:
        raise AccessError("error.access.not_yours")

    with pytest.raises(AccessError):
        once(office.database, office.keyring, CAUSE, asked, fail)
    assert ask(office, "k")[1] is False
