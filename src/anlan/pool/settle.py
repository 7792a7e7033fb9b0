"""What is done once files are in: waiting rows released, loads measured, promises judged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from anlan.model.city import City
from anlan.pool import health, promises, relations
from anlan.pool.ingest import Find, IngestResult, Note
from anlan.store import Workspace


def settle(
    city: City,
    find: Find,
    workspace: Workspace,
    results: Sequence[IngestResult],
    now: datetime | None = None,
) -> list[IngestResult]:
    """Return ``results`` with what is worth telling after them.

    Rows that waited for a parent are released first, so that what is measured counts them.

    Raises:
        StoreError: the workspace is busy or full.
        ContractError: a contract is wrong.
    """
    fresh = dict.fromkeys(each.source for each in results if not each.already)
    notes: dict[str, list[Note]] = {name: [] for name in fresh}
    for child, done in relations.release(city, find, workspace, fresh).items():
        if done.mended:
            told: dict[str, object] = {"source": child, "n": done.mended}
            notes.setdefault(child, []).append(Note("pool.note.released", told))
    for name in notes:
        notes[name] += health.measure(workspace, city, find, city.source(name), now)
    for name in dict.fromkeys([*notes, *(each.source for each in results)]):
        for judged in promises.check(workspace, city, city.source(name), now):
            act = "kept" if judged.kept else "broken"
            text: dict[str, object] = {"source": name, "promise": judged}
            notes.setdefault(name, []).append(Note(f"pool.note.promise_{act}", text))
    return _with(results, notes)


def _with(results: Sequence[IngestResult], notes: dict[str, list[Note]]) -> list[IngestResult]:
    """Put the notes of a source beside its last file; those of others beside the very last."""
    last = {each.source: index for index, each in enumerate(results)}
    told = list(results)
    for name, these in notes.items():
        if results:
            at = last.get(name, len(results) - 1)
            told[at] = replace(told[at], notes=(*told[at].notes, *these))
    return told
