"""Photos of cases: taken in, kept encrypted, named by reports and acts, looked at, erased.

Anlan recognises nobody and nothing in them, and publishes none; see ``docs/decisions``.
"""

from anlan.cases.photos.erasing import erase
from anlan.cases.photos.intake import Taken, taken
from anlan.cases.photos.settings import settings
from anlan.cases.photos.shelf import PUBLIC, add, attach, codes_among, find, look, of_case

__all__ = [
    "PUBLIC",
    "Taken",
    "add",
    "attach",
    "codes_among",
    "erase",
    "find",
    "look",
    "of_case",
    "settings",
    "taken",
]
