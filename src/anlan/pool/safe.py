"""The safe of one source: its encrypted columns go in before anything is written.

In memory, while rows are checked, such a column holds the clear text under its own name. In every
file it is gone, and the cipher text stands under ``_sealed.<name>``. Names that begin with ``_``
are Anlan's own, so no reader of data, export or mend ever takes it for a value.
"""

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import polars as pl

from anlan.model.city import City
from anlan.pool import terms
from anlan.pool.contract import Contract
from anlan.pool.personal import hashed
from anlan.store import Workspace, vault
from anlan.store.cipher import DataKey, about, number_of
from anlan.store.vault import Lot

PREFIX = "_sealed."
MARK = b"anlan.mark"
"""Sets the keyed hashes within row hashes apart from those that stand for hashed columns."""


def sealed_name(column: str) -> str:
    """Return the name under which a column's cipher text is kept."""
    return PREFIX + column


class Safe:
    """Encrypts what is received now, and opens what was received before."""

    def __init__(
        self, workspace: Workspace, city: City, source: str, agreed: Contract, now: datetime
    ) -> None:
        self._workspace = workspace
        self._city = city
        self._source = source
        self._now = now
        self._days = next((column.days for column in agreed.encrypted), None) or 0
        self._names = [column.name for column in agreed.encrypted]

    def marked(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return ``rows`` with a keyed hash in place of each value, to hash rows by.

        Cipher text is different each time; a row that is sent again must be known again.
        """
        secret = self._workspace.secret if self._names else b""
        return rows.with_columns(
            hashed(rows.get_column(name), secret, MARK) for name in self._present(rows)
        )

    def lock(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return ``rows`` with cipher text in place of clear text; empty stays empty."""
        for name in self._present(rows):
            place = sealed_name(name)
            clear = _bare(rows.get_column(name))
            kept = rows.get_column(place) if place in rows.columns else _nothing(rows.height)
            fresh = clear.is_not_null() & kept.is_null()
            if fresh.any():
                bound = about(self._city.name, self._source, name)
                cipher = self._key.encrypt(clear.filter(fresh), bound)
                kept = kept.scatter(fresh.arg_true(), cipher)
            rows = rows.drop(name).with_columns(kept.alias(place))
        return rows

    def unlock(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return ``rows`` of quarantine with clear text beside the cipher text.

        A value whose time is over is empty from now on; so is one of a column that the contract
        didn't encrypt when the row came, or doesn't any more.

        Raises:
            StoreError: none of the installation's keys opens a value.
        """
        keys: dict[int, DataKey | None] = {}
        for name in self._names:
            place = sealed_name(name)
            cipher = rows.get_column(place) if place in rows.columns else _nothing(rows.height)
            clear = self._clear(cipher, name, keys)
            rows = rows.with_columns(clear, pl.when(clear.is_not_null()).then(cipher).alias(place))
        wanted = {sealed_name(name) for name in self._names}
        return rows.drop(
            name for name in rows.columns if name.startswith(PREFIX) and name not in wanted
        )

    def _clear(self, cipher: pl.Series, name: str, keys: dict[int, DataKey | None]) -> pl.Series:
        bound = about(self._city.name, self._source, name)
        found: list[str | None] = []
        for text in cipher:
            key = self._opened(number_of(text), keys) if text is not None else None
            found.append(key.decrypt(text, bound) if key else None)
        return pl.Series(name, found, dtype=pl.String)

    def _opened(self, number: int, keys: dict[int, DataKey | None]) -> DataKey | None:
        if number not in keys:
            with self._workspace.session() as session:
                ring = self._workspace.keyring
                keys[number] = vault.open_key(session, ring, number, self._now)
        return keys[number]

    @cached_property
    def _key(self) -> DataKey:
        day = self._now.astimezone(ZoneInfo(self._city.zone)).date()
        until = terms.end(day, self._days, self._city.zone)
        lot = Lot(self._city.name, self._source, day, until)
        place = self._workspace
        return vault.key_of(place.database, place.cause, place.keyring, lot)

    def _present(self, rows: pl.DataFrame) -> list[str]:
        return [name for name in self._names if name in rows.columns]


def _bare(text: pl.Series) -> pl.Series:
    bare = text.str.strip_chars()
    return bare.set(bare == "", None)


def _nothing(height: int) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, height)
