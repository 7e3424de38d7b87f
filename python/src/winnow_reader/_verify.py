"""Comparing a folder with its winnow.lock."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

LOCK = "winnow.lock"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(frozen=True)
class Difference:
    """A file that is not as the lock states: trouble is "missing", "changed" or "added"."""

    path: str
    trouble: str


class VerificationError(Exception):
    """Files of a release are not as its lock states."""

    def __init__(self, root: Path, differences: list[Difference]):
        shown = ", ".join(f"{d.path} is {d.trouble}" for d in differences[:3])
        super().__init__(f"{root} differs from its {LOCK} in {len(differences)} files: {shown}")
        self.differences = differences


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def title(root: Path) -> str:
    """What the lock calls the release, such as "raccoon v1"; empty without a lock."""
    lock = root / LOCK
    if not lock.is_file():
        return ""
    with lock.open(encoding="utf-8") as lines:
        found = re.match(r'# Release "((?:[^"\\]|\\.)*)" as ', lines.readline())
    return found.group(1) if found else ""


def differences(root: Path) -> list[Difference]:
    lock = root / LOCK
    if not lock.is_file():
        raise FileNotFoundError(f"{root} has no {LOCK}: expected the folder of an export")
    found, listed = [], {LOCK}
    for number, line in enumerate(lock.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        entry = _LINE.fullmatch(line)
        if not entry:
            raise ValueError(f"{lock}, line {number}: expected a hash of 64 digits, two blanks and a path")
        path = entry.group(2)
        listed.add(path)
        if not (root / path).is_file():
            found.append(Difference(path, "missing"))
        elif sha256(root / path) != entry.group(1):
            found.append(Difference(path, "changed"))
    for file in sorted(root.rglob("*")):
        if file.is_file() and file.relative_to(root).as_posix() not in listed:
            found.append(Difference(file.relative_to(root).as_posix(), "added"))
    return found
