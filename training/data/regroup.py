"""Classes put together, renamed or left out, without touching files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from training.data.classes import meant_by, suggest_positive
from training.data.dataset import Dataset
from training.errors import ConfigError
from training.evaluation.predictions import NEGATIVE, POSITIVE

_REST = "rest"


@dataclass(frozen=True)
class Regrouping:
    """A regrouping that people ask for.

    Attributes:
        name: What commands call it.
        title: What people call it.
        mapping: New class of each class that changes.
        positive: New classes that count as positive; empty where nothing suggests any.
    """

    name: str
    title: str
    mapping: Mapping[str, str]
    positive: tuple[str, ...]


def regroupings(classes: Iterable[str]) -> tuple[Regrouping, ...]:
    """Return the usual regroupings of classes, as far as their names are known.

    The first leaves all as they are: the seven of HAM10000, for example. The others leave out a
    class of unknown diagnoses, such as ISIC 2019's UNK: it is on neither side.
    """
    names = tuple(classes)
    malignant = suggest_positive(names)
    nevus = frozenset(name for name in names if meant_by(name) == "nevus")
    unknown = dict.fromkeys((name for name in names if meant_by(name) == "unknown"), "")
    known = [name for name in names if name not in unknown]
    without = f", without {', '.join(unknown)}" if unknown else ""
    found = [Regrouping("none", f"All {len(names)} classes", {}, tuple(sorted(malignant)))]
    if malignant and malignant != set(known):
        sides = {name: POSITIVE if name in malignant else NEGATIVE for name in known}
        title = f"Malignant ({', '.join(sorted(malignant))}) against benign{without}"
        found.append(Regrouping("malignant", title, sides | unknown, (POSITIVE,)))
    if nevus and nevus != set(known):
        sides = {name: "nevus" if name in nevus else _REST for name in known}
        title = f"Nevus against the rest{without}"
        found.append(Regrouping("nevus", title, sides | unknown, (_REST,)))
    return tuple(found)


def regrouped(dataset: Dataset, mapping: Mapping[str, str]) -> Dataset:
    """Return a data set with other classes; its files, and its fingerprint, stay as they are.

    A new class counts as positive where all that it is made of does. Where one is made of both,
    nothing counts as positive until somebody says so.

    Args:
        dataset: The data set.
        mapping: New class by class; a class that is not named keeps its name, and the samples of
            one whose new name is empty are left out.

    Raises:
        ConfigError: A class is unknown, or fewer than two are left.
    """
    if not mapping:
        return dataset
    unknown = sorted(set(mapping) - set(dataset.classes))
    if unknown:
        raise ConfigError(
            f"data.regroup names {', '.join(unknown)}, which {dataset.name} does not have.",
            mend=f"Classes: {', '.join(dataset.classes)}.",
        )
    new = {name: mapping.get(name, name) for name in dataset.classes}
    classes = sorted(set(new.values()) - {""}, key=lambda name: (name.casefold(), name))
    if len(classes) < 2:
        raise ConfigError(
            f"data.regroup leaves {len(classes)} of the classes of {dataset.name}.",
            mend="A classifier needs at least two.",
        )
    positive = {new[name] for name in dataset.positive} - {""}
    negative = {new[name] for name in dataset.classes if name not in dataset.positive}
    samples = dataset.samples.assign(**{"class": dataset.samples["class"].map(new)})
    return replace(
        dataset,
        classes=tuple(classes),
        positive=frozenset() if positive & negative else frozenset(positive),
        samples=samples[samples["class"] != ""],
    )
