"""The groups into which a person has put the classes of a data set, from one start to the next."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.data.bounded import read_json_bytes
from training.errors import DataError
from training.evaluation.class_groups import Groups
from training.files import write_json_atomically
from training.locations import Locations

NAME = "class_groups.json"
_MOST = 200
"""Data sets that are remembered, those that were grouped last."""

logger = logging.getLogger(__name__)


class RememberedGroups:
    """One grouping for each data set and its classes, in a file beside the window's settings."""

    def __init__(self, locations: Locations) -> None:
        self._path = locations.settings / NAME

    def of(self, dataset: Path | str, classes: Sequence[str]) -> dict[str, str]:
        """Return the group of every class; empty where nothing that fits is remembered.

        Args:
            dataset: Folder of the data set.
            classes: What a run on it tells apart.
        """
        found = self._read().get(_key(dataset, classes))
        if not isinstance(found, Mapping) or set(found) != set(classes):
            return {}
        groups = {name: found[name] for name in classes}
        return groups if all(isinstance(group, str) and group for group in groups.values()) else {}

    def keep(self, dataset: Path | str, groups: Groups) -> None:
        """Remember a grouping of all classes of a data set."""
        known, key = self._read(), _key(dataset, tuple(groups))
        known.pop(key, None)
        known[key] = dict(groups)
        latest = dict(list(known.items())[-_MOST:])
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_json_atomically(self._path, latest)
        except OSError as error:
            logger.warning("The groups of classes are not remembered: %s", error)

    def _read(self) -> dict[str, Any]:
        try:
            known = json.loads(read_json_bytes(self._path)) if self._path.is_file() else {}
        except (DataError, OSError, ValueError, RecursionError) as error:
            logger.warning("%s cannot be read and is begun anew: %s", self._path, error)
            known = {}
        return known if isinstance(known, dict) else {}


def _key(dataset: Path | str, classes: Sequence[str]) -> str:
    return json.dumps([str(dataset), *sorted(classes)], ensure_ascii=False)
