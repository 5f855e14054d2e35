"""The run folder: everything a run does, readable without this program."""

from __future__ import annotations

import csv
import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from training.claim import owner
from training.config import RunConfig, read_config
from training.errors import ConfigError, RunError
from training.evaluation.operating_points import Rule
from training.evaluation.predictions import Predictions
from training.evaluation.thresholds import DEFAULT_THRESHOLD
from training.events import EpochEnded, Event, RunEnded, Status, from_json
from training.files import unused_path, write_json_atomically, write_text_atomically
from training.preprocessing import Preprocessing

if TYPE_CHECKING:
    import pandas as pd

MODEL_FILE = "best.keras"
"""The file of a run folder that holds its model."""
RUN_FILE = Path("run.lesionrun")
"""The file of a run folder that a double click opens the run by."""
_RUN_FILE_TEXT = (
    "Open this file with LesionLab to see the run in this folder. It holds nothing but this.\n"
)
RunStatus = Status | Literal["unfinished"]
"""`unfinished`: its last event is not its end; it is running elsewhere, or was cut off."""


@dataclass(frozen=True)
class OperatingPoint:
    """The threshold of a run and who chose it.

    Attributes:
        threshold: A probability of positive of at least this reads as positive.
        chosen: Whether a person chose it.
        rule: What it was chosen by; None for a number of a person's own.
        chosen_on: The part that the rule was applied to.
    """

    threshold: float = DEFAULT_THRESHOLD
    chosen: bool = False
    rule: Rule | None = None
    chosen_on: str = ""


@dataclass(frozen=True)
class RunDataset:
    """What a run remembers of its data set.

    Attributes:
        name: Name of the data set.
        path: Its folder when the run was made.
        classes: Names of the classes, in the order of the labels.
        positive: The classes that count as positive.
        fingerprint: Fingerprint of its bytes.
        split_leaks: How many groups of pictures (of a lesion, of a patient) stand in more than one
            part of the split.
    """

    name: str
    path: str
    classes: tuple[str, ...]
    positive: tuple[str, ...]
    fingerprint: str
    split_leaks: int = 0

    @classmethod
    def of(cls, values: Any) -> RunDataset:
        """Return what the values of a `dataset.json` say.

        Raises:
            ValueError: A field has a wrong value.
            KeyError: A field is missing.
            TypeError: A field is of another kind.
        """
        return cls(
            name=str(values["name"]),
            path=str(values["path"]),
            classes=tuple(map(str, values["classes"])),
            positive=tuple(map(str, values["positive"])),
            fingerprint=str(values["fingerprint"]),
            split_leaks=int(values.get("split_leaks", 0)),
        )


