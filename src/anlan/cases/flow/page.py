"""The table as a page of the documentation: drawn from what is declared, so that it can't lie."""

from collections.abc import Iterable

from anlan.cases.flow.facts import NEW
from anlan.cases.flow.shapes import OPEN, Edge, Kind
from anlan.cases.flow.table import Workflow
from anlan.words import say


def page(table: Workflow) -> str:
    """Return the page in Markdown."""
    return (
        "\n".join(
            [
                "# The workflow of cases",
                "",
                "Generated from `cases/data/workflow.toml`. Why it is so: "
                "[cases](../theory/cases.md).",
                "",
                *_drawing(table),
                *_states(table),
                *_edges(table),
                *_guards(table),
                *_kinds(table),
                *_roles(table),
            ]
        ).rstrip()
        + "\n"
    )


def _drawing(table: Workflow) -> list[str]:
    """Return the way through the steps: each state with what leads on from it, a line each."""
    lines = ["## Drawing", "", "What happens at any time (`open`) is left out.", "", "```text"]
    for step in sorted({state.step for state in table.states.values()}):
        lines.append(f"{step} {say(f'case.step.{step}')} {say(f'case.step.{step}', 'zh')}")
        for state in table.states.values():
            if state.step == step:
                lines += _ways(table, state.name)
    return [*lines, "```", ""]


def _ways(table: Workflow, source: str) -> list[str]:
    end = " (end)" if table.states[source].ended else ""
    ways = [
        f"      ─ {edge.act} → {edge.to or source}"
        for edge in table.by_source[source].values()
        if OPEN not in edge.sources
    ]
    return [f"   [{source}]{end}", *ways]


def _states(table: Workflow) -> list[str]:
    lines = [
        "## States",
        "",
        "| step | state | in words | 中文 | waits for | clock that is on |",
        "|---" * 6 + "|",
    ]
    for name, state in table.states.items():
        on = [stage if runs else f"{stage} (paused)" for stage, runs in table.running[name].items()]
        words = (say(f"case.state.{name}", lang) for lang in ("en", "zh"))
        waits = _code([state.awaits] if state.awaits else [])
        lines.append(_row(state.step, _code([name]), *words, waits, ", ".join(on)))
    return [*lines, "", "An act that somebody asks for leads out of a state that hasn't ended. "
            f"`{OPEN}` stands for all of these but `{NEW}`.", ""]  # fmt: skip


def _edges(table: Workflow) -> list[str]:
    lines = ["## Allowed changes", "", "What an act *takes* may be left out."]
    lines += ["", "| act | in words | 中文 | from → to | who | needs | takes | guards | clock |"]
    lines += ["|---" * 9 + "|", *(_edge(edge) for edge in table.edges)]
    return [*lines, "", "Clock: `start` sets a deadline, `stop` ends it, `pause` and `resume` take "
            "out the time between, `extend` puts it off, `keep` runs on towards the deadline it "
            "had; `*` is whichever is on.", ""]  # fmt: skip


def _edge(edge: Edge) -> str:
    words = (say(f"case.act.{edge.act}", lang) for lang in ("en", "zh"))
    way = f"{_code(edge.sources)} → {_code([edge.to]) if edge.to else 'as it was'}"
    lists = (edge.actors, edge.needs, edge.takes, edge.guards, edge.clock)
    return _row(_code([edge.act]), *words, way, *map(_code, lists))


def _guards(table: Workflow) -> list[str]:
    extras = [each for kind in table.kinds.values() for each in kind.extra]
    lists = [*(edge.guards for edge in table.edges), *(extra.guards for extra in extras)]
    names = sorted({name for guards in lists for name in guards})
    lines = [
        "## Guards",
        "",
        "| guard | what is said where it doesn't hold | 中文 |",
        "|---|---|---|",
    ]
    for name in names:
        words = (say(f"case.guard.{name}", lang) for lang in ("en", "zh"))
        lines.append(_row(_code([name]), *words))
    return [*lines, ""]


def _kinds(table: Workflow) -> list[str]:
    lines = ["## Kinds of case", "", f"A case can be opened again for {table.written.reopen_days} "
             "days after its end. Verified on site before filing:", ""]  # fmt: skip
    verify = [name for name, channel in table.channels.items() if channel.verify]
    lines += [f"`by_channel` means where it came by {_code(verify)}.", ""]
    lines += ["| kind | in words | 中文 | verified | more than the table says |", "|---" * 5 + "|"]
    for name, kind in table.kinds.items():
        words = (say(f"case.kind.{name}", lang) for lang in ("en", "zh"))
        lines.append(_row(_code([name]), *words, f"`{kind.verify}`", "; ".join(_more(kind))))
    return [*lines, ""]


def _more(kind: Kind) -> Iterable[str]:
    for extra in kind.extra:
        asks = [f"needs {_code(extra.needs)}"] if extra.needs else []
        asks += [f"guard {_code(extra.guards)}"] if extra.guards else []
        yield f"`{extra.act}`: {' and '.join(asks)}"
    for act in kind.without:
        yield f"never `{act}`"


def _roles(table: Workflow) -> list[str]:
    lines = ["## Roles", "", "| role | in words | 中文 | permission |", "|---|---|---|---|"]
    for name, role in table.roles.items():
        words = (say(f"case.role.{name}", lang) for lang in ("en", "zh"))
        permission = f"`{role.permission}`" if role.permission else "–"
        lines.append(_row(_code([name]), *words, permission))
    return lines


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"
