"""`python -m archive ...` as a person types it."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.archive.running import command, environment, run, serving
from tests.archive.small_archive import FAIR_ID, SmallArchive
from tests.processes import Process


def test_serve_ends_on_ctrl_c_without_a_word(data_folder: Path) -> None:
    with serving(data_folder) as server:
        server.get("/public/articles")
        server.process.send_signal(signal.SIGINT)
        said = server.process.communicate()
    assert (server.process.returncode, said) == (0, ("", ""))


def test_serve_ends_on_ctrl_c_in_the_middle_of_a_query_without_a_word(data_folder: Path) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    with serving(data_folder) as server, ThreadPoolExecutor() as reader:
        quiet = server.get("/-/threads.json").json["num_tasks"]
        answer = reader.submit(server.get, "/public.json", sql=endless)
        while server.get("/-/threads.json").json["num_tasks"] == quiet:
            pass
        server.process.send_signal(signal.SIGINT)
        said = server.process.communicate()
        assert answer.result().status == 500
    assert (server.process.returncode, said) == (0, ("", ""))


def test_serve_publishes_first_and_says_where_to_look(small_archive: SmallArchive) -> None:
    with serving(small_archive.folder) as server:
        assert server.get("/public/articles.json", _shape="array").json[0]["id"] == FAIR_ID


def test_an_address_that_does_not_exist_leaves_no_traceback(data_folder: Path) -> None:
    with serving(data_folder) as server:
        assert server.get("/nowhere").status == 404
        server.process.send_signal(signal.SIGINT)
        assert "Traceback" not in "".join(server.process.communicate())


def test_a_port_in_use_is_said_in_a_sentence(data_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run(data_folder, "serve", "--port", port)
    sentence = f"Error: cannot listen on 127.0.0.1, port {port}: Address already in use. Choose another"
    assert (ended.returncode, ended.stderr) == (1, f"{sentence} with --port or --host.\n")


@pytest.mark.parametrize("arguments", [["serve", "--port", "0"], ["publish"], ["search", "uy"], ["status"]])
def test_a_missing_archive_is_said_in_a_sentence(tmp_path: Path, arguments: list[str]) -> None:
    ended = run(tmp_path, *arguments)
    sentence = f"Error: no archive in {tmp_path}: crawl first, or name the data folder in ARCHIVE_DIR.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", sentence)


@pytest.mark.parametrize("arguments", [["publish"], ["search", "uy"], ["status"]])
def test_a_file_that_is_no_archive_is_said_in_a_sentence(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "archive.db").write_text("Đây không phải kho.\n" * 1000)
    ended = run(tmp_path, *arguments)
    assert ended.returncode == 1
    assert "file is not a database" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_publish_says_what_it_published(small_archive: SmallArchive) -> None:
    ended = run(small_archive.folder, "publish")
    public = small_archive.folder / "public.db"
    assert ended.stdout.startswith(f"{public}: 3 articles in 4 wordings from 2 sources; refused pages: 1; ")


def test_publish_tells_its_steps_line_by_line_where_nobody_watches(small_archive: SmallArchive) -> None:
    steps = "copying the public tables ...\nindexing 3 articles for search ...\nchecking ...\n"
    assert run(small_archive.folder, "publish").stderr == steps


def test_publish_shows_its_steps_on_one_moving_line_of_a_terminal(small_archive: SmallArchive) -> None:
    screen, terminal = pty.openpty()
    environment_of_a_terminal = environment(small_archive.folder) | {"TERM": "xterm"}
    publishing = Process(command("publish"), env=environment_of_a_terminal, stderr=terminal, stdout=subprocess.DEVNULL)
    assert publishing.wait() == 0
    os.close(terminal)
    shown = os.read(screen, 100_000).decode()
    os.close(screen)
    assert ("checking" in shown, "checking ..." in shown) == (True, False)


def test_search_prints_date_source_headline_and_address(data_folder: Path) -> None:
    ended = run(data_folder, "search", "hòa", "giải")
    assert ended.stdout == (
        "2024-06-03  Báo Ven Sông  Đảng uỷ Quân sự sơ kết quy chế phối hợp  https://baovensong.example/102.html\n"
    )


def test_search_that_finds_nothing_says_so(data_folder: Path) -> None:
    ended = run(data_folder, "search", "bão", "tuyết")
    assert (ended.returncode, ended.stderr) == (1, "Error: nothing found for: bão tuyết\n")


def test_status_is_one_line_a_source(data_folder: Path) -> None:
    lines = run(data_folder, "status").stdout.splitlines()
    assert re.fullmatch(r"baovensong            3 articles  last run \S+Z  finished", lines[0]), lines[0]
    assert lines[1:] == ["thanhuyvensong        0 articles  never crawled"]


ARTICLE_LINE = json.dumps({"id": "a1", "title": "Hội chợ nông sản", "text": "Hội chợ diễn ra bên sông."})


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """`read` given an article, a line that is no JSON, one that is not UTF-8, and half a surrogate pair as id."""
    lines = [ARTICLE_LINE.encode(), b"[", b'{"id": "\xff", "text": ""}', ARTICLE_LINE.replace("a1", r"\ud800").encode()]
    folder = tmp_path_factory.mktemp("empty")
    ended = subprocess.run(
        command("read"), env=environment(folder), input=b"\n".join(lines), capture_output=True, check=False
    )
    return subprocess.CompletedProcess(ended.args, ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def test_read_prints_one_json_object_for_each_article(reading: subprocess.CompletedProcess[str]) -> None:
    assert [json.loads(line)["id"] for line in reading.stdout.splitlines()] == ["a1", "\ud800"]


def test_read_names_each_bad_line_by_its_number(reading: subprocess.CompletedProcess[str]) -> None:
    assert [line.partition(":")[0] for line in reading.stderr.splitlines()] == ["line 2", "line 3"]


def test_read_ends_with_exit_code_1_after_a_bad_line(reading: subprocess.CompletedProcess[str]) -> None:
    assert reading.returncode == 1


def test_read_ends_with_exit_code_0_when_all_lines_are_good(tmp_path: Path) -> None:
    assert run(tmp_path, "read", typed=ARTICLE_LINE).returncode == 0


@pytest.mark.parametrize(
    "arguments", [["reread"], ["stories"], ["digest"], ["verify"], ["backup", "b"], ["export", "e"]]
)
def test_without_an_archive_nothing_can_be_done_to_it(tmp_path: Path, arguments: list[str]) -> None:
    folder = tmp_path / "nothing"
    ended = run(folder, *arguments)
    assert (ended.returncode, ended.stdout, folder.exists()) == (1, "", False)
    assert re.fullmatch(rf"Error: no {folder}/archive\.db: .+ data folder in ARCHIVE_DIR\.\n", ended.stderr)


def test_export_says_where_the_files_are(data_folder: Path, tmp_path: Path) -> None:
    ended = run(data_folder, "export", str(tmp_path / "tables"))
    files = len(list((tmp_path / "tables").iterdir()))
    assert (ended.returncode, ended.stdout) == (0, f"{tmp_path}/tables: {files} files\n")


def test_stories_says_how_many_articles_it_placed(small_archive: SmallArchive) -> None:
    assert run(small_archive.folder, "stories").stdout == "3 articles placed\n"


def test_the_disk_is_blamed_in_a_sentence(data_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = run(data_folder, "export", str(tmp_path / "file"))
    assert (ended.returncode, ended.stderr) == (1, f"Error: {tmp_path}/file: File exists\n")


COMMANDS = ["serve", "publish", "search", "status", "read", "reread", "stories", "evidence", "verify", "digest",
            "backup", "export"]  # fmt: skip


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)])
def test_help_is_there(tmp_path: Path, arguments: list[str]) -> None:
    ended = run(tmp_path, *arguments, "--help")
    assert (ended.returncode, ended.stdout.startswith("Usage: python -m archive")) == (0, True)
