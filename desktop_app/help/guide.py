"""The guide: pages in Markdown below `resources/help`, in order, and a search through them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from resources import resource_path

FIRST = "start"
"""The page with which the guide begins; the links of its lists are the contents, in order."""
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_MARKUP = re.compile(r"[*`]|^#+ |^[-|>] ?|^\d+\. ")
_TABLE_HEAD = re.compile(r"^\|.*\n\|[-| ]+\n", re.MULTILINE)
_TITLE, _HEADING = 100, 10
_CONTEXT = 110
"""Characters of a line that are shown around what was found."""


@dataclass(frozen=True)
class GuidePage:
    """One page.

    Attributes:
        name: Its file without suffix.
        markdown: What it says.
    """

    name: str
    markdown: str

    @property
    def title(self) -> str:
        """Its first heading."""
        return self.markdown.partition("\n")[0].removeprefix("# ").strip()

    @property
    def links(self) -> tuple[str, ...]:
        """What it leads to, in order: "threshold.md", or an address."""
        return tuple(target for _, target in _LINK.findall(self.markdown))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its paragraphs, headings, items and rows, each without markup; the title is first."""
        text = _TABLE_HEAD.sub("", self.markdown)
        blocks = re.split(r"\n\s*\n|\n(?=[-|#]|\d+\. )", text)
        plain = (_plain(block) for block in blocks)
        return tuple(line for line in plain if line)

    @cached_property
    def headings(self) -> frozenset[str]:
        """Its headings below the title."""
        return frozenset(
            _plain(line) for line in self.markdown.splitlines()[1:] if line.startswith("#")
        )


@dataclass(frozen=True)
class GuideMatch:
    """A page on which something was found.

    Attributes:
        page: The page.
        line: Where, in its words; shortened around what was found.
    """

    page: GuidePage
    line: str


class Guide:
    """All pages, in the order of the first one's links."""

    def __init__(self) -> None:
        first = _read(FIRST)
        contents = re.findall(r"^- \[[^\]]+\]\((\S+)\.md\)", first.markdown, re.MULTILINE)
        self.pages = (first, *(_read(name) for name in contents))
        self._by_name = {page.name: page for page in self.pages}

    def __getitem__(self, name: str) -> GuidePage:
        """Return a page.

        Raises:
            KeyError: There is none of this name.
        """
        return self._by_name[name]

    def search(self, words: str) -> list[GuideMatch]:
        """Return the pages that have all of these words, the best first.

        A word is found at the beginning of words: "thresh" finds "threshold". Titles count most,
        then headings.

        Args:
            words: What a person has written; empty finds nothing.
        """
        wanted = [re.compile(rf"\b{re.escape(w)}", re.IGNORECASE) for w in words.split()]
        found = [(_score(page, wanted), page) for page in self.pages] if wanted else []
        found = [(score, page) for score, page in found if score]
        found.sort(key=lambda pair: -pair[0])
        return [GuideMatch(page, _best_line(page, wanted)) for _, page in found]


def _read(name: str) -> GuidePage:
    return GuidePage(name, resource_path(f"help/{name}.md").read_text(encoding="utf-8"))


def _plain(block: str) -> str:
    text = _LINK.sub(r"\1", " ".join(block.split()))
    return _MARKUP.sub("", text).replace(" | ", " · ").strip(" |")


def _score(page: GuidePage, wanted: list[re.Pattern[str]]) -> int:
    total = 0
    for word in wanted:
        hits = sum(len(word.findall(line)) for line in page.lines)
        if not hits:
            return 0
        in_headings = any(word.search(heading) for heading in page.headings)
        total += hits + _HEADING * in_headings + _TITLE * bool(word.search(page.title))
    return total


def _best_line(page: GuidePage, wanted: list[re.Pattern[str]]) -> str:
    """Return the line that has most of the words; of the title alone, what follows it."""
    lines = [line for line in page.lines[1:] if line not in page.headings]
    best = max(lines, key=lambda line: sum(bool(word.search(line)) for word in wanted))
    places = [found.start() for word in wanted if (found := word.search(best))]
    begin = min(places, default=0)
    begin = 0 if begin + 20 <= _CONTEXT else best.rfind(" ", 0, begin - 30) + 1
    end = len(best)
    if end - begin > _CONTEXT:
        end = best.rfind(" ", begin, begin + _CONTEXT)
    return ("… " if begin else "") + best[begin:end] + (" …" if end < len(best) else "")
