"""The packaged program as a package for Debian and Ubuntu, and as a portable archive."""

from __future__ import annotations

import gzip
import platform
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from installers.icons import write_hicolor
from installers.linux.libraries import needed_by
from installers.project import DESCRIPTION, ROOT, version

HERE = Path(__file__).parent
PREFIX = "opt/lesionlab"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}

_PORTABLE_README = """LesionLab {version}, portable

./LesionLab            opens the window
./lesionlab --help     shows the commands
./lesionlab doctor --selftest
                       tries whether everything is there

Nothing has to be installed, and no network is needed. Weight files of backbones (.h5) may be put
into a folder `weights` here; everybody who starts the program from here finds them. With
LESIONLAB_HOME=FOLDER the program keeps everything that it writes below that folder.

`share` holds the desktop entry, the icons and the file type, for ~/.local/share.

For research and education. It is not a medical device. Licences: _internal/licences/README.txt
"""


def write_share(share: Path) -> None:
    """Write what a desktop wants to know: entry, file type, description, icons.

    Args:
        share: Usually /usr/share.
    """
    for name, place in (
        ("lesionlab.desktop", "applications/lesionlab.desktop"),
        ("lesionlab.xml", "mime/packages/lesionlab.xml"),
        ("lesionlab.metainfo.xml", "metainfo/org.lesionlab.LesionLab.metainfo.xml"),
    ):
        target = share / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / name, target)
    write_hicolor(share / "icons" / "hicolor")


def make_portable(program: Path, out: Path) -> Path:
    """Write the portable archive.

    Args:
        program: The folder that PyInstaller made.
        out: Folder of the archive.

    Returns:
        The archive.
    """
    name = f"LesionLab-{version()}-linux-{platform.machine()}"
    extra = out / "portable"
    shutil.rmtree(extra, ignore_errors=True)
    write_share(extra / "share")
    (extra / "README.txt").write_text(_PORTABLE_README.format(version=version()), encoding="utf-8")
    path = out / f"{name}.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=6) as archive:
        for folder in (program, extra):
            for child in sorted(folder.iterdir()):
                archive.add(child, f"{name}/{child.name}", filter=_owned_by_root)
    shutil.rmtree(extra)
    return path


def _owned_by_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


def make_deb(program: Path, out: Path) -> Path:
    """Write the package for Debian and Ubuntu.

    Args:
        program: The folder that PyInstaller made.
        out: Folder of the package.

    Returns:
        The package.
    """
    architecture = _ARCHITECTURES[platform.machine()]
    root = out / "deb"
    shutil.rmtree(root, ignore_errors=True)
    (root / PREFIX).parent.mkdir(parents=True)
    # Hard links: the program is large, and nothing changes its files.
    shutil.copytree(program, root / PREFIX, symlinks=True, copy_function=_link)
    write_share(root / "usr/share")
    commands = root / "usr/bin"
    commands.mkdir(parents=True)
    for name in ("LesionLab", "lesionlab"):
        (commands / name).symlink_to(f"/{PREFIX}/{name}")
    _write_documents(root / "usr/share/doc/lesionlab")
    _write_control(root, program, architecture)
    for folder in (path for path in root.rglob("*") if path.is_dir() and not path.is_symlink()):
        folder.chmod(0o755)
    path = out / f"lesionlab_{version()}_{architecture}.deb"
    subprocess.run(  # noqa: S603
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", root, path],  # noqa: S607
        check=True,
    )
    shutil.rmtree(root)
    return path


def _link(source: str, target: str) -> str:
    Path(target).hardlink_to(source)
    return target


def _write_documents(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "copyright").write_text(
        "LesionLab is licensed under the Apache License, Version 2.0, which is found in\n"
        "/usr/share/common-licenses/Apache-2.0. The licences of the parts that it contains are\n"
        f"listed in /{PREFIX}/_internal/licences/README.txt.\n",
        encoding="utf-8",
    )
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (folder / "changelog.gz").write_bytes(gzip.compress(changes, mtime=0))


def _write_control(root: Path, program: Path, architecture: str) -> None:
    files = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    lines = {
        "Package": "lesionlab",
        "Version": version(),
        "Section": "science",
        "Priority": "optional",
        "Architecture": architecture,
        "Maintainer": "The LesionLab authors <lesionlab@localhost>",
        "Installed-Size": str(size // 1024),
        "Depends": ", ".join(packages_needed(program)),
        "Description": "skin-lesion classifiers: train, judge, use\n "
        + re.sub(r"\. ", ".\n ", DESCRIPTION),
    }
    folder = root / "DEBIAN"
    folder.mkdir()
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    (folder / "control").write_text(text, encoding="utf-8")


def packages_needed(program: Path) -> list[str]:
    """Return the packages of the system that the program's libraries need, for `Depends`.

    Args:
        program: The folder that PyInstaller made, on this computer.
    """
    files = [path for path in program.rglob("*") if path.is_file()]
    there = {path.name for path in program.rglob("*")}
    libraries = [path for path in files if ".so" in path.name or path.parent == program]
    wanted = {name for path in libraries for name in needed_by(str(path))} - there
    # Loaded by name: by Qt to draw, by the check that comes before it.
    wanted |= {"libEGL.so.1", "libGL.so.1", "libxcb.so.1"}
    known = _output("/sbin/ldconfig", "-p")
    found = set()
    for name in wanted:
        match = re.search(rf"^\s*{re.escape(name)} .*=> (\S+)$", known, re.MULTILINE)
        if match is not None:
            real = str(Path(match[1]).resolve())
            owner = _output("dpkg-query", "--search", real, real.removeprefix("/usr"))
            found.add(owner.partition(":")[0])
    glibc = platform.libc_ver()[1]
    return sorted(f"{name} (>= {glibc})" if name == "libc6" else name for name in found if name)


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
