"""What the checks stand on: facts of every picture, and the pairs that look alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from training.data.checks.facts import FACTS, facts_table, read_facts, write_table
from training.data.checks.likeness import TRANSFORMS
from training.data.checks.near_duplicates import find_near_duplicates
from training.data.dataset import Dataset
from training.data.groups import LINK_COLUMNS, LINKS
from training.data.measuring.facts import PictureFacts
from training.data.measuring.looking import Look, Seen
from training.data.measuring.processes import Lookers
from training.data.measuring.signatures import decoded
from training.errors import DataError
from training.files import write_text_atomically
from training.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

_CHUNK = 64


def measured(dataset: Dataset, progress: Progress) -> pd.DataFrame:
    """Return the facts of the pictures, measuring them where the import did not.

    Returns:
        One row a picture that can be read, indexed by `sample_id`; see `facts.read_facts`.
    """
    import pandas as pd

    path = dataset.root / FACTS
    try:
        known = read_facts(path)
    except DataError:  # missing, or broken: made anew
        known = facts_table({})
    missing = dataset.samples[~dataset.samples["sample_id"].isin(known.index)]
    names = missing["sample_id"].tolist()
    images = [str(dataset.image_path(image)) for image in missing["image"]]
    found: dict[str, PictureFacts] = {}
    what = "Measuring pictures"
    chunks = [slice(start, start + _CHUNK) for start in range(0, len(names), _CHUNK)]
    with Lookers() as lookers, ThreadPoolExecutor(lookers.count, "measure") as pool:
        lookers.start(len(names))
        looks = ([Look(image) for image in images[chunk]] for chunk in chunks)
        try:
            for chunk, answers in zip(chunks, pool.map(lookers.look_at, looks), strict=True):
                for name, seen in zip(names[chunk], answers, strict=True):
                    if isinstance(seen, Seen):
                        found[name] = seen.facts
                progress(what, min(chunk.stop, len(names)), len(names))
        except BaseException:
            lookers.stop()
            raise
    if not found:
        return known
    known = pd.concat([known, facts_table(found)])
    write_table(path, known)
    return known


def linked(dataset: Dataset, facts: pd.DataFrame, progress: Progress) -> pd.DataFrame:
    """Return the pairs of pictures that look alike, and keep them for splitting by group.

    Returns:
        Columns sample_id_a, sample_id_b, kind ("exact" or "near"), likeness (float) and transform.
    """
    import numpy as np
    import pandas as pd

    known = dataset.samples[dataset.samples["sample_id"].isin(facts.index)]
    names = known["sample_id"].to_numpy(dtype=object)
    sha256 = known["sha256"].to_numpy(dtype=object)
    signatures = decoded(facts.loc[names, "signature"].tolist())
    pairs = find_near_duplicates(signatures, progress=progress)
    same_bytes = sha256[pairs.first] == sha256[pairs.second]
    table = pd.DataFrame(
        {
            LINK_COLUMNS[0]: names[pairs.first],
            LINK_COLUMNS[1]: names[pairs.second],
            "kind": np.where(same_bytes, "exact", "near"),
            "likeness": pairs.likeness.round(4),
            "transform": np.array(TRANSFORMS, dtype=object)[pairs.transform],
        }
    )
    text = table.to_csv(index=False, lineterminator="\n")
    write_text_atomically(dataset.root / LINKS, text)
    return table
