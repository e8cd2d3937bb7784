"""Long work tells how far it is: on a terminal a bar, in a log lines."""

from __future__ import annotations

import pytest

from scrapers import progress


def test_a_log_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    with progress.progress() as tell:
        tell("importing", 250, 1000)
    assert capsys.readouterr().err == "importing: 250 of 1000, 25%\n"


def test_short_work_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.progress() as tell:
        tell("importing", 250, 1000)
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress.progress() as tell:
        tell("importing", 250, 1000)
    said = capsys.readouterr().err
    assert "importing" in said
    assert "25%" in said
