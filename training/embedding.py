"""What a network makes of a picture before its last layer decides: the picture's embedding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


def with_embedding(model: keras.Model) -> keras.Model:
    """Return a model that also tells what enters the last dense layer of another one.

    Args:
        model: A functional or sequential model with one input, one output and any layers; networks
            may stand inside it.

    Returns:
        A model on the same layers with two outputs: the scores, (n, outputs), and the embeddings,
        (n, d). Without a dense layer at its end the scores are the embedding too.
    """
    import keras

    embedding = _before_last_dense(model)
    if len(embedding.shape) != 2:
        embedding = keras.layers.Flatten(name="flat_embedding", dtype="float32")(embedding)
    return keras.Model(model.inputs[0], [model.outputs[0], embedding])


def _before_last_dense(model: keras.Model) -> Any:
    """Return the tensor of a model that enters its last dense layer, or else its output."""
    import keras

    tensor = model.outputs[0]
    while True:
        # Keras has no public way from a tensor to the call that made it.
        operation, index, _ = tensor._keras_history
        entering = operation._inbound_nodes[index].input_tensors
        if len(entering) != 1:
            return model.outputs[0]
        if isinstance(operation, keras.layers.Dense):
            return entering[0]
        if isinstance(operation, keras.Model):
            inside = keras.Model(operation.inputs[0], _before_last_dense(operation))
            return inside(entering[0], training=False)
        if getattr(operation, "weights", None):
            return model.outputs[0]
        tensor = entering[0]  # an activation, a change of type
