"""A release and its splits."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from . import _formats, _http, _verify
from ._masks import mask
from ._order import order, share
from ._samples import Sample

Arrays = tuple[Any, ...]


def open(
    path: str | os.PathLike[str],
    release: str | None = None,
    format: str = "coco",
    cache: str | os.PathLike[str] | None = None,
) -> Release:
    """Opens the folder of an export, or a dataset of a running Winnow, such as http://localhost:8080/api/datasets/raccoon.

    release is the version that is expected, such as "v1"; the folder of another one is refused, so that a wrong path is noticed. From
    an address it is required, and format is the one to fetch; cache is a folder, by default WINNOW_CACHE or winnow in the user's cache.
    Raises FileNotFoundError where there is no folder, ValueError where it is of another release or in no format that is read, OSError
    where a download fails, VerificationError where it does not have the hashes of its lock.
    """
    if str(path).startswith(("http://", "https://")):
        if release is None:
            raise ValueError(f"release is missing: expected one of {path}, such as 'v1'")
        folder = _http.cache_folder() if cache is None else Path(cache)
        path = _http.fetch(str(path), release, format, folder)
    root = Path(path)
    if not root.is_dir():
        raise FileNotFoundError(f"there is no folder {root}: expected an export of a release")
    title = _verify.title(root)
    if release is not None and title and _version(title.rsplit(" ", 1)[-1]) != _version(release):
        raise ValueError(f"{root} holds release {title!r}, expected {release!r}")
    return Release(root, title)


def _version(text: str) -> tuple[str, ...]:
    """v1, v1.0 and 1.0.0 are one version."""
    parts = text.removeprefix("v").split(".")
    return tuple(parts + ["0"] * (3 - len(parts))) if all(p.isdigit() for p in parts) else (text,)


class Release:
    """A release as a folder. Threads and processes may share it; nothing in it changes."""

    def __init__(self, root: Path, title: str):
        self.root = root
        self.title = title
        found = _formats.read(root)
        self.format = found.format
        self.classes = found.classes
        self._splits = found.splits
        self._objects = found.objects

    @property
    def splits(self) -> list[str]:
        """The names of the splits that have a sample."""
        return [name for name, samples in self._splits.items() if samples]

    def split(self, name: str) -> Split:
        """Raises KeyError for a split that the release does not have."""
        if name not in self._splits:
            raise KeyError(f"{self.root} has no split {name!r}, expected one of {', '.join(self._splits)}")
        return Split(name, self._splits[name], self.classes, self._objects)

    def verify(self) -> None:
        """Compares every file with winnow.lock; raises VerificationError where one differs."""
        found = _verify.differences(self.root)
        if found:
            raise _verify.VerificationError(self.root, found)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {len(samples)}" for name, samples in self._splits.items())
        return f"<Release {self.title or self.root} as {self.format}: {sizes}>"


class Split(Sequence[Arrays]):
    """The samples of a split, decoded when they are asked for."""

    def __init__(self, name: str, samples: list[Sample], classes: list[str], objects: bool):
        self.name = name
        self.classes = classes
        self.objects = objects
        self.samples = samples

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: Any) -> Any:
        """(image, boxes, labels) where the release has objects, else (image, label)."""
        sample = self.samples[index]
        image = sample.image()
        if self.objects:
            return image, sample.pixel_boxes(image), sample.labels
        return image, sample.label

    def numpy(self) -> Split:
        """The samples as tuples of arrays: the split itself."""
        return self

    def masks(self, index: int) -> np.ndarray:
        """(n, height, width) bool, one for each box; empty where an object has a box alone."""
        sample = self.samples[index]
        height, width = sample.image().shape[:2]
        found = [mask(s, height, width) for s in sample.segmentations]
        return np.stack(found) if found else np.zeros((0, height, width), bool)

    def stream(
        self, seed: int | None = 0, epoch: int = 0, rank: int = 0, world: int = 1, uneven: str = "keep"
    ) -> Stream:
        """The samples that one of world consumers reads in an epoch; see share for uneven."""
        return Stream(self, seed, epoch, rank, world, uneven)

    def torch(
        self,
        transform: Callable[..., Any] | None = None,
        iterable: bool = False,
        seed: int | None = 0,
        rank: int | None = None,
        world: int | None = None,
        uneven: str = "keep",
    ) -> Any:
        """A torch Dataset; see README.md. rank and world are those of torch.distributed where it runs."""
        from . import _torch

        if iterable:
            return _torch.IterableSamples(self, transform, seed, rank, world, uneven)
        return _torch.MapSamples(self, transform)

    def tf(self, seed: int | None = None, epoch: int = 0, rank: int = 0, world: int = 1) -> Any:
        """A tf.data.Dataset of one epoch."""
        from . import _tf

        return _tf.dataset(self, seed, epoch, rank, world)


class Stream:
    """An epoch of one consumer. Iterating goes on where the last iteration ended."""

    def __init__(self, split: Split, seed: int | None, epoch: int, rank: int, world: int, uneven: str):
        self._split = split
        self._state = {"seed": seed, "epoch": epoch, "rank": rank, "world": world, "uneven": uneven, "position": 0}
        self._indices = share(order(len(split), seed, epoch), rank, world, uneven)

    def __len__(self) -> int:
        return len(self._indices)

    @property
    def indices(self) -> np.ndarray:
        """The places in the split, in the order in which they are read."""
        return self._indices

    def __iter__(self) -> Iterator[Arrays]:
        while self._state["position"] < len(self._indices):
            index = int(self._indices[self._state["position"]])
            sample = self._split[index]
            self._state["position"] += 1
            yield sample

    def state_dict(self) -> dict[str, Any]:
        """What load_state_dict needs to go on after the sample that was given last."""
        return dict(self._state)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._state = dict(state)
        self._indices = share(
            order(len(self._split), state["seed"], state["epoch"]), state["rank"], state["world"], state["uneven"]
        )
