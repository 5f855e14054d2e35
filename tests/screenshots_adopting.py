"""States of the dialog for a stranger's model for `tests.screenshots`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from desktop_app.app import Application
from tests.data.foreign_models import saved, small_model, unit_range_model
from training.locations import current_locations

_SEVEN = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")


def take_adopting(app: Application, take: Callable[..., None], rest: Callable[[], None]) -> None:
    """Take it asking, refusing, with classes to be named, checking, and with what fits.

    Args:
        app: The application; the run that is open is opened again.
        take: Keeps a picture of the window under a name, with a dialog over it.
        rest: Waits until nothing is left to do.
    """
    before, folder = app.workspace.run, current_locations().cache / "theirs"
    pictures = folder / "labelled"
    for name, brightness in (("benign", 150), ("malignant", 60)):
        (pictures / name).mkdir(parents=True, exist_ok=True)
        for number in range(12):
            grey = brightness + 2 * number
            Image.new("RGB", (32, 32), (grey, grey, grey)).save(pictures / name / f"{number}.png")
    app.window.command.emit("foreign")
    dialog = app.adopting.dialog
    if dialog is None:
        raise RuntimeError("There is no dialog.")

    def look_at(file: Path) -> None:
        dialog.file_chosen.emit(file)
        rest()

    take("22-foreign-asking", over=dialog)
    pickled = folder / "model.pkl"
    pickled.write_bytes(b"\x80\x04\x95")
    look_at(pickled)
    take("22-foreign-refused", over=dialog)
    look_at(saved(small_model(7, "softmax", side=None), folder / "seven_classes.keras"))
    take("22-foreign-seven-unnamed", over=dialog)
    dialog.classes.name_all(_SEVEN)
    take("22-foreign-seven-named", over=dialog)
    file = saved(unit_range_model(), folder / "theirs.h5")
    told = {"classes": ["benign", "malignant"], "positive": ["malignant"], "scaling": "0..255"}
    file.with_suffix(".json").write_text(json.dumps(told))
    look_at(file)
    take("22-foreign-filled-in", over=dialog)
    dialog.start("Checking scalings", waits=True)
    take("22-foreign-waiting", over=dialog)
    dialog.end()
    dialog.folder_chosen.emit(pictures)
    rest()
    take("22-foreign-scaling-found", over=dialog)
    dialog.name.setText("their model")
    dialog.adopt.click()
    rest()
    take("22-foreign-adopted")
    if before is not None:
        app.actions.runs.open(before.path)
        rest()
