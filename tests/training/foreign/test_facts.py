"""What can be seen of a stranger's model, and what lies beside it where that fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.data.foreign_models import layer, redescribed, saved, small_model
from training.foreign.errors import ForeignModelError
from training.foreign.facts import check_file, model_facts

TOLD = {"classes": ["benign", "malignant"], "positive": ["malignant"], "scaling": "0..1"}


@pytest.mark.parametrize("form", [".keras", ".h5"])
def test_a_model_that_takes_any_size_says_so(tmp_path: Path, form: str) -> None:
    own = model_facts(saved(small_model(3, "softmax"), tmp_path / f"own{form}"))
    assert (own.image_size, own.any_size) == ((16, 16), False)
    assert (own.n_outputs, own.n_classes, own.head) == (3, 3, "softmax")
    any_ = model_facts(saved(small_model(side=None), tmp_path / f"any{form}"))
    assert (any_.image_size, any_.any_size) == ((224, 224), True)
    assert (any_.n_outputs, any_.n_classes) == (1, 2)


def test_what_lies_beside_a_model_must_fit_it(tmp_path: Path) -> None:
    file = saved(small_model(), tmp_path / "m.keras")
    beside = tmp_path / "m.json"
    assert model_facts(file).beside is None
    beside.write_text(json.dumps(TOLD))
    found = model_facts(file)
    assert found.beside is not None
    assert (found.beside.scaling, found.why_not) == ("0..1", None)
    beside.write_text(json.dumps(TOLD | {"classes": ["a", "b", "malignant"]}))
    found = model_facts(file)
    assert found.beside is None
    assert "tells 2 classes apart; 3 are named" in str(found.why_not)


def test_code_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    file = saved(small_model(), tmp_path / "m.keras")
    check_file(file)
    made = redescribed(
        file, tmp_path / "bad.keras", lambda told: layer(told, "conv").update(class_name="Lambda")
    )
    with pytest.raises(ForeignModelError, match="holds code"):
        check_file(made)
