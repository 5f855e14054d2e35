"""What the Data page shows is read when somebody looks, off the window's thread."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.inspect.pages import InspectPage
from desktop_app.inspect.view import InspectView
from desktop_app.jobs import Jobs
from desktop_app.looking import Looking
from desktop_app.workspace import Workspace
from training.data.dataset import Dataset
from training.locations import Locations


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def looking(jobs: Jobs, workspace: Workspace, locations: Locations) -> Looking:
    return Looking(jobs, workspace, locations)


def test_the_open_data_set_is_counted_and_its_pictures_are_read(
    qtbot: QtBot, looking: Looking, workspace: Workspace, dataset: Dataset
) -> None:
    workspace.open_dataset(dataset)
    with qtbot.waitSignal(looking.overview_ready) as ready:
        looking.load_overview()
    overview = ready.args[0]
    assert overview.dataset is dataset
    assert overview.statistics.class_counts.tolist() == [24, 24]
    with qtbot.waitSignal(looking.thumbnails_ready) as thumbnails:
        looking.load_thumbnails([(3, overview.index.path(3))])
    assert thumbnails.args[0][3].shape == (32, 32, 3)


def test_without_a_data_set_nothing_is_read(looking: Looking, jobs: Jobs) -> None:
    looking.load_overview()
    assert not jobs.active


def test_the_last_data_set_that_was_asked_for_is_shown(
    qtbot: QtBot, looking: Looking, workspace: Workspace, dataset: Dataset, tiny_dataset: Dataset
) -> None:
    shown = []
    looking.overview_ready.connect(lambda overview: shown.append(overview.dataset))
    workspace.open_dataset(tiny_dataset)
    looking.load_overview()
    workspace.open_dataset(dataset)
    with qtbot.waitSignal(looking.overview_ready):
        looking.load_overview()
    assert shown[-1] is dataset
    assert len(shown) == 1


def test_the_page_asks_only_when_it_is_looked_at(
    qtbot: QtBot, looking: Looking, workspace: Workspace, dataset: Dataset
) -> None:
    view = InspectView()
    qtbot.addWidget(view)
    view.show()
    view.data_requested.connect(looking.load_overview)
    view.data_thumbnails_wanted.connect(looking.load_thumbnails)
    looking.overview_ready.connect(lambda data: view.show_data(data.statistics, data.index))
    looking.thumbnails_ready.connect(view.data.browser.show_thumbnails)
    workspace.open_dataset(dataset)
    with qtbot.assertNotEmitted(view.data_requested):
        view.refresh_data()
    with qtbot.waitSignals([looking.overview_ready, looking.thumbnails_ready], order="strict"):
        view.show_page(InspectPage.DATA)
    assert view.data.browser.wall.count == 48
    with qtbot.waitSignal(view.data_requested):
        view.refresh_data()


def test_a_picture_that_is_gone_says_so_and_disturbs_nobody(
    qtbot: QtBot, looking: Looking, tmp_path: Path
) -> None:
    with qtbot.waitSignal(looking.thumbnails_ready) as thumbnails:
        looking.load_thumbnails([(0, tmp_path / "gone.png")])
    assert thumbnails.args == [{0: None}]


def test_a_picture_is_read_in_full_or_it_is_said_why_not(
    qtbot: QtBot, looking: Looking, dataset: Dataset, tmp_path: Path
) -> None:
    file = dataset.image_path(str(dataset.samples["image"].iloc[0]))
    with qtbot.waitSignal(looking.picture_ready) as ready:
        looking.load_picture(7, file)
    request, picture, why_not = ready.args
    assert (request, why_not) == (7, "")
    assert (picture.width(), picture.height()) == (32, 32)

    with qtbot.waitSignal(looking.picture_ready) as ready:
        looking.load_picture(8, tmp_path / "gone.png")
    assert ready.args == [8, None, f"{tmp_path / 'gone.png'} does not exist."]


def test_only_the_picture_asked_for_last_comes(
    qtbot: QtBot, jobs: Jobs, looking: Looking, dataset: Dataset
) -> None:
    came: list[int] = []
    looking.picture_ready.connect(lambda request, *_: came.append(request))
    for request, image in enumerate(dataset.samples["image"][:5]):
        looking.load_picture(request, dataset.image_path(str(image)))
    qtbot.waitUntil(lambda: not jobs.active)
    assert came == [4]
