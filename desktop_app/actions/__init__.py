"""What a person can do, each a named function with plain values; one module a kind.

Views do not call these: `desktop_app.wiring` connects what views ask for to them. Work runs off the
window's thread; results come back as signals. What goes wrong reaches the error dialog.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop_app.actions.adopting import AdoptingActions
from desktop_app.actions.answering import AnsweringActions
from desktop_app.actions.batches import BatchActions
from desktop_app.actions.checks import CheckActions
from desktop_app.actions.datasets import DatasetActions
from desktop_app.actions.explaining import ExplainingActions
from desktop_app.actions.exporting import ExportActions
from desktop_app.actions.group import Services
from desktop_app.actions.leakage import LeakageActions
from desktop_app.actions.lessons import LessonActions
from desktop_app.actions.many import ManyActions
from desktop_app.actions.numbers import NumberActions
from desktop_app.actions.prediction import PredictionActions
from desktop_app.actions.queue import QueueActions
from desktop_app.actions.racing import RaceActions
from desktop_app.actions.replaying import ReplayActions
from desktop_app.actions.reporting import ReportActions
from desktop_app.actions.reviewing import ReviewActions
from desktop_app.actions.run_table import RunTableActions
from desktop_app.actions.runs import RunActions
from desktop_app.actions.setting_up import SetUpActions
from desktop_app.actions.threshold import ThresholdActions
from desktop_app.actions.training import TrainingActions
from desktop_app.jobs import Jobs
from desktop_app.session import Session
from desktop_app.workspace import Workspace
from training.locations import Locations


class Actions(QObject):
    """All actions.

    Attributes:
        datasets: Opening, importing and downloading data sets.
        checks: Checking a data set, and mending it.
        leakage: Showing what leakage does.
        lessons: Reading lessons, and doing what their buttons ask for.
        training: Training.
        setting_up: Finding out about a training before it starts.
        threshold: Moving the threshold of the open run.
        runs: Opening runs, and reading what they say.
        table: Listing, naming, comparing, deleting and duplicating runs.
        queue: Runs that wait to be trained, one after the other.
        numbers: Reports, calibration and subgroups of the open run.
        batches: Showing what a model would see.
        prediction: Asking the open run about a picture.
        answering: What an answer is worth: alike pictures, and making a run ready to be asked.
        many: Asking the open run about a folder of pictures, into a table.
        adopting: Making a run of a model that was not trained here.
        exporting: Exporting the open run in forms that others use.
        reporting: Writing a report of the open run.
        explaining: Asking the open run why it answers as it does.
        replay: Telling a past or recorded run again.
        race: Telling two of them again, side by side.
        reviewing: Looking at predictions one by one: flags, another run, another data set.
    """

    def __init__(
        self,
        jobs: Jobs,
        session: Session,
        workspace: Workspace,
        locations: Locations,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        services = Services(jobs, session, workspace, locations)
        self.datasets = DatasetActions(services, self)
        self.checks = CheckActions(services, self)
        self.leakage = LeakageActions(services, self)
        self.lessons = LessonActions(services, self)
        self.training = TrainingActions(services, self)
        self.setting_up = SetUpActions(services, self)
        self.threshold = ThresholdActions(services, self)
        self.runs = RunActions(services, self.threshold, self)
        self.table = RunTableActions(services, self.runs, self.threshold, self)
        self.queue = QueueActions(services, self)
        self.numbers = NumberActions(services, self)
        self.batches = BatchActions(services, self)
        self.prediction = PredictionActions(services, self)
        self.answering = AnsweringActions(services, self.prediction.kept, self)
        self.many = ManyActions(services, self.prediction.kept, self)
        self.adopting = AdoptingActions(services, self)
        self.exporting = ExportActions(services, self)
        self.reporting = ReportActions(services, self)
        self.explaining = ExplainingActions(services, self)
        self.replay = ReplayActions(services, self)
        self.race = RaceActions(services, self)
        self.reviewing = ReviewActions(services, self)
