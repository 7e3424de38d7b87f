"""Masks of COCO: run lengths and outlines, with the pixels of pycocotools."""

from __future__ import annotations

from typing import Any

import numpy as np


def mask(segmentation: Any, height: int, width: int) -> np.ndarray:
    """(height, width) bool of a segmentation: run lengths, compressed or not, or a list of outlines, which are united."""
    if isinstance(segmentation, dict):
        counts = segmentation["counts"]
        runs = _decompress(counts) if isinstance(counts, str) else np.asarray(counts, np.int64)
        if runs.sum() != height * width:
            raise ValueError(f"run lengths add up to {runs.sum()}, expected {height} x {width} pixels")
        values = np.arange(len(runs)) % 2 == 1
        return np.repeat(values, runs).reshape(width, height).T
    united = np.zeros((height, width), bool)
    for outline in segmentation or ():
        united |= _fill(np.asarray(outline, np.float64).reshape(-1, 2), height, width)
    return united


def _decompress(text: str) -> np.ndarray:
    runs: list[int] = []
    value = shift = 0
    for character in text:
        bits = ord(character) - 48
        value |= (bits & 31) << shift
        shift += 5
        if not bits & 32:
            if bits & 16:
                value -= 1 << shift
            runs.append(value + (runs[-2] if len(runs) > 2 else 0))
            value = shift = 0
    return np.asarray(runs, np.int64)


def _fill(points: np.ndarray, height: int, width: int) -> np.ndarray:
    """The inside of an outline on a grid of fifths of a pixel: a pixel is set where its centre lies inside."""
    grid = np.trunc(5 * points + 0.5).astype(np.int64)
    us, vs = [], []
    for (xs, ys), (xe, ye) in zip(grid, np.roll(grid, -1, axis=0)):
        dx, dy = abs(xe - xs), abs(ye - ys)
        flat = dx >= dy
        swapped = xs > xe if flat else ys > ye
        if swapped:
            xs, ys, xe, ye = xe, ye, xs, ys
        t = np.arange(max(dx, dy) + 1)
        t = t[::-1] if swapped else t
        if flat:
            us.append(t + xs)
            vs.append(np.trunc(ys + ((ye - ys) / dx if dx else 0) * t + 0.5).astype(np.int64))
        else:
            us.append(np.trunc(xs + (xe - xs) / dy * t + 0.5).astype(np.int64))
            vs.append(t + ys)
    if not us:
        return np.zeros((height, width), bool)
    u, v = np.concatenate(us), np.concatenate(vs)
    changed = u[1:] != u[:-1]
    c = np.where(u[1:] < u[:-1], u[1:], u[1:] - 1)
    x, rest = np.divmod(c - 2, 5)
    keep = changed & (rest == 0) & (x >= 0) & (x < width)
    y = np.clip(np.ceil((np.minimum(v[1:], v[:-1]) + 0.5) / 5 - 0.5), 0, height).astype(np.int64)
    toggles = np.bincount(x[keep] * height + y[keep], minlength=height * width + 1)
    return (np.cumsum(toggles[: height * width]) % 2 == 1).reshape(width, height).T
