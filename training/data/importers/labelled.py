"""Bringing the rows of tables and the files of pictures together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from training.data.importers.folders import PART_FOLDERS
from training.data.importers.items import Inventory, Item, base_of, stem_of
from training.data.importers.layout import Contents, Question
from training.data.importers.values import cleaned, part_in_name
from training.data.problems import Problem
from training.data.table import METADATA

if TYPE_CHECKING:
    import pandas as pd

_MASKS = ("_superpixels", "_segmentation", "_lesion_segmentation", "_mask")
"""Ends of the names of files that the challenges hand out beside the pictures."""

_MISSING = "picture missing"


def matched(
    inventory: Inventory,
    labels: pd.DataFrame,
    details: pd.DataFrame | None = None,
    *,
    problems: Sequence[Problem] = (),
    columns: Mapping[str, str] | None = None,
    questions: Sequence[Question] = (),
    collection: str = "",
    licence: str = "",
    citation: str = "",
) -> Contents:
    """Give every picture the class and the details that its rows say.

    A picture is found by its path, its name, or its name without suffix, in upper or lower case.

    Args:
        inventory: The files.
        labels: One row a label: `image` (as the table writes it), `class` ('' where it says none),
            `table` (what to call it), and perhaps `split` and columns of `METADATA`.
        details: More columns of `METADATA` by `image`, with `table`.
        problems: Passed on, with those found here.
        columns: Passed on.
        questions: Passed on.
        collection: Passed on.
        licence: Passed on.
        citation: Passed on.
    """
    found = [*inventory.problems, *inventory.table_problems, *problems]
    labels = labels[labels["image"].ne("")].reset_index(drop=True)
    labels = labels.assign(item=_places(labels["image"], inventory.pictures))
    labels = _with_details(labels, details, found)
    labels = _one_row_each(labels, found)
    labels, pictures = _with_pictures(labels, inventory, found)
    labels = _with_class(labels, found)
    rows = _rows(labels, pictures, found)
    return Contents(
        pictures=pictures,
        rows=rows,
        problems=found,
        columns=columns or {},
        questions=questions,
        collection=collection,
        licence=licence,
        citation=citation,
    )


def _places(images: pd.Series[str], pictures: Sequence[Item]) -> pd.Series[int]:
    """Return the index of each row's picture; -1 where there is none, -2 where there are several.

    The whole path decides if it is there, then the name, then the name without suffix. Folders
    that a row names must not contradict those that the picture lies in.
    """
    import pandas as pd

    # Only files that were listed can be found, so steps upwards do no harm.
    asked = images.str.replace("\\", "/").str.replace(r"^(\.{1,2}/)+", "", regex=True).str.lower()
    names = [item.name.lower() for item in pictures]
    around = _folder_around(names)
    places = pd.Series(-1, index=images.index)
    for keys, said in (
        (names, asked),
        ([name.removeprefix(around) for name in names], asked),
        ([base_of(name) for name in names], asked.map(base_of)),
        ([stem_of(name) for name in names], asked.map(base_of)),
        ([stem_of(name) for name in names], asked.map(stem_of)),
    ):
        index: dict[str, int] = {}
        for place, key in enumerate(keys):
            index[key] = -2 if key in index else place
        places = places.mask(places.eq(-1), said.map(index).fillna(-1).astype(int))
    with_folder = asked.str.contains("/", regex=False) & places.ge(0)
    for row in with_folder.index[with_folder]:
        folder = asked[row].rpartition("/")[0]
        other = names[places[row]].rpartition("/")[0]
        agree = f"/{other}".endswith(f"/{folder}") or f"/{folder}".endswith(f"/{other}")
        if other and not agree:
            places[row] = -1
    return places


def _folder_around(names: Sequence[str]) -> str:
    """Return the folder that everything lies in, with its slash; '' if there is none."""
    folders = [name.rpartition("/")[0] for name in (min(names, default=""), max(names, default=""))]
    shared = [a for a, b in zip(*(folder.split("/") for folder in folders), strict=False) if a == b]
    around = "/".join(shared)
    return f"{around}/" if around and all(f"{f}/".startswith(f"{around}/") for f in folders) else ""


def _with_details(
    labels: pd.DataFrame, details: pd.DataFrame | None, problems: list[Problem]
) -> pd.DataFrame:
    """Return the labels with the columns of other tables, joined by the picture's name."""
    if details is None or details.empty:
        return labels
    by_name = details.assign(key=details["image"].map(stem_of).str.lower())
    by_name = by_name[by_name["key"].ne("")]
    joined = labels.assign(key=labels["image"].map(stem_of).str.lower())
    for column in METADATA:
        if column not in by_name.columns:
            continue
        said = by_name[by_name[column].fillna("").ne("")]
        first = said.drop_duplicates("key").set_index("key")
        _name_conflicts(said, column, problems)
        added = joined["key"].map(first[column]).fillna("")
        if column in joined.columns:
            own = joined[column].fillna("")
            other = own.ne("") & added.ne("") & own.ne(added)
            if other.any():
                row = joined[other].iloc[0]
                problems.append(
                    Problem(
                        row["image"],
                        f"{column} is {own[other].iloc[0]!r} in {row['table']}, but "
                        f"{added[other].iloc[0]!r} in {first['table'][row['key']]}; the former is "
                        f"taken. {int(other.sum()):,} pictures are so.",
                        "conflicting tables",
                    )
                )
            added = own.mask(own.eq(""), added)
        joined[column] = added
    return joined.drop(columns="key")


