"""What a pack declares of cases: who gets which, who stands in, whose records are reports."""

from typing import Annotated, Literal

from pydantic import Field

from anlan.model.declared import Declared, Level, Slug, Text
from anlan.model.portal import Secret
from anlan.words import Language


class Hours(Declared):
    """Hours of the day by the city's clock; ``until`` before ``begin`` is over midnight."""

    begin: Annotated[int, Field(ge=0, le=23)]
    until: Annotated[int, Field(ge=0, le=23)]


class When(Declared):
    """What a rule is about; every condition that is given must hold, none holds always.

    ``classes`` are codes of the catalogue or their beginnings (``c01``); ``kinds`` kinds of case;
    ``divisions`` codes of divisions, each with all below it; ``levels`` those at which the case
    stands; ``channels`` how it came; ``urgent`` whether it is; ``hours`` when it came;
    ``returned`` how often at least offices have sent it back.
    """

    classes: list[str] = []
    kinds: list[str] = []
    divisions: list[str] = []
    levels: list[Level] = []
    channels: list[str] = []
    urgent: bool | None = None
    hours: Hours | None = None
    returned: Annotated[int, Field(ge=1)] | None = None


class To(Declared):
    """The office that gets it: a department, at the level whose division holds the place."""

    department: Slug
    level: Level


class RoutingRule(Declared):
    """One rule; the first that fits decides. ``title`` is what it is called in reasons."""

    name: Slug
    title: Text | None = None
    when: When = When()
    to: To
    most_open: Annotated[int, Field(ge=1)] | None = None
    """With more open cases than that in the office, the rule passes."""

    def called(self, lang: Language) -> str:
        """Return what the rule is called: its title, else its name."""
        return self.title.of(lang) if self.title else self.name


class Duty(Declared):
    """When an office is there (a calendar of the pack), and who stands in when it isn't."""

    department: Slug
    division: str = ""
    calendar: str
    deputy: To | None = None

    def covers(self, department: str, path: str) -> bool:
        """Return whether it is the duty of a department's office in a division, by its path."""
        there = not self.division or self.division in path.split("/")
        return self.department == department and there


class Mailbox(Declared):
    """A mailbox that residents write to, read by IMAP over TLS.

    ``address`` is what they write to, and what letters to them come from. TLS is there from the
    first byte (port 993), or with ``starttls`` begun before signing in (143). What was read is
    moved to ``done``; what lacks a place to ``waiting``; what can't be a report to ``aside`` with
    the reason after it.
    """

    address: Annotated[str, Field(pattern=r"^[^\s@<>\"',;:\\]+@[^\s@<>\"',;:\\]+$", max_length=254)]
    host: str
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    starttls: bool = False
    account: str
    password: Secret
    folder: str = "INBOX"
    done: str = "Done"
    waiting: str = "Waiting"
    aside: str = "Aside"


class PublicDoor(Declared):
    """Whether residents may report without an account, by the city's page, mailbox or Open311.

    ``groups`` are the codes of the catalogue, or their beginnings (``c01``), that they may report;
    all of them where none is named. A contact that a resident leaves is erased ``contact_days``
    after their case has ended. Of the classes ``tokens`` (codes or beginnings), a report by
    Open311 is answered with a token, by which its number is asked for later. ``mailbox`` is read
    while the door is open. With a report on the city's page at most so many ``photos`` are taken;
    none where it is 0.
    """

    open: bool = False
    groups: list[str] = []
    contact_days: Annotated[int, Field(ge=0, le=366)] = 15
    tokens: list[str] = []
    mailbox: Mailbox | None = None
    photos: Annotated[int, Field(ge=0, le=6)] = 3

    def takes(self, code: str) -> bool:
        """Return whether a class may be reported here."""
        return not self.groups or code.startswith(tuple(self.groups))

    def gives_token(self, code: str) -> bool:
        """Return whether a report of a class is answered with a token."""
        return code.startswith(tuple(self.tokens))


class Photos(Declared):
    """How many days after a case's end its photos are erased; by default what Anlan ships."""

    keep_days: Annotated[int, Field(ge=1, le=3660)] | None = None


class ReportSource(Declared):
    """A source whose records are reports: the column of their category, and what each means.

    ``classes`` gives the catalogue's code of a category; records of others are no reports of ours.
    """

    source: Slug
    category: str
    classes: dict[str, str]


Scored = Literal["area", "department", "collector", "acceptor", "dispatcher", "duty_head"]
"""What gets a score: a division, a department, or a post of a division's office; never a person."""


class Evaluation(Declared):
    """How a city weighs the indicators of cases; what it leaves out is weighed as Anlan does.

    ``weights`` gives, for each of what is scored, the weight of each indicator that counts.
    """

    weights: dict[Scored, dict[Slug, Annotated[float, Field(gt=0)]]] = {}
