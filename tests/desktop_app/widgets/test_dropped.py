"""Files, pixels and addresses are told apart, whoever brings them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from desktop_app.widgets.dropped import dropped, is_welcome

WEB = QUrl("https://example.org/lesion.jpg")


def image() -> QImage:
    image = QImage(4, 3, QImage.Format.Format_RGB32)
    image.fill("#804020")
    return image


def test_files_and_folders_are_taken() -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/lesions/a.jpg"), QUrl.fromLocalFile("/lesions"), WEB])
    data.setImageData(image())

    assert dropped(data).files == (Path("/lesions/a.jpg"), Path("/lesions"))
    assert dropped(data).image is None
    assert is_welcome(data)


def test_a_browser_gives_pixels_beside_the_address() -> None:
    data = QMimeData()
    data.setUrls([WEB])
    data.setImageData(image())

    taken = dropped(data).image
    assert taken is not None
    assert taken.size() == image().size()
    assert not dropped(data).web


def test_an_address_alone_is_known_as_one() -> None:
    urls, words = QMimeData(), QMimeData()
    urls.setUrls([WEB])
    words.setText(WEB.toString())

    for data in (urls, words):
        assert dropped(data).web
        assert not dropped(data).files
    assert is_welcome(urls)


def test_words_are_nothing() -> None:
    data = QMimeData()
    data.setText("a lesion")

    assert not dropped(data).web
    assert not is_welcome(data)
