"""One stage of a training: Keras's fit with our callbacks, from the beginning or from a checkpoint.

Imports Keras inside functions; runs on the thread that owns TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from training.checkpoints import Checkpoint, CheckpointStore, Position
from training.compiling import class_weight
from training.control import Control
from training.evaluation.predictions import NEGATIVE, POSITIVE
from training.events import Event
from training.pipeline import Source, evaluation_batches, training_batches
from training.runs import Run
from training.stages import Stage
from training.watching import watched_samples, weights_seen

if TYPE_CHECKING:
    import keras

    from training.callbacks.average_weights import AverageWeights
    from training.callbacks.best_model import BestModel
    from training.callbacks.checkpointer import Checkpointer
    from training.callbacks.learning_rate import LearningRate
    from training.callbacks.reporter import Reporter
    from training.callbacks.tensorboard import TensorBoardWriter
    from training.callbacks.validation_scorer import ValidationScorer
    from training.objectives.metrics import Confusion


@dataclass(frozen=True, eq=False)
class Training:
    """What all stages of a run share.

    Attributes:
        run: The run.
        model: The whole network, which is what is saved.
        on_event: Receives every event.
        events_size: Writes `events.jsonl` out to the disk and returns its size in bytes.
        control: How the training is steered.
        checkpoints: Where checkpoints go.
        best: Keeps the best epoch over all stages.
        validation_names: Names of the validation samples, in order.
    """

    run: Run
    model: keras.Model
    on_event: Callable[[Event], None]
    events_size: Callable[[], int]
    control: Control
    checkpoints: CheckpointStore
    best: BestModel
    validation_names: Sequence[str]


class StageFit:
    """Fits the model of one stage.

    Args:
        training: What all stages share.
        stage: The stage.
        model: The part of the network that is fitted, compiled.
        variables: What changes in the network in this stage or has changed before it.
        confusion: The model's metric that counts samples by label.
    """

    def __init__(
        self,
        training: Training,
        stage: Stage,
        model: keras.Model,
        variables: list[Any],
        confusion: Confusion,
    ) -> None:
        self._training = training
        self._stage = stage
        self._model = model
        self._variables = variables
        self._confusion = confusion
        self._averages = bool(training.run.config.optimisation.ema)
        training.best.watch(variables)

    def fit(self, train: Source, validation: Source, checkpoint: Checkpoint | None, at: int) -> int:
        """Train until the stage ends.

        Args:
            train: The training part.
            validation: The validation part.
            checkpoint: Where to go on within this stage, after `take_over`; None to begin it.
            at: Epoch at which the stage begins, where there is no checkpoint.

        Returns:
            The first epoch after the stage.

        Raises:
            Cancelled: A person stopped it.
            TrainingError: The loss is no longer a number.
        """
        position = checkpoint.position if checkpoint else Position(epoch=at, stage_began=at)
        callbacks = self._callbacks(position, train, validation)
        if checkpoint:
            self._restore(checkpoint, callbacks, validation)
        epoch, end = position.epoch, position.stage_began + self._stage.epochs
        if position.step:
            self._keras_fit(train, validation, callbacks, epoch, epoch + 1, position.step)
            epoch += 1
        if epoch < end and not self._model.stop_training:
            self._keras_fit(train, validation, callbacks, epoch, end, 0)
        return callbacks.keeper.next_epoch

    def take_over(self, checkpoint: Checkpoint) -> None:
        """Put in what a checkpoint of this stage holds of weights, optimizer and best epoch."""
        variables = {
            **_by_name("model", self._variables),
            **_by_name("optimizer", self._model.optimizer.variables),
        }
        for name, variable in variables.items():
            variable.assign(checkpoint.arrays[name])
        self._training.best.restore(checkpoint.states["best"], checkpoint.arrays)

    def end(self) -> None:
        """Leave in the network what the stage is to hand on."""
        from training.callbacks.average_weights import put_average

        if self._averages:
            put_average(self._model)

    @property
    def _batch_size(self) -> int:
        return self._training.run.config.optimisation.batch_size

    def _keras_fit(
        self,
        train: Source,
        validation: Source,
        callbacks: _Callbacks,
        epoch: int,
        end: int,
        first_batch: int,
    ) -> None:
        config = self._training.run.config
        steps = train.steps(self._batch_size)
        callbacks.begin_at(first_batch)
        try:
            self._model.fit(
                training_batches(
                    train,
                    batch_size=self._batch_size,
                    epochs=end,
                    seed=config.seed,
                    augmentation=config.augmentation,
                    sampler=config.optimisation.sampler,
                    first_step=epoch * steps + first_batch,
                ),
                initial_epoch=epoch,
                epochs=end,
                steps_per_epoch=steps - first_batch,
                validation_data=evaluation_batches(validation, batch_size=self._batch_size),
                class_weight=class_weight(train.targets, config.optimisation.class_weight),
                callbacks=callbacks.in_order,
                shuffle=False,  # the order is the pipeline's own
                verbose=0,
            )
        except BaseException:
            if callbacks.average:  # stopped while validating
                callbacks.average.restore()
            raise
        finally:
            if callbacks.tensorboard:
                callbacks.tensorboard.flush()

    def _callbacks(self, position: Position, train: Source, validation: Source) -> _Callbacks:
        from training.callbacks.average_weights import AverageWeights
        from training.callbacks.checkpointer import Checkpointer
        from training.callbacks.control import ControlCallback
        from training.callbacks.finite_loss import FiniteLoss
        from training.callbacks.learning_rate import LearningRate
        from training.callbacks.patience import Patience
        from training.callbacks.reporter import Reporter

        training, config, stage = self._training, self._training.run.config, self._stage
        steps = train.steps(self._batch_size)
        rate = LearningRate(stage, position.stage_began, steps)
        patience = Patience(config.patience, config.optimisation.monitor, rate)
        average = AverageWeights() if self._averages else None
        reporter = Reporter(
            training.on_event,
            training.best,
            validation.steps(self._batch_size),
            stage.index,
            lambda: training.control.seconds_held,
        )
        tensorboard = self._tensorboard(position, steps)
        remembering: dict[str, Any] = {"learning_rate": rate, "patience": patience}

        def save(epoch: int, step: int, stage_ended: bool) -> None:
            training.checkpoints.save(
                Checkpoint(
                    Position(stage.index, position.stage_began, epoch, step, stage_ended),
                    training.events_size(),
                    {**_values(self._variables_by_name()), **training.best.arrays},
                    {
                        "best": training.best.state,
                        **{name: callback.state for name, callback in remembering.items()},
                    },
                )
            )

        keeper = Checkpointer(
            save,
            config.checkpoint.seconds,
            steps,
            first_epoch=position.epoch,
            last_epoch=position.stage_began + stage.epochs - 1,
        )
        control = ControlCallback(
            training.control,
            training.on_event,
            rate,
            keeper,
            lambda epoch, step: weights_seen(training.model, epoch, step),
        )
        # What judges and reports an epoch sees the average; the checkpoint holds the weights.
        in_order = [control, FiniteLoss(), rate, training.best, patience, reporter]
        in_order += [self._scorer(validation)]
        in_order += [tensorboard] if tensorboard else []
        in_order += [average] if average else []
        in_order += [keeper]
        return _Callbacks(in_order, remembering, rate, reporter, keeper, average, tensorboard)

    def _scorer(self, validation: Source) -> ValidationScorer:
        from training.callbacks.validation_scorer import ValidationScorer, Watched

        run = self._training.run
        truths = validation.targets.astype(np.int64)
        chosen = np.array(watched_samples(truths, run.config.seed), dtype=np.int64)
        watched = Watched(
            [self._training.validation_names[position] for position in chosen],
            truths[chosen].tolist(),
            validation.rows(chosen).astype(np.float32),
        )
        labels = (NEGATIVE, POSITIVE) if run.n_outputs == 1 else run.dataset.classes
        return ValidationScorer(self._training.on_event, self._confusion, labels, watched)

    def _tensorboard(self, position: Position, steps: int) -> TensorBoardWriter | None:
        if not self._training.run.config.reporting.tensorboard:
            return None
        from training.callbacks.tensorboard import TensorBoardWriter

        run = self._training.run
        return TensorBoardWriter(run.path, steps, epoch=position.epoch, step=position.step)

    def _restore(self, checkpoint: Checkpoint, callbacks: _Callbacks, validation: Source) -> None:
        """Put back what `take_over` has not."""
        self._build_metrics(validation)
        for name, callback in callbacks.remembering.items():
            callback.state = checkpoint.states[name]
        if checkpoint.position.step:
            from training.callbacks.restore_metrics import RestoreMetrics

            names = _by_name("metric", self._model.metrics_variables)
            callbacks.in_order.insert(
                0, RestoreMetrics([checkpoint.arrays[name] for name in names])
            )

    def _build_metrics(self, validation: Source) -> None:
        """Let Keras make the variables of its metrics, which it does with the first batch."""
        x, y = next(iter(evaluation_batches(validation, batch_size=1)))
        prediction = self._model(x, training=False)
        self._model.compute_loss(x=x, y=y, y_pred=prediction)
        self._model.compute_metrics(x=x, y=y, y_pred=prediction)
        self._model.reset_metrics()

    def _variables_by_name(self) -> dict[str, Any]:
        return {
            **_by_name("model", self._variables),
            **_by_name("optimizer", self._model.optimizer.variables),
            **_by_name("metric", self._model.metrics_variables),
        }


@dataclass(frozen=True)
class _Callbacks:
    """The callbacks of a stage.

    Attributes:
        in_order: All of them, in the order in which Keras calls them.
        remembering: Those whose `state` is kept over a resume, by name.
        rate: Sets the learning rate.
        reporter: Tells events.
        keeper: Saves checkpoints.
        average: Puts a moving average in for validation, where one is kept.
        tensorboard: Writes event files, where they are asked for.
    """

    in_order: list[Any]
    remembering: dict[str, Any]
    rate: LearningRate
    reporter: Reporter
    keeper: Checkpointer
    average: AverageWeights | None
    tensorboard: TensorBoardWriter | None

    def begin_at(self, first_batch: int) -> None:
        """Say how many steps of the epoch were done before `fit` begins."""
        for callback in (self.rate, self.reporter, self.keeper, self.tensorboard):
            if callback:
                callback.first_batch = first_batch


def _by_name(kind: str, variables: list[Any]) -> dict[str, Any]:
    return {f"{kind}/{index:05d}": variable for index, variable in enumerate(variables)}


def _values(variables: dict[str, Any]) -> dict[str, Any]:
    return {name: np.array(variable.value) for name, variable in variables.items()}
