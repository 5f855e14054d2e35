"""What a file is, as far as its name tells."""

from __future__ import annotations

from training.preprocessing import SUFFIXES

TABLES = (".csv", ".tsv", ".tab", ".txt", ".xlsx")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")


def is_clutter(name: str) -> bool:
    """Return whether a file or folder is hidden, or what an operating system leaves behind."""
    return name.startswith(".") or name in ("__MACOSX", "Thumbs.db", "desktop.ini")


def is_picture(name: str) -> bool:
    """Return whether a file is named like a picture."""
    return name.lower().endswith(SUFFIXES)


def is_table(name: str) -> bool:
    """Return whether a file is named like a table; HAM10000's comes without a suffix at times."""
    lowered = name.rpartition("/")[2].lower()
    return lowered.endswith(TABLES) or ("." not in lowered and lowered.endswith("metadata"))


def is_description(name: str) -> bool:
    """Return whether a file is named like the description of one picture in JSON."""
    return name.lower().endswith(".json")


def is_idx(name: str) -> bool:
    """Return whether a file is named like MNIST's: `train-images-idx3-ubyte.gz`, `...ubyte`."""
    lowered = name.rpartition("/")[2].lower()
    return "ubyte" in lowered and lowered.removesuffix(".gz").removesuffix(".raw").endswith("ubyte")


def is_arrays(name: str) -> bool:
    """Return whether a file is named like an archive of NumPy arrays."""
    return name.lower().endswith(".npz")


def is_archive(name: str) -> bool:
    """Return whether a file is named like an archive that is unpacked."""
    return name.lower().endswith(ARCHIVES)


def is_read(name: str) -> bool:
    """Return whether an import has any use for a file."""
    return (
        is_picture(name)
        or is_table(name)
        or is_description(name)
        or is_idx(name)
        or is_arrays(name)
    )
