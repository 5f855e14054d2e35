"""What is set up: a recipe and the values of its fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.train.field_spec import SPLIT, field_specs, in_words, names_in
from desktop_app.train.field_words import MAIN
from training.config import RunConfig, with_changes
from training.errors import ConfigError
from training.recipes import RECIPES, Recipe


class SetUp(QObject):
    """Holds the values that all fields show; a field that is not on the screen has one too.

    Signals:
        recipe_changed: Another recipe is chosen.
        changed: Another recipe, or other values; once, however many.
    """

    recipe_changed = Signal()
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recipe = next(iter(RECIPES.values()))
        self._usual = _values(self._recipe.config)
        self._values = deepcopy(self._usual)

    @property
    def recipe(self) -> Recipe:
        """The recipe that is chosen."""
        return self._recipe

    def value(self, name: str) -> Any:
        """Return the value of a field, by dotted name."""
        return self._values[name]

    def usual(self, name: str) -> Any:
        """Return the recipe's value of a field."""
        return self._usual[name]

    @property
    def changed_names(self) -> tuple[str, ...]:
        """The fields whose values are not the recipe's."""
        return tuple(name for name, value in self._values.items() if value != self._usual[name])

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that always stand there, and of the others those that are changed."""
        names = dict.fromkeys((*MAIN, SPLIT, *self.changed_names))
        return {name: deepcopy(self._values[name]) for name in names}

    @property
    def problem(self) -> tuple[str, tuple[str, ...]]:
        """What in the values contradicts itself, in words, and the fields that it is about."""
        try:
            with_changes(self._recipe.config, self.changes)
        except ConfigError as error:
            return in_words(error.message), names_in(error.message)
        return "", ()

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Set fields; what a person does not set here is left out.

        Args:
            values: Values by dotted name.
        """
        self._take({name: value for name, value in values.items() if name in self._values})

    def set_back(self, names: Iterable[str]) -> None:
        """Give fields the recipe's values again."""
        self._take({name: self._usual[name] for name in names})

    def choose(self, recipe: str, values: Mapping[str, Any]) -> None:
        """Choose a recipe, whose values replace all others where it is another one, and set fields.

        Args:
            recipe: Its name; one that is not known leaves the recipe as it is.
            values: Values by dotted name.
        """
        if recipe == self._recipe.name or recipe not in RECIPES:
            self.set_values(values)
            return
        by = self._values[SPLIT]  # belongs to the data rather than to a recipe
        self._recipe = RECIPES[recipe]
        self._usual = _values(self._recipe.config)
        self._values = {**deepcopy(self._usual), SPLIT: by}
        self._values |= _as_json({name: values[name] for name in values if name in self._usual})
        self.recipe_changed.emit()
        self.changed.emit()

    def _take(self, values: Mapping[str, Any]) -> None:
        new = {**self._values, **_as_json(values)}
        if new != self._values:
            self._values = new
            self.changed.emit()


def _values(config: RunConfig) -> dict[str, Any]:
    """Return the values of all fields that a person may set, by dotted name."""
    dumped = config.model_dump(mode="json")
    values = {}
    for name in field_specs():
        section, _, field = name.rpartition(".")
        values[name] = dumped[section][field] if section else dumped[field]
    return values


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of values as JSON has them: what is the same is equal then."""
    copied: dict[str, Any] = json.loads(json.dumps(dict(values)))
    return copied
