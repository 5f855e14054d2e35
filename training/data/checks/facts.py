"""`pictures.csv`: the table of what was seen of each picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_type_hints

from training.data.bounded import check_table_size
from training.data.measuring.facts import PictureFacts
from training.errors import DataError
from training.files import replace_atomically

if TYPE_CHECKING:
    import pandas as pd

FACTS = "pictures.csv"
"""Table beside `samples.csv` of what was seen of each picture."""

_KINDS = {int: "int64", float: "float64", str: "str"}
_TYPES = {
    "sample_id": "str",
    **{name: _KINDS[kind] for name, kind in get_type_hints(PictureFacts).items()},
}


def write_facts(path: Path, sample_ids: Sequence[str], facts: Sequence[PictureFacts]) -> None:
    """Write facts as a table, one row a picture.

    Args:
        path: The table.
        sample_ids: Names of the samples.
        facts: What was seen of each.
    """
    write_table(path, facts_table(dict(zip(sample_ids, facts, strict=True))))


def facts_table(facts: Mapping[str, PictureFacts]) -> pd.DataFrame:
    """Return facts as a table, one row a picture, indexed by `sample_id`."""
    import pandas as pd

    columns = {
        column: pd.Series([one[place] for one in facts.values()], dtype=_TYPES[column])
        for place, column in enumerate(PictureFacts._fields)
    }
    return pd.DataFrame(columns).set_index(pd.Index(facts, dtype=str, name="sample_id"))


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table of facts in one step."""
    replace_atomically(
        path, lambda temporary: table.to_csv(temporary, lineterminator="\n", encoding="utf-8")
    )


def read_facts(path: Path) -> pd.DataFrame:
    """Read a table of facts.

    Returns:
        One row a picture, indexed by `sample_id`, with a column for each attribute of
        `PictureFacts`.

    Raises:
        DataError: It is missing, too large, or cannot be read as such a table.
    """
    import pandas as pd

    try:
        check_table_size(path)
        table = pd.read_csv(
            path,
            usecols=list(_TYPES),
            dtype=_TYPES,
            keep_default_na=False,
            na_filter=False,
            encoding="utf-8-sig",
        )
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path} cannot be read as a table of pictures: {error}.",
            mend="Delete it, and check the data set again: it is then made anew.",
        ) from error
    return table.drop_duplicates("sample_id").set_index("sample_id")
