"""Which layout the files are in."""

from __future__ import annotations

from training.data.importers import (
    folders,
    ham10000,
    idx,
    isic2016,
    isic2017,
    isic2018,
    isic2019,
    isic2020,
    isic_archive,
    npz,
    table,
)
from training.data.importers.items import Inventory
from training.data.importers.layout import Layout
from training.errors import DataError

LAYOUTS = {
    layout.name: layout
    for layout in (
        ham10000.LAYOUT,
        isic2016.LAYOUT,
        isic2017.LAYOUT,
        isic2019.LAYOUT,  # before 2018, some of whose columns it has
        isic2018.LAYOUT,
        isic2020.LAYOUT,
        isic_archive.LAYOUT,
        idx.LAYOUT,
        npz.LAYOUT,
        table.LAYOUT,
        folders.LAYOUT,
    )
}
"""All layouts by name, in the order in which they are tried: the most particular first."""


def layout_named(name: str) -> Layout:
    """Return a layout by its name.

    Raises:
        DataError: There is none of that name.
    """
    try:
        return LAYOUTS[name]
    except KeyError:
        raise DataError(
            f"There is no layout called {name!r}.", mend=f"Layouts: {', '.join(LAYOUTS)}."
        ) from None


def recognise(inventory: Inventory) -> Layout:
    """Return the layout that the files are in.

    Where columns were named by a person, it is a table. Where nothing fits, it is the layout whose
    errors tell best what is expected.
    """
    if inventory.mapping and not isic_archive.LAYOUT.fits(inventory):
        return table.LAYOUT
    for layout in LAYOUTS.values():
        if layout is not folders.LAYOUT and layout.fits(inventory):
            return layout
    in_folders = any("/" in item.name for item in inventory.pictures)
    return table.LAYOUT if inventory.tables and not in_folders else folders.LAYOUT
