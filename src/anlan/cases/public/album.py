"""Photos that residents send with a report: until it comes they wait in an album of their own.

An album is called by a random key that the sender's page makes anew for each report: only who has
it names its photos, and what is kept of it tells of no other report of the same person.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from anlan.access.secrets import digest
from anlan.cases import photos
from anlan.cases.photos import Taken
from anlan.model.errors import CaseError
from anlan.store.cases import CasePhoto, CaseRow
from anlan.store.change import Change
from anlan.store.keys import Keyring


@dataclass(frozen=True, slots=True)
class Album:
    """An album by its key, and the codes of the photos in it that a report names."""

    key: str
    codes: tuple[str, ...] = ()

    def add(
        self, made: Change, ring: Keyring, city: str, photo: Taken, sha256: str, most: int
    ) -> CasePhoto:
        """Put a photo into it, of which it holds at most so many.

        Raises:
            CaseError: it holds as many, or too many of all residents wait.
        """
        query = select(func.count()).select_from(CasePhoto)
        waiting = query.where(CasePhoto.city == city, CasePhoto.case_id.is_(None))
        count = made.session.scalar(waiting.where(CasePhoto.who.startswith(photos.PUBLIC))) or 0
        if count >= photos.settings().public.waiting:
            raise CaseError("error.public.photos_full")
        return photos.add(made, ring, city, photo, sha256, self._who(city), most)

    def attach(self, made: Change, row: CaseRow, most: int) -> None:
        """Give the photos that are named to a case.

        Raises:
            CaseError: there are too many, or one isn't in this album.
        """
        if len(self.codes) > most:
            raise CaseError("error.public.photos", most=most)
        photos.attach(made, row, self.codes, self._who(row.city))

    def _who(self, city: str) -> str:
        return photos.PUBLIC + digest(f"{city}/{self.key}")


def count(session: Session, row: CaseRow) -> int:
    """Return how many photos of a case came from whoever of the public reported it."""
    query = select(func.count()).select_from(CasePhoto).where(CasePhoto.case_id == row.id)
    mine = query.where(CasePhoto.who.startswith(photos.PUBLIC), CasePhoto.erased_at.is_(None))
    return session.scalar(mine) or 0
