"""Releases of a running Winnow: fetched once, kept in a folder of the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path, PurePosixPath

from . import _verify


def cache_folder() -> Path:
    """WINNOW_CACHE, or winnow below the user's cache."""
    named = os.environ.get("WINNOW_CACHE")
    return Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "winnow"


def fetch(url: str, release: str, format: str, cache: Path) -> Path:
    """The folder of an export of a dataset such as http://host/api/datasets/raccoon.

    A release never changes, so that one that is in the cache is not asked for again. A download becomes visible when all its files have
    the hashes of its winnow.lock; one that is cut leaves nothing. Several processes may fetch at once.
    """
    asked = f"{url.rstrip('/')}/releases/{urllib.parse.quote(release)}/export?format={urllib.parse.quote(format)}&archive=tar"
    target = cache / hashlib.sha256(asked.encode()).hexdigest()[:32]
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=cache))
    try:
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer, tarfile.open(fileobj=answer, mode="r|") as tar:
                for member in tar:
                    _write(tar, member, part)
        except urllib.error.HTTPError as e:
            detail = e.read(2000).decode(errors="replace")
            raise ValueError(f"{asked} was answered with {e.code}: {detail}") from e
        except (tarfile.TarError, EOFError) as e:
            raise OSError(f"the download from {asked} ended before its end: {e}") from e
        found = _verify.differences(part)
        if found:
            raise _verify.VerificationError(part, found)
        try:
            part.rename(target)
        except OSError:
            if not target.is_dir():  # else another process was first
                raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, part: Path) -> None:
    path = PurePosixPath(member.name)
    if not member.isreg() or path.is_absolute() or ".." in path.parts:
        raise OSError(f"the archive holds {member.name!r}, which is no file below the export")
    target = part / path
    target.parent.mkdir(parents=True, exist_ok=True)
    content = tar.extractfile(member)
    assert content is not None  # it is a regular file
    with target.open("wb") as out:
        shutil.copyfileobj(content, out, 1 << 20)
