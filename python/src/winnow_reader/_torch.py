"""Datasets of torch. Imported when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import torch
from torch.utils.data import Dataset, IterableDataset, get_worker_info

from ._order import order, share

if TYPE_CHECKING:
    from ._release import Split


def _sample(split: Split, index: int, transform: Callable[..., Any] | None) -> Any:
    """(image, label), or (image, target) whose target has all keys also where there are no objects."""
    arrays = split[index]
    image = torch.from_numpy(arrays[0].copy()).permute(2, 0, 1).contiguous()
    if split.objects:
        target: Any = {
            "boxes": torch.from_numpy(arrays[1].copy()),
            "labels": torch.from_numpy(arrays[2].copy()),
            "image_id": index,
        }
        try:
            from torchvision import tv_tensors  # so that torchvision's transforms move the boxes

            image = tv_tensors.Image(image)
            target["boxes"] = tv_tensors.BoundingBoxes(
                target["boxes"], format="XYXY", canvas_size=tuple(image.shape[-2:])
            )
        except ImportError:
            pass
        return transform(image, target) if transform else (image, target)
    return (transform(image) if transform else image), arrays[1]


class MapSamples(Dataset):  # type: ignore[type-arg]
    """Samples by their places."""

    def __init__(self, split: Split, transform: Callable[..., Any] | None):
        self.split = split
        self.transform = transform

    def __len__(self) -> int:
        return len(self.split)

    def __getitem__(self, index: int) -> Any:
        return _sample(self.split, int(index), self.transform)


class IterableSamples(IterableDataset):  # type: ignore[type-arg]
    """Each sample once over all ranks and workers. Call set_epoch before each epoch; workers that persist see it too."""

    def __init__(
        self,
        split: Split,
        transform: Callable[..., Any] | None,
        seed: int | None,
        rank: int | None,
        world: int | None,
        uneven: str,
    ):
        running = torch.distributed.is_available() and torch.distributed.is_initialized()
        self.split = split
        self.transform = transform
        self.seed = seed
        self.rank = rank if rank is not None else torch.distributed.get_rank() if running else 0
        self.world = world if world is not None else torch.distributed.get_world_size() if running else 1
        self.uneven = uneven
        self._epoch = torch.zeros(1, dtype=torch.int64).share_memory_()

    def set_epoch(self, epoch: int) -> None:
        self._epoch[0] = epoch

    def __len__(self) -> int:
        return len(share(order(len(self.split), None), self.rank, self.world, self.uneven))

    def __iter__(self) -> Iterator[Any]:
        mine = share(order(len(self.split), self.seed, int(self._epoch[0])), self.rank, self.world, self.uneven)
        worker = get_worker_info()
        if worker is not None:
            mine = share(mine, worker.id, worker.num_workers)
        for index in mine:
            yield _sample(self.split, int(index), self.transform)
