"""The rules of a city: added, proved, switched on and off, and judged by how they do in life."""

from anlan.watch.rulebook.book import Listed, add, find, listed
from anlan.watch.rulebook.proof import keep_certificate
from anlan.watch.rulebook.switch import switch_off, switch_on

__all__ = ["Listed", "add", "find", "keep_certificate", "listed", "switch_off", "switch_on"]
