"""Photos on the shelf: put there, given to the case that names them, looked at."""

import base64
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan.cases.numbers import inserting
from anlan.cases.photos.intake import Taken
from anlan.cases.photos.settings import settings
from anlan.model.errors import CaseError
from anlan.store.cases import CaseRow
from anlan.store.cases.photos import CasePhoto, CasePhotoBody
from anlan.store.change import Change
from anlan.store.cipher import DataKey, new_secret
from anlan.store.keys import Keyring

CODE = re.compile(r"ph_[0-9a-z]{20}")
"""How codes of photos look; what looks otherwise is the number of some other paper."""
PUBLIC = "public:"
"""So begins who took a photo where that was somebody without an account."""
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


def codes_among(named: Iterable[Any]) -> list[str]:
    """Return the codes of photos among what an act names, each once, in order.

    >>> codes_among(["receipt-7", "ph_0123456789abcdefghij", "ph_7"])
    ['ph_0123456789abcdefghij']
    """
    return [each for each in dict.fromkeys(named) if CODE.fullmatch(str(each))]


def add(
    made: Change,
    ring: Keyring,
    city: str,
    photo: Taken,
    sha256: str,
    who: str,
    most: int | None = None,
) -> CasePhoto:
    """Put a photo on the shelf until a report or act of the same person names it.

    The same file of the same person that waits there already is the same photo.

    Args:
        made: the transaction.
        ring: seals the photo's own key.
        city: whose case it will belong to.
        photo: the picture.
        sha256: the digest of the file as it was sent.
        who: who took it.
        most: so many of theirs may wait, by default as many as the settings say.

    Raises:
        CaseError: too many of that person's wait already.
    """
    waiting = (CasePhoto.city == city, CasePhoto.who == who, CasePhoto.case_id.is_(None))
    same = select(CasePhoto).where(*waiting, CasePhoto.sha256 == sha256)
    known = made.session.scalar(same)
    if known is not None:
        return known
    count = made.session.scalar(select(func.count()).select_from(CasePhoto).where(*waiting)) or 0
    if count >= (settings().waiting if most is None else most):
        raise CaseError("error.photos.waiting", n=count)
    secret = new_secret()
    statement = inserting(made.session, CasePhoto).values(
        city=city,
        code="ph_" + "".join(secrets.choice(_LETTERS) for _ in range(20)),
        who=who,
        sha256=sha256,
        width=photo.width,
        height=photo.height,
        sealed=ring.seal(base64.b64encode(secret).decode("ascii")),
        made_at=datetime.now(UTC),
    )
    once = statement.on_conflict_do_nothing().returning(CasePhoto)
    row: CasePhoto | None = made.session.scalar(once)
    if row is None:  # sent twice at the same moment; the other was first
        return made.session.scalars(same).one()
    sealed = DataKey(row.id, secret).encrypt_bytes(photo.jpeg, _about(row))
    body = base64.b64encode(sealed).decode("ascii")
    made.session.add(CasePhotoBody(photo_id=row.id, body=body))
    made.session.flush()
    told = {"width": photo.width, "height": photo.height}
    made.record(subject(row), "photo.added", after=told)
    return row


def attach(made: Change, row: CaseRow, codes: Sequence[str], who: str) -> None:
    """Give photos to a case with its last move; those that it has already stay as they are.

    Raises:
        CaseError: one isn't there, or was taken by somebody else, or belongs to another case.
    """
    found = []
    for code in codes:
        photo = find(made.session, row.city, code, lock=True)
        if photo is None or (photo.case_id is None and photo.who != who):
            raise CaseError("error.photos.unknown", found=code, city=row.city)
        if photo.case_id not in (None, row.id):
            raise CaseError("error.photos.elsewhere", found=code)
        if photo.case_id is None:
            photo.case_id, photo.seq = row.id, row.moves
            found.append(code)
    if found:
        made.session.flush()
        told = {"photos": ", ".join(found)}
        made.record(f"case:{row.city}/{row.number}", "case.photos_added", after=told)


def find(session: Session, city: str, code: str, *, lock: bool = False) -> CasePhoto | None:
    """Return a photo by its code."""
    query = select(CasePhoto).where(CasePhoto.city == city, CasePhoto.code == code)
    return session.scalar(query.with_for_update() if lock else query)


def of_case(session: Session, row: CaseRow) -> list[CasePhoto]:
    """Return a case's photos, the first one first; those that were erased are told of, too."""
    query = select(CasePhoto).where(CasePhoto.case_id == row.id).order_by(CasePhoto.id)
    return list(session.scalars(query))


def look(made: Change, ring: Keyring, photo: CasePhoto, number: str) -> bytes:
    """Return a photo's picture (JPEG); that it was looked at is in the ledger with it.

    Args:
        made: the transaction.
        ring: opens the photo's key.
        photo: which.
        number: that of its case; empty while it waits for one.

    Raises:
        CaseError: it was erased.
        StoreError: none of the ring's keys opens it, or it was altered.
    """
    if photo.erased_at is not None:
        raise CaseError("error.photos.erased", found=photo.code, at=photo.erased_at.date())
    body = made.session.get_one(CasePhotoBody, photo.id).body
    key = DataKey(photo.id, base64.b64decode(ring.open(photo.sealed)))
    picture = key.decrypt_bytes(base64.b64decode(body), _about(photo))
    about = f"case:{photo.city}/{number}" if number else subject(photo)
    made.record(about, "case.photo_seen" if number else "photo.seen", after={"photo": photo.code})
    return picture


def subject(photo: CasePhoto) -> str:
    """Return what the ledger calls a photo."""
    return f"photo:{photo.city}/{photo.code}"


def _about(photo: CasePhoto) -> str:
    """Return what a picture is bound to, so that it opens nowhere else."""
    return f"{photo.city}|photo|{photo.code}"
