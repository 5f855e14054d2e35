"""A paragraph for the methods of a paper, and BibTeX of what has to be cited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.backbones import BACKBONES
from training.config import PARTS
from training.data.download.catalogue import COLLECTIONS
from training.report.data_section import split_words
from training.report.document import Block, Code, Section
from training.report.model_section import architecture_words
from training.report.results_section import operating_words, temperature_words
from training.report.source import Source
from training.report.words import counted, estimate, listed
from training.stages import stages_of

_PAPER = re.compile(r"(?P<author>.+?) (?P<year>\d{4}), (?P<title>.+), arXiv:(?P<eprint>[\w./]+)")
_BIBTEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: "\\" + letter for letter in "{}%$#&_"},
}


def citing_section(source: Source) -> Section:
    """Return what can be copied into a paper."""
    blocks: tuple[Block, ...] = (
        Code("Methods paragraph", methods_paragraph(source), prose=True),
        Code("BibTeX", bibtex(source)),
    )
    return Section("citing", "For the paper", blocks)


def methods_paragraph(source: Source) -> str:
    """Return how the model was made and judged, in sentences that can be copied."""
    return " ".join(_sentences(source))


def _sentences(source: Source) -> Iterator[str]:
    run, table = source.run, source.table
    classes = listed(run.dataset.classes)
    positive = listed(run.dataset.positive)
    if source.adopted is not None:
        yield f"A classifier made elsewhere for the classes {classes} was used as it is."
    else:
        n = "" if table is None else f"{len(table):,} "
        yield f"We used {n}pictures of “{run.dataset.name}” (classes: {classes})."
        yield split_words(source)
        if table is not None and not table.empty:
            counts = [f"{int(table['split'].eq(part).sum()):,} for {part}" for part in PARTS]
            yield f"This gave {listed(counts)}."
        yield architecture_words(source)
        yield _training(source)
    yield f"For the binary reading, {positive} counted as malignant."
    yield operating_words(source)
    yield temperature_words(source)
    if source.main_part is not None:
        told = source.numbers[source.main_part]
        yield (
            f"On the {source.main_part} part ({counted(told['n'], 'picture')}), sensitivity was "
            f"{estimate(told['sensitivity'])}, specificity {estimate(told['specificity'])} and the "
            f"area under the ROC curve {estimate(told['auc'])} (95 % intervals in brackets; "
            "Wilson's for proportions, DeLong's for the area)."
        )
    version = source.environment.get("packages", {})
    if isinstance(version, dict) and version.get("keras") and source.adopted is None:
        yield (
            f"Training used LesionLab with Keras {version['keras']} and TensorFlow "
            f"{version.get('tensorflow', '')}, seed {run.config.seed}."
        )


def _training(source: Source) -> str:
    config = source.run.config
    stages = stages_of(config)
    told = "; then ".join(
        f"{counted(stage.epochs, 'epoch')} at a learning rate of {stage.learning_rate:g}"
        f" ({stage.schedule})"
        for stage in stages
    )
    loss = config.loss.kind.replace("_", "-")
    return (
        f"It was trained with {config.optimisation.optimizer} on {loss} loss in batches of "
        f"{config.optimisation.batch_size}: {told}. The model of the best epoch by "
        f"{config.optimisation.monitor} was kept."
    )


def bibtex(source: Source) -> str:
    """Return entries of the data set, the backbone, the libraries and this program."""
    return "\n\n".join(_entries(source)) + "\n"


def _entries(source: Source) -> Iterator[str]:
    run, data = source.run, source.dataset
    if data is not None and data.citation:
        home = next((c.homepage for c in COLLECTIONS.values() if c.citation == data.citation), "")
        yield _entry("misc", "dataset", title=data.name, note=data.citation, howpublished=home)
    backbone = None if source.adopted is not None else BACKBONES.get(run.config.model.architecture)
    if backbone is not None:
        found = _PAPER.fullmatch(backbone.citation)
        if found:
            told = found.groupdict()
            yield _entry(
                "misc",
                "backbone",
                author=told["author"].replace(" et al.", " and others"),
                title=told["title"],
                year=told["year"],
                eprint=told["eprint"],
                archiveprefix="arXiv",
            )
        else:
            yield _entry("misc", "backbone", title=backbone.title, note=backbone.citation)
    packages = source.environment.get("packages")
    versions = packages if isinstance(packages, dict) else {}
    yield _entry(
        "misc",
        "keras",
        author="Chollet, François and others",
        title="Keras",
        year="2015",
        howpublished="https://keras.io",
        note=_version(versions.get("keras")),
    )
    yield _entry(
        "misc",
        "tensorflow",
        author="Abadi, Martín and others",
        title="TensorFlow: Large-Scale Machine Learning on Heterogeneous Systems",
        year="2015",
        howpublished="https://www.tensorflow.org",
        note=_version(versions.get("tensorflow")),
    )
    yield _entry("misc", "lesionlab", title="LesionLab", note=_version(versions.get("lesionlab")))


def _version(version: object) -> str:
    return f"Version {version}" if version and version != "not installed" else ""


def _entry(kind: str, key: str, **fields: str) -> str:
    lines = [f"  {name} = {{{_escaped(value)}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"


def _escaped(text: str) -> str:
    """Return a text that cannot end its field, whatever a stranger has called a data set."""
    return "".join(_BIBTEX.get(letter, letter) for letter in " ".join(text.split()))
