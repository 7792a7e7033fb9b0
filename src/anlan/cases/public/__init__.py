"""The public door of cases: reports without an account, what became of them, and a last word."""

from anlan.cases.public.album import Album
from anlan.cases.public.contact import Contact
from anlan.cases.public.room import Asked, Left, PublicRoom
from anlan.cases.public.settings import PublicState, settings

__all__ = ["Album", "Asked", "Contact", "Left", "PublicRoom", "PublicState", "settings"]
