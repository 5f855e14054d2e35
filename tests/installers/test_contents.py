"""What goes into the packaged program, and that nothing of it is forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from installers.contents import (
    EXCLUDED_MODULES,
    kept,
    modules_of,
    resources_of,
    size_of,
    sizes_of_cuts,
    why_cut,
    with_openvino_plugins,
)
from installers.project import windows_version_resource, write_metadata

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "place",
    [
        "tensorflow/include/tensorflow/core/framework/op.h",
        "tensorflow/compiler/mlir/stablehlo/stablehlo_extension.so",
        "PySide6/Qt/translations/qtbase_fr.qm",
        "PySide6\\translations\\qtbase_fr.qm",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "openvino/libs/libopenvino_intel_gpu_plugin.so",
        "pandas/tests/data/some.csv",
    ],
)
def test_what_the_program_never_touches_is_cut(place: str) -> None:
    assert why_cut(place)


@pytest.mark.parametrize(
    "place",
    [
        "tensorflow/libtensorflow_cc.so.2",
        "tensorflow/python/profiler/internal/_pywrap_profiler_plugin.so",
        "tensorflow/lite/experimental/microfrontend/python/ops/_audio_microfrontend_op.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "openvino/libs/libopenvino_intel_cpu_plugin.so",
        "openvino/libs/libopenvino_tensorflow_frontend.so.2641",
        "resources/icons/app.svg",
        "resources/lessons/01-hello.md",
    ],
)
def test_what_it_needs_stays(place: str) -> None:
    assert why_cut(place) is None


def test_all_modules_and_resources_of_the_tree_go_in_and_none_is_cut() -> None:
    modules = modules_of(ROOT / "training")
    assert {"training", "training.selftest", "training.cli.doctor"} <= set(modules)
    resources = resources_of(ROOT / "resources")
    places = [f"{folder}/{Path(source).name}" for source, folder in resources]
    assert "resources/icons/app.svg" in places
    assert not [place for place in places if why_cut(place) or place.endswith(".py")]


def test_the_telemetry_of_openvino_stays_out() -> None:
    assert "openvino_telemetry" in EXCLUDED_MODULES


def test_what_pyqtgraph_imports_stays() -> None:
    assert not {"PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"} & set(EXCLUDED_MODULES)


def test_openvino_s_plugins_go_in() -> None:
    import importlib.util

    spec = importlib.util.find_spec("openvino")
    assert spec is not None
    assert spec.origin is not None
    names = [Path(source).name for source, _ in with_openvino_plugins(Path(spec.origin).parent)]
    assert any("intel_cpu_plugin" in name for name in names)


def test_sizes_are_told_by_reason(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    entries = [
        ("a/include/b.h", str(file), "DATA"),
        ("a/b.so", str(file), "BINARY"),
        ("b.so", "a/b.so", "SYMLINK"),
    ]

    assert sizes_of_cuts(entries) == {"headers and sources for C++": 5}
    assert [place for place, _, _ in kept(entries)] == ["a/b.so", "b.so"]
    assert size_of(kept(entries)) == 5


def test_build_spec_compiles_and_names_files_that_exist() -> None:
    text = (ROOT / "build.spec").read_text("utf-8")
    compile(text, "build.spec", "exec")
    assert (ROOT / "installers" / "entry.py").is_file()
    assert '"installers" / "entry.py"' in text


def test_the_version_that_windows_and_the_program_tell_is_that_of_the_project(
    tmp_path: Path,
) -> None:
    from installers.project import version

    compile(windows_version_resource(), "version.txt", "eval")
    assert f"'FileVersion', '{version()}'" in windows_version_resource()
    assert f"\nVersion: {version()}\n" in write_metadata(tmp_path / "METADATA").read_text()
