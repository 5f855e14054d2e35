"""States of the Predict tab's pictures for `tests.screenshots`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.app import Application
from desktop_app.framing import Framing
from tests.screenshots_adopting import take_adopting
from training.locations import current_locations


def take_answers(app: Application, take: Callable[..., None], rest: Callable[[], None]) -> None:
    """Take the pages about the answer to the picture that is shown, asked and not.

    Args:
        app: The application; its Predict tab shows an answered picture.
        take: Keeps a picture of the window under a name, with a dialog over it.
        rest: Waits until nothing is left to do.
    """
    answers = app.predict.answers
    names = [answers.pages.tabText(page) for page in range(answers.pages.count())]
    answers.threshold.target.setValue(100.0)
    answers.threshold.ask.click()
    take("09-answer-sensitivity-asked-for")
    for name in ("Sets", "Alike", "Why"):
        answers.pages.setCurrentIndex(names.index(name))
        rest()
        take(f"09-answer-{name.lower()}")
    for method in ("occlusion", "grad-cam"):
        answers.why.bar.choose(method)
        take(f"09-answer-{method}-waits")
        rest()
        take(f"09-answer-{method}")
    answers.why.views.click()
    answers.why.stress.click()
    rest()
    take("09-answer-views-and-drawings")
    end = answers.column.verticalScrollBar()
    end.setValue(end.maximum())
    take("09-answer-drawings")
    answers.why.bar.choose("")
    answers.pages.setCurrentIndex(names.index("Alike"))
    answers.alike.tiles[0].click()
    rest()
    take("09-answer-alike-large")
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        dialog.close()
    run = app.workspace.run
    if run is not None:
        for file in (run.path / "compiled" / "compiled.json", run.path / "reference.npz"):
            file.unlink(missing_ok=True)
        app.actions.runs.open(run.path)
        rest()
        app.window.show_tab("predict")
        take("09-answer-not-ready")
        answers.ready_button.click()
        take("09-answer-being-made-ready")
        rest()
        take("09-answer-ready")
    answers.pages.setCurrentIndex(0)
    app.window.command.emit("table")
    table = app.many.dialog
    if table is not None:
        pictures = current_locations().cache / "table"
        pictures.mkdir(parents=True, exist_ok=True)
        for number in range(40):
            Image.new("RGB", (300, 300), (200, 150 + number, 140)).save(pictures / f"{number}.png")
        table.set_places(pictures, pictures / "told.csv", begun=False)
        take("09-table-chosen", over=table)
        table.start.click()
        take("09-table-writing", over=table)
        rest()
        take("09-table-written", over=table)
        table.close()


def take_predicting(
    app: Application,
    take: Callable[..., None],
    rest: Callable[[], None],
    files: Sequence[Path],
) -> None:
    """Take the Predict tab with no picture, one, many, a part of one, and one that is broken.

    Args:
        app: The application with an open run; its tab comes to the front.
        take: Keeps a picture of the window under a name.
        rest: Waits until nothing is left to do.
        files: Pictures to open, one at least.
    """
    predict, asking = app.predict, app.actions.prediction
    app.window.show_tab("predict")
    rest()
    take("07-predict-nothing-open")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(files[0]))])
    predict.picture.dragEnterEvent(
        QDropEvent(  # Qt has deprecated making its own kind for entering
            QPointF(400, 400),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    take("07-predict-dragged-over")
    predict.dragLeaveEvent(QDragLeaveEvent())
    predict.files_chosen.emit(list(files[:1]))
    take("08-predict-reading")
    rest()
    take("08-predict-one")
    predict.files_chosen.emit([files[0].parent])
    rest()
    QTest.qWait(200)  # thumbnails are asked for a moment later
    rest()
    take("08-predict-many")
    app.actions.threshold.move(0.23)
    take("09-predict-threshold-moved")
    take_answers(app, take, rest)
    predict.tools.crop.click()
    take("09-predict-cropping")
    shown = asking.pictures.shown
    if shown is not None:
        asking.frame(shown.key, Framing(turns=1).cropped((0.2, 0.1, 0.7, 0.9)))
    rest()
    take("09-predict-cropped")
    folder = current_locations().cache / "predict"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a photograph that was not copied to its end.jpg").write_bytes(b"\xff\xd8\xff")
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "Canon", "EOS 70D", "2019:05:04 10:00:00"
    exif[0x013B] = "Somebody"
    with Image.open(files[0]) as picture:
        picture.convert("RGB").save(folder / "b.jpg", exif=exif)
    predict.files_chosen.emit([folder])
    rest()
    take("09-predict-broken")
    predict.side.list.go_by(1)
    rest()
    take("09-predict-identity-hidden")
    QGuiApplication.clipboard().setText("https://example.org/lesion.jpg")
    predict.paste_button.click()
    take("09-predict-on-the-web")
    asking.watch(folder)
    take("09-predict-watching")
    asking.stop_watching()
    asking.remove(asking.pictures.keys)
    take_adopting(app, take, rest)
