"""The order of an epoch, and who reads what of it."""

from __future__ import annotations

import numpy as np

_MASK = np.uint64(0xFFFFFFFFFFFFFFFF)


def _mix(z: np.ndarray) -> np.ndarray:
    """SplitMix64's finaliser: 64 bits that depend on all bits of the input."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def order(length: int, seed: int | None, epoch: int = 0) -> np.ndarray:
    """The order of an epoch's samples: 0 to length - 1 in an order that seed and epoch alone decide; ascending without a seed.

    The order is the same with every version of numpy, on every machine.
    """
    if seed is None:
        return np.arange(length, dtype=np.int64)
    with np.errstate(over="ignore"):
        key = _mix(np.array([seed & 0xFFFFFFFFFFFFFFFF], dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15))
        key = _mix(key ^ np.array([epoch & 0xFFFFFFFFFFFFFFFF], dtype=np.uint64))
        keys = _mix(key + np.arange(1, length + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    return np.argsort(keys & _MASK, kind="stable").astype(np.int64)


def share(indices: np.ndarray, consumer: int, consumers: int, uneven: str = "keep") -> np.ndarray:
    """What one of several consumers reads: each index is read by exactly one.

    uneven says what becomes of the last round, in which not every consumer has a sample: "keep" it, "drop" it, or "pad" it with the
    first samples, so that all consumers read equally many.
    """
    if not 0 <= consumer < consumers:
        raise ValueError(f"consumer is {consumer}, expected 0 to {consumers - 1}")
    if uneven not in ("keep", "drop", "pad"):
        raise ValueError(f"uneven is {uneven!r}, expected 'keep', 'drop' or 'pad'")
    rest = len(indices) % consumers
    if rest and uneven == "drop":
        indices = indices[: len(indices) - rest]
    elif rest and uneven == "pad":
        indices = np.concatenate([indices, np.resize(indices, consumers - rest)])
    return indices[consumer::consumers]
