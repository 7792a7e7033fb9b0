"""A report as one page of HTML that needs nothing beside it."""

from importlib import resources

from jinja2 import Environment

from anlan.paper.shape import Report


def as_page(told: Report) -> bytes:
    """Return the report as HTML in UTF-8."""
    source = (resources.files("anlan.paper") / "templates" / "report.html").read_text("utf-8")
    kept = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return kept.from_string(source).render(told=told).encode()
