"""A run that had ended trains further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from training.checkpoints import Checkpoint, CheckpointStore, Position
from training.config import RunConfig, config_from_mapping
from training.errors import ConfigError
from training.files import write_text_atomically
from training.run_log import forget_events
from training.runs import Run
from training.stages import stages_of


def add_epochs(run: Run, store: CheckpointStore, more: int) -> None:
    """Give the last stage of a run more epochs from where it stands; nobody may train the run.

    Where the last stage has not begun, it gets them on top of its own. Whenever this is cut off,
    the run can go on, with or without the new epochs.

    Args:
        run: The run; its config is rewritten.
        store: Its checkpoints.
        more: Epochs to add, at least 1.

    Raises:
        ConfigError: That is no number of epochs.
        OSError: The run folder cannot be written.
    """
    if more < 1:
        raise ConfigError(f"{more} epochs cannot be added.", mend="Add one or more.")
    last = stages_of(run.config)[-1]
    checkpoint = store.latest()
    if checkpoint is None or not _has_begun(checkpoint.position, last.index):
        config = _with_last_stage(run.config, last.epochs + more)
    else:
        position = checkpoint.position
        config = _with_last_stage(run.config, position.epoch - position.stage_began + more)
        # First of all: a stage that counts as ended would never begin its new epochs.
        store.save(_reopened(checkpoint))
    forget_events(run, checkpoint.events_size if checkpoint else 0)
    write_text_atomically(run.path / "config.json", config.to_json())
    run.config = config


def _has_begun(position: Position, stage: int) -> bool:
    here = (position.epoch, position.step)
    return position.stage == stage and here > (position.stage_began, 0)


def _reopened(checkpoint: Checkpoint) -> Checkpoint:
    """Return a checkpoint whose stage goes on, with all its patience."""
    patience = {**checkpoint.states["patience"], "since_best": 0, "since_reduced": 0}
    return replace(
        checkpoint,
        position=replace(checkpoint.position, stage_ended=False),
        states={**checkpoint.states, "patience": patience},
    )


def _with_last_stage(config: RunConfig, epochs: int) -> RunConfig:
    values = config.model_dump(mode="json")
    stages: Sequence[dict[str, int]] = values["stages"]
    last = stages[-1] if stages else values["optimisation"]
    last["epochs"] = epochs
    return config_from_mapping(values)
