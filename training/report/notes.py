"""What only a person knows of a study, kept as `report.toml` beside the run."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from training.errors import RunError
from training.files import write_text_atomically

FILE = "report.toml"
MAX_BYTES = 1_000_000
MAX_LETTERS = 20_000


@dataclass(frozen=True)
class Question:
    """Something that is asked of a person.

    Attributes:
        key: What `report.toml` calls it.
        title: What people call it.
        hint: What an answer should say.
    """

    key: str
    title: str
    hint: str


QUESTIONS: tuple[Question, ...] = (
    Question("title", "Title", "What the report is called; by default the run's data set."),
    Question("authors", "Authors and contact", "Who made the model, and whom to ask about it."),
    Question("background", "Background", "The clinical question, and how it is dealt with today."),
    Question("objectives", "Objectives", "What the study was to find out, and its hypotheses."),
    Question(
        "intended_use", "Intended use", "What the model is for, for whom, and where in the care."
    ),
    Question("out_of_scope", "Uses to be avoided", "What the model must not be used for."),
    Question("inequalities", "Known inequalities", "Whom this care is known to serve less well."),
    Question("study_design", "Study design", "Whether the data were collected for it, or before."),
    Question("data_source", "Origin of the data", "Which clinics or archives they come from."),
    Question("dates", "Dates", "When the pictures were taken: first and last."),
    Question("setting", "Setting", "Primary or specialist care; how many centres, and where."),
    Question("eligibility", "Eligibility", "Who and what was included, and what was left out."),
    Question("recruitment", "Recruitment", "Consecutive, random or by convenience; how found."),
    Question("demographics", "People", "Age, sex, origin and skin type, where no table has them."),
    Question("acquisition", "Acquisition", "Cameras and dermatoscopes, light, who took pictures."),
    Question("image_types", "Kind of pictures", "Clinical, dermoscopic, or other; of what."),
    Question("artefacts", "Artefacts", "Hair, ink, rulers, gel, frames: how common, what done."),
    Question("reference", "Reference standard", "How the truth was found: histology, follow-up."),
    Question("reference_readers", "Who set the labels", "How many, how experienced, agreement."),
    Question("blinding", "Blinding", "Who knew the model's answers, or the truth, and when."),
    Question("time_interval", "Between picture and truth", "Time and treatment between the two."),
    Question("missing_data", "Missing data", "What was missing, and what was done about it."),
    Question("sample_size", "Sample size", "How it was chosen, and why it suffices."),
    Question("comparison", "Other methods", "What the model was compared with: people, models."),
    Question("ethics", "Ethics", "Approval with number, or why none was needed; consent."),
    Question("funding", "Funding", "Who paid, and what part they had."),
    Question("interests", "Interests", "What the authors gain by the result."),
    Question("protocol", "Protocol and registration", "Where they are, or that there is none."),
    Question("sharing", "Sharing", "Where data, code and model can be had, and on which terms."),
    Question("involvement", "Patients and public", "How they took part in the study, if at all."),
    Question("interpretation", "Interpretation", "What the results mean beside earlier ones."),
    Question("limitations", "Limits", "What the authors know against it, beyond what is measured."),
    Question("users", "Use in practice", "Skill that it needs, bad pictures, who decides."),
    Question("harm", "Harm and consequences", "What a miss or a false alarm does to whom."),
    Question("next_steps", "Next steps", "What is to be done before it could be used."),
)
"""All that is asked, in the order in which a form asks it."""

_KEYS = tuple(question.key for question in QUESTIONS)


def read_notes(path: Path) -> dict[str, str]:
    """Return what a person wrote, by key; nothing where the file is not there.

    Raises:
        RunError: The file is no such file, or one of its fields is unknown or no text.
    """
    if not path.is_file():
        return {}
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"it has more than {MAX_BYTES:,} bytes")
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise RunError(
            f"{path} cannot be read: {error}.",
            mend='Each line of it says one thing: funding = "None".',
        ) from error
    return checked_notes(values, str(path))


def checked_notes(values: Mapping[str, object], source: str) -> dict[str, str]:
    """Return notes without those that are empty.

    Raises:
        RunError: A field is unknown, too long, or no text.
    """
    notes = {}
    for key, value in values.items():
        if key not in _KEYS:
            raise RunError(
                f"{source}: there is no field {key!r}.", mend=f"Fields: {', '.join(_KEYS)}."
            )
        if not isinstance(value, str) or len(value) > MAX_LETTERS:
            raise RunError(
                f"{source}: {key} is not a text of at most {MAX_LETTERS:,} letters.",
                mend="Put it between quotes.",
            )
        if value.strip():
            notes[key] = " ".join(value.split())
    return notes


def save_notes(path: Path, notes: Mapping[str, str]) -> None:
    """Write what a person said; a file of nothing is removed.

    Raises:
        RunError: A field is unknown or too long, or the file cannot be written.
    """
    kept = checked_notes(notes, str(path))
    try:
        if kept:
            write_text_atomically(path, "".join(f"{k} = {_quoted(v)}\n" for k, v in kept.items()))
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise RunError(f"{path} cannot be written: {error.strerror}.") from error


def _quoted(text: str) -> str:
    """Return a text as TOML's basic string, whose escapes are those of JSON but for one letter."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
