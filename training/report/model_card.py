"""The headings of a model card, filled from the run and from what a person wrote.

Source: M. Mitchell et al., Model Cards for Model Reporting, FAT* 2019, 220-229.
"""

from __future__ import annotations

from collections.abc import Mapping

from training.report.document import MISSING, Paragraph, Section, Table

_HEADINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Model details", ("authors", "run_model")),
    ("Intended use", ("intended_use", "run_device")),
    ("Uses out of scope", ("out_of_scope",)),
    ("Factors", ("inequalities", "run_people", "run_skin")),
    ("Metrics", ("run_measures", "run_threshold")),
    ("Evaluation data", ("data_source", "run_sizes", "run_leakage")),
    ("Training data", ("data_source", "run_origin", "run_classes")),
    ("Quantitative analyses", ("run_performance", "run_subgroups")),
    ("Ethical considerations", ("ethics", "harm")),
    ("Caveats and recommendations", ("limitations", "run_limits")),
)


def model_card_section(answers: Mapping[str, str]) -> Section:
    """Return the model card."""
    rows = tuple(
        (title, " ".join(answers[key] for key in keys if key in answers) or MISSING)
        for title, keys in _HEADINGS
    )
    return Section(
        "model-card",
        "Model card",
        (
            Table("Model card", rows, wide=frozenset({1})),
            Paragraph(
                "Headings after Mitchell et al. 2019, Model Cards for Model Reporting.", "note"
            ),
        ),
    )
