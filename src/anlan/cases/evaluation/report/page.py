"""The report as one page of HTML that needs nothing beside it."""

from importlib import resources

from jinja2 import Environment

from anlan.cases.evaluation.report.tell import Told


def as_page(told: Told) -> bytes:
    """Return the report as HTML in UTF-8."""
    folder = resources.files("anlan.cases.evaluation.report") / "templates"
    source = (folder / "report.html").read_text(encoding="utf-8")
    kept = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return kept.from_string(source).render(told=told).encode()
