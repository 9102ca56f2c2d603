"""The derived index: rebuilt when it must be, never half there."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from content import index
from content.entries import Entry
from content.library import Library
from tests.content.shelf import LECTURE, shelf


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The content hashes an index was built for, as they happen."""
    calls: list[str] = []
    build = index.build

    def counted(path: Path, content_hash: str, found: tuple[Entry, ...]) -> None:
        calls.append(content_hash)
        build(path, content_hash, found)

    monkeypatch.setattr(index, "build", counted)
    return calls


def test_the_index_is_built_once_and_then_used(tmp_path: Path, built: list[str]) -> None:
    folder, path = shelf(tmp_path), tmp_path / "deep/er/index.db"
    for _ in range(3):
        Library.open(folder, path).close()
    assert len(built) == 1


def test_a_changed_file_makes_a_new_index(tmp_path: Path, built: list[str]) -> None:
    folder, path = shelf(tmp_path), tmp_path / "index.db"
    assert not Library.open(folder, path).search("风车")
    (folder / "library/first/one.md").write_text(LECTURE.replace("灯塔", "风车"), encoding="utf-8")
    assert Library.open(folder, path).search("风车")
    assert len(built) == 2


def test_a_removed_file_makes_a_new_index(tmp_path: Path, built: list[str]) -> None:
    folder, path = shelf(tmp_path), tmp_path / "index.db"
    Library.open(folder, path).close()
    (folder / "first_topics/2026-12.toml").unlink()
    assert [hit.kind for hit in Library.open(folder, path).search("灯塔")] == ["lecture"]
    assert len(built) == 2


@pytest.mark.parametrize("damage", [b"", b"not a database at all, only text" * 200])
def test_a_damaged_index_is_replaced(tmp_path: Path, damage: bytes) -> None:
    folder, path = shelf(tmp_path), tmp_path / "index.db"
    path.write_bytes(damage)
    assert Library.open(folder, path).search("灯塔")


def test_a_reader_keeps_its_index_while_another_is_put_in_place(tmp_path: Path) -> None:
    folder, path = shelf(tmp_path), tmp_path / "index.db"
    reader = Library.open(folder, path)
    (folder / "library/first/one.md").write_text(LECTURE.replace("灯塔", "风车"), encoding="utf-8")
    Library.open(folder, path).close()
    assert "one" in [hit.slug for hit in reader.search("灯塔")]


def test_a_failed_build_leaves_the_old_index_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index.db"
    path.write_bytes(b"old")

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        index.build(path, "hash", ())
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["index.db"]


def _open(folder: Path, path: Path) -> bool:
    return bool(Library.open(folder, path).search("灯塔"))


def test_several_processes_may_open_at_once(tmp_path: Path) -> None:
    folder, path = shelf(tmp_path), tmp_path / "index.db"
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert all(pool.starmap(_open, [(folder, path)] * 4))
    assert not list(tmp_path.glob("*.tmp"))


def test_pairs_overlap_and_the_last_character_stands_alone() -> None:
    assert index.pairs("周文雍") == "周文 文雍 雍"
    assert index.pairs("雍") == "雍"
    assert index.pairs("") == ""
