"""What is known of one sample before its picture is decoded."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps


@dataclass(frozen=True)
class Bytes:
    """Where a picture's bytes lie: a file, or a part of one."""

    path: Path
    offset: int = 0
    length: int = -1

    def read(self) -> bytes:
        with self.path.open("rb") as file:
            file.seek(self.offset)
            return file.read(self.length)


@dataclass(frozen=True)
class Sample:
    """A picture with its labels. Boxes are x1 y1 x2 y2 in pixels, or in shares of the sides where normalised."""

    name: str
    picture: Bytes
    label: int = -1
    boxes: np.ndarray = field(default_factory=lambda: np.zeros((0, 4), np.float32))
    labels: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    normalised: bool = False
    segmentations: tuple[Any, ...] = ()

    def image(self) -> np.ndarray:
        """The upright picture, (height, width, 3) uint8."""
        try:
            with Image.open(io.BytesIO(self.picture.read())) as image:
                return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        except OSError as e:
            raise OSError(f"{self.name} in {self.picture.path} cannot be decoded: {e}") from e

    def pixel_boxes(self, image: np.ndarray) -> np.ndarray:
        if not self.normalised:
            return self.boxes
        height, width = image.shape[:2]
        return self.boxes * np.array([width, height, width, height], np.float32)
