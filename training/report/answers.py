"""What the run itself answers of the items of checklists; a person's notes answer the others."""

from __future__ import annotations

from collections.abc import Mapping

from training.config import PARTS
from training.external import external_predictions
from training.populations import RECORDED
from training.report.data_section import leakage_words, origin_words, split_words
from training.report.limits_section import limits_of
from training.report.model_section import architecture_words
from training.report.notes import QUESTIONS
from training.report.results_section import operating_words, temperature_words
from training.report.source import Source
from training.report.words import counted, estimate, listed


def answers_of(source: Source) -> Mapping[str, str]:
    """Return what is known, by key: a person's notes by theirs, and what the run says by its own.

    The run's keys begin with "run_"; what is not known has no key.
    """
    told = {
        "run_title": source.title,
        **_data(source),
        **_model(source),
        **_results(source),
        "run_limits": " ".join(limits_of(source)),
        "run_weak": "Section “Limits”.",
        "run_device": "Not a medical device; for research and education only.",
        "run_repeat": "Commands, configuration and seeds: section “Repeating it”."
        if source.adopted is None
        else "",
    }
    notes = {question.key: source.notes.get(question.key, "") for question in QUESTIONS}
    return {key: text for key, text in {**told, **notes}.items() if text}


def _data(source: Source) -> dict[str, str]:
    data, table = source.dataset, source.table
    told = {
        "run_split": "" if source.adopted is not None else split_words(source),
        "run_leakage": "" if source.adopted is not None else leakage_words(source),
    }
    if table is not None and not table.empty:
        counts = [f"{int(table['split'].eq(part).sum()):,} {part}" for part in PARTS]
        positive = int(table["class"].isin(source.run.dataset.positive).sum())
        told["run_sizes"] = (
            f"{counted(len(table), 'picture')}: {listed(counts)}; {positive:,} of all count as "
            "malignant."
        )
        told["run_classes"] = (
            "; ".join(
                f"{name}: {int(table['class'].eq(name).sum()):,}"
                for name in source.run.dataset.classes
            )
            + "."
        )
    if data is not None:
        told["run_origin"] = " ".join(
            filter(None, (origin_words(data), data.citation, data.licence))
        )
        recorded = [column.replace("_", " ") for column in RECORDED if data.has(column)]
        told["run_people"] = (
            f"Recorded and told by part: {listed(recorded)} (section “Data”)." if recorded else ""
        )
        told["run_skin"] = (
            "Fitzpatrick skin type as the data set records it, and an estimate from the "
            "pictures' border (ITA): section “Subgroups”."
            if data.has("skin_type")
            else "Not recorded by the data set; estimated from the pictures' border (ITA, Chardon "
            "et al. 1991): section “Subgroups”."
        )
        told["run_exclusions"] = "Exclusions and what the import found: section “Data”."
    return told


def _model(source: Source) -> dict[str, str]:
    if source.adopted is not None:
        return {"run_output": "A probability for each class." if source.run.n_outputs > 1 else ""}
    config = source.run.config
    balance = (
        f"Class weights: {config.optimisation.class_weight}; sampling: "
        f"{config.optimisation.sampler}; loss: {config.loss.kind}."
    )
    return {
        "run_model": architecture_words(source),
        "run_made": "Architecture, settings, stages and learning curves: section “Model and "
        "training”; in sentences: section “For the paper”.",
        "run_preprocessing": "Upright by EXIF, resized with antialiased bilinear interpolation, "
        "scaled by a layer of the model; augmentation as listed in section “Model and training”.",
        "run_balance": balance,
        "run_output": "A probability of malignant, read against a threshold."
        + ("" if config.data.target == "positive" else " Also a probability for each class."),
    }


def _results(source: Source) -> dict[str, str]:
    told = {"run_threshold": operating_words(source)}
    if source.main_part is None:
        return told
    part = source.main_part
    values, counts = source.numbers[part], source.results[part].counts_at(source.point.threshold)
    told |= {
        "run_performance": f"On the {part} part (n = {values['n']:,}): sensitivity "
        f"{estimate(values['sensitivity'])}, specificity {estimate(values['specificity'])}, AUC "
        f"{estimate(values['auc'])}, with 95 % intervals; section “Results”.",
        "run_cross_table": f"True positives {counts.tp:,}, false negatives {counts.fn:,}, false "
        f"positives {counts.fp:,}, true negatives {counts.tn:,} ({part} part).",
        "run_measures": "Sensitivity, specificity, predictive values, AUC, F1, Brier score and "
        "calibration error, with Wilson's, DeLong's and bootstrap intervals.",
        "run_calibration": temperature_words(source) + " Section “Calibration”.",
        "run_indeterminate": "There is no indeterminate answer: every picture that can be read "
        "gets a probability; pictures that cannot be read are left out at the import and counted.",
    }
    if source.dataset is not None:
        told["run_subgroups"] = "By what the data set records and by skin tone: “Subgroups”."
    if external_predictions(source.run):
        told["run_external"] = "Evaluated on other data sets: section “Results”."
    return told
