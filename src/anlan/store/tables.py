"""The tables of the cities' catalogues, typed.

``files`` — editions of files by content; ``batches`` — one run of one file (or one replay of
quarantined rows) through the checks; ``parts`` — the Parquet files a batch has finished, chunk by
chunk; ``quarantine`` — what became of quarantined rows (the rows themselves are in Parquet);
``settings`` — small facts about a city's workspace, as JSON. All cities share the tables.
"""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A time in UTC; SQLite has no zones, so it is put back on reading."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC without a zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read as UTC with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """The base of all tables."""

    type_annotation_map = {datetime: Moment}  # noqa: RUF012 — SQLAlchemy's own way to say it


class Revision(Table):
    """The step of ``migrations`` the tables are at; the migration library's own table."""

    __tablename__ = "alembic_version"

    version_num: Mapped[str] = mapped_column(String(32), primary_key=True)


class File(Table):
    """One edition of a file: the same content is the same row, whatever its name."""

    __tablename__ = "files"
    __table_args__ = (UniqueConstraint("city", "source", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str]
    source: Mapped[str]
    fingerprint: Mapped[str]
    location: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    first_seen: Mapped[datetime]


class Batch(Table):
    """One run of a file, or one replay, through the checks; invisible until ``closed_at`` is set.

    ``rules`` is the digest of everything that decides what is accepted. ``superseded_by`` names
    the later batch of the same file under other rules, whose quarantine takes this one's place.
    """

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_city_source", "city", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    city: Mapped[str]
    source: Mapped[str]
    kind: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    rules: Mapped[str]
    opened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    file: Mapped[File | None] = relationship(lazy="joined")
    parts: Mapped[list["Part"]] = relationship(
        back_populates="batch", cascade="all, delete-orphan", order_by="Part.seq", lazy="selectin"
    )


class Part(Table):
    """What one chunk left: file names (None where there was nothing to keep) and counts."""

    __tablename__ = "parts"
    __table_args__ = (UniqueConstraint("batch_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"))
    seq: Mapped[int]
    last_row: Mapped[int] = mapped_column(BigInteger)
    lake: Mapped[str | None]
    quarantine: Mapped[str | None]
    seen: Mapped[str | None]
    read: Mapped[int] = mapped_column(BigInteger)
    new: Mapped[int] = mapped_column(BigInteger)
    updated: Mapped[int] = mapped_column(BigInteger)
    unchanged: Mapped[int] = mapped_column(BigInteger)
    repeated: Mapped[int] = mapped_column(BigInteger)
    quarantined: Mapped[int] = mapped_column(BigInteger)
    batch: Mapped[Batch] = relationship(back_populates="parts")


class Quarantined(Table):
    """What became of one quarantined row: ``mended`` into a record, or ``overtaken`` by one."""

    __tablename__ = "quarantine"

    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), primary_key=True)
    row: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    outcome: Mapped[str]
    by_batch: Mapped[int] = mapped_column(ForeignKey("batches.id"))


class Setting(Table):
    """A small fact about a city's workspace."""

    __tablename__ = "settings"

    city: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
