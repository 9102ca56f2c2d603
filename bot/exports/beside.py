"""A file that is whole or not there: written under another name beside its place, then moved into it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A path to write to; when the block ends well, the file there takes the place of ``path``.

    It lies in a folder that only this user can open, on the same disk, together with any scratch files of the
    writer; the folder is gone at the end either way. The finished file is readable by its owner only, for it
    holds names (product rule 7).
    """
    folder = Path(tempfile.mkdtemp(prefix=".export-", dir=path.parent))
    try:
        draft = folder / ("draft" + path.suffix)
        yield draft
        draft.chmod(0o600)
        _settle(draft)
        os.replace(draft, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settle(file: Path) -> None:
    """Have the content on disk before the name, or a power cut leaves a whole name over half a file."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
