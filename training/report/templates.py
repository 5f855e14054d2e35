"""The templates of a report. Whatever is filled in is escaped: class names come from strangers."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from resources import resource_path


def render(name: str, **values: Any) -> str:
    """Return a template of `resources/report` filled in, everything escaped."""
    return _environment().get_template(name).render(**values)


def style() -> str:
    """Return the style sheet of the page."""
    return resource_path("report/report.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    folder = resource_path("report/report.html.jinja").parent
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
