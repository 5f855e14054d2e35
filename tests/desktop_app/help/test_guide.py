"""The guide: every page is there, leads somewhere, and names what there is."""

from __future__ import annotations

import importlib
import re

import pytest
import typer
from PySide6.QtWidgets import QMenu

from desktop_app import commands
from desktop_app.app import Application
from desktop_app.help.guide import FIRST, Guide, GuidePage
from desktop_app.help.topics import TAB_TOPICS, TOPICS
from resources import resource_path

GUIDE = Guide()
NAMES = {page.name for page in GUIDE.pages}
FOLDER = resource_path(f"help/{FIRST}.md").parent


def test_every_file_is_a_page_that_the_first_one_leads_to() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == NAMES
    assert GUIDE.pages[0].name == FIRST
    assert len({page.title for page in GUIDE.pages}) == len(GUIDE.pages)


@pytest.mark.parametrize("page", GUIDE.pages, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_to_a_page(page: GuidePage) -> None:
    assert page.title
    assert {target.removesuffix(".md") for target in page.links} <= NAMES
    assert all(target.endswith(".md") for target in page.links)


def test_every_page_named_in_code_is_there_and_so_is_what_it_belongs_to() -> None:
    for kind, page in {**TOPICS, **TAB_TOPICS}.items():
        assert page in NAMES
        module, _, name = kind.rpartition(".")
        assert hasattr(importlib.import_module(f"desktop_app.{module}"), name), kind


def test_what_the_guide_calls_a_menu_is_in_the_menus(application: Application) -> None:
    menus = application.window.menuBar().findChildren(QMenu)
    there = {
        f"{plain(menu.title())} > {plain(action.text())}"
        for menu in menus
        for action in menu.actions()
    }
    told = {
        found
        for page in GUIDE.pages
        for found in re.findall(
            r"\*\*((?:File|Data|Pictures|View|Lessons|Help) > [^*]+)\*\*", page.markdown
        )
    }

    assert len(told) >= 10
    assert told - there == set()


def test_commands_that_the_guide_names_are_there() -> None:
    group = typer.main.get_command(commands.cli.app)
    told = {
        tuple(found.split())
        for page in GUIDE.pages
        for found in re.findall(r"`?lesionlab ((?:(?:data|queue|runs) )?[a-z]+)", page.markdown)
    }

    assert len(told) >= 12
    for words in told:
        inner = group
        for word in words:
            inner = inner.commands[word]  # type: ignore[attr-defined]


def plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("threshold", "threshold"),
        ("THRESH", "threshold"),
        ("coverage set", "sets"),
        ("wilson interval", "results"),
        ("grad-cam", "explain"),
        ("leakage", "leakage"),
        ("lecture projector", "lessons"),
    ],
)
def test_the_page_that_is_meant_is_found_first(words: str, best: str) -> None:
    assert GUIDE.search(words)[0].page.name == best


def test_every_page_found_has_all_words_and_shows_where() -> None:
    matches = GUIDE.search("lesions patients")

    assert len(matches) >= 2
    for match in matches:
        text = " ".join(match.page.lines).casefold()
        assert "lesions" in text
        assert "patients" in text
        assert re.search("lesions|patients", match.line, re.IGNORECASE)
        assert len(match.line) <= 120
        assert not re.search(r"\*\*|\]\(|^#", match.line)


@pytest.mark.parametrize("words", ["", "   ", "unlikelyword", "threshold unlikelyword", "((", "[x"])
def test_what_is_not_there_is_not_found(words: str) -> None:
    assert GUIDE.search(words) == []


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        GUIDE["nothing"]
