"""What the columns of a table stand for: by their names, or as a person says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from training.data.table import METADATA
from training.errors import ConfigError, DataError
from training.files import write_json_atomically
from training.locations import current_locations

ColumnMapping = Mapping[str, str]
"""Roles by names of columns: {"dx": "class"}. A role of "" means that the column is not used."""

ROLES = ("image", "class", "split", *METADATA)
"""What a column can stand for."""

_ALIASES = {
    "picture": "image",
    "file": "image",
    "label": "class",
    "part": "split",
    "group": "lesion_id",
    "lesion": "lesion_id",
    "patient": "patient_id",
    "diagnosis type": "diagnosis_type",
    "skin type": "skin_type",
    "none": "",
    "ignore": "",
}

NAMES: Mapping[str, Sequence[str]] = {
    "image": [
        "image_id",
        "image",
        "isic_id",
        "image_name",
        "img_id",
        "img",
        "imageid",
        "image_path",
        "image_file",
        "filename",
        "file_name",
        "filepath",
        "file_path",
        "file",
        "path",
        "picture",
        "photo",
    ],
    "class": [
        "dx",
        "class",
        "label",
        "diagnosis",
        "diagnostic",
        "target",
        "category",
        "class_name",
        "classname",
        "diagnosis_1",
        "benign_malignant",
        "y",
    ],
    "split": ["split", "partition", "part"],
    "lesion_id": ["lesion_id", "lesion", "lesionid", "group", "group_id"],
    "patient_id": ["patient_id", "patient", "patientid", "subject_id", "subject", "person_id"],
    "age": ["age", "age_approx", "age_approximate", "age_years"],
    "sex": ["sex", "gender"],
    "site": [
        "localization",
        "localisation",
        "anatom_site_general_challenge",
        "anatom_site_general",
        "anatom_site",
        "site",
        "anatomical_site",
        "region",
        "body_part",
    ],
    "diagnosis_type": ["dx_type", "diagnosis_type", "diagnosis_confirm_type"],
    "skin_type": [
        "skin_type",
        "fitzpatrick_skin_type",
        "fitzpatrick",
        "fitspatrick",
        "fitzpatrick_scale",
        "fst",
    ],
}
"""Names that each role has in public tables, the likeliest first, as `plain` writes them."""

_MEMORY = "column_mappings.json"
_MOST_REMEMBERED = 200


def plain(name: str) -> str:
    """Return a column's name in lower case with underscores for all but letters and digits."""
    return "_".join(re.findall(r"[^\W_]+", name.casefold()))


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Return the columns whose names tell what they stand for, at most one for each role."""
    known = {plain(column): column for column in reversed(columns)}
    found = {}
    for role, names in NAMES.items():
        column = next((known[name] for name in names if name in known), None)
        if column is not None and column not in found:
            found[column] = role
    return found


def candidates(columns: Sequence[str], role: str) -> list[str]:
    """Return the columns that may stand for a role by their names, the likeliest first."""
    known = {plain(column): column for column in reversed(columns)}
    return [known[name] for name in NAMES[role] if name in known]


def resolved(columns: Sequence[str], mapping: ColumnMapping) -> dict[str, str]:
    """Return the roles of the columns of a table: as a person says, else by their names.

    Raises:
        DataError: The mapping names a role twice.
    """
    here = {column: role for column, role in mapping.items() if column in columns}
    roles = [role for role in here.values() if role]
    for role in roles:
        if roles.count(role) > 1:
            raise DataError(f"Two columns are said to be {role}.", mend="Name one of them only.")
    guessed = guess([column for column in columns if column not in here])
    return {column: role for column, role in guessed.items() if role not in roles} | {
        column: role for column, role in here.items() if role
    }


def check_named(columns: Sequence[str], mapping: ColumnMapping) -> None:
    """Check that the columns that a person names are there.

    Raises:
        DataError: One is not.
    """
    missing = [column for column in mapping if column not in columns]
    if missing:
        raise DataError(
            f"There is no column {', '.join(missing)} in the tables.",
            mend=f"Columns: {', '.join(dict.fromkeys(columns))}.",
        )


def parse_mapping(assignments: Sequence[str]) -> dict[str, str]:
    """Read `column=role` texts.

    Raises:
        ConfigError: A text is not of that form, or its role is none.
    """
    mapping = {}
    for text in assignments:
        column, equals, said = text.rpartition("=")
        role = _ALIASES.get(said.strip().lower(), said.strip().lower())
        if not equals or not column.strip() or (role and role not in ROLES):
            raise ConfigError(
                f"{text!r} does not say what a column stands for.",
                mend=f"Write column=role, with one of {', '.join(ROLES)}, or none.",
            )
        mapping[column.strip()] = role
    return mapping


def remember(columns: Sequence[str], mapping: ColumnMapping) -> None:
    """Keep a mapping for the next table with the same header.

    Raises:
        OSError: The settings folder cannot be written.
    """
    kept = _remembered()
    kept.pop(_signature(columns), None)
    kept[_signature(columns)] = dict(mapping)
    newest = dict(list(kept.items())[-_MOST_REMEMBERED:])
    write_json_atomically(_memory(), newest)


def remembered(columns: Sequence[str]) -> dict[str, str]:
    """Return the mapping that was last used for a table with this header; {} for none."""
    return _remembered().get(_signature(columns), {})


def _remembered() -> dict[str, dict[str, str]]:
    try:
        kept = json.loads(_memory().read_text(encoding="utf-8"))
        return {
            signature: {
                column: role for column, role in mapping.items() if role in ROLES or role == ""
            }
            for signature, mapping in kept.items()
        }
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}  # a memory that is gone costs a question, no more


def _signature(columns: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(columns)).encode()).hexdigest()


def _memory() -> Path:
    return current_locations().settings / _MEMORY
