"""Datasets of tensorflow. Imported when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tensorflow as tf

if TYPE_CHECKING:
    from ._release import Split


def dataset(split: Split, seed: int | None, epoch: int, rank: int, world: int) -> Any:
    image = tf.TensorSpec((None, None, 3), tf.uint8)
    signature = (
        (image, tf.TensorSpec((None, 4), tf.float32), tf.TensorSpec((None,), tf.int64))
        if split.objects
        else (image, tf.TensorSpec((), tf.int64))
    )
    return tf.data.Dataset.from_generator(
        lambda: iter(split.stream(seed, epoch, rank, world)), output_signature=signature
    )
