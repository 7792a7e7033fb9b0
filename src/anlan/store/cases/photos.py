"""The tables of photos: what is known of each, and apart from it the picture, encrypted.

They lie in the database, not in files, so that a photo and the case that names it are kept, lost,
backed up and erased together; the picture is in a table of its own, so that lists never read it.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from anlan.store.cases.tables import Number
from anlan.store.tables import Table

_WAITING = text("case_id IS NULL")
_READABLE = text("erased_at IS NULL")


class CasePhoto(Table):
    """A photo that somebody took; ``code`` is what reports and acts call it by.

    ``sha256`` is of the file as it was sent: the same one waiting twice is one photo. ``case_id``
    and ``seq`` are the case and the move it came with, none while it waits for them. The picture's
    own key is sealed in ``sealed``. Once erased, neither key nor picture nor digest is there.
    """

    __tablename__ = "case_photos"
    __table_args__ = (
        UniqueConstraint("city", "code"),
        Index(
            "ux_case_photos_waiting",
            "city",
            "who",
            "sha256",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "ix_case_photos_readable",
            "case_id",
            sqlite_where=_READABLE,
            postgresql_where=_READABLE,
        ),
        Index("ix_case_photos_case", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    city: Mapped[str]
    code: Mapped[str]
    who: Mapped[str]
    sha256: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    sealed: Mapped[str]
    made_at: Mapped[datetime]
    case_id: Mapped[int | None] = mapped_column(Number, ForeignKey("cases.id"))
    seq: Mapped[int | None]
    erased_at: Mapped[datetime | None]


class CasePhotoBody(Table):
    """A photo's picture: JPEG, encrypted under the photo's own key, in base64."""

    __tablename__ = "case_photo_bodies"

    photo_id: Mapped[int] = mapped_column(Number, ForeignKey("case_photos.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