def _name_conflicts(said: pd.DataFrame, column: str, problems: list[Problem]) -> None:
    """Note where tables of details say different things of one picture."""
    different = said.drop_duplicates(["key", column])
    conflicting = different[different["key"].duplicated(keep=False)]
    if len(conflicting):
        one = conflicting[conflicting["key"].eq(conflicting["key"].iloc[0])]
        values = " and ".join(
            f"{value!r} ({table})" for value, table in zip(one[column], one["table"], strict=True)
        )
        problems.append(
            Problem(
                one["image"].iloc[0],
                f"{column} is given as {values}; the first is taken. "
                f"{conflicting['key'].nunique():,} pictures are so.",
                "conflicting tables",
            )
        )


def _one_row_each(labels: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """Return one row for each picture; those with two different classes are left out."""
    numbered = "\0" + labels["item"].astype(str)
    key = labels["image"].str.lower().mask(labels["item"].ge(0), numbered)
    labels = labels.assign(key=key)
    labelled = labels[labels["class"].ne("")]
    different = labelled.drop_duplicates(["key", "class"])
    conflicting = different[different["key"].duplicated(keep=False)]
    for _, rows in conflicting.groupby("key", sort=False):
        said = " and ".join(
            f"{name} ({table})" for name, table in zip(rows["class"], rows["table"], strict=True)
        )
        problems.append(
            Problem(
                rows["image"].iloc[0],
                f"Its class is given as {said}; the picture is left out.",
                "conflicting labels",
            )
        )
    # Of several rows that agree, one that has a class goes first.
    ordered = labels.iloc[labels["class"].eq("").to_numpy().argsort(kind="stable")]
    twice = labels[labels.duplicated(["key", "table"])]
    for table, count in twice["table"].value_counts().items():
        problems.append(
            Problem(str(table), f"{count:,} rows repeat a picture named before.", "row repeated")
        )
    single = ordered.drop_duplicates("key").sort_index()
    single = single.assign(conflict=single["key"].isin(set(conflicting["key"])))
    return single.drop(columns="key")


def _with_pictures(
    labels: pd.DataFrame, inventory: Inventory, problems: list[Problem]
) -> tuple[pd.DataFrame, list[Item]]:
    """Return the rows that have a picture, with their pictures; note rows and pictures alone."""
    problems += [
        Problem(image, f"A row of {table} names it, but there is no such picture.", _MISSING)
        for image, table in labels.loc[labels["item"].eq(-1), ["image", "table"]].to_numpy()
    ]
    problems += [
        Problem(
            image,
            f"A row of {table} names it, but several files are called so.",
            "picture ambiguous",
        )
        for image, table in labels.loc[labels["item"].eq(-2), ["image", "table"]].to_numpy()
    ]
    named = set(labels["item"])
    masks = 0
    for place, item in enumerate(inventory.pictures):
        if place in named:
            continue
        if stem_of(item.name).lower().endswith(_MASKS):
            masks += 1
        else:
            problems.append(Problem(item.called, "No table has a row for it.", "row missing"))
    if masks:
        problems.append(
            Problem("masks", f"{masks:,} superpixel maps or outlines are left out.", "mask")
        )
    labels = labels[labels["item"].ge(0) & ~labels["conflict"]].reset_index(drop=True)
    return labels, [inventory.pictures[place] for place in labels["item"]]


def _with_class(labels: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    blank = labels["class"].eq("")
    problems += [
        Problem(image, f"Its row in {table} says no class.", "label missing")
        for image, table in labels.loc[blank, ["image", "table"]].to_numpy()
    ]
    return labels[~blank]


def _rows(labels: pd.DataFrame, pictures: list[Item], problems: list[Problem]) -> pd.DataFrame:
    """Return the rows of `Contents`, and keep their pictures only."""
    import pandas as pd

    kept = [pictures[place] for place in labels.index]
    pictures[:] = kept
    labels = labels.reset_index(drop=True)
    problems += _folder_conflicts(labels, kept)
    rows = pd.DataFrame({"name": _names(kept), "class": labels["class"]})
    split = labels["split"] if "split" in labels.columns else pd.Series("", index=labels.index)
    places = [(item.source, item.name.rpartition("/")[0]) for item in kept]
    parts = {place: _part_of(*place) for place in set(places)}
    rows["split"] = split.mask(split.eq(""), pd.Series([parts[p] for p in places], dtype=str))
    for column in METADATA:
        if column in labels.columns:
            for_all = labels[column].fillna("")
            rows[column], remarks = cleaned(for_all, column, "The tables")
            problems += remarks
    return rows


def _folder_conflicts(labels: pd.DataFrame, pictures: Sequence[Item]) -> list[Problem]:
    """Return where a picture lies in the folder of another class than its row says."""
    classes = {name.casefold(): name for name in labels["class"].unique()}
    problems = []
    said = (labels[column].tolist() for column in ("class", "table"))
    for item, name, table in zip(pictures, *said, strict=True):
        folder = base_of(item.name.rpartition("/")[0])
        other = classes.get(folder.casefold())
        if other is not None and other != name:
            problems.append(
                Problem(
                    item.called,
                    f"It lies in the folder {folder}, but {table} says {name}, which is taken.",
                    "conflicting labels",
                )
            )
    return problems


def _names(pictures: Sequence[Item]) -> list[str]:
    """Return the names of files, with their folders where two would have the same."""
    bases = [base_of(item.name) for item in pictures]
    folded = {stem_of(base).casefold() for base in bases}
    return bases if len(folded) == len(bases) else [item.name for item in pictures]


def _part_of(source: str, folder: str) -> str:
    """Return the part that the folders of a picture or its archive stand for, or ''."""
    for name in folder.lower().split("/"):
        if name in PART_FOLDERS:
            return PART_FOLDERS[name]
    return part_in_name(source)
