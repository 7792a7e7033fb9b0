"""What a mail's words tell beside the report: its language, and a case by number and code."""

import re

from sqlalchemy.orm import Session

from anlan.cases.mail.parsing import Letter
from anlan.cases.public import PublicRoom
from anlan.cases.public.told import of_number
from anlan.store.cases import CaseRow
from anlan.words import Language

_HAN = re.compile(r"[㐀-䶿一-鿿]")
_LATIN = re.compile(r"[A-Za-z]")
_CODE = re.compile(r"(?<![a-z0-9-])[a-z2-7]{4}(?:-[a-z2-7]{4}){3}(?![a-z0-9-])", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\w)[0-9A-Za-z]{0,12}[0-9]{10,20}(?!\w)")


def language(letter: Letter) -> Language:
    """Return the language that a mail is in: Chinese, unless it has Latin letters only."""
    words = f"{letter.subject}\n{letter.text}"
    return "en" if _LATIN.search(words) and not _HAN.search(words) else "zh"


def named(session: Session, room: PublicRoom, subject: str) -> CaseRow | None:
    """Return the case that a subject names by number and code; None where it doesn't name both.

    Raises:
        CaseError: there is no such case, or the code isn't its own.
    """
    code, number = _CODE.search(subject), _NUMBER.search(subject)
    if code is None or number is None:
        return None
    row = of_number(session, room.city, number[0])
    room.own(session, row, code[0])
    return row
