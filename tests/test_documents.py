"""What README and CONTRIBUTING name exists: files, commands, options, recipes, packages."""

from __future__ import annotations

import importlib.util
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from desktop_app.commands import cli
from desktop_app.platform_check import LIBRARIES
from training.backbones import BACKBONES
from training.config import fields
from training.locations import HOME_VARIABLE
from training.recipes import RECIPES

ROOT = Path(__file__).parents[1]
DOCUMENTS = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md")}
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DEPENDENCIES = [Requirement(text) for text in PROJECT["dependencies"]]
TEST_EXTRAS = [Requirement(text) for text in PROJECT["optional-dependencies"]["test"]]
PLACES = tuple(f"{path.name}/" for path in ROOT.iterdir() if path.is_dir())


def code_of(text: str) -> Iterator[str]:
    """Yield every line of the shell blocks and every piece of code within the text."""
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        yield from block.replace("\\\n", " ").splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def all_code() -> list[str]:
    return [code for text in DOCUMENTS.values() for code in code_of(text)]


def commands() -> list[list[str]]:
    """Return every `lesionlab` command as words, without the brackets of what is optional."""
    pieces = [piece for code in all_code() for piece in code.split(" && ")]
    return [
        shlex.split(re.sub(r"[\[\]]", "", piece))[1:]
        for piece in pieces
        if piece.split()[0] == "lesionlab"
    ]


def resolve(words: list[str]) -> tuple[str, set[str]]:
    """Return the name and the options of the command that words call; KeyError where none is."""
    command: Any = typer.main.get_command(cli.app)
    name: list[str] = []
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        name.append(words[0])
        command, words = command.commands[words[0]], words[1:]
    return " ".join(name), {option for param in command.params for option in param.opts}


def command_names() -> set[str]:
    found: set[str] = set()
    waiting = [("", typer.main.get_command(cli.app))]
    while waiting:
        name, command = waiting.pop()
        inner = getattr(command, "commands", {})
        waiting += [(f"{name} {word}".strip(), below) for word, below in inner.items()]
        if not inner and not command.hidden:
            found.add(name)
    return found


def requirements_in(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins}


def rows_below(heading: str) -> list[str]:
    """Return the first column of the table of CONTRIBUTING with this heading."""
    table = DOCUMENTS["CONTRIBUTING.md"].split(f"| {heading} | Why |\n|---|---|\n")[1]
    return [row.split("|")[1].strip() for row in table.split("\n\n")[0].splitlines()]


def test_the_first_screen_has_the_two_commands() -> None:
    first_screen = DOCUMENTS["README.md"].splitlines()[:20]

    assert "python -m pip install . && lesionlab demo" in first_screen
    assert 'python -m pip install ".[test]" && python -m pytest' in first_screen


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_and_folder_exists(name: str) -> None:
    named = [
        word
        for code in code_of(DOCUMENTS[name])
        for word in code.split()
        if word.startswith(PLACES) or word in DOCUMENTS or word.endswith(".txt")
    ]
    named += re.findall(r"\]\((?!https:)([^)]+)\)", DOCUMENTS[name])

    assert named
    assert [path for path in named if "NAME" not in path and not (ROOT / path).exists()] == []


def test_every_command_and_option_exists() -> None:
    for words in commands():
        _, options = resolve(words)
        used = {word for word in words if word.startswith("--")} - {"--help"}
        assert used <= options, words


def test_the_readme_names_every_command() -> None:
    assert command_names() == {name for words in commands() if (name := resolve(words)[0])}


def test_every_module_to_run_exists() -> None:
    for code in all_code():
        for module in re.findall(r"python -m ([\w.]+)", code):
            assert module == "pip" or importlib.util.find_spec(module), code
        for name in re.findall(r"tests\.benchmarks (\w+)", code):
            assert importlib.util.find_spec(f"tests.benchmarks.{name}"), code


def test_every_recipe_field_and_weight_file_exists() -> None:
    text = "\n".join(all_code())

    assert set(re.findall(r"--recipe ([a-z][\w-]*)", text)) <= set(RECIPES)
    assert set(re.findall(r"--set ([a-z][\w.]*)=", text)) <= set(fields())
    files = {backbone.weights_file for backbone in BACKBONES.values()}
    assert set(re.findall(r"\S+\.h5", text)) <= files


def test_every_marker_and_variable_exists(pytestconfig: pytest.Config) -> None:
    markers = {marker.split(":")[0] for marker in pytestconfig.getini("markers")}

    assert set(re.findall(r"pytest -m (\w+)", "\n".join(all_code()))) <= markers
    assert set(re.findall(r"LESIONLAB_\w+", DOCUMENTS["README.md"])) == {
        HOME_VARIABLE,
        "LESIONLAB_DATA",
    }


def test_the_readme_names_every_system_package() -> None:
    with_window, without = (
        code.split()[3:]
        for code in code_of(DOCUMENTS["README.md"])
        if code.startswith("sudo apt-get install")
    )
    debian = {
        platform: {packages.debian for packages in libraries.values()}
        for platform, libraries in LIBRARIES.items()
    }

    assert set(with_window) == debian[""] | debian["xcb"]
    assert set(without) == debian[""]


def test_every_check_of_contributing_is_run_by_ci() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()

    assert [
        check
        for check in ("ruff format --check .", "ruff check .", "mypy", "lint-imports")
        if check not in script or check not in all_code()
    ] == []


@pytest.mark.parametrize(
    ("heading", "requirements"), [("Package", DEPENDENCIES), ("For tests", TEST_EXTRAS)]
)
def test_it_says_why_each_dependency_is_there(
    heading: str, requirements: list[Requirement]
) -> None:
    assert sorted(rows_below(heading)) == sorted(each.name for each in requirements)


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-lowest.txt"])
def test_the_tested_versions_are_allowed(name: str) -> None:
    pins = requirements_in(name)

    for requirement in DEPENDENCIES + TEST_EXTRAS:
        version = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


def test_the_changelog_names_the_version() -> None:
    assert f"## [{PROJECT['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
