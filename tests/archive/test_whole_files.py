"""A file or folder has its name only once it is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.whole_files import written_whole


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "bài.txt"
    with written_whole(path) as unfinished:
        unfinished.write_text("toàn văn")
        assert not path.exists()
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("bài.txt", "toàn văn")]


def test_a_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    with written_whole(tmp_path / "hồ-sơ") as unfinished:
        unfinished.mkdir()
        (unfinished / "bài.txt").write_text("toàn văn")
    assert (tmp_path / "hồ-sơ" / "bài.txt").read_text() == "toàn văn"


def test_after_an_error_what_was_there_stands(tmp_path: Path) -> None:
    path = tmp_path / "bài.txt"
    path.write_text("bản trước")

    def write_half() -> None:
        with written_whole(path) as unfinished:
            unfinished.write_text("một nửa")
            raise OSError("đĩa đầy")

    with pytest.raises(OSError, match="đĩa đầy"):
        write_half()
    assert [one.read_text() for one in tmp_path.iterdir()] == ["bản trước"]


def test_what_a_killed_process_left_is_taken_away(tmp_path: Path) -> None:
    left = tmp_path / "hồ-sơ.unfinished"
    left.mkdir()
    (left / "nửa.txt").write_text("")
    with written_whole(tmp_path / "hồ-sơ") as unfinished:
        unfinished.mkdir()
    assert list((tmp_path / "hồ-sơ").iterdir()) == []
