"""A check of scalings is told as it is: what fits, what is not sure, what is hopeless."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.foreign.words import check_in_words, facts_in_words, short_name, trusted
from training.foreign.facts import ModelFacts
from training.foreign.scaling import SCALINGS
from training.foreign.scaling_check import ScalingResult

BAD = ScalingResult("0..255", n=20, accuracy=0.5, auc=0.5, confidence=1.0, log_loss=8.0)
FITS = replace(BAD, scaling="0..1", accuracy=0.9, auc=0.95, log_loss=0.2, fits=True, clear=True)


def test_what_fits_is_trusted_and_a_wrong_choice_is_named() -> None:
    assert trusted([BAD, FITS]) == "0..1"
    kind, words, _ = check_in_words([BAD, FITS], None)
    assert (kind, words) == ("info", "“0 to 1” fits: 90% of 20 pictures are read rightly.")
    kind, words, mend = check_in_words([BAD, FITS], "0..255")
    assert kind == "warning"
    assert "“0 to 255, as they are”, chosen before, 50%" in words
    assert "is chosen now" in mend


def test_what_is_not_clear_is_not_trusted() -> None:
    results = [BAD, replace(FITS, clear=False)]
    assert trusted(results) is None
    kind, words, mend = check_in_words(results, None)
    assert kind == "warning"
    assert "20 pictures are too few to be sure" in words
    assert "more pictures" in mend


def test_a_model_that_tells_nothing_apart_is_not_trusted_however_clear() -> None:
    results = [BAD, replace(FITS, auc=0.5)]
    assert trusted(results) is None
    _, words, mend = check_in_words(results, None)
    assert "hardly tells the classes apart (AUC 0.50" in words
    assert "order of the model's outputs" in mend


def test_facts_and_names_are_there_for_each_kind_of_model(tmp_path) -> None:
    one = ModelFacts(tmp_path / "m.keras", (16, 8), False, 1, "logits", scales_itself=True)
    assert facts_in_words(one) == (
        "Takes pictures of 8 × 16 pixels and answers with one score, of which a probability is "
        "made. It scales pixels itself."
    )
    seven = replace(one, any_size=True, n_outputs=7, head="softmax", scales_itself=False)
    assert facts_in_words(seven) == "Takes pictures of any size and answers with 7 probabilities."
    assert len({short_name(scaling) for scaling in SCALINGS}) == len(SCALINGS)
