"""References from one source to another: what is known there, and rows that waited for it."""

from collections.abc import Iterable, Mapping

from anlan.model.city import City
from anlan.pool import quarantine, records
from anlan.pool.agreements import Reference
from anlan.pool.checks.casting import trimmed
from anlan.pool.contract import Contract
from anlan.pool.ingest import Find
from anlan.pool.known import known_values
from anlan.pool.replay import Replayed, replay
from anlan.store import Workspace

RULE = "unknown_reference"


def unknown(workspace: Workspace, source: str, agreed: Contract) -> Mapping[Reference, int]:
    """Return how many current records break each reference that only warns."""
    mild = [each for each in agreed.references if each.broken == "warn"]
    if not mild:
        return {}
    rows = records.newest(workspace, source, agreed)
    found: dict[Reference, int] = {}
    for each in mild:
        known = known_values(workspace, each.source, each.to)
        value = trimmed(each.column)
        broken = value.is_not_null() & ~value.is_in(known.implode())
        found[each] = rows.filter(broken).height
    return found


def release(
    city: City, find: Find, workspace: Workspace, loaded: Iterable[str]
) -> Mapping[str, Replayed]:
    """Check rows again that lack nothing but a parent in one of the ``loaded`` sources.

    Returns:
        What became of them, by their source.

    Raises:
        StoreError: the workspace is busy or full.
        ContractError: a contract is wrong.
    """
    parents, done = set(loaded), {}
    for source in city.sources:
        agreed = records.contract_of(workspace, source.name)
        if not any(each.source in parents for each in agreed.strict_references):
            continue
        only = [
            item.id
            for item in quarantine.listing(workspace, source.name, RULE, limit=None).items
            if all(problem.rule == RULE for problem in item.problems)
        ]
        if only:
            done[source.name] = replay(city, find, workspace, source.name, only=only)
    return done
