"""The formats that are read: each turns a folder into the samples of its splits."""

from __future__ import annotations

import json
import re
import tarfile

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np

from ._samples import Bytes, Sample

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".ppm"}
_SPLITS = {"train": "train", "val": "val", "valid": "val", "validation": "val", "test": "test"}
_NAMES = {"train": 0, "val": 1, "test": 2}


@dataclass(frozen=True)
class Read:
    """What a folder holds. objects says whether samples have boxes, or else one label."""

    format: str
    classes: list[str]
    splits: dict[str, list[Sample]]
    objects: bool


def read(root: Path) -> Read:
    """Reads a folder of an export.

    Raises ValueError when it is in no format that is known.
    """
    for found in (_coco, _yolo, _webdataset, _imagefolder):
        result = found(root)
        if result is not None:
            splits = {s: result.splits[s] for s in sorted(result.splits, key=lambda s: _NAMES.get(s, 9))}
            return Read(result.format, result.classes, splits, result.objects)
    raise ValueError(f"{root} is no export that can be read: expected COCO, YOLO, ImageFolder or WebDataset")


def _coco(root: Path) -> Read | None:
    files = sorted((root / "annotations").glob("instances_*.json"))
    if not files:
        return None
    splits: dict[str, list[Sample]] = {}
    names: dict[int, str] = {}
    for file in files:
        split = file.stem.removeprefix("instances_")
        data = json.loads(file.read_text(encoding="utf-8"))
        names.update({c["id"]: c["name"] for c in data["categories"]})
        number = {category: place for place, category in enumerate(sorted(names))}
        of_image: dict[int, list[dict[str, Any]]] = {}
        for annotation in data["annotations"]:
            of_image.setdefault(annotation["image_id"], []).append(annotation)
        samples = []
        for image in data["images"]:
            objects = [a for a in of_image.get(image["id"], []) if "bbox" in a]
            boxes = np.array([a["bbox"] for a in objects], np.float64).reshape(-1, 4)
            boxes[:, 2:] += boxes[:, :2]
            samples.append(
                Sample(
                    image["file_name"],
                    Bytes(root / "images" / split / image["file_name"]),
                    boxes=boxes.astype(np.float32),
                    labels=np.array([number[a["category_id"]] for a in objects], np.int64),
                    segmentations=tuple(a.get("segmentation") for a in objects),
                )
            )
        splits[split] = samples
    return Read("coco", [names[i] for i in sorted(names)], splits, True)


def _yolo(root: Path) -> Read | None:
    yaml = root / "data.yaml"
    if not yaml.is_file():
        return None
    # Winnow writes a name as a JSON string on a line of its own, which spares a YAML parser.
    names = re.findall(r'^  (\d+): (".*")$', yaml.read_text(encoding="utf-8"), re.MULTILINE)
    classes = [json.loads(name) for _, name in names]
    splits = {}
    for folder in sorted(p for p in (root / "images").iterdir() if p.is_dir()):
        samples = []
        for picture in _pictures(folder):
            file = root / "labels" / folder.name / (picture.stem + ".txt")
            rows = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
            objects = [_yolo_row(row.split()) for row in rows if row.strip()]
            samples.append(
                Sample(
                    picture.name,
                    Bytes(picture),
                    boxes=np.array([box for _, box in objects], np.float32).reshape(-1, 4),
                    labels=np.array([number for number, _ in objects], np.int64),
                    normalised=True,
                )
            )
        splits[folder.name] = samples
    return Read("yolo", classes, splits, True)


def _yolo_row(tokens: list[str]) -> tuple[int, list[float]]:
    """A box of a row: of its centre and size, as in detect and pose, or around its points."""
    values = [float(token) for token in tokens[1:]]
    if len(values) == 4 or (len(values) - 4) % 3 == 0 and len(values) % 2 == 1:
        x, y, w, h = values[:4]
        return int(tokens[0]), [x - w / 2, y - h / 2, x + w / 2, y + h / 2]
    return int(tokens[0]), [min(values[::2]), min(values[1::2]), max(values[::2]), max(values[1::2])]


def _imagefolder(root: Path) -> Read | None:
    folders = [p for p in sorted(root.iterdir()) if p.is_dir() and p.name in _SPLITS]
    if not folders:
        return None
    found = {folder: sorted(c for c in folder.iterdir() if c.is_dir()) for folder in folders}
    classes = sorted({unquote(c.name) for of_split in found.values() for c in of_split})
    if not classes:
        return None
    splits = {
        _SPLITS[folder.name]: sorted(
            (
                Sample(f"{c.name}/{picture.name}", Bytes(picture), label=classes.index(unquote(c.name)))
                for c in of_split
                for picture in _pictures(c)
            ),
            key=lambda sample: sample.picture.path.name,
        )
        for folder, of_split in found.items()
    }
    return Read("imagefolder", classes, splits, False)


def _webdataset(root: Path) -> Read | None:
    index = root / "shards" / "index.json"
    if not index.is_file():
        return None
    data = json.loads(index.read_text(encoding="utf-8"))
    classes = data["objects"] or data["classes"]
    splits: dict[str, list[Sample]] = {}
    for shard in data["shards"]:
        splits.setdefault(shard["split"], []).extend(_shard(root / "shards" / shard["name"], data))
    return Read("webdataset", classes, splits, bool(data["objects"]))


def _shard(path: Path, index: dict[str, Any]) -> list[Sample]:
    parts: dict[str, dict[str, tarfile.TarInfo]] = {}
    samples = []
    with tarfile.open(path) as tar:
        for member in tar:
            key, _, suffix = member.name.partition(".")
            parts.setdefault(key, {})[suffix] = member
        for key, members in parts.items():
            picture = next(m for suffix, m in members.items() if f".{suffix}" in PICTURES)
            said = json.loads(tar.extractfile(members["json"]).read()) if "json" in members else {}  # type: ignore[union-attr]
            objects = [o for o in said.get("objects", []) if "bbox" in o]
            boxes = np.array([o["bbox"] for o in objects], np.float64).reshape(-1, 4)
            boxes[:, 2:] += boxes[:, :2]
            label = int(tar.extractfile(members["cls"]).read()) if "cls" in members else -1  # type: ignore[union-attr]
            samples.append(
                Sample(
                    picture.name,
                    Bytes(path, picture.offset_data, picture.size),
                    label=label,
                    boxes=boxes.astype(np.float32),
                    labels=np.array([index["objects"].index(o["class"]) for o in objects], np.int64),
                    segmentations=tuple(o.get("rle") or o.get("polygons") for o in objects),
                )
            )
    return samples


def _pictures(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in PICTURES)