class Run:
    """A run folder that exists.

    Attributes:
        path: The folder.
        config: What the run did.
        dataset: What it did it on.
    """

    def __init__(self, path: Path, config: RunConfig, dataset: RunDataset) -> None:
        self.path = path
        self.config = config
        self.dataset = dataset

    @classmethod
    def create(cls, runs: Path, config: RunConfig, dataset: RunDataset, split: pd.DataFrame) -> Run:
        """Make the folder of a new run.

        Args:
            runs: Folder of all runs.
            config: What the run is to do.
            dataset: What it is to do it on.
            split: Columns sample_id, image, class, split.

        Raises:
            RunError: The folder cannot be made or written.
        """
        path = unused_path(runs / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{config.recipe}")
        table = split.to_csv(index=False, lineterminator="\n")
        try:
            path.mkdir(parents=True)
            write_text_atomically(path / "config.json", config.to_json())
            write_json_atomically(path / "dataset.json", asdict(dataset))
            write_text_atomically(path / "split.csv", table)
            write_text_atomically(path / RUN_FILE, _RUN_FILE_TEXT)
        except OSError as error:
            raise RunError(
                f"The run folder {path} cannot be made: {error.strerror}.",
                mend="Choose another folder for the runs, or make room there.",
            ) from error
        return cls(path, config, dataset)

    @classmethod
    def open(cls, path: Path) -> Run:
        """Open a run folder.

        Raises:
            RunError: It is no run folder, or one of its files is damaged.
            ConfigError: Its `config.json` is damaged.
        """
        if not (path / "config.json").is_file():
            raise RunError(
                f"{path} is not a run folder: it has no config.json.",
                mend="Choose the folder of one run, not the folder of all runs.",
            )
        try:
            text = (path / "dataset.json").read_text(encoding="utf-8")
            dataset = RunDataset.of(json.loads(text))
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
            raise RunError(f"{path / 'dataset.json'} cannot be read: {error!r}.") from error
        return cls(path, read_config(path / "config.json"), dataset)

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.path.name

    @property
    def model_path(self) -> Path:
        """The model of the best epoch, with its preprocessing layers inside."""
        return self.path / MODEL_FILE

    @property
    def last_model_path(self) -> Path:
        """The model as it was when the training ended."""
        return self.checkpoints_path / "last.keras"

    @property
    def events_path(self) -> Path:
        """All events, one a line."""
        return self.path / "events.jsonl"

    @property
    def history_path(self) -> Path:
        """One row an epoch."""
        return self.path / "history.csv"

    @property
    def checkpoints_path(self) -> Path:
        """Folder of what a resume needs."""
        return self.path / "checkpoints"

    @property
    def has_model(self) -> bool:
        """Whether there is a model to ask."""
        return self.model_path.is_file()

    @property
    def preprocessing(self) -> Preprocessing:
        """What turns a picture into the model's input."""
        height, width = self.config.model.image_size
        return Preprocessing(height, width)

    @property
    def n_outputs(self) -> int:
        """Width of the model's output: 1 for a binary model, else one a class."""
        return 1 if self.config.data.target == "positive" else len(self.dataset.classes)

    @property
    def image_wise(self) -> bool:
        """Whether the split was free to part pictures of one lesion."""
        return self.config.split.by == "image" or self.dataset.split_leaks > 0

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person has to know beside every score of this run, in sentences."""
        if self.dataset.split_leaks:
            return (
                "split by image: pictures of one lesion stand on both sides; these scores are "
                "inflated",
            )
        if self.image_wise:
            return (
                "split by image: nothing keeps pictures of one lesion on one side; these scores "
                "may be inflated",
            )
        return ()

    @property
    def end(self) -> RunEnded | None:
        """The event that ended the run, where it has ended."""
        if not self.events_path.is_file():
            return None
        lines = _last_lines(self.events_path)
        event = _event_or_none(lines[-1]) if lines else None
        return event if isinstance(event, RunEnded) else None

    @property
    def status(self) -> RunStatus:
        """How the run ended, or that it has not."""
        end = self.end
        return end.status if end else "unfinished"

    @property
    def is_running(self) -> bool:
        """Whether a process trains it now: this one, or another."""
        return owner(self.path) is not None

    def events(self) -> Iterator[Event]:
        """Yield all events in order; a last line that a crash cut off is left out.

        Raises:
            RunError: The file cannot be read.
        """
        if not self.events_path.is_file():
            return
        try:
            with self.events_path.open(encoding="utf-8") as lines:
                for line in lines:
                    event = _event_or_none(line)
                    if event is not None:
                        yield event
        except (OSError, ValueError) as error:
            raise RunError(f"{self.events_path} cannot be read: {error}.") from error

    def split(self) -> pd.DataFrame:
        """Return the split: columns sample_id, image, class, split, all str.

        Raises:
            RunError: The table is missing or damaged.
        """
        import pandas as pd

        path = self.path / "split.csv"
        try:
            table = pd.read_csv(path, dtype=str, keep_default_na=False)
            table = table[["sample_id", "image", "class", "split"]]
        except (OSError, ValueError, KeyError) as error:
            raise RunError(f"{path} cannot be read: {error}.") from error
        if not table["class"].isin(self.dataset.classes).all():
            raise RunError(f"{path} names a class that dataset.json does not know.")
        return table

    def predictions_path(self, part: str) -> Path:
        """Return where the predictions on a part are kept."""
        return self.path / "predictions" / f"{part}.npz"

    def predictions(self, part: str) -> Predictions | None:
        """Return the predictions on a part, or None where none were made.

        Raises:
            RunError: The file is damaged.
        """
        path = self.predictions_path(part)
        return Predictions.load(path) if path.is_file() else None

    @property
    def operating_point(self) -> OperatingPoint:
        """The threshold saved with the run.

        Raises:
            RunError: The file is damaged.
        """
        path = self.path / "operating_point.json"
        if not path.is_file():
            return OperatingPoint()
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            threshold = float(values["threshold"])
            if not 0.0 <= threshold <= 1.0:
                raise ValueError(f"threshold {threshold} is not between 0 and 1")
            rule = Rule.from_dict(values["rule"]) if values.get("rule") else None
            chosen_on = str(values.get("chosen_on", ""))
            return OperatingPoint(threshold, bool(values["chosen"]), rule, chosen_on)
        except (OSError, ValueError, KeyError, TypeError, ConfigError) as error:
            raise RunError(f"{path} cannot be read: {error}.", mend="Delete it.") from error

    def save_threshold(
        self, threshold: float, rule: Rule | None = None, chosen_on: str = ""
    ) -> None:
        """Keep a threshold that a person chose.

        Args:
            threshold: A probability of positive of at least this reads as positive.
            rule: What it was chosen by; None for a number of a person's own.
            chosen_on: The part that the rule was applied to.

        Raises:
            RunError: It is not between 0 and 1.
        """
        if not 0.0 <= threshold <= 1.0:
            raise RunError(f"A threshold of {threshold} is not between 0 and 1.")
        write_json_atomically(
            self.path / "operating_point.json",
            asdict(OperatingPoint(threshold, True, rule, chosen_on)),
        )

    def reset_threshold(self) -> None:
        """Forget a threshold that a person chose."""
        (self.path / "operating_point.json").unlink(missing_ok=True)

    def save_history(self, epochs: Sequence[EpochEnded]) -> None:
        """Write `history.csv`: one row an epoch, one column a log."""
        names = sorted({name for epoch in epochs for name in epoch.logs})
        rows = [",".join(["epoch", "seconds", "best", *names])]
        for epoch in epochs:
            logs = [_number(epoch.logs.get(name, math.nan)) for name in names]
            first = [str(epoch.epoch), f"{epoch.seconds:.3f}", str(int(epoch.best))]
            rows.append(",".join([*first, *logs]))
        write_text_atomically(self.history_path, "\n".join(rows) + "\n")

    def history(self) -> list[dict[str, str]]:
        """Return the rows of `history.csv`; none where no epoch ended."""
        if not self.history_path.is_file():
            return []
        with self.history_path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def save_json(self, name: str, values: Mapping[str, Any]) -> None:
        """Write `NAME.json` into the folder."""
        write_json_atomically(self.path / f"{name}.json", dict(values))


def list_runs(runs: Path) -> list[Path]:
    """Return the run folders below `runs`, the newest first."""
    if not runs.is_dir():
        return []
    folders = [path.parent for path in runs.glob("*/config.json")]
    return sorted(folders, key=lambda path: path.name, reverse=True)


def _last_lines(path: Path, size: int = 65536) -> list[str]:
    """Return the lines within the last bytes of a file."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - size))
        return stream.read().decode("utf-8", errors="replace").splitlines()


def _event_or_none(line: str) -> Event | None:
    try:
        return from_json(line)
    except RunError:
        return None


def _number(value: float) -> str:
    return "" if math.isnan(value) else repr(float(value))
