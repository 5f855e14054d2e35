"""What goes into the packaged program, and what does not.

PyInstaller collects whatever the hooks of each package think of. What the program never touches is
cut by the rules below, each with its reason; `--selftest` of the result proves that nothing is
missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

Entry = tuple[str, str, str]
"""PyInstaller's: place in the program, file it comes from, kind."""

EXCLUDED_MODULES = (
    "openvino_telemetry",  # reports to its maker; OpenVINO has a stub for where it is missing
    "tensorboard",
    "tkinter",
    "matplotlib",
    "IPython",
    "pytest",
    "pip",
    "setuptools",
    "wheel",
    "clang",
    "grpc",  # TensorFlow's debugger and its trainings on many computers
    "OpenGL",
    "PySide6.QtNetwork",
    "PySide6.QtTest",
    "pyqtgraph.examples",
    "pyqtgraph.opengl",
    "openvino.frontend.jax",
    "openvino.frontend.onnx",
    "openvino.frontend.paddle",
    "openvino.frontend.pytorch",
    "openvino.torch",
)
"""Packages that others import where they find them, and that nothing here needs."""


@dataclass(frozen=True)
class Cut:
    """Files that are left out.

    Attributes:
        why: What they are for, as the build tells it.
        pattern: Regular expression of their places in the program, with forward slashes.
    """

    why: str
    pattern: str


CUTS = (
    Cut("headers and sources for C++", r"\.(h|hpp|hh|inc|cc|cpp|cu|cuh|lib|a|pc|cmake|proto)$"),
    Cut("headers and sources for C++", r"/(include|xla_aot_runtime_src|cmake)/"),
    Cut("type stubs", r"(\.pyi|/py\.typed)$"),
    Cut("tests of other packages", r"/(tests?|testing|testdata|test_files)/"),
    Cut("Qt: translations other than German", r"PySide6/.*translations/(?!qtbase_de)"),
    Cut("Qt: QML, Quick and the on-screen keyboard", r"PySide6/(Qt/)?qml/|virtualkeyboard"),
    Cut(
        "Qt: QML, Quick and the on-screen keyboard",
        r"(^|/)(lib)?Qt6?(Qml|Quick|VirtualKeyboard|LabsQml)\w*[.]",
    ),
    Cut("Qt: network", r"plugins/(tls|networkinformation)/|(^|/)(lib)?Qt6?(Network|Test)\b"),
    Cut("Qt: GTK's dialogs", r"platformthemes/libqgtk3"),
    Cut(
        "Qt: screens without a desktop",
        r"plugins/(egldeviceintegrations/|platforms/(lib)?q(eglfs|linuxfb|minimal|minimalegl|vnc|"
        r"vkkhrdisplay|direct2d)|generic/)|libQt6EglF[Ss]",
    ),
    Cut("TensorFlow: operations that nothing loads", r"(stablehlo_extension|/_xla_ops)\.(so|pyd)"),
    Cut("OpenVINO: processors that are not asked for", r"openvino.*intel_(gpu|npu)"),
    Cut("OpenVINO: processors that are not asked for", r"openvino/libs/cache\.json$"),
    Cut(
        "OpenVINO: formats that are not read",
        r"openvino_(gguf|jax|onnx|paddle|pytorch|tensorflow_lite)_frontend",
    ),
)
"""What the hooks bring along and the program never touches."""


def modules_of(package: Path) -> list[str]:
    """Return the names of all modules of a package of the tree: some are imported by name alone.

    Args:
        package: Its folder.
    """
    names = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def resources_of(package: Path) -> list[tuple[str, str]]:
    """Return the files of a package that are not code, each with the folder it goes to."""
    return [
        (str(path), path.relative_to(package.parent).parent.as_posix())
        for path in sorted(package.rglob("*"))
        if path.is_file() and path.suffix not in (".py", ".pyc")
    ]


def files_below(folder: Path, place: str) -> list[Entry]:
    """Return all files of a folder as entries.

    Args:
        folder: Where they are.
        place: Folder of the program that they go to.
    """
    return [
        (f"{place}/{path.relative_to(folder).as_posix()}", str(path), "DATA")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def size_of(entries: Iterable[Entry]) -> int:
    """Return the bytes of entries; links have none."""
    there = (Path(source) for _, source, kind in entries if kind != "SYMLINK")
    return sum(path.stat().st_size for path in there)


def why_cut(place: str) -> str | None:
    """Return why the file at a place in the program is left out, or None where it stays."""
    name = place.replace("\\", "/")
    return next((cut.why for cut in CUTS if re.search(cut.pattern, name)), None)


def with_openvino_plugins(package: Path) -> list[tuple[str, str]]:
    """Return OpenVINO's libraries, most of which it loads by name, each with the folder it goes to.

    Args:
        package: OpenVINO's folder.
    """
    libraries = (path for path in sorted((package / "libs").iterdir()) if path.is_file())
    return [(str(path), "openvino/libs") for path in libraries]


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """Return what stays of a list of PyInstaller's."""
    return [entry for entry in entries if why_cut(entry[0]) is None]


def sizes_of_cuts(entries: Iterable[Entry]) -> dict[str, int]:
    """Return the bytes that are left out, by reason, the most first."""
    sizes: Counter[str] = Counter()
    for entry in entries:
        why = why_cut(entry[0])
        if why is not None:
            sizes[why] += size_of([entry])
    return dict(sizes.most_common())
