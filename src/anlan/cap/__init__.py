"""CAP 1.2, the Common Alerting Protocol: read, check, write, update, cancel, sign and feed alerts.

It imports nothing of the rest of Anlan and may be used without it. ``anlan.cap.signing`` brings the
libraries of signatures, so it isn't imported here.

>>> from anlan import cap
>>> checked = cap.check(b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.1"/>')
>>> checked.valid, checked.problems[0].say()
(False, 'This is CAP 1.1, not CAP 1.2.')
"""

from anlan.cap.china import read_china, write_china
from anlan.cap.compare import Change, Ground, compare, ground
from anlan.cap.cover import cover
from anlan.cap.errors import (
    AreaError,
    CapError,
    FeedError,
    InvalidError,
    LifeError,
    ProfileError,
    SignatureError,
    TextError,
)
from anlan.cap.feeds import Entry, Feed, read_feed
from anlan.cap.geometry import Bounds, shape
from anlan.cap.life import State, acknowledge, cancel, end, reject, states, update
from anlan.cap.model import Alert, Area, Info, Pair, Reference, Resource
from anlan.cap.moments import moment, wire
from anlan.cap.problems import Problem, rules
from anlan.cap.profiles import Profile, profile, profiles
from anlan.cap.publishing import Item, current, write_feed
from anlan.cap.reading import Checked, check, parse
from anlan.cap.writing import canonical, write

__all__ = [
    "Alert",
    "Area",
    "AreaError",
    "Bounds",
    "CapError",
    "Change",
    "Checked",
    "Entry",
    "Feed",
    "FeedError",
    "Ground",
    "Info",
    "InvalidError",
    "Item",
    "LifeError",
    "Pair",
    "Problem",
    "Profile",
    "ProfileError",
    "Reference",
    "Resource",
    "SignatureError",
    "State",
    "TextError",
    "acknowledge",
    "cancel",
    "canonical",
    "check",
    "compare",
    "cover",
    "current",
    "end",
    "ground",
    "moment",
    "parse",
    "profile",
    "profiles",
    "read_china",
    "read_feed",
    "reject",
    "rules",
    "shape",
    "states",
    "update",
    "wire",
    "write",
    "write_china",
    "write_feed",
]
