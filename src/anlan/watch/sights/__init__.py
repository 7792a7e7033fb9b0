"""What people look at: an object's datastreams with the limits they are held against, and a map."""

from anlan.watch.sights.limits import Limits, limits_of
from anlan.watch.sights.objects import Seen, kinds_of, of_object, seen_by
from anlan.watch.sights.playback import NONE, Shown, Spots, shown_at, spots_of

__all__ = [
    "NONE",
    "Limits",
    "Seen",
    "Shown",
    "Spots",
    "kinds_of",
    "limits_of",
    "of_object",
    "seen_by",
    "shown_at",
    "spots_of",
]
